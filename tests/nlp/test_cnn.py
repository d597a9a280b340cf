"""The networks against slovnet itself, and against themselves in other batches and on other kernels."""

import hashlib
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
import slovnet
from navec import Navec

from pipeline.nlp import cnn, segment

ROOT = Path(__file__).parents[2]


def sentences() -> list[list[str]]:
    text = " ".join(next(iter(sorted((ROOT / "corpus" / "raw").glob("*.txt")))).read_text(encoding="utf-8").split())
    text = text[:12_000]
    spans = segment.sentences(text)
    return [[text[start:end][a:b] for a, b in segment.tokens(text[start:end])] for start, end in spans]


def run(given: list[list[str]]) -> tuple[list[int], list[int], list[int], list[int]]:
    networks = cnn.load()
    words, sizes = [word for sentence in given for word in sentence], [len(sentence) for sentence in given]
    heads, relations = networks.syntax(words, sizes)
    tags, names = networks.morphology(words, sizes), networks.names(words)
    return tags.tolist(), heads.tolist(), relations.tolist(), names.tolist()


@pytest.fixture(scope="module")
def models() -> dict[str, object]:
    spec = find_spec("natasha")
    assert spec is not None and spec.submodule_search_locations
    data = Path(next(iter(spec.submodule_search_locations))) / "data"
    navec = Navec.load(data / "emb" / "navec_news_v1_1B_250K_300d_100q.tar")
    kinds = {"morph": slovnet.Morph, "syntax": slovnet.Syntax, "ner": slovnet.NER}
    return {
        name: kind.load(data / "model" / f"slovnet_{name}_news_v1.tar").navec(navec) for name, kind in kinds.items()
    }


def agreement(found: list[str], expected: list[str]) -> float:
    assert len(found) == len(expected)
    return float(np.mean([a == b for a, b in zip(found, expected, strict=True)]))


def test_slovnet_gives_the_same(models: dict[str, object]) -> None:
    given = sentences()
    networks = cnn.load()
    tags, heads, relations, names = run(given)
    morph = [token for markup in models["morph"].map(given) for token in markup.tokens]  # type: ignore[attr-defined]
    expected = ["|".join([t.pos, *(f"{k}={v}" for k, v in sorted((t.feats or {}).items()))]) for t in morph]
    assert agreement([networks.morphology.tags[k] for k in tags], expected) >= 0.999
    parsed = [token for markup in models["syntax"].map(given) for token in markup.tokens]  # type: ignore[attr-defined]
    assert agreement([str(head) for head in heads], [token.head_id for token in parsed]) >= 0.999
    assert agreement([networks.syntax.relations[k] for k in relations], [token.rel for token in parsed]) >= 0.999

    infer = models["ner"].infer  # type: ignore[attr-defined]
    batch = next(iter(infer.encoder([[word for sentence in given for word in sentence]])))
    emissions = infer.model(batch.word_id, batch.shape_id, batch.pad_mask)
    (path,) = infer.model.head.crf.decode(emissions, ~batch.pad_mask)
    assert names == path.tolist()


def test_a_sentence_never_sees_its_neighbours() -> None:
    given = sentences()[:40]
    tags, heads, relations, _ = run(given)
    alone = [run([sentence]) for sentence in given]
    assert [[tag for one in alone for tag in one[k]] for k in range(3)] == [tags, heads, relations]


def test_a_full_table_starts_afresh(monkeypatch: pytest.MonkeyPatch) -> None:
    given = sentences()[:40]
    expected = run(given)
    table = cnn.load().morphology._encoder._table
    monkeypatch.setattr(table, "_capacity", 1 + max(cnn.BLOCK, *map(len, given)) + 6)
    table._rows.clear()
    assert run(given) == expected


def test_the_answer_does_not_depend_on_the_kernel() -> None:
    code = "from tests.nlp import test_cnn as t; print(t.digest())"
    environment = os.environ | {"OPENBLAS_CORETYPE": "Prescott", "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "7"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == digest()


def digest() -> str:
    return hashlib.sha256(repr(run(sentences())).encode()).hexdigest()


def test_the_first_of_nearly_equal_scores_wins() -> None:
    scores = np.array([[0.0, 1.0, 1.00005], [1.0, 0.99995, 0.0], [0.0, 1.0, 2.0]], np.float32)
    assert cnn.first_best(scores).tolist() == [1, 0, 2]


def test_no_words() -> None:
    assert run([]) == ([], [], [], [])

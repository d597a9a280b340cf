"""Annotation against natasha's own Doc pipeline: same texts, same sentences and tokens, CPU seconds side by side.

Two processes, one BLAS thread each, take turns, document by document. Ours gives spaCy Docs and both tables, as the
stage does. natasha (segment, tag_morph, parse_syntax, tag_ner, lemmatize) runs in an environment of its own, made from
requirements/bench.txt, because its lemmatiser needs an old setuptools; its own segmentation is in its time, but it
then works on our sentences and tokens, so that the answers can be compared.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
ENVIRONMENT = ROOT / ".cache" / "natasha"
SIZE, DOCUMENTS = 40_000, 9
WARM_UP = "Мама мыла раму."
Answer = dict[str, Any]


def measure(source: Path) -> dict[str, Any]:
    """Seconds of both, their ratio, and the share of equal answers, on texts at a path."""
    from bench import texts

    _install()
    sides = {name: _start(python, name) for name, python in (("ours", sys.executable), ("natasha", _python()))}
    spent = dict.fromkeys(sides, 0.0)
    same = dict.fromkeys(("tags", "heads", "relations", "names"), 0)
    total = dict.fromkeys(same, 0)
    for text in [WARM_UP, *islice(texts.pieces(source, SIZE), DOCUMENTS)]:
        ours = _ask(sides["ours"], {"text": text})
        theirs = _ask(sides["natasha"], {"text": text, "tokens": ours["tokens"], "sentences": ours["sentences"]})
        if text == WARM_UP:
            continue
        for name, answer in (("ours", ours), ("natasha", theirs)):
            spent[name] += answer["seconds"]
        for key in same:
            same[key] += sum(a == b for a, b in zip(ours[key], theirs[key], strict=True))
            total[key] += len(ours[key])
    for side in sides.values():
        side.communicate()
    return {
        "documents": DOCUMENTS, "characters": SIZE, "tokens": total["tags"],
        "ours_seconds": spent["ours"], "natasha_seconds": spent["natasha"],
        "ratio": spent["natasha"] / spent["ours"], **{f"same_{key}": same[key] / total[key] for key in same},
    }  # fmt: skip


def _python() -> str:
    return str(ENVIRONMENT / "bin" / "python")


def _install() -> None:
    """natasha's environment, made once."""
    done = ENVIRONMENT / "bench.txt"
    wanted = ROOT / "requirements" / "bench.txt"
    if done.exists() and done.read_bytes() == wanted.read_bytes():
        return
    if sys.version_info[:2] != (3, 11):
        raise SystemExit("natasha's own lemmatiser needs Python 3.11: make bench PYTHON=python3.11 VENV=.venv-3.11")
    subprocess.run([sys.executable, "-m", "venv", "--clear", ENVIRONMENT], check=True)
    options = ["-qq", "--disable-pip-version-check", "--no-deps", "--require-hashes"]
    subprocess.run([_python(), "-m", "pip", "install", *options, "-r", wanted], check=True)
    done.write_bytes(wanted.read_bytes())


def _start(python: str, side: str) -> "subprocess.Popen[str]":
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    return subprocess.Popen(
        [python, __file__, side], env={**os.environ, **threads, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
    )  # fmt: skip


def _ask(side: "subprocess.Popen[str]", question: dict[str, Any]) -> Answer:
    assert side.stdin and side.stdout
    print(json.dumps(question), file=side.stdin, flush=True)
    return dict(json.loads(side.stdout.readline()))


def ours() -> Callable[[Answer], Answer]:
    from pipeline import nlp
    from pipeline.annotate import annotate
    from pipeline.core.records import Document
    from pipeline.nlp import cnn, docs

    language, networks = nlp.load(), cnn.load()

    def answer(question: Answer) -> Answer:
        document = Document("bench", question["text"])
        begun = time.process_time()
        with language.memory_zone():
            doc = annotate(document)
            tokens, sentences = docs.token_table(document, doc), docs.sentence_table(document, doc)
        seconds = time.process_time() - begun
        words, numbers = tokens["text"].to_pylist(), tokens["sent"].to_pylist()
        sizes = [numbers.count(number) for number in range(sentences.num_rows)]
        heads, relations = networks.syntax(words, sizes)  # before they are made trees
        return {
            "seconds": seconds,
            "tokens": list(zip(tokens["start"].to_pylist(), tokens["end"].to_pylist(), strict=True)),
            "sentences": list(zip(sentences["start"].to_pylist(), sentences["end"].to_pylist(), strict=True)),
            "tags": [f"{row['pos']}|{row['feats']}" for row in tokens.select(["pos", "feats"]).to_pylist()],
            "heads": heads.tolist(),
            "relations": [networks.syntax.relations[k] for k in relations.tolist()],
            "names": tokens["ner"].to_pylist(),
        }

    return answer


def natasha() -> Callable[[Answer], Answer]:
    from natasha import Doc, MorphVocab, NewsEmbedding, Segmenter
    from natasha import NewsMorphTagger as Morph
    from natasha import NewsNERTagger as Names
    from natasha import NewsSyntaxParser as Syntax
    from natasha.segment import Sent, Token

    class Given(Segmenter):
        def __init__(self, question: Answer):
            text = question["text"]
            self.tokens = [Token(start, stop, text[start:stop]) for start, stop in question["tokens"]]
            self.sents = [Sent(start, stop, text[start:stop]) for start, stop in question["sentences"]]

        def tokenize(self, _text: str) -> Iterator[Token]:
            return iter(self.tokens)

        def sentenize(self, _text: str) -> Iterator[Sent]:
            return iter(self.sents)

    segmenter, vocabulary, embedding = Segmenter(), MorphVocab(), NewsEmbedding()
    morph, syntax, ner = Morph(embedding), Syntax(embedding), Names(embedding)

    def answer(question: Answer) -> Answer:
        begun = time.process_time()
        Doc(question["text"]).segment(segmenter)
        seconds = time.process_time() - begun
        doc = Doc(question["text"])
        doc.segment(Given(question))
        begun = time.process_time()
        doc.tag_morph(morph)
        doc.parse_syntax(syntax)
        doc.tag_ner(ner)
        for token in doc.tokens:
            token.lemmatize(vocabulary)
        seconds += time.process_time() - begun
        starts = {span.start: f"B-{span.type}" for span in doc.spans}
        inside = {place: f"I-{span.type}" for span in doc.spans for place in range(span.start + 1, span.stop)}
        names = {**inside, **starts}
        return {
            "seconds": seconds,
            "tags": [f"{t.pos}|" + "|".join(f"{k}={v}" for k, v in sorted(t.feats.items())) for t in doc.tokens],
            "heads": [int(token.head_id.split("_")[-1]) for token in doc.tokens],
            "relations": [token.rel for token in doc.tokens],
            "names": [names.get(token.start, "O") for token in doc.tokens],
        }

    return answer


if __name__ == "__main__":
    side = {"ours": ours, "natasha": natasha}[sys.argv[1]]()
    for line in sys.stdin:
        print(json.dumps(side(json.loads(line))), flush=True)

"""The models in git: what they were fitted on, how big they are, and that they hold nothing that is not trusted."""

import json
from pathlib import Path

import pytest

from pipeline import train
from pipeline.core import models
from pipeline.core.errors import KtokogoError

ROOT = Path(__file__).parents[2]
FOLDERS = [models.FOLDER, models.FOLDER / "held-out"]
NAMES = ("dialogue", "indirect", "kind", "speaker")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_they_were_fitted_on_the_gold_that_is_here(folder: Path) -> None:
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    assert card["gold"] == train.hashes(ROOT / "corpus" / "gold", "*.jsonl"), "the gold has changed: run make train"


def test_the_held_out_models_saw_none_of_the_projects_texts() -> None:
    card = json.loads((models.FOLDER / "held-out" / "card.json").read_text(encoding="utf-8"))
    assert card["texts"]["gold"] == 0
    assert {path.name for path in (ROOT / "corpus" / "raw").glob("*.txt")} <= set(card["left_out"])


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
@pytest.mark.parametrize("name", NAMES)
def test_they_are_small_and_open(folder: Path, name: str) -> None:
    path = folder / f"{name}.skops"
    assert path.stat().st_size < 5_000_000
    assert models.load(path)


def test_a_missing_model_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(KtokogoError, match="make train"):
        models.load(tmp_path / "kind.skops")


def test_a_type_that_is_not_trusted_is_refused(tmp_path: Path) -> None:
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import FunctionTransformer

    models.save(make_pipeline(FunctionTransformer(func=Path.exists)), tmp_path / "odd.skops")
    with pytest.raises(KtokogoError, match="not trusted"):
        models.load(tmp_path / "odd.skops")

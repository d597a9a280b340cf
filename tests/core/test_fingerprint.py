"""What decides a stage's result, and that DVC and the cache agree about it."""

import importlib
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from pipeline.core import fingerprint as marks
from pipeline.core import lexicon, models, params
from pipeline.core.stage import Stage

DVC = yaml.safe_load((marks.ROOT / "dvc.yaml").read_text(encoding="utf-8"))["stages"]
STAGES = {"ingest": "ingest.stage", "annotate": "annotate", "entities": "entities.stage", "quotes": "quotes.stage",
          "speakers": "speakers.stage"}  # fmt: skip


def stage(name: str) -> Stage:
    found: Stage = importlib.import_module(f"pipeline.{STAGES[name]}").STAGE
    return found


def lexicon_of(name: str) -> set[str]:
    return {path.stem for path in marks.lexicon_files(marks.code(stage(name).module))}


@pytest.mark.parametrize("name", DVC)
def test_dvc_depends_on_the_code_that_a_stage_runs(name: str) -> None:
    listed = [dep for dep in DVC[name].get("deps", ()) if dep.startswith("pipeline/")]
    assert listed == marks.dependencies(DVC[name]["cmd"]), "run `make deps`"


@pytest.mark.parametrize("name", DVC)
def test_dvc_names_files_and_no_folder_of_code(name: str) -> None:
    assert "pipeline" not in {dep.rstrip("/") for dep in DVC[name].get("deps", ())}


@pytest.mark.parametrize("name", STAGES)
def test_dvc_knows_what_a_stage_reads_and_writes(name: str) -> None:
    made = stage(name)
    folder = params.load("run", marks.ROOT / "params.yaml")["processed"]
    assert {f"{folder}/{table}" for table in made.writes} <= set(DVC[name]["outs"])
    assert {f"{folder}/{table}" for table in made.reads if table != "raw"} <= set(DVC[name]["deps"])


def test_a_new_reporting_verb_does_not_annotate_again() -> None:
    assert "reporting_verbs" in lexicon_of("quotes")
    assert "reporting_verbs" not in lexicon_of("annotate") | lexicon_of("ingest")


def test_the_engine_is_no_part_of_a_result_and_the_stage_is() -> None:
    names = set(marks.dependencies("python -m pipeline.annotate"))
    assert {"pipeline/annotate.py", "pipeline/nlp/docs.py", "pipeline/core/tables.py"} <= names
    assert not {"pipeline/core/engine.py", "pipeline/core/cluster.py", "pipeline/cli.py"} & names


@pytest.fixture
def changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], bool]:
    """Whether the fingerprint of a stage differs after a change to the authority or a model."""
    settings = {name: params.load(name, marks.ROOT / "params.yaml") for name in STAGES}
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(models, "FOLDER", tmp_path / "models")

    def compare(name: str, file: str) -> bool:
        path = tmp_path / file
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text("before")
        before = marks.fingerprint(stage(name), settings[name])
        path.write_text("after")
        return marks.fingerprint(stage(name), settings[name]) != before

    return compare


@pytest.mark.parametrize(
    ("name", "file", "again"),
    [
        ("annotate", "corpus/authority/people.yaml", False),
        ("entities", "corpus/authority/people.yaml", True),
        ("speakers", "corpus/authority/people.yaml", True),
        ("quotes", "corpus/authority/people.yaml", False),
        ("quotes", "models/kind.skops", True),
        ("entities", "models/kind.skops", False),
        ("speakers", "models/speaker.skops", True),
    ],
)
def test_authority_and_models_touch_the_stages_that_use_them(
    changed: Callable[[str, str], bool], name: str, file: str, again: bool
) -> None:
    assert changed(name, file) is again


def test_a_changed_parameter_changes_the_fingerprint() -> None:
    assert marks.fingerprint(stage("annotate"), {"a": 1}) != marks.fingerprint(stage("annotate"), {"a": 2})


def test_the_lexicon_that_a_string_names_is_found(tmp_path: Path) -> None:
    code = tmp_path / "room.py"
    code.write_text('from pipeline.core.lexicon import load\nROWS = load("months")\n')
    assert marks.lexicon_files([code]) == (lexicon.FOLDER / "months.tsv",)

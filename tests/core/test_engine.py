"""The engine: what is computed again and what is not, always with the bytes of a run from nothing."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.core import problems, tables
from pipeline.core.cache import Cache
from tests.core.project import Corpus, Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path / "project")


@pytest.fixture
def from_nothing(tmp_path: Path, project: Project) -> Callable[[Corpus], dict[str, bytes]]:
    def run(corpus: Corpus) -> dict[str, bytes]:
        fresh = Project(tmp_path / "fresh")
        fresh.settings = project.settings
        fresh.write(corpus)
        fresh.run()
        return fresh.outputs

    return run


CORPUS = {f"{name}.txt": f"Слова текста {name}" for name in "абвгдежзиклмнопр"}

CHANGES: dict[str, tuple[Corpus, list[str]]] = {
    "add": ({**CORPUS, "я.txt": "Новый текст"}, ["я.txt"]),
    "change": ({**CORPUS, "в.txt": "Другие слова"}, ["в.txt"]),
    "remove": ({name: text for name, text in CORPUS.items() if name != "г.txt"}, []),
    "rename": ({name.replace("д.", "ю."): text for name, text in CORPUS.items()}, ["ю.txt"]),
    "nothing": (CORPUS, []),
}


@pytest.mark.parametrize("change", CHANGES)
def test_only_what_changed_is_computed_and_the_result_is_that_of_a_run_from_nothing(
    project: Project, from_nothing: Callable[[Corpus], dict[str, bytes]], change: str
) -> None:
    corpus, computed = CHANGES[change]
    project.write(CORPUS)
    project.run()
    assert project.computed == sorted(CORPUS)
    project.write(corpus)
    project.run()
    assert project.computed == computed
    assert project.outputs == from_nothing(corpus)


def test_changed_params_compute_everything_again(
    project: Project, from_nothing: Callable[[Corpus], dict[str, bytes]]
) -> None:
    project.write(CORPUS)
    project.run()
    project.settings = {**project.settings, "times": 2}
    project.run()
    assert project.computed == sorted(CORPUS)
    assert project.outputs == from_nothing(CORPUS)


@pytest.mark.parametrize("harm", ["delete", "cut", "change"])
def test_a_damaged_cache_is_a_missing_one(project: Project, harm: str) -> None:
    project.write(CORPUS)
    project.run()
    before = project.outputs
    for path in (project.folder / "cache").glob("*/*"):
        content = path.read_bytes()
        if harm == "delete":
            path.unlink()
        else:
            path.write_bytes(content[:-1] if harm == "cut" else content[:-1] + bytes([content[-1] ^ 1]))
    project.run()
    assert project.computed == sorted(CORPUS)
    assert project.outputs == before


def test_processes_give_the_same_bytes(project: Project, from_nothing: Callable[[Corpus], dict[str, bytes]]) -> None:
    project.options["workers"] = 2
    project.write(CORPUS)
    project.run()
    assert project.outputs == from_nothing(CORPUS)


def test_a_bad_document_is_reported_and_the_others_are_done(project: Project) -> None:
    project.write({**CORPUS, "x.txt": "bad", "y.txt": "fault", "z.txt": "odd"})
    for _ in range(2):  # the second time much comes from the cache
        found = {(p.file, p.level): p.message for p in project.run()}
        assert found.keys() == {("x.txt", "error"), ("y.txt", "error"), ("z.txt", "warning")}
        assert found["x.txt", "error"] == "a bad text: mend it"
        assert "ZeroDivisionError" in found["y.txt", "error"]
    processed = project.folder / "processed"
    assert tables.read(processed, "documents").column("doc_id").to_pylist() == sorted([*CORPUS, "z.txt"])
    assert {p.file for p in problems.read(processed)} == {"x.txt", "y.txt", "z.txt"}


def test_a_worker_that_dies_is_replaced(project: Project, from_nothing: Callable[[Corpus], dict[str, bytes]]) -> None:
    corpus = {**CORPUS, "ю.txt": "слова die"}
    project.write(corpus)
    project.options["workers"] = 2
    project.settings["die"] = str(project.folder / "died")
    project.run()
    assert (project.folder / "died").exists()
    assert project.outputs == from_nothing(corpus)


def test_the_cache_is_trimmed_to_its_size(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    for number in range(4):
        cache.put(f"{number}" * 32, b"x" * 84)  # with its digest 100 bytes
        os.utime(tmp_path / f"{number}{number}" / (f"{number}" * 30), (number, number))
    cache.trim(200)
    assert [cache.get(f"{number}" * 32) is not None for number in range(4)] == [False, False, True, True]

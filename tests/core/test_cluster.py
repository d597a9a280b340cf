"""Dask: the same bytes as on one machine, also when a worker dies in the middle."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from distributed import LocalCluster

from pipeline.core import problems
from tests.core.project import Project

CORPUS = {f"{name}.txt": f"Слова текста {name}" for name in "абвгдежзиклм"} | {"ю.txt": "слова die", "x.txt": "bad"}


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        yield cluster.scheduler_address


def test_a_cluster_that_loses_a_worker_gives_the_same_bytes(tmp_path: Path, scheduler: str) -> None:
    one = Project(tmp_path / "one")
    many = Project(tmp_path / "many")
    many.options |= {"engine": "dask", "scheduler": scheduler}
    for project in (one, many):
        project.write(CORPUS)
        project.settings["die"] = str(many.folder / "died")
    (found,) = many.run()
    assert (many.folder / "died").exists()
    assert found == problems.Problem("x.txt", "texts", "error", "a bad text: mend it")
    one.run()
    assert many.outputs == one.outputs

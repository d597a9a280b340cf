"""Killed at any moment, a run leaves nothing half written, and the next one goes on and ends with the same bytes."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
import yaml

from pipeline.core import recover

ROOT = Path(__file__).parents[1]
DOCUMENTS = 12


class Project:
    """A DVC project of the two small stages in tests/core; `seconds` is how long a document takes."""

    def __init__(self, folder: Path, seconds: float):
        self.folder = folder
        (folder / "raw").mkdir(parents=True)
        for number in range(DOCUMENTS):
            (folder / "raw" / f"{number:02d}.txt").write_text(f"Слова текста {number}")
        stages = {
            "texts": {"deps": ["raw"], "outs": ["processed/documents", "processed/problems/texts.json"]},
            "words": {"deps": ["processed/documents"], "outs": ["processed/tokens", "processed/sentences"]},
        }
        for name, stage in stages.items():
            stage["cmd"] = f"{sys.executable} -m tests.core.{name}"
        (folder / "dvc.yaml").write_text(yaml.safe_dump({"stages": stages}))
        run = dict(engine="local", scheduler=None, workers=2, shards=3, corpus="raw", processed="processed",
                   cache="cache", cache_gigabytes=1)  # fmt: skip
        settings = {"run": run, "texts": {}, "words": {"calls": "calls", "seconds": seconds}}
        (folder / "params.yaml").write_text(yaml.safe_dump(settings))
        self.dvc("init", "--no-scm", "-q").wait()
        (folder / "calls").write_text("")

    def dvc(self, *words: str) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "DVC_NO_ANALYTICS": "1"}
        return subprocess.Popen(
            [sys.executable, "-m", "dvc", *words], cwd=self.folder, env=environment, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    @property
    def calls(self) -> int:
        return len((self.folder / "calls").read_text().split())

    @property
    def outputs(self) -> dict[str, bytes]:
        root = self.folder / "processed"
        return {str(p.relative_to(root)): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    project = Project(tmp_path_factory.mktemp("whole"), seconds=0)
    assert project.dvc("repro").wait() == 0
    return project.outputs


@pytest.mark.parametrize("victim", ["dvc", "group"])
def test_after_a_kill_the_next_run_goes_on(
    tmp_path: Path, whole: dict[str, bytes], victim: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = Project(tmp_path / "project", seconds=0.3)
    run = project.dvc("repro")
    while project.calls < 4:
        time.sleep(0.05)
    stages = [p for p in psutil.Process(run.pid).children(recursive=True) if "tests.core.words" in p.cmdline()]
    if victim == "group":
        os.killpg(run.pid, signal.SIGKILL)
    else:
        os.kill(run.pid, signal.SIGKILL)
    run.wait()
    psutil.wait_procs(stages, timeout=20)
    assert not (project.folder / "processed" / "tokens").exists()  # the orphan has ended and written nothing
    before = project.calls
    assert 4 <= before < DOCUMENTS

    monkeypatch.chdir(project.folder)
    recover.recover()
    assert project.dvc("repro").wait() == 0
    assert project.calls < before + DOCUMENTS  # finished documents came from the cache
    assert project.outputs.keys() == whole.keys()
    assert project.outputs == whole


def test_what_a_killed_dvc_leaves_half_written_is_cleared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    busy = tmp_path / ".dvc" / "tmp" / "rwlock"
    busy.parent.mkdir(parents=True)
    for content in ('{"write": {"corp', f'{{"write": {{"a": {{"pid": {os.getpid()}, "cmd": "dvc repro"}}}}}}'):
        busy.write_text(content)
        recover.recover()
        assert not busy.exists()
    (tmp_path / "dvc.lock").write_text("schema: '2.0'\nstages:\n  ingest:\n    cmd: 'pyth")
    recover.recover()
    assert not (tmp_path / "dvc.lock").exists()

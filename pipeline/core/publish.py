"""From a run's private folder to the outputs: by renaming, and only while whoever asked for the run is alive."""

import os
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from pipeline.core.errors import KtokogoError

SHELLS = {"sh", "bash", "dash", "zsh", "fish", "ksh", "make"}
WATCH_EVERY = 0.5  # seconds


@contextmanager
def outputs(processed: Path, stage: str, names: Iterable[str]) -> Iterator[Path]:
    """A private folder to write the outputs `names` into; they are published when the block ends without an error."""
    guard = Guard()
    guard.watch(lambda: os._exit(1))
    run = private(processed, stage)
    yield run
    guard.check()
    publish(run, processed, names)


def private(processed: Path, name: str) -> Path:
    """An empty folder for one run beside the outputs; what killed runs of the same stage left there is removed."""
    for rest in processed.glob(f".run-{name}-*"):
        shutil.rmtree(rest, ignore_errors=True)
    folder = processed / f".run-{name}-{os.getpid()}"
    folder.mkdir(parents=True)
    return folder


def publish(run: Path, processed: Path, names: Iterable[str]) -> None:
    """Put the folders and files `names` of a finished run in the place of the old ones."""
    for name in names:
        target = processed / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_dir():
            target.replace(run / f"{name}.old")
        (run / name).replace(target)
    shutil.rmtree(run)


class Guard:
    """Knows who asked for this run: under DVC the parent process, seen through the shell that DVC starts."""

    def __init__(self) -> None:
        self._asked_by: list[psutil.Process] = []
        if "DVC_STAGE" in os.environ:
            parents = psutil.Process().parents()
            shells = [p for p in parents[:1] if p.name() in SHELLS]
            self._asked_by = parents[: len(shells) + 1]

    def alive(self) -> bool:
        """False once the run is an orphan: DVC was killed and this process was not."""
        return all(p.is_running() and p.status() != psutil.STATUS_ZOMBIE for p in self._asked_by)

    def check(self) -> None:
        if not self.alive():
            raise KtokogoError("dvc is gone: nothing is written; run `make repro` again")

    def watch(self, on_death: Callable[[], None]) -> None:
        """Call `on_death` from a thread of its own as soon as this process is an orphan."""

        def wait() -> None:
            pause = threading.Event()
            while self.alive():
                pause.wait(WATCH_EVERY)
            on_death()

        if self._asked_by:
            threading.Thread(target=wait, daemon=True).start()

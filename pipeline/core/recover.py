"""Clears what a killed DVC leaves behind, so that the next run needs no help: `make repro` calls this first."""

import json
import subprocess
import sys
from pathlib import Path

import psutil
import yaml

LOCK = Path("dvc.lock")
BUSY = Path(".dvc/tmp/rwlock")  # who reads and writes which file, by process id


def recover() -> None:
    """Drop the record of files in use when no DVC is running, and a dvc.lock that was cut short in writing."""
    if BUSY.exists() and not any(_is_dvc(pid) for pid in _owners(BUSY)):
        BUSY.unlink()
    if LOCK.exists() and not _is_whole(LOCK):
        print(f"{LOCK} was cut short: taking back the last committed one", file=sys.stderr)
        LOCK.unlink()
        subprocess.run(["git", "checkout", "--quiet", "--", str(LOCK)], check=False)


def _owners(path: Path) -> set[int]:
    try:
        busy = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:  # cut short
        return set()
    writers = list(busy.get("write", {}).values())
    readers = [reader for entry in busy.get("read", {}).values() for reader in entry]
    return {entry["pid"] for entry in (*writers, *readers) if entry}


def _is_dvc(pid: int) -> bool:
    """Whether the process runs DVC, and does not merely have the number that one had."""
    try:
        return any("dvc" in Path(word).name for word in psutil.Process(pid).cmdline())
    except psutil.Error:
        return False


def _is_whole(path: Path) -> bool:
    try:
        return isinstance(yaml.safe_load(path.read_text(encoding="utf-8")), dict)
    except (yaml.YAMLError, UnicodeDecodeError):
        return False


if __name__ == "__main__":
    recover()

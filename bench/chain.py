"""The stages that work a document at a time, run as commands in a project of their own."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
STAGES = ("ingest", "annotate", "entities", "quotes", "speakers")


@dataclass(frozen=True)
class Cost:
    seconds: float
    megabytes: float  # largest resident set of one of the processes


class Project:
    """A folder with raw texts, the settings of this project, and its own outputs and cache."""

    def __init__(self, folder: Path):
        self.folder = folder
        folder.mkdir(parents=True)
        settings = yaml.safe_load((ROOT / "params.yaml").read_text(encoding="utf-8"))
        settings["run"] |= {"corpus": "raw", "processed": "processed", "cache": "cache"}
        for stage in ("entities", "speakers"):
            settings[stage]["authority"] = str(ROOT / settings[stage]["authority"])
        (folder / "params.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")

    @property
    def raw(self) -> Path:
        return self.folder / "raw"

    def run(self, workers: int, stages: Sequence[str] = STAGES) -> dict[str, Cost]:
        """What each stage costs now."""
        return {stage: self._stage(stage, workers) for stage in stages}

    def _stage(self, stage: str, workers: int) -> Cost:
        threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
        begun = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", f"pipeline.{stage}", "--workers", str(workers)],
            cwd=self.folder, env={**os.environ, **threads, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            raise SystemExit(f"bench: {stage} failed")
        return Cost(time.perf_counter() - begun, usage.ru_maxrss / 1024)


def seconds(costs: dict[str, Cost]) -> float:
    return sum(cost.seconds for cost in costs.values())

"""What went wrong with single documents: kept beside the tables, reported by the last stage of `dvc repro`.

A document that fails is left out and the others are processed; so that DVC records what was done, the stage itself
succeeds and writes `problems/STAGE.json`. `python -m pipeline.core.problems` prints them all, with the authority files
that cannot be read, and fails if one is an error.
"""

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from pipeline.core import authority, params
from pipeline.core.errors import KtokogoError

FOLDER = "problems"


@dataclass(frozen=True, order=True)
class Problem:
    file: str  # the document or other file
    stage: str
    level: Literal["error", "warning"]
    message: str  # what is wrong, and the remedy


def write(path: Path, problems: Iterable[Problem]) -> None:
    rows = [asdict(problem) for problem in sorted(set(problems))]
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read(folder: Path) -> list[Problem]:
    """The problems that the stages left in `folder/problems/`."""
    files = sorted((folder / FOLDER).glob("*.json"))
    return [Problem(**row) for path in files for row in json.loads(path.read_text(encoding="utf-8"))]


def report(problems: Iterable[Problem]) -> None:
    """Print problems to stderr, a line each, errors last, so that they stay in sight."""
    for problem in sorted(problems, key=lambda p: (p.level != "warning", p)):
        print(f"{problem.level}: {problem.file} ({problem.stage}): {problem.message}", file=sys.stderr)


def main() -> int:
    problems = read(Path(params.load("run")["processed"]))
    broken: list[KtokogoError] = []
    authority.load(Path(params.load("entities")["authority"]), broken=broken.append)
    problems += [Problem("authority", "entities", "error", str(error)) for error in broken]
    report(problems)
    errors = {problem.file for problem in problems if problem.level == "error"}
    if errors:
        print(
            f"{len(errors)} files failed; everything else is done. Mend or remove them, and run again.", file=sys.stderr
        )
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())

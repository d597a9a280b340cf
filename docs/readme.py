"""Puts the real output of this corpus into the READMEs, after `make repro`: `python docs/readme.py`.

Between `<!-- output: COMMAND -->` and `<!-- end -->` stands what the command prints; between `<!-- figures -->` and
`<!-- end -->` what the stage evaluate measured. The picture is copied from corpus/processed/network.
"""

import contextlib
import csv
import io
import re
import shlex
import shutil
from pathlib import Path

from pipeline import cli

ROOT = Path(__file__).parents[1]
PROCESSED = ROOT / "corpus" / "processed"
PICTURE = "who-quotes-whom.png"
LINES = 32  # of an output that are shown
SHOWN = ("score", "p", "r", "f1", "low", "high", "wanted")


def output(command: str) -> str:
    """What the command prints, shortened, as a block of Markdown."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
        cli.main([*shlex.split(command)[1:], "--corpus", str(PROCESSED)])
    lines = [line.rstrip() for line in printed.getvalue().splitlines()]
    more = [f"… {len(lines) - LINES} more lines"] if len(lines) > LINES else []
    return "\n".join(["", f"    $ {command}", *(f"    {line}" for line in lines[:LINES] + more), ""])


def figures() -> str:
    """The scores of the stage evaluate as a table."""
    with (PROCESSED / "evaluation" / "scores.csv").open(encoding="utf-8") as file:
        rows = [[row[name] for name in SHOWN] for row in csv.DictReader(file)]
    lines = [SHOWN, ["---"] * len(SHOWN), *rows]
    return "\n" + "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def filled(text: str) -> str:
    """The README with everything between its marks made anew."""
    text = re.sub(
        r"(<!-- output: (.*?) -->\n).*?(<!-- end -->)", lambda m: m[1] + output(m[2]) + "\n" + m[3], text, flags=re.S
    )
    return re.sub(r"(<!-- figures -->\n).*?(<!-- end -->)", lambda m: m[1] + figures() + "\n" + m[2], text, flags=re.S)


if __name__ == "__main__":
    for name in ("README.md", "README.ru.md"):
        path = ROOT / name
        path.write_text(filled(path.read_text(encoding="utf-8")), encoding="utf-8")
    (ROOT / "docs" / "images").mkdir(exist_ok=True)
    shutil.copy(PROCESSED / "network" / PICTURE, ROOT / "docs" / "images" / PICTURE)

"""One-line cases of tests/cases/*.tsv, in the format of the lexicon: comments, a header, cells parted by tabs."""

from pathlib import Path

FOLDER = Path(__file__).parents[1] / "cases"


def cases(name: str) -> list[tuple[str, ...]]:
    lines = (FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    rows = [tuple(line.split("\t")) for line in lines if line and not line.startswith("#")]
    assert all(len(row) == len(rows[0]) for row in rows)
    return rows[1:]

"""Facts of the language as data: tab-separated files in pipeline/lexicon/ru, validated on load.

A file begins with comment lines (`# …`) that say what it holds and where it comes from, then a header line,
then one fact a line. Every cell is text; an empty cell is "". The first column is the key; `load` refuses
a row with a wrong number of cells, an empty key, or a row that stands there twice.
"""

from functools import cache
from pathlib import Path

from pipeline.core.errors import KtokogoError

FOLDER = Path(__file__).parents[1] / "lexicon" / "ru"


@cache
def load(name: str) -> tuple[dict[str, str], ...]:
    """Rows of `pipeline/lexicon/ru/NAME.tsv` as dicts by column, in the order of the file."""
    path = FOLDER / f"{name}.tsv"
    header: list[str] | None = None
    rows: list[dict[str, str]] = []
    seen: set[tuple[str, ...]] = set()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = tuple(cell.strip() for cell in line.split("\t"))
        if header is None:
            header = list(cells)
            continue
        if len(cells) != len(header):
            raise KtokogoError(f"{path}:{number}: {len(cells)} cells where the header has {len(header)}")
        if not cells[0]:
            raise KtokogoError(f"{path}:{number}: the first cell is empty")
        if cells in seen:
            raise KtokogoError(f"{path}:{number}: the same row stands above")
        seen.add(cells)
        rows.append(dict(zip(header, cells, strict=True)))
    if header is None:
        raise KtokogoError(f"{path}: no header line")
    return tuple(rows)


@cache
def words(name: str, **where: str) -> frozenset[str]:
    """The first column of the rows whose named columns have the given values."""
    rows = load(name)
    return frozenset(next(iter(row.values())) for row in rows if all(row[k] == v for k, v in where.items()))

"""EDTF values: from parts of a date to its value, and from a value to its first and last day.

The `edtf` library parses the values and gives their bounds. It lets 29 February through in any year, reads `1904/` as
ten years and gives floats for open ends (5.0.2); days are therefore checked here, and open intervals are never made.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from edtf import EDTFParseException, parse_edtf
from edtf.parser.parser_classes import EDTFObject


@dataclass(frozen=True, slots=True)
class Point:
    """One end of a date as printed. `part` is an EDTF season, quarter or half-year code (21-24, 33-36, 40-41).

    `size` tells what `year` is the first year of. `short`: the century of `year` was not printed.
    `shift`: the year is that many years from the one `base` stands for (see lexicon relative_years).
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    part: int | None = None
    size: Literal["year", "decade", "century"] = "year"
    short: bool = False
    base: str = ""
    shift: int = 0


def possible(point: Point) -> bool:
    """Whether the day exists; where no year is known, whether it exists in a leap year."""
    if point.day is None or point.month is None:
        return True
    try:
        date(point.year or 2000, point.month, point.day)
    except ValueError:
        return False
    return True


def value(point: Point) -> str | None:
    """The EDTF value of a point, or None where EDTF has none (a season of no known year)."""
    if point.size == "century":
        return None if point.year is None else f"{point.year // 100:02d}XX"
    if point.size == "decade":
        return None if point.year is None or point.short else f"{point.year // 10:03d}X"
    year = "XXXX" if point.year is None or point.short else f"{point.year:04d}"
    if point.part is not None:
        return None if year == "XXXX" else f"{year}-{point.part}"
    if point.month is None:
        return None if year == "XXXX" else year
    return f"{year}-{point.month:02d}" + (f"-{point.day:02d}" if point.day else "")


@lru_cache(maxsize=4096)
def valid(edtf: str) -> bool:
    """Whether `edtf` is a value that the library parses and whose days exist."""
    return _parse(edtf) is not None


@lru_cache(maxsize=4096)
def bounds(edtf: str) -> tuple[str | None, str | None]:
    """First and last day of a value, ISO; (None, None) where its year is unknown."""
    if edtf.startswith("X") or "/X" in edtf:
        return None, None
    parsed = _parse(edtf)
    if parsed is None:
        return None, None
    first, last = parsed.lower_strict(), parsed.upper_strict()
    return f"{first.tm_year:04d}-{first.tm_mon:02d}-{first.tm_mday:02d}", (
        f"{last.tm_year:04d}-{last.tm_mon:02d}-{last.tm_mday:02d}"
    )


def _parse(edtf: str) -> EDTFObject | None:
    ends = edtf.rstrip("~").split("/")
    for end in ends:
        parts = end.split("-")
        if not end or (len(parts) == 3 and not _day_exists(*parts)):
            return None
    try:
        return parse_edtf(edtf)
    except EDTFParseException:
        return None


def _day_exists(year: str, month: str, day: str) -> bool:
    return possible(Point(None if year == "XXXX" else int(year), int(month), int(day)))

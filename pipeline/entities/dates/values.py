"""EDTF values: from parts of a date to its value, and from a value to its first and last day.

The `edtf` library parses decades, centuries, seasons, parts of years and approximate values, and gives their bounds.
Plain years, months and days are read here: it lets 29 February through in any year (5.0.2), and takes some 10 ms a
value. Ranges are read end by end and are never open: it reads `1904/` as ten years and gives floats for `1904/..`.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from edtf import EDTFParseException, parse_edtf

_CALENDAR = re.compile(r"(\d{4})(?:-(0\d|1[0-2])(?:-(\d\d))?)?")


@dataclass(frozen=True, slots=True)
class Point:
    """One end of a date as printed. `part` is an EDTF season, quarter or half-year code (21-24, 33-36, 40-41).

    `size` tells what `year` is the first year of; a named time («годы НЭП») has none.
    `short`: the century of `year` was not printed.
    `shift`: the year is that many years from the one `base` stands for (see lexicon relative_years).
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    part: int | None = None
    size: Literal["year", "decade", "century", "named"] = "year"
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
    if point.size == "named":
        return None
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


def valid(edtf: str) -> bool:
    """Whether every end of `edtf` is a value whose day exists; open ends are not values here."""
    return all(_bounds_of_end(end) is not None for end in edtf.split("/"))


def bounds(edtf: str) -> tuple[str | None, str | None]:
    """First and last day of a value, ISO; (None, None) for no value and where the year is unknown."""
    ends = [_bounds_of_end(end) for end in edtf.split("/")]
    first, last = ends[0], ends[-1]
    if first is None or last is None or "XXXX" in edtf:
        return None, None
    return first[0].isoformat(), last[1].isoformat()


@lru_cache(16_384)
def _bounds_of_end(end: str) -> tuple[date, date] | None:
    iso = _CALENDAR.fullmatch(end.replace("XXXX", "2000"))
    if iso is None:
        return _library_bounds(end)
    year, month, day = (int(part) if part else None for part in iso.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
    except ValueError:
        return None
    return first, first.replace(month=month or 12, day=day or monthrange(first.year, month or 12)[1])


def _library_bounds(end: str) -> tuple[date, date] | None:
    try:
        parsed = parse_edtf(end)
    except EDTFParseException:
        return None
    first, last = parsed.lower_strict(), parsed.upper_strict()
    return date(max(first[0], 1), *first[1:3]), date(*last[:3])  # the first century begins with a year 0

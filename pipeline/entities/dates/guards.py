"""What a number is not: part of a link, a page, a count, the number of a law; and arithmetic of double dates."""

import re
from dataclasses import replace
from datetime import date

from pipeline.entities.dates.values import Point
from pipeline.entities.dates.words import NUMBERED, PREPOSITION, SPACE, UNIT

WINDOW = 40  # characters that a look to the left may take

_LINK = re.compile(r"(?:https?://|www\.|ftp://)\S+|\S+@\S+\.\w+|[\w\-]+(?:\.[\w\-]+)+/\S*", re.ASCII)
_UNIT_AFTER = re.compile(rf"{SPACE}{UNIT}", re.IGNORECASE)
_MORE_DIGITS = re.compile(rf"{SPACE}\d|[.,:]\d|%")
_NUMBERED_BEFORE = re.compile(rf"(?<!\w){NUMBERED}{SPACE}(?:\d+{SPACE}[,\-–—]{SPACE})?$", re.IGNORECASE)
_PREPOSITION_BEFORE = re.compile(rf"(?<![\w]){PREPOSITION}\s{{1,3}}$", re.IGNORECASE)
_DIGITS_BEFORE = re.compile(r"\d\s$")
_NAME_BEFORE = re.compile(r"(?:[A-Za-z][\w\-]*|[А-ЯЁ][\w\-]*)\s$")


def links(text: str) -> list[tuple[int, int]]:
    """Spans of addresses: a number inside is no date."""
    return [m.span() for m in _LINK.finditer(text)]


def before(text: str, position: int) -> str:
    """A window of the text before a position."""
    return text[max(0, position - WINDOW) : position]


def counted(text: str, end: int) -> bool:
    """Whether a unit, a thing counted or more digits follow."""
    return bool(_UNIT_AFTER.match(text, end) or _MORE_DIGITS.match(text, end))


def preposition_before(text: str, start: int) -> bool:
    return bool(_PREPOSITION_BEFORE.search(before(text, start)))


def not_a_year(text: str, start: int, end: int, ordinal: bool = False) -> bool:
    """Whether a number that nothing calls a year is something else."""
    left = before(text, start)
    if counted(text, end) or _NUMBERED_BEFORE.search(left) or _DIGITS_BEFORE.search(left):
        return True
    if ordinal or preposition_before(text, start):
        return False
    return bool(_NAME_BEFORE.search(left))


def days_between(a: Point, b: Point) -> int | None:
    """Days from a to b; without a year in a common one; None when a day does not exist."""
    if a.month is None or b.month is None or a.day is None or b.day is None:
        return None
    try:
        return (date(b.year or 2001, b.month, b.day) - date(a.year or 2001, a.month, a.day)).days
    except ValueError:
        return None


def same_year(a: Point, b: Point) -> tuple[Point, Point]:
    """The two days of a double date whose year stands once: December beside January is a year earlier."""
    if a.year and (a.month, b.month) == (12, 1):
        return replace(a, year=a.year - 1), b
    if b.year and (a.month, b.month) == (1, 12):
        return a, replace(b, year=b.year - 1)
    return a, b

"""Years that are not printed.

The year is that of the nearest date before in the paragraph, else before in the text, else the year of writing, else
that of a day or month further on in the paragraph; where none is near, it stays unknown. A bare year is no anchor
in brackets or with «с», «до», «после»; where the year of writing is known, it reaches no further than its paragraph.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, replace

from pipeline.entities.dates.rules import Found
from pipeline.entities.dates.values import Point

_PARENTHESIS = 80  # characters that a look back for an open bracket may take
_NO_ANCHOR = frozenset({"since", "until", "after", "before", "about"})


@dataclass(frozen=True, slots=True)
class Anchor:
    """A year that the narrative stands at; `precise`: it came with a month, day or season."""

    start: int
    year: int
    precise: bool


def infer(text: str, found: list[Found], said: int | None) -> list[tuple[Found, bool]]:
    """Each date with its year filled in, and whether that was done; `said` is the year the text was written in."""
    paragraphs = [m.end() for m in re.finditer(r"\n+", text)]
    printed = [a for one in found if (a := _anchor(text, one))]
    latest = said or max((a.year for a in printed), default=None)
    nearest: Anchor | None = None
    precise: Anchor | None = None
    result: list[tuple[Found, bool]] = []
    for one in found:
        if _complete(one.first) and (one.last is None or _complete(one.last)):
            nearest = _anchor(text, one) or nearest
            precise = nearest if nearest and nearest.precise else precise
            result.append((one, False))
            continue
        here = bisect_right(paragraphs, one.start)
        if nearest and (nearest.precise or said is None or bisect_right(paragraphs, nearest.start) == here):
            year: int | None = nearest.year
        elif said is not None:
            year = precise.year if precise else said
        else:
            year = _year_after(one.start, printed, paragraphs)
        filled = replace(
            one,
            first=_fill(one.first, year, said, latest),
            last=_fill(one.last, year, said, latest) if one.last else None,
            old=_fill(one.old, year, said, latest) if one.old else None,
        )
        if one.first.base and filled.first.year is not None and filled.first.size == "year":
            nearest = precise = Anchor(one.start, filled.first.year, True)
        result.append((filled, _complete(filled.first)))
    return result


def _complete(point: Point) -> bool:
    return point.size == "named" or (point.year is not None and not point.short and not point.base)


def _anchor(text: str, one: Found) -> Anchor | None:
    point = one.last or one.first
    if not _complete(point) or point.size != "year" or point.year is None:
        return None
    precise = point.month is not None or point.part is not None
    if not precise and (one.last or one.modifier in _NO_ANCHOR or _cited(text, one)):
        return None
    return Anchor(one.start, point.year, precise)


def _cited(text: str, one: Found) -> bool:
    """A bare year in brackets is a year of publication or of a life."""
    left = text[max(0, one.start - _PARENTHESIS) : one.start]
    return left.rfind("(") > left.rfind(")")


def _year_after(start: int, printed: list[Anchor], paragraphs: list[int]) -> int | None:
    k = bisect_right(printed, start, key=lambda anchor: anchor.start)
    if k == len(printed) or not printed[k].precise:
        return None
    here = bisect_right(paragraphs, start) == bisect_right(paragraphs, printed[k].start)
    return printed[k].year if here else None


def _fill(point: Point, year: int | None, said: int | None, latest: int | None) -> Point:
    if _complete(point):
        return point
    if point.base == "century":
        return _fill_century(point, said or (latest if latest and latest > 2000 else None))
    if point.base == "any":
        return replace(point, base="")
    if point.base:
        origin = (said or year) if point.base == "said" else year
        return replace(point, year=origin + point.shift, base="") if origin is not None else replace(point, base="")
    if point.short and point.year is not None:
        return replace(point, year=_century(point.year, year, latest), short=False)
    return replace(point, year=year) if year is not None else point


def _fill_century(point: Point, now: int | None) -> Point:
    if now is None or point.year is None:
        return replace(point, year=None, short=False)
    return replace(point, year=(now // 100 + point.shift) * 100 + point.year % 100, short=False, base="")


def _century(guess: int, near: int | None, latest: int | None) -> int | None:
    """The year with the last figures of `guess` nearest to the narrative's, not after the text's latest decade."""
    if near is None:
        return guess if guess >= 100 else None
    years = [century + guess % 100 for century in range((near // 100 - 1) * 100, near + 101, 100)]
    return min((y for y in years if latest is None or y <= latest + 9), key=lambda y: (abs(y - near), y), default=guess)

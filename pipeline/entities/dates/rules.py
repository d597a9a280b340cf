"""What a rule for dates is: a name, patterns, and a function from a match to the date, or to None."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from pipeline.entities.dates import guards
from pipeline.entities.dates.values import Point
from pipeline.entities.dates.words import (
    BEGIN,
    DASH,
    RELATIVE,
    RELATIVE_YEAR,
    SAME_YEAR,
    SPACE,
    YEAR,
    YEAR_END,
    YEAR_WORD,
)

# Pieces of patterns. A group stands once in a pattern: year, word, open, relative, short belong to these pieces.
S = SPACE
NUMBER = r"(?<![\w№#/:+])(?<!\d[.,\-–—])"  # a number may begin here
DAY_NUMBER = r"(?<![\w№#/:+])(?<!\d[.,])"  # the same, also after a dash
END = r"(?![\w%])(?![.,:/\-–—]\d)(?!-\w)"
TAIL = rf"(?:{S}{YEAR_WORD})?"
_PRINTED = rf"(?P<year>{YEAR})(?:{YEAR_END}(?!\w)|(?=г))(?!{DASH}\d|[.,:]\d|%|-\w)(?:{S}(?P<word>{YEAR_WORD}))?"
YEAR_AFTER = rf"(?:,?{S}(?:{SAME_YEAR},?{S})?(?P<open>[\[(])?{_PRINTED}(?(open)[\])])|{S}(?P<relative>{RELATIVE_YEAR}))"
SHORT_AFTER = rf"(?:{S}(?P<short>\d\d)-?(?:го|м|й){TAIL}(?!\w))"


_BEGIN = re.compile(BEGIN, re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """A date in the text (clean offsets): `first` alone, or a range to `last`; `old` is the Old-Style day."""

    start: int
    end: int
    first: Point
    last: Point | None = None
    old: Point | None = None
    modifier: str | None = None
    calendar: Literal["gregorian", "julian"] | None = None
    rule: str = ""


Builder = Callable[[re.Match[str]], Found | None]


class Rule(NamedTuple):
    name: str
    patterns: tuple[re.Pattern[str], ...]
    build: Builder


def rule(into: list[Rule], name: str, *patterns: str) -> Callable[[Builder], Builder]:
    """Append a rule to a list; its patterns are tried in their order."""

    def add(build: Builder) -> Builder:
        into.append(Rule(name, tuple(re.compile(p, re.IGNORECASE) for p in patterns), build))
        return build

    return add


def apply(rules: Iterable[Rule], text: str) -> list[Found]:
    """Every date that stands alone, by place; of two that overlap the one of the earlier rule stays."""
    taken = bytearray(len(text))
    for start, end in guards.links(text):
        taken[start:end] = b"\1" * (end - start)
    result: list[Found] = []
    places = [m.start() for m in _BEGIN.finditer(text)]
    for name, patterns, build in rules:
        for match in (m for pattern in patterns for at in places if (m := pattern.match(text, at))):
            one = None if any(taken[match.start() : match.end()]) else build(match)
            if one is not None:
                result.append(replace(one, rule=name))
                taken[one.start : one.end] = b"\1" * (one.end - one.start)
    return sorted(result, key=lambda one: one.start)


def found(match: re.Match[str], first: Point, last: Point | None = None) -> Found:
    """The whole match as a date."""
    return Found(match.start(), match.end(), first, last)


def year_of(match: re.Match[str]) -> Point:
    """The year beside a month or season: printed, of two figures, relative, or none."""
    groups = match.groupdict()
    if groups.get("year"):
        return Point(int(groups["year"]))
    if groups.get("short"):
        return Point(1900 + int(groups["short"]), short=True)
    if groups.get("relative"):
        base, shift = RELATIVE[" ".join(groups["relative"].lower().split())]
        return Point(base=base, shift=shift)
    return Point()


def with_year(match: re.Match[str], month: int | None = None, day: int | None = None, part: int | None = None) -> Found:
    """A match of YEAR_AFTER or SHORT_AFTER as a date; a number that counts («5 мая 2000 человек») is cut off."""
    groups = match.groupdict()
    bare = groups.get("year") and not groups.get("word") and not groups.get("open")
    if bare and guards.counted(match.string, match.end()):
        end = len(match.string[: match.start("year")].rstrip(" ,\u00a0"))
        return Found(match.start(), end, Point(month=month, day=day, part=part))
    return found(match, replace(year_of(match), month=month, day=day, part=part))


def double(match: re.Match[str], a: Point, b: Point) -> Found | None:
    """Two calendars' days of one date (10 to 13 days apart): the later is New Style."""
    gap = guards.days_between(a, b)
    if gap is None or not 10 <= abs(gap) <= 13:
        return None
    new, old = (b, a) if gap > 0 else (a, b)
    return Found(match.start(), match.end(), new, old=old, calendar="gregorian")

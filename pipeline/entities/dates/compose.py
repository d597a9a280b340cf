"""Dates that stand together: lists, ranges, parts («в начале …»), prepositions: ordered steps over the list."""

import re
from dataclasses import replace

from pipeline.entities.dates.guards import before
from pipeline.entities.dates.rules import Found
from pipeline.entities.dates.values import Point
from pipeline.entities.dates.words import (
    CALENDAR,
    DASH,
    DAY_END,
    DIGIT_DAY,
    FROM,
    NUMERALS,
    ORDINAL,
    PART,
    PARTS,
    PREPOSITION,
    PREPOSITIONS,
    SEASON_NOUN,
    SEASONS,
    SPACE,
    UNTIL,
    WEEKDAY,
    calendar_of,
)

_ONE_DAY = rf"(?<![\w.,:\-–—])(?P<number>(?P<day>{DIGIT_DAY}){DAY_END}|{ORDINAL})"
_DAY_RANGE = re.compile(
    rf"(?:(?<!\w)(?P<from>{FROM}|между){SPACE})?{_ONE_DAY}{SPACE}(?P<link>{DASH}|по|на|до|и){SPACE}$", re.IGNORECASE
)
_DAY_LIST = re.compile(rf"{_ONE_DAY}{SPACE}(?:,|и|или|,{SPACE}а{SPACE}также){SPACE}$", re.IGNORECASE)
_SEASON_LIST = re.compile(rf"(?<!\w)(?P<season>{SEASON_NOUN}){SPACE}(?:,|и|или|{UNTIL}|{DASH}){SPACE}$", re.IGNORECASE)
_PART = re.compile(rf"(?<!\w)(?P<part>{PART}){SPACE}$", re.IGNORECASE)
_FROM_BEFORE = re.compile(rf"(?<!\w){FROM}{SPACE}$", re.IGNORECASE)
_BETWEEN_BEFORE = re.compile(rf"(?<!\w)между{SPACE}$", re.IGNORECASE)
_DASHED = re.compile(rf"{SPACE}{DASH}{SPACE}")
_UNTIL = re.compile(rf"{SPACE},?{SPACE}{UNTIL}{SPACE}", re.IGNORECASE)
_AND = re.compile(rf"{SPACE}и{SPACE}", re.IGNORECASE)
_TOGETHER = re.compile(rf"{SPACE}(?:,|и|или|{DASH}){SPACE}(?:(?:в|во|к|ко|с|со|по|до){SPACE})?", re.IGNORECASE)
_WEEKDAY = re.compile(rf"(?<!\w){WEEKDAY},?{SPACE}$", re.IGNORECASE)
_PREPOSITION = re.compile(rf"(?<!\w)(?P<word>{PREPOSITION}){SPACE}$", re.IGNORECASE)
_CALENDAR = re.compile(rf"{SPACE}[,(]?{SPACE}(?P<note>{CALENDAR})", re.IGNORECASE)
_INSTRUMENTAL = re.compile(r"(?:ом|ем|ём|ами)$")


def compose(text: str, found: list[Found]) -> list[Found]:
    """Join and complete the dates of one text; sorted by place."""
    for step in (days_before, seasons_before, parts, ranges, years_shared, weekdays, prepositions, calendars):
        found = step(text, found)
    return found


def days_before(text: str, found: list[Found]) -> list[Found]:
    """«18-31 декабря», «в ночь с 24 на 25 октября», «5, 6 и 7 мая»: the days take month and year of the last one."""
    result: list[Found] = []
    for one in found:
        extra: list[Found] = []
        if one.rule == "day and month":
            floor = result[-1].end if result else 0
            joined = _day_range(text, one, floor)
            if joined:
                one = joined
            else:
                extra = _day_list(text, one, floor)
        result += [*extra, one]
    return result


def _day(match: re.Match[str]) -> int:
    return int(match["day"]) if match["day"] else NUMERALS[match["number"].lower()]


def _day_range(text: str, one: Found, floor: int) -> Found | None:
    left = before(text, one.start, floor)
    match = _DAY_RANGE.search(left)
    if not match or _day(match) >= (one.first.day or 0):
        return None
    word, link = (match["from"] or "").lower(), match["link"].lower()
    opened = word not in ("", "между")
    if not {"на": opened, "до": opened, "и": word == "между"}.get(link, True):
        return None
    start = one.start - len(left) + match.start("from" if opened else "number")
    return replace(one, start=start, first=replace(one.first, day=_day(match)), last=one.first, rule="range of days")


def _day_list(text: str, one: Found, floor: int) -> list[Found]:
    listed: list[Found] = []
    nearest = one
    while match := _DAY_LIST.search(left := before(text, nearest.start, floor)):
        if _day(match) >= (nearest.first.day or 0):
            break
        shift = nearest.start - len(left)
        start, end = shift + match.start("number"), shift + match.end("number")
        nearest = Found(start, end, replace(one.first, day=_day(match)), rule="day of a list")
        listed.insert(0, nearest)
    return listed


def seasons_before(text: str, found: list[Found]) -> list[Found]:
    """«летом и осенью 1923 г.»: the first season takes the year of the second."""
    result: list[Found] = []
    for one in found:
        if one.rule == "season":
            match = _SEASON_LIST.search(before(text, one.start, result[-1].end if result else 0))
            if match:
                start = one.start - len(match.string) + match.start("season")
                part = SEASONS[match["season"].lower()]
                result.append(Found(start, start + len(match["season"]), replace(one.first, part=part), rule="season"))
        result.append(one)
    return result


def parts(text: str, found: list[Found]) -> list[Found]:
    """«в начале 1928 г.», «во второй половине 1925 г.»: a modifier, or the half-year of a year."""
    result: list[Found] = []
    for one in found:
        match = _PART.search(before(text, one.start, result[-1].end if result else 0))
        if match:
            row = PARTS[" ".join(match["part"].lower().split())]
            one = replace(one, start=one.start - len(match.string) + match.start("part"))
            plain_year = (
                one.last is None and one.first.size == "year" and one.first.month is None and one.first.part is None
            )
            if row["half"] and plain_year:
                one = replace(one, first=replace(one.first, part=int(row["half"])), rule="half-year")
            elif one.last is None:
                one = replace(one, modifier=row["modifier"])
        result.append(one)
    return result


def ranges(text: str, found: list[Found]) -> list[Found]:
    """«январь-февраль 1930 г.», «с 1927 по 1929 г.», «между маем и июлем»: two dates become one range."""
    result: list[Found] = []
    for one in found:
        joined = _range(text, result[-1], one) if result else None
        if joined:
            result[-1] = joined
        else:
            result.append(one)
    return result


def _range(text: str, a: Found, b: Found) -> Found | None:
    if a.last or b.last or a.old or b.old:
        return None
    gap, left = text[a.end : b.start], before(text, a.start)
    start = a.start
    opened = _FROM_BEFORE.search(left)
    if opened and _UNTIL.fullmatch(gap):
        start = a.start - len(left) + opened.start()
    elif not (_DASHED.fullmatch(gap) or (_AND.fullmatch(gap) and _BETWEEN_BEFORE.search(left))):
        return None
    first, last = share_year(a.first, b.first)
    if not in_order(first, last):
        return None
    size = "days" if last.day else "months" if last.month else "years"
    return Found(start, b.end, first, last, rule=f"range of {size}")


def share_year(a: Point, b: Point) -> tuple[Point, Point]:
    """A year printed with only one of two dates holds for both; December before January is a year earlier."""
    if _open(a) and not _open(b):
        earlier = bool(a.month and b.month and (a.month, a.day or 0) > (b.month, b.day or 99))
        year = b.year - earlier if b.year else None
        a = replace(a, year=year, base=b.base, shift=b.shift - (earlier and bool(b.base)), short=b.short)
    elif _open(b) and not _open(a):
        b = replace(b, year=a.year, base=a.base, shift=a.shift, short=a.short)
    return a, b


def _open(point: Point) -> bool:
    return point.year is None and not point.base


def in_order(a: Point, b: Point) -> bool:
    """Whether a range from a to b does not run backwards, as far as printed."""
    if a.year is None or b.year is None:
        return _open(a) and _open(b)
    if a.year != b.year:
        return a.year < b.year
    if (a.month or a.part) and (b.month or b.part):
        return (a.month or 0, a.day or 0, a.part or 0) < (b.month or 99, b.day or 99, b.part or 99)
    return a.size != b.size or bool(a.month or b.month)


def years_shared(text: str, found: list[Found]) -> list[Found]:
    """«в феврале и марте 1917 г.», «4 марта и 5 мая 1917 г.»: the year is printed once, with the last."""
    result = list(found)
    for k in range(len(result) - 2, -1, -1):
        a, b = result[k], result[k + 1]
        if _open(a.first) and b.first.year is not None and _TOGETHER.fullmatch(text[a.end : b.start]):
            year, short = b.first.year, b.first.short
            last = replace(a.last, year=year, short=short) if a.last else None
            result[k] = replace(a, first=replace(a.first, year=year, short=short), last=last)
    return result


def weekdays(text: str, found: list[Found]) -> list[Found]:
    """«в среду, 21 декабря»: the weekday belongs to the date."""
    result: list[Found] = []
    for one in found:
        match = _WEEKDAY.search(before(text, one.start)) if one.first.day else None
        result.append(replace(one, start=one.start - len(match.group())) if match else one)
    return result


def prepositions(text: str, found: list[Found]) -> list[Found]:
    """«с 1902 года», «до мая», «около 1900 г.»: the preposition stays outside and becomes the modifier."""
    result: list[Found] = []
    for one in found:
        match = _PREPOSITION.search(before(text, one.start))
        modifier = PREPOSITIONS[" ".join(match["word"].lower().split())] if match else ""
        since_with = modifier == "since" and _INSTRUMENTAL.search(text[one.start : one.end])
        if modifier and not one.modifier and not since_with:
            one = replace(one, modifier=modifier)
        result.append(one)
    return result


def calendars(text: str, found: list[Found]) -> list[Found]:
    """«25 октября (по ст. ст.)»: the calendar that the text names."""
    result: list[Found] = []
    for one in found:
        match = _CALENDAR.match(text, one.end)
        if match and one.calendar is None:
            one = replace(one, calendar=calendar_of(match["note"]))
        result.append(one)
    return result

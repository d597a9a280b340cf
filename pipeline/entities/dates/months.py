"""Days, months and seasons by name: 4-го апреля, 25 октября (7 ноября) 1917 г., весной 1921 г., мартовские."""

import re
from dataclasses import replace

from pipeline.entities.dates import guards
from pipeline.entities.dates.rules import (
    DAY_NUMBER,
    SHORT_AFTER,
    TAIL,
    YEAR_AFTER,
    Found,
    Rule,
    S,
    double,
    found,
    rule,
    with_year,
    year_of,
)
from pipeline.entities.dates.values import Point
from pipeline.entities.dates.words import (
    ANY_YEAR,
    CALENDAR,
    DAY_END,
    DIGIT_DAY,
    MONTH_ADJECTIVE,
    MONTH_NOUN,
    MONTH_SHORT,
    MONTHS,
    NAMED_EVENT,
    NUMERALS,
    ORDINAL,
    SEASON_ADJECTIVE,
    SEASON_NOUN,
    SEASONS,
    TENS,
    YEAR,
    calendar_of,
)

RULES: list[Rule] = []

D = DIGIT_DAY
_MONTH = rf"(?P<month>{MONTH_NOUN}|{MONTH_SHORT})"
_DAY_MONTH = rf"{DAY_NUMBER}(?:(?P<day>{D}){DAY_END}|(?P<words>(?:{TENS}\s)?{ORDINAL})){S}{_MONTH}"
_SEASON = rf"(?P<season>{SEASON_NOUN}|{SEASON_ADJECTIVE})"
_ANY_YEAR = re.compile(rf"(?<!\w){ANY_YEAR}\w*\s$", re.IGNORECASE)
_NAMED_EVENT = re.compile(rf"{S}(?:\w+{S}){{0,1}}{NAMED_EVENT}", re.IGNORECASE)


def _month(text: str) -> int:
    return MONTHS[text.lower()]


@rule(
    RULES,
    "double day, two months",
    rf"{DAY_NUMBER}(?P<d1>{D}){DAY_END}{S}(?P<m1>{MONTH_NOUN})(?:{S}(?P<y1>{YEAR}){TAIL})?{S}(?:(?P<bracket>\()|/){S}"
    rf"(?P<d2>{D}){DAY_END}{S}(?P<m2>{MONTH_NOUN})(?:{S}(?P<y2>{YEAR}){TAIL})?"
    rf"(?(bracket)(?:{S}{CALENDAR})?{S}\))(?:{S}(?P<year>{YEAR}){TAIL})?",
)
def _double_months(m: re.Match[str]) -> Found | None:
    y1, y2 = m["y1"] or m["year"] or m["y2"], m["y2"] or m["year"] or m["y1"]
    a = Point(int(y1) if y1 else None, _month(m["m1"]), int(m["d1"]))
    b = Point(int(y2) if y2 else None, _month(m["m2"]), int(m["d2"]))
    return double(m, *(guards.same_year(a, b) if y1 == y2 else (a, b)))


@rule(
    RULES,
    "double day, one month",
    rf"{DAY_NUMBER}(?P<d1>{D}){S}(?:\({S}(?P<d2>{D}){S}\)|/{S}(?P<d3>{D})){S}{_MONTH}{YEAR_AFTER}?",
)
def _double_month(m: re.Match[str]) -> Found | None:
    point = replace(year_of(m), month=_month(m["month"]))
    return double(m, replace(point, day=int(m["d1"])), replace(point, day=int(m["d2"] or m["d3"])))


@rule(
    RULES,
    "day and month",
    rf"{_DAY_MONTH}{S}[(,]?{S}(?P<note>{CALENDAR})\)?{YEAR_AFTER}",
    rf"{_DAY_MONTH}(?P<note>)(?:{YEAR_AFTER}|{SHORT_AFTER})?",
)
def _day_month(m: re.Match[str]) -> Found | None:
    day = int(m["day"]) if m["day"] else sum(NUMERALS[w] for w in m["words"].lower().split())
    one = with_year(m, month=_month(m["month"]), day=day)
    return replace(one, calendar=calendar_of(m["note"])) if day <= 31 else None


@rule(
    RULES,
    "month and year",
    rf"(?<!\w)(?P<month>{MONTH_NOUN}|{MONTH_SHORT}|{MONTH_ADJECTIVE})(?:{YEAR_AFTER}|{SHORT_AFTER})",
)
def _month_year(m: re.Match[str]) -> Found | None:
    one = with_year(m, month=_month(m["month"]))
    return one if one.end == m.end() else None


@rule(RULES, "month", rf"(?<!\w)(?<!\b\w-)(?P<month>{MONTH_NOUN})")
def _month_alone(m: re.Match[str]) -> Found | None:
    """«в мае»; «каждый май» and «будущий май» take no year from the context."""
    base = "any" if _ANY_YEAR.search(guards.before(m.string, m.start())) else ""
    return found(m, Point(month=_month(m["month"]), base=base)) if m["month"].islower() else None


@rule(RULES, "month as adjective", rf"(?<!\w)(?P<month>{MONTH_ADJECTIVE})")
def _adjective(m: re.Match[str]) -> Found | None:
    """«мартовские статьи», but not «Октябрьская революция» and, inside a sentence, nothing with a capital."""
    name = m["month"][0].isupper() and not guards.sentence_start(m.string, m.start())
    return None if name or _NAMED_EVENT.match(m.string, m.end()) else found(m, Point(month=_month(m["month"])))


@rule(
    RULES,
    "season",
    rf"(?<!\w){_SEASON}{S}(?P<year>{YEAR})(?P<word>[/–—\-](?:\d\d)?\d\d?{TAIL})(?!\w)",
    rf"(?<!\w){_SEASON}(?:{YEAR_AFTER}|{SHORT_AFTER})",
)
def _season(m: re.Match[str]) -> Found | None:
    one = with_year(m, part=SEASONS[m["season"].lower()])
    return one if one.end == m.end() else None

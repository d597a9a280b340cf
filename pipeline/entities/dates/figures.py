"""Days in figures: 23.12.1925, 2011-07-15, 24/11.1.1918, с 26.6. по 13.7.1930."""

import re
from dataclasses import replace

from pipeline.entities.dates import guards
from pipeline.entities.dates.rules import END, NUMBER, TAIL, Found, Rule, S, double, found, rule, year_of
from pipeline.entities.dates.values import Point
from pipeline.entities.dates.words import DASH, DIGIT_DAY, DIGIT_MONTH, FROM, ROMAN, UNTIL, YEAR, roman

RULES: list[Rule] = []

D, M = DIGIT_DAY, DIGIT_MONTH
_FIRST = rf"(?P<d1>{D})(?:\.(?P<m1>{M}))?(?:\.(?P<y1>{YEAR}))?\.?"
_LAST = rf"(?P<d2>{D})\.(?P<m2>{M})\.(?P<year>{YEAR}){END}{TAIL}"


def _day(day: str, month: str, year: str | None = None) -> Point:
    return Point(int(year) if year else None, int(month), int(day))


@rule(RULES, "iso day", rf"{NUMBER}(?P<year>{YEAR})-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])(?![\d%\-])")
def _iso(m: re.Match[str]) -> Found | None:
    return found(m, _day(m["day"], m["month"], m["year"]))


@rule(
    RULES,
    "double day, two months in figures",
    rf"{NUMBER}(?P<d1>{D})\.(?P<m1>{M})\.?{S}(?:\({S}|/)(?P<d2>{D})\.(?P<m2>{M})\.?(?:{S}\))?\.?{S}(?P<year>{YEAR}){END}{TAIL}",
)
def _double_months(m: re.Match[str]) -> Found | None:
    return double(m, *guards.same_year(_day(m["d1"], m["m1"], m["year"]), _day(m["d2"], m["m2"], m["year"])))


@rule(
    RULES,
    "double day, one month in figures",
    rf"{NUMBER}(?P<d1>{D}){S}(?:\({S}(?P<d2>{D}){S}\)|/(?P<d3>{D}))\.(?P<month>{M})\.(?P<year>{YEAR}){END}{TAIL}",
)
def _double_month(m: re.Match[str]) -> Found | None:
    return double(m, _day(m["d1"], m["month"], m["year"]), _day(m["d2"] or m["d3"], m["month"], m["year"]))


@rule(
    RULES,
    "range of days in figures",
    rf"{NUMBER}{_FIRST}{S}{DASH}{S}{_LAST}",
    rf"(?<!\w){FROM}{S}{_FIRST}{S}{UNTIL}{S}{_LAST}",
    rf"(?<!\w){FROM}{S}(?P<d1>{D})\.(?P<m1>{M})\.?{S}{UNTIL}{S}(?P<d2>{D})\.(?P<m2>{M})(?P<y1>)(?P<year>){END}",
)
def _range(m: re.Match[str]) -> Found | None:
    first, last = _day(m["d1"], m["m1"] or m["m2"], m["y1"] or m["year"]), _day(m["d2"], m["m2"], m["year"])
    gap = guards.days_between(first, last)
    return None if gap is not None and gap <= 0 else found(m, first, last)


@rule(
    RULES,
    "day in figures",
    rf"{NUMBER}(?P<day>{D})(?P<mark>[./\-])(?P<month>{M})(?P=mark)(?P<year>{YEAR}){END}{TAIL}",
    rf"(?<=\bот\s)(?P<day>\d\d)\s(?P<month>0[1-9]|1[0-2])\s(?P<year>{YEAR}){END}{TAIL}",
)
def _full(m: re.Match[str]) -> Found | None:
    point = _day(m["day"], m["month"], m["year"])
    return found(m, point) if 1 <= (point.day or 0) <= 31 else None


_ROMAN_YEAR = rf"(?:(?P<year>{YEAR}){END}{TAIL}|(?P<short>\d\d){S}г\.?(?!\w))"


@rule(
    RULES,
    "month in Roman figures",
    rf"{NUMBER}(?P<day>{D}){S}[./]{S}(?P<month>{ROMAN}){S}[./\-–—]?{S}{_ROMAN_YEAR}",
    rf"(?<![\w./])(?P<day>)(?P<month>{ROMAN})[./]{S}{_ROMAN_YEAR}",
)
def _roman(m: re.Match[str]) -> Found | None:
    month = roman(m["month"])
    if month is None or month > 12:
        return None
    return found(m, replace(year_of(m), month=month, day=int(m["day"]) if m["day"] else None))


@rule(
    RULES,
    "day in figures, short year",
    rf"{NUMBER}(?P<day>0[1-9]|[12]\d|3[01])\.(?P<month>0[1-9]|1[0-2])\.(?P<short>\d\d)(?![.,]\w){END}(?:{S}г\.?(?!\w))?",
)
def _short(m: re.Match[str]) -> Found | None:
    short = int(m["short"])
    year = short + (1900 if short >= 69 else 2000)  # as POSIX reads %y, where the text has no other year
    return found(m, Point(year, int(m["month"]), int(m["day"]), short=True))

"""Dates that stand alone: an ordered list of named patterns; of two that overlap the earlier in the list wins.

Each pattern gives a `Found`, in which ends are `Point`s as printed; what the context adds comes later.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from pipeline.entities.dates import guards
from pipeline.entities.dates.values import Point
from pipeline.entities.dates.words import (
    CARDINAL,
    CENTURY_WORD,
    DASH,
    DAY_END,
    DIGIT_DAY,
    DIGIT_MONTH,
    MONTH_ADJECTIVE,
    MONTH_NOUN,
    MONTH_SHORT,
    MONTHS,
    NUMERALS,
    ORDINAL,
    RELATIVE,
    RELATIVE_YEAR,
    ROMAN,
    SEASON_ADJECTIVE,
    SEASON_NOUN,
    SEASONS,
    SPACE,
    YEAR,
    YEAR_END,
    YEAR_WORD,
    roman,
)


@dataclass(frozen=True, slots=True)
class Found:
    """A date in the text (clean offsets): `first` alone, or a range to `last`; `old` is the Old-Style day."""

    start: int
    end: int
    rule: str
    first: Point
    last: Point | None = None
    old: Point | None = None
    modifier: str | None = None
    calendar: Literal["gregorian", "julian"] | None = None


Builder = Callable[[re.Match[str]], Found | None]
RULES: list[tuple[str, re.Pattern[str], Builder]] = []

# pieces with names are used once in a pattern
S = SPACE
_YEAR = rf"(?P<year>{YEAR}){YEAR_END}(?!\w)(?!{DASH}\d|[.,:]\d|%)(?:{S}(?P<word>{YEAR_WORD}))?"
_AFTER = rf"(?:,?{S}(?P<open>[\[(])?{_YEAR}(?(open)[\])])|{S}(?P<relative>{RELATIVE_YEAR}))"
_SHORT_AFTER = rf"(?:{S}(?P<short>\d\d)-?(?:го|м|й)(?!\w)(?:{S}{YEAR_WORD})?)"
_DAY_WORDS = rf"(?:(?:двадцать|тридцать)\s)?{ORDINAL}"
_NUMBER_BEFORE = r"(?<![\w№#/:+])(?<!\d[.,\-–—])"
_TAIL = rf"(?:{S}{YEAR_WORD})?"
_END = r"(?![\w%])(?![.,:/\-–—]\d)"


def rule(name: str, pattern: str) -> Callable[[Builder], Builder]:
    """Add a pattern to the list; its builder may refuse the match."""

    def add(builder: Builder) -> Builder:
        RULES.append((name, re.compile(pattern, re.IGNORECASE), builder))
        return builder

    return add


def scan(text: str) -> list[Found]:
    """Every date that stands alone, sorted by place, none overlapping another."""
    taken = bytearray(len(text))
    for start, end in guards.links(text):
        taken[start:end] = b"\1" * (end - start)
    found: list[Found] = []
    for _, pattern, builder in RULES:
        for match in pattern.finditer(text):
            if any(taken[match.start() : match.end()]):
                continue
            one = builder(match)
            if one is not None:
                found.append(one)
                taken[one.start : one.end] = b"\1" * (one.end - one.start)
    return sorted(found, key=lambda one: one.start)


def year_of(match: re.Match[str]) -> dict[str, object]:
    """The year that a pattern found beside a month or season: printed, two digits, or relative."""
    groups = match.groupdict()
    if groups.get("year"):
        return {"year": int(groups["year"])}
    if groups.get("short"):
        return {"year": 1900 + int(groups["short"]), "short": True}
    if groups.get("relative"):
        base, shift = RELATIVE[" ".join(groups["relative"].lower().split())]
        return {"base": base, "shift": shift}
    return {}


def span(match: re.Match[str], without_count: bool = True) -> tuple[int, int, bool]:
    """The match's span and whether its year counts: a bare number before a unit («5 мая 2000 человек») is cut off."""
    groups = match.groupdict()
    if without_count and groups.get("year") and not groups.get("word") and not groups.get("open"):
        if guards.counted(match.string, match.end()):
            return match.start(), len(match.string[: match.start("year")].rstrip(" ,\u00a0")), False
    return match.start(), match.end(), True


# ------------------------------------------------------------------ in figures


def numeric(day: str, month: str, year: str | None = None) -> Point:
    return Point(int(year) if year else None, int(month), int(day))


@rule(
    "iso day",
    rf"{_NUMBER_BEFORE}(?P<year>{YEAR})-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])(?![\w%\-])(?:T[\d:.]+Z?)?",
)
def _iso(m: re.Match[str]) -> Found | None:
    return Found(m.start(), m.end("day"), "iso day", numeric(m["day"], m["month"], m["year"]))


_D, _M = DIGIT_DAY, DIGIT_MONTH


def _double(m: re.Match[str], name: str, a: Point, b: Point) -> Found | None:
    """Two calendars' days of one date: the later is New Style."""
    gap = guards.days_between(a, b)
    if gap is None or not 10 <= abs(gap) <= 13:
        return None
    new, old = (b, a) if gap > 0 else (a, b)
    return Found(m.start(), m.end(), name, new, old=old, calendar="gregorian")


@rule(
    "double day, figures",
    rf"{_NUMBER_BEFORE}(?P<d1>{_D})\.(?P<m1>{_M})\.?{S}(?:\({S}|/)(?P<d2>{_D})\.(?P<m2>{_M})\.?(?:{S}\))?\.?{S}(?P<year>{YEAR}){_END}{_TAIL}",
)
def _double_figures(m: re.Match[str]) -> Found | None:
    a, b = numeric(m["d1"], m["m1"], m["year"]), numeric(m["d2"], m["m2"], m["year"])
    return _double(m, "double day, figures", *guards.same_year(a, b))


@rule(
    "double day, one month",
    rf"{_NUMBER_BEFORE}(?P<d1>{_D}){S}(?:\({S}(?P<d2>{_D}){S}\)|/(?P<d3>{_D}))\.(?P<month>{_M})\.(?P<year>{YEAR}){_END}{_TAIL}",
)
def _double_month(m: re.Match[str]) -> Found | None:
    a, b = numeric(m["d1"], m["month"], m["year"]), numeric(m["d2"] or m["d3"], m["month"], m["year"])
    return _double(m, "double day, one month", a, b)


@rule(
    "range of days, figures",
    rf"{_NUMBER_BEFORE}(?P<d1>{_D})(?:\.(?P<m1>{_M}))?(?:\.(?P<y1>{YEAR}))?\.?{S}{DASH}{S}(?P<d2>{_D})\.(?P<m2>{_M})\.(?P<year>{YEAR}){_END}{_TAIL}",
)
@rule(
    "range of days, figures",
    rf"(?<!\w)(?:с|со|c|от){S}(?P<d1>{_D})(?:\.(?P<m1>{_M}))?(?:\.(?P<y1>{YEAR}))?\.?{S}(?:по|до){S}(?P<d2>{_D})\.(?P<m2>{_M})\.(?P<year>{YEAR}){_END}{_TAIL}",
)
@rule(
    "range of days, figures",
    rf"(?<!\w)(?:с|со|c|от){S}(?P<d1>{_D})\.(?P<m1>{_M})\.?{S}(?:по|до){S}(?P<d2>{_D})\.(?P<m2>{_M})\.?(?P<y1>)(?P<year>){_END}",
)
def _range_figures(m: re.Match[str]) -> Found | None:
    last = numeric(m["d2"], m["m2"], m["year"])
    first = numeric(m["d1"], m["m1"] or m["m2"], m["y1"] or m["year"])
    if not m["y1"] and m["year"] and (first.month, first.day) > (last.month, last.day):
        return None
    return Found(m.start(), m.end(), "range of days, figures", first, last)


@rule(
    "day, figures", rf"{_NUMBER_BEFORE}(?P<day>{_D})(?P<sep>[./\-])(?P<month>{_M})(?P=sep)(?P<year>{YEAR}){_END}{_TAIL}"
)
@rule(
    "day, figures",
    rf"{_NUMBER_BEFORE}(?P<day>0[1-9]|[12]\d|3[01])\.(?P<month>0[1-9]|1[0-2])\.(?P<short>\d\d)(?![\w%])(?![.,:/\-–—]\d)(?:{S}г\.?(?!\w))?",
)
def _day_figures(m: re.Match[str]) -> Found | None:
    point = Point(month=int(m["month"]), day=int(m["day"]), **year_of(m))  # type: ignore[arg-type]
    return Found(m.start(), m.end(), "day, figures", point)


# ------------------------------------------------------------------ with the month's name


_MONTH = rf"(?P<month>{MONTH_NOUN}|{MONTH_SHORT})"
_DAY = rf"(?:(?P<day>{DIGIT_DAY}){DAY_END}|(?P<day_words>{_DAY_WORDS}))"


@rule(
    "double day, two months",
    rf"{_NUMBER_BEFORE}(?P<d1>{_D}){DAY_END}{S}(?P<m1>{MONTH_NOUN})(?:{S}(?P<y1>{YEAR}){_TAIL})?{S}[(/]{S}(?P<d2>{_D}){DAY_END}{S}(?P<m2>{MONTH_NOUN})(?:{S}(?P<y2>{YEAR}){_TAIL})?(?:{S}\))?(?:{S}(?P<year>{YEAR}){_TAIL})?",
)
def _double_names(m: re.Match[str]) -> Found | None:
    months = MONTHS[m["m1"].lower()], MONTHS[m["m2"].lower()]
    years = [m["y1"] or m["year"] or m["y2"], m["y2"] or m["year"] or m["y1"]]
    a, b = (numeric(d, str(mo), y) for d, mo, y in zip((m["d1"], m["d2"]), months, years, strict=True))
    if years[0] == years[1]:
        a, b = guards.same_year(a, b)
    return _double(m, "double day, two months", a, b)


@rule(
    "double day before month",
    rf"{_NUMBER_BEFORE}(?P<d1>{_D}){S}(?:\({S}(?P<d2>{_D}){S}\)|/{S}(?P<d3>{_D})){S}{_MONTH}{_AFTER}?",
)
def _double_before(m: re.Match[str]) -> Found | None:
    year = year_of(m).get("year")
    month = str(MONTHS[m["month"].lower()])
    a, b = (numeric(d, month, str(year) if year else None) for d in (m["d1"], m["d2"] or m["d3"]))
    return _double(m, "double day before month", a, b)


@rule("day and month", rf"{_NUMBER_BEFORE}{_DAY}{S}{_MONTH}(?:{_AFTER}|{_SHORT_AFTER})?")
@rule("day and month", rf"{_NUMBER_BEFORE}(?P<day>{DIGIT_DAY}){DAY_END}{S}(?P<day_words>)(?P<month>{MONTH_SHORT})")
def _day_month(m: re.Match[str]) -> Found | None:
    start, end, has_year = span(m)
    day = int(m["day"]) if m["day"] else sum(NUMERALS[w] for w in m["day_words"].lower().split())
    if day > 31:
        return None
    year = year_of(m) if has_year else {}
    return Found(start, end, "day and month", Point(month=MONTHS[m["month"].lower()], day=day, **year))  # type: ignore[arg-type]


@rule("month and year", rf"(?<!\w)(?P<month>{MONTH_NOUN}|{MONTH_SHORT}|{MONTH_ADJECTIVE})(?:{_AFTER}|{_SHORT_AFTER})")
def _month_year(m: re.Match[str]) -> Found | None:
    start, end, has_year = span(m)
    if not has_year:
        return None
    return Found(start, end, "month and year", Point(month=MONTHS[m["month"].lower()], **year_of(m)))  # type: ignore[arg-type]


@rule("month", rf"(?<!\w)(?P<month>{MONTH_NOUN})")
def _month(m: re.Match[str]) -> Found | None:
    if not m["month"].islower():
        return None
    return Found(m.start(), m.end(), "month", Point(month=MONTHS[m["month"].lower()]))


@rule("month as adjective", rf"(?<!\w)(?P<month>{MONTH_ADJECTIVE})")
def _month_adjective(m: re.Match[str]) -> Found | None:
    return Found(m.start(), m.end(), "month as adjective", Point(month=MONTHS[m["month"].lower()]))


@rule(
    "season",
    rf"(?<!\w)(?P<season>{SEASON_NOUN}|{SEASON_ADJECTIVE})(?:{S}(?P<y1>{YEAR})[/–—\-](?:\d\d)?\d\d?{_TAIL}|{_AFTER}|{_SHORT_AFTER})",
)
def _season(m: re.Match[str]) -> Found | None:
    start, end, has_year = span(m)
    year = {"year": int(m["y1"])} if m["y1"] else year_of(m)
    if not has_year:
        return None
    return Found(start, end, "season", Point(part=SEASONS[m["season"].lower()], **year))  # type: ignore[arg-type]


# ------------------------------------------------------------------ parts of years, years, decades, centuries


_NTH = rf"(?P<nth>{ORDINAL}|[1-4](?:-?(?:й|я|е|го|м|ом|ый))?|IV|I{{1,3}})"


@rule("quarter or half-year", rf"(?<!\w){_NTH}{S}(?P<unit>квартал|полугоди)[а-я]{{0,2}}(?:{_AFTER})")
def _quarter(m: re.Match[str]) -> Found | None:
    text = m["nth"].lower()
    number = NUMERALS.get(text) or roman(text.upper() if text[0] in "iv" else "") or int(re.match(r"\d?", text)[0] or 0)  # type: ignore[index]
    quarter = m["unit"].lower() == "квартал"
    if not 1 <= number <= (4 if quarter else 2):
        return None
    part = (32 if quarter else 39) + number
    return Found(m.start(), m.end(), "quarter or half-year", Point(part=part, **year_of(m)))  # type: ignore[arg-type]


_DECADE_END = r"-?(?:ые|ых|ыми|ым|ми|х|е)(?!\w)"
_OF_CENTURY = (
    rf"(?:{S}(?P<century>{ROMAN}|\d\d|{ORDINAL}|прошлого|минувшего|нынешнего|позапрошлого){DAY_END}{S}{CENTURY_WORD})?"
)


@rule(
    "range of decades",
    rf"{_NUMBER_BEFORE}(?P<y1>(?:(?:1\d|20)\d|[1-9])0)(?:{_DECADE_END})?{S}{DASH}{S}(?P<y2>(?:(?:1\d|20)\d|[1-9])0){_DECADE_END}{_TAIL}{_OF_CENTURY}",
)
def _decades(m: re.Match[str]) -> Found | None:
    a, b = _decade_point(m["y1"], m["century"]), _decade_point(m["y2"], m["century"])
    return Found(m.start(), m.end(), "range of decades", a, b)


@rule("decade", rf"{_NUMBER_BEFORE}(?P<decade>(?:1\d|20)\d0){_DECADE_END}{_TAIL}{_OF_CENTURY}")
@rule("decade", rf"{_NUMBER_BEFORE}(?P<decade>[1-9]0){_DECADE_END}{S}(?!числ){YEAR_WORD}{_OF_CENTURY}")
@rule("decade", rf"(?<=\w\s){_NUMBER_BEFORE}(?P<decade>[1-9]0){_DECADE_END}(?!{S}(?:числ|год|г)){_OF_CENTURY}")
@rule("decade", rf"(?<!\w)(?P<decade>{ORDINAL}){S}(?:годы|годов|годах|годам|годами|гг\.?)(?!\w){_OF_CENTURY}")
def _decade(m: re.Match[str]) -> Found | None:
    word = m["decade"].lower()
    number = word if word.isdigit() else str(NUMERALS.get(word, 0))
    if int(number) % 10 or not 20 <= int(number) <= 2090 or (len(number) == 2 and guards.counted(m.string, m.end())):
        return None
    return Found(m.start(), m.end(), "decade", _decade_point(number, m["century"]))


def _decade_point(number: str, century: str | None) -> Point:
    if len(number) == 4:
        return Point(int(number), size="decade")
    if century:
        nth = _century_number(century)
        if nth is not None:
            return Point((nth - 1) * 100 + int(number), size="decade")
        return Point(int(number), size="decade", short=True, base="century", shift=_century_shift(century))
    return Point(1900 + int(number), size="decade", short=True)


def _century_shift(word: str) -> int:
    return {"прошлого": -1, "минувшего": -1, "позапрошлого": -2}.get(word.lower(), 0)


def _century_number(text: str) -> int | None:
    if text.isdigit():
        number: int | None = int(text)
    elif text.lower() in NUMERALS:
        number = NUMERALS[text.lower()]
    else:
        number = roman(text) if set(text) <= set("IVXІХ") else None
    return number if number is not None and 1 <= number <= 21 else None


@rule("range of centuries", rf"(?<!\w)(?P<c1>{ROMAN}){S}(?:{DASH}|и){S}(?P<c2>{ROMAN}){S}{CENTURY_WORD}")
def _centuries(m: re.Match[str]) -> Found | None:
    a, b = _century_number(m["c1"]), _century_number(m["c2"])
    if a is None or b is None or a >= b:
        return None
    ends = (Point((n - 1) * 100, size="century") for n in (a, b))
    return Found(m.start(), m.end(), "range of centuries", *ends)


@rule("century", rf"(?<![\w\-])(?P<century>{ROMAN}){DAY_END}{S}{CENTURY_WORD}")
@rule("century", rf"{_NUMBER_BEFORE}(?P<century>\d\d?){DAY_END}{S}(?!вв?\.){CENTURY_WORD}")
@rule("century", rf"(?<!\w)(?P<century>(?:двадцать\s)?{ORDINAL}){S}(?!вв?\.)(?!столети[ия]\b){CENTURY_WORD}")
def _century(m: re.Match[str]) -> Found | None:
    text = m["century"]
    number = sum(NUMERALS[w] for w in text.lower().split()) if " " in text else _century_number(text)
    if number is None or not 1 <= number <= 21 or (text.isdigit() and number < 5):
        return None
    return Found(m.start(), m.end(), "century", Point((number - 1) * 100, size="century"))


@rule(
    "range of years",
    rf"{_NUMBER_BEFORE}(?P<y1>{YEAR}){YEAR_END}(?:{S}{YEAR_WORD})?{S}{DASH}{S}(?P<y2>{YEAR}|\d\d?){YEAR_END}{_END}(?P<word>{S}{YEAR_WORD})?",
)
@rule("range of years", rf"{_NUMBER_BEFORE}(?P<y1>{YEAR})/(?P<y2>{YEAR}|\d\d){_END}(?P<word>{S}{YEAR_WORD})?")
def _years(m: re.Match[str]) -> Found | None:
    first, y2 = int(m["y1"]), m["y2"]
    last = int(m["y1"][: 4 - len(y2)] + y2)
    seasonal = "/" in m.group() and last != first + 1
    iso_month = (
        y2.startswith("0")
        and not m["word"]
        and not m["y1"].endswith("0" + y2[-1])
        and len(y2) == 2
        and "-" in m.group()
    )
    if (
        last <= first
        or seasonal
        or (iso_month and last != first + 1)
        or (not m["word"] and guards.not_a_year(m.string, m.start(), m.end()))
    ):
        return None
    return Found(m.start(), m.end(), "range of years", Point(first), Point(last))


@rule(
    "year",
    rf"{_NUMBER_BEFORE}(?<!\w-)(?P<year>{YEAR})(?:(?P<ending>-(?:ого|го|ом|ый|ой|ому|му|м|й))(?!\w)|(?!\w)){_END}(?P<word>{S}{YEAR_WORD})?",
)
@rule(
    "year", rf"(?<![\w№#/:+])(?<!\d[.,\-–—])(?P<year>\d{{3,4}})(?P<ending>){S}(?P<word>год(?:а|у|ом|е|ы|ов|ах)?(?!\w))"
)
def _year(m: re.Match[str]) -> Found | None:
    year = int(m["year"])
    if year > 2100 or (len(m["year"]) == 3 and year < 500):
        return None
    if not m["word"] and guards.not_a_year(m.string, m.start(), m.end(), bool(m["ending"])):
        return None
    return Found(m.start(), m.end(), "year", Point(year))


@rule("year of two figures", rf"(?<=\s)(?P<year>\d\d)-(?:го|й|м|ом|му){S}{YEAR_WORD}")
def _short_year(m: re.Match[str]) -> Found | None:
    return Found(m.start(), m.end(), "year of two figures", Point(1900 + int(m["year"]), short=True))


@rule(
    "year in words",
    rf"(?<!\w)(?P<words>(?:{CARDINAL}\s){{0,3}}{ORDINAL}){S}год(?:а|у|ом|е)?(?!\w)(?!{S}(?:жизни|обучения|службы|работы))",
)
def _year_words(m: re.Match[str]) -> Found | None:
    words = m["words"].lower().split()
    text = " ".join(words).replace("две тысячи", "двухтысячный")
    number = sum(NUMERALS[w] for w in text.split())
    if 1000 <= number <= 2100:
        return Found(m.start(), m.end(), "year in words", Point(number))
    if 700 <= number < 1000:
        return Found(m.start(), m.end(), "year in words", Point(1000 + number))
    if 10 <= number < 100 and len(words) <= 2 and guards.preposition_before(m.string, m.start()):
        return Found(m.start(), m.end(), "year in words", Point(1900 + number, short=True))
    return None

"""Years, their halves and quarters, decades, centuries: в 1905-м, 1913-16 гг., второй квартал 2011 года, XVII в."""

import re

from pipeline.entities.dates import guards
from pipeline.entities.dates.rules import END, NUMBER, TAIL, YEAR_AFTER, Found, Rule, S, found, rule, with_year
from pipeline.entities.dates.values import Point
from pipeline.entities.dates.words import (
    AGE,
    CARDINAL,
    CENTURIES,
    CENTURY,
    CENTURY_WORD,
    DASH,
    DAY_END,
    MILLENNIUM,
    NUMERALS,
    ORDINAL,
    PART,
    ROMAN,
    TIME_EVENT,
    YEAR,
    YEAR_END,
    YEAR_WORD,
    roman,
)

RULES: list[Rule] = []

_YEARS = r"(?:годы|годов|годах|годам|годами|гг\.?)(?!\w)"
_BEFORE_ERA = rf"{S}до{S}(?:н\.?{S}э(?:\.|(?!\w))|нашей{S}эры)"
_DECADE_END = r"-?(?:ые|ых|ыми|ым|ми|х|е)(?!\w)"
_OF_CENTURY = rf"(?:{S}(?P<century>{ROMAN}(?!\w)|\d\d|{ORDINAL}|{CENTURY}){DAY_END}{S}{CENTURY_WORD})?"
_ROUND = r"(?:(?:1\d|20)\d|[1-9])0"


@rule(
    RULES,
    "before our era",
    rf"{NUMBER}\d{{1,4}}(?:-?(?:го|м|й))?(?:{S}{YEAR_WORD}|{S}{CENTURY_WORD})?{_BEFORE_ERA}",
    rf"(?<![\w\-]){ROMAN}{DAY_END}{S}{CENTURY_WORD}{_BEFORE_ERA}",
)
def _before_era(m: re.Match[str]) -> Found | None:
    return found(m, Point(size="named"))


@rule(
    RULES,
    "quarter or half-year",
    rf"(?<!\w)(?:(?P<word_nth>{ORDINAL})|(?P<digit>[1-4])(?:-?(?:й|я|е|го|м|ом|ый))?|(?P<roman>IV|I{{1,3}})){S}"
    rf"(?P<unit>квартал|полугоди)[а-я]{{0,2}}{YEAR_AFTER}",
)
def _quarter(m: re.Match[str]) -> Found | None:
    nth = int(m["digit"]) if m["digit"] else roman(m["roman"]) if m["roman"] else NUMERALS[m["word_nth"].lower()]
    quarter = m["unit"].lower() == "квартал"
    if nth is None or not 1 <= nth <= (4 if quarter else 2):
        return None
    return with_year(m, part=(32 if quarter else 39) + nth)


@rule(
    RULES,
    "range of decades",
    rf"{NUMBER}(?P<y1>{_ROUND})(?:{_DECADE_END})?{S}{DASH}{S}(?P<y2>{_ROUND}){_DECADE_END}{TAIL}{_OF_CENTURY}",
)
def _decades(m: re.Match[str]) -> Found | None:
    y1, y2 = m["y1"], m["y2"]
    if len(y1) == 4 and len(y2) == 2:
        y2 = y1[:2] + y2
    first, last = _decade_point(y1, m["century"]), _decade_point(y2, m["century"])
    return found(m, first, last) if int(y1) < int(y2) and len(y1) == len(y2) else None


@rule(
    RULES,
    "decade",
    rf"{NUMBER}(?P<decade>(?:1\d|20)\d0){_DECADE_END}{TAIL}{_OF_CENTURY}",
    rf"{NUMBER}(?P<decade>[1-9]0){_DECADE_END}{S}{_YEARS}{_OF_CENTURY}",
)
def _decade(m: re.Match[str]) -> Found | None:
    return found(m, _decade_point(m["decade"], m["century"]))


@rule(RULES, "decade without a word", rf"{NUMBER}(?P<decade>[2-9]0)-(?:х|е)(?!\w)(?!{S}числ)")
def _bare_decade(m: re.Match[str]) -> Found | None:
    if guards.counted(m.string, m.end()) or not guards.introduced(m.string, m.start()):
        return None
    return found(m, _decade_point(m["decade"], None))


@rule(
    RULES,
    "decade in words",
    rf"(?<!\w)(?P<first>{ORDINAL}){S}{DASH}{S}(?P<decade>{ORDINAL}){S}{_YEARS}{_OF_CENTURY}",
    rf"(?<!\w)(?P<first>)(?P<decade>{ORDINAL}){S}{_YEARS}{_OF_CENTURY}",
)
def _decade_words(m: re.Match[str]) -> Found | None:
    points = [_decade_in_words(word, m["century"]) for word in (m["first"], m["decade"]) if word]
    if None in points:
        return None
    return found(m, *(point for point in points if point))


@rule(RULES, "decade in words alone", rf"(?<!\w)(?P<decade>(?=\w+ы[ех](?!\w)){ORDINAL})(?!{S}числ)")
def _decade_alone(m: re.Match[str]) -> Found | None:
    """«в девяностые», «в начале шестидесятых»"""
    point = _decade_in_words(m["decade"], None)
    return found(m, point) if point and guards.introduced(m.string, m.start()) else None


def _decade_in_words(word: str, century: str | None) -> Point | None:
    number = NUMERALS[word.lower()]
    return _decade_point(str(number), century) if number in (*range(20, 100, 10), 2000) else None


def _decade_point(number: str, century: str | None) -> Point:
    if len(number) == 4:
        return Point(int(number), size="decade")
    if century is None:
        return Point(1900 + int(number), size="decade", short=True)
    if century.lower() in CENTURIES:
        return Point(int(number), size="decade", base="century", shift=CENTURIES[century.lower()])
    nth = _century_number(century)
    return Point() if nth is None else Point((nth - 1) * 100 + int(number), size="decade")


def _century_number(text: str) -> int | None:
    words = text.lower().split()
    if text.isdigit():
        number: int | None = int(text)
    elif words[-1] in NUMERALS:
        number = sum(NUMERALS[w] for w in words)
    else:
        number = roman(text)
    return number if number is not None and 1 <= number <= 21 else None


@rule(
    RULES,
    "range of centuries",
    rf"(?<![\w\-])(?P<c1>{ROMAN}){S}(?:{DASH}|и){S}(?:{PART}{S})?(?P<c2>{ROMAN}){DAY_END}{S}{CENTURY_WORD}",
)
def _centuries(m: re.Match[str]) -> Found | None:
    a, b = _century_number(m["c1"]), _century_number(m["c2"])
    if a is None or b is None or a >= b:
        return None
    return found(m, Point((a - 1) * 100, size="century"), Point((b - 1) * 100, size="century"))


@rule(
    RULES,
    "century",
    rf"(?<![\w\-])(?P<century>{ROMAN}){DAY_END}{S}{CENTURY_WORD}",
    rf"{NUMBER}(?P<century>[5-9]|1\d|2[01]){DAY_END}{S}(?!вв?\.|ст\.){CENTURY_WORD}",
    rf"(?<!\w)(?P<century>(?:двадцать\s)?(?!\w+ы(?:е|х|ми)\s){ORDINAL}){S}(?!вв?\.|ст\.)(?!столети[ия](?!\w)){CENTURY_WORD}",
)
def _century(m: re.Match[str]) -> Found | None:
    number = _century_number(m["century"])
    return None if number is None else found(m, Point((number - 1) * 100, size="century"))


@rule(
    RULES,
    "range of years",
    rf"{NUMBER}(?P<y1>{YEAR}){YEAR_END}{TAIL}{S}{DASH}{S}(?P<y2>{YEAR}|\d\d?){YEAR_END}{END}(?P<word>{S}{YEAR_WORD})?",
)
def _years(m: re.Match[str]) -> Found | None:
    first = int(m["y1"])
    last = int(m["y1"][: 4 - len(m["y2"])] + m["y2"])
    month = len(m["y2"]) == 2 and m["y2"] <= "12" and last != first + 1  # 1917-11 is a month of ISO 8601
    if last <= first or (not m["word"] and (month or guards.not_a_year(m.string, m.start(), m.end()))):
        return None
    return found(m, Point(first), Point(last))


@rule(RULES, "season of two years", rf"{NUMBER}(?P<y1>{YEAR})/(?P<y2>{YEAR}|\d\d){END}{TAIL}")
def _two_years(m: re.Match[str]) -> Found | None:
    first = int(m["y1"])
    last = int(m["y1"][: 4 - len(m["y2"])] + m["y2"])
    return found(m, Point(first), Point(last)) if last == first + 1 else None


@rule(
    RULES,
    "year",
    rf"{NUMBER}(?<!\w-)(?P<year>{YEAR})(?P<ending>-(?:ого|го|ом|ый|ой|ому|му|м|й)(?!\w))?{END}(?P<word>{S}{YEAR_WORD})?",
    rf"{NUMBER}(?<!\w-)(?P<year>{YEAR}|[5-9]\d\d)(?P<ending>){S}(?P<word>{YEAR_WORD})",
)
def _year(m: re.Match[str]) -> Found | None:
    bare = not m["word"] and not m["ending"]
    if not m["word"] and guards.not_a_year(m.string, m.start(), m.end(), ordinal=not bare):
        return None
    if bare and int(m["year"]) < 1500 and not guards.introduced(m.string, m.start()):
        return None
    return found(m, Point(int(m["year"])))


@rule(RULES, "year of an event", r"(?<=[а-яё]{2}-|[А-ЯЁ]{2}-)(?P<year>19\d\d|20[0-4]\d)(?![\w%]|[.,:/\-–—]\d|-\w)")
def _event(m: re.Match[str]) -> Found | None:
    """«Олимпиада-2014»"""
    return found(m, Point(int(m["year"])))


@rule(RULES, "year of two figures", rf"(?<!на)(?<=\s)(?P<year>\d\d)-(?:го|й|м|ом|му){S}{YEAR_WORD}(?!{S}{AGE})")
def _short_year(m: re.Match[str]) -> Found | None:
    if guards.on(m.string, m.start()):
        return None
    return found(m, Point(1900 + int(m["year"]), short=True))


@rule(
    RULES,
    "year in words",
    rf"(?<!\w)(?P<words>(?:{MILLENNIUM}\s)?(?:{CARDINAL}\s){{0,2}}{ORDINAL}){S}год(?:а|у|ом|е)?(?!\w)(?!{S}{AGE})",
)
def _year_words(m: re.Match[str]) -> Found | None:
    words = " ".join(m["words"].lower().split())
    millennium = re.match(MILLENNIUM, words)
    number = sum(NUMERALS[w] for w in words[millennium.end() if millennium else 0 :].split())
    number += NUMERALS[millennium[0]] if millennium else 0
    if 1000 <= number <= 2100:
        return found(m, Point(number))
    if 700 <= number < 1000:  # «девятьсот пятый год»
        return found(m, Point(1000 + number))
    told = guards.introduced(m.string, m.start()) and not guards.on(m.string, m.start())
    return found(m, Point(number, short=True)) if 10 <= number < 100 and told else None  # the century may stay unknown


@rule(
    RULES,
    "named time",
    rf"(?<!\w)(?:накануне|годы|годов|годах){S}(?:[\w-]+(?:ого|его|ой|ей|ых|их|-й){S}){{0,2}}{TIME_EVENT}\w*",
)
def _named(m: re.Match[str]) -> Found | None:
    return found(m, Point(size="named"))

"""Words of dates as pieces of regular expressions, and what they mean; everything comes from pipeline/lexicon/ru."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from pipeline.core.lexicon import load, words

SPACE = r"[^\S\n]{0,3}"
DASH = r"[-–—−‑]"
DIGIT_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
DAY_END = r"(?:-?(?:го|ое|е|му|м|й))?"
DIGIT_MONTH = r"(?:0?[1-9]|1[0-2])"
YEAR = r"(?:1\d|20)\d\d"
YEAR_END = r"(?:-?(?:ого|го|ом|ый|ой|ому|му|ым|м|й|е|ых|х))?"
YEAR_WORD = r"(?:гг?\.?|год(?:а|у|ом|е|ы|ов|ах|ам|ами)?)(?!\w)"
CENTURY_WORD = r"(?:вв?\.|ст\.(?!\s?ст)|век(?:а|е|у|ом|ов|ах|и)?|столети(?:е|я|и|й|ю|ям|ях|ем))(?!\w)"
ROMAN = r"[IVXІХ]{1,6}"
FROM = r"(?:начиная\sс|с|со|c|от)"
UNTIL = r"(?:по|до)"


def expand(rows: Iterable[Mapping[str, str]]) -> dict[str, Mapping[str, str]]:
    """Every form of the rows' `stem` and `endings` -> its row; a leading `-` of an ending stands for nothing."""
    return {row["stem"] + ending.removeprefix("-"): row for row in rows for ending in row["endings"].split(",")}


def any_of(forms: Iterable[str], whole: bool = True) -> str:
    """A pattern for any of the forms, with common beginnings shared (a trie), so that long lists stay fast.

    `whole`: a form that ends in a letter ends a word; else forms are beginnings of words.
    """
    tree: dict[str, Any] = {}
    for form in sorted(set(forms)):
        node = tree
        for letter in form:
            node = node.setdefault(letter, {})
        node[""] = {}
    return _alternatives(tree, "", whole)


def _alternatives(node: dict[str, Any], last: str, whole: bool) -> str:
    found = [_escape(letter) + _alternatives(below, letter, whole) for letter, below in node.items() if letter]
    if "" in node:
        found.append(r"(?!\w)" if whole and last.isalnum() else "")
    return found[0] if len(found) == 1 else "(?:" + "|".join(found) + ")"


def _escape(letter: str) -> str:
    return r"\s" if letter == " " else re.escape(letter)


def _numbers(table: str, column: str, *classes: str) -> dict[str, int]:
    rows = (row for row in load(table) if row["class"] in classes)
    return {form: int(row[column]) for form, row in expand(rows).items()}


MONTHS = _numbers("months", "month", "noun", "abbreviation", "adjective")
SEASONS = _numbers("seasons", "code", "noun", "adjective")
NUMERALS = _numbers("ordinals", "value", "ordinal", "cardinal", "tens", "millennium")
PARTS = expand(load("date_parts"))
PREPOSITIONS = {row["word"]: row["modifier"] for row in load("date_prepositions")}
CENTURIES = {row["words"]: int(row["shift"]) for row in load("relative_years") if row["base"] == "century"}
RELATIVE = {
    row["words"]: (row["base"], int(row["shift"])) for row in load("relative_years") if row["base"] in ("said", "told")
}
_CALENDARS = {row["words"]: row["calendar"] for row in load("calendars")}

MONTH_NOUN = any_of(_numbers("months", "month", "noun"))
MONTH_SHORT = any_of(_numbers("months", "month", "abbreviation"))
MONTH_ADJECTIVE = any_of(_numbers("months", "month", "adjective"))
SEASON_NOUN = any_of(_numbers("seasons", "code", "noun"))
SEASON_ADJECTIVE = any_of(_numbers("seasons", "code", "adjective"))
WEEKDAY = any_of(expand(load("weekdays")))
ORDINAL = any_of(_numbers("ordinals", "value", "ordinal"))
TENS = any_of(_numbers("ordinals", "value", "tens"))
CARDINAL = any_of(_numbers("ordinals", "value", "cardinal", "tens"))
MILLENNIUM = any_of(_numbers("ordinals", "value", "millennium"))
PART = any_of(PARTS)
PREPOSITION = any_of(PREPOSITIONS)
RELATIVE_YEAR = any_of(RELATIVE)
SAME_YEAR = any_of(name.removesuffix(" года") for name in RELATIVE if name.endswith(" года"))
ANY_YEAR = any_of(words("relative_years", base="any"), whole=False)
CENTURY = any_of(CENTURIES)
CALENDAR = any_of(_CALENDARS)
UNIT = any_of(words("not_years", place="after"), whole=False)
NUMBERED = any_of(words("not_years", place="before"))
AGE = any_of(words("not_years", place="age"))
TIME_EVENT = any_of((row["word"] for row in load("eras") if row["use"] == "time"), whole=False)
NAMED_EVENT = any_of((row["word"] for row in load("eras") if row["use"] == "name"), whole=False)

# Where a rule may begin to match: a number, a Roman numeral, or one of these words; trying only there is much faster.
BEGIN = rf"(?<!\w)(?:\d+|{ROMAN}|{FROM}(?!\w)|накануне|год|{any_of([*MONTHS, *SEASONS, *NUMERALS], whole=False)})"

_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10}
_LATIN = str.maketrans("ІХіх", "IXIX")


def calendar_of(note: str) -> Literal["gregorian", "julian"] | None:
    """The calendar that a note («по ст. ст.») names."""
    calendar = _CALENDARS.get(" ".join(note.lower().split()))
    return "julian" if calendar == "julian" else "gregorian" if calendar else None


def roman(text: str) -> int | None:
    """The value of a Roman numeral up to XXXIX in capitals (Cyrillic lookalikes allowed), or None."""
    digits = [_ROMAN_DIGITS[c] for c in text.translate(_LATIN).upper()]
    number = sum(-d if d < following else d for d, following in zip(digits, [*digits[1:], 0], strict=True))
    ones = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[number % 10]
    well_formed = text.isupper() and text.translate(_LATIN) == "X" * (number // 10) + ones
    return number if well_formed else None

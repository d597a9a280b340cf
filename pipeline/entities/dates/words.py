"""Words of dates as pieces of regular expressions, and what they mean; everything comes from pipeline/lexicon/ru."""

import re
from collections.abc import Iterable, Mapping

from pipeline.core.lexicon import load

SPACE = r"[^\S\n]{0,3}"
DASH = r"[-–—−‑]"
DIGIT_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
DAY_END = r"(?:-?(?:го|ое|е|му|м|й))?"
DIGIT_MONTH = r"(?:0?[1-9]|1[0-2])"
YEAR = r"(?:1\d|20)\d\d"
YEAR_END = r"(?:-?(?:ого|го|ом|ый|ой|ому|му|ым|м|й|е|ых|х))?"
YEAR_WORD = r"(?:гг?\.?|год(?:а|у|ом|е|ы|ов|ах|ам|ами)?)(?!\w)"
CENTURY_WORD = r"(?:вв?\.|век(?:а|е|у|ом|ов|ах|и)?|столети(?:е|я|и|й|ю|ям|ях|ем))(?!\w)"
ROMAN = r"[IVXІХ]{1,6}"


def expand(rows: Iterable[Mapping[str, str]]) -> dict[str, Mapping[str, str]]:
    """Every form of the rows' `stem` and `endings` -> its row."""
    found: dict[str, Mapping[str, str]] = {}
    for row in rows:
        for ending in row["endings"].split(","):
            found.setdefault(row["stem"] + ending.removeprefix("-"), row)
    return found


def any_of(forms: Iterable[str]) -> str:
    """An alternation, longest form first; a form that ends in a letter ends its word."""
    longest_first = sorted(set(forms), key=lambda form: (-len(form), form))
    return (
        "(?:"
        + "|".join(re.escape(f).replace(r"\ ", r"\s") + (r"(?!\w)" if f[-1].isalnum() else "") for f in longest_first)
        + ")"
    )


def _months(*classes: str) -> dict[str, int]:
    return {f: int(r["month"]) for f, r in expand(r for r in load("months") if r["class"] in classes).items()}


def _seasons(kind: str) -> dict[str, int]:
    return {f: int(r["code"]) for f, r in expand(r for r in load("seasons") if r["class"] == kind).items()}


MONTHS = _months("noun", "abbreviation", "adjective")
SEASONS = _seasons("noun") | _seasons("adjective")
NUMERALS = {f: int(r["value"]) for f, r in expand(load("ordinals")).items()}
PARTS = expand(load("date_parts"))
PREPOSITIONS = {row["word"]: row["modifier"] for row in load("date_prepositions")}
RELATIVE = {row["words"]: (row["base"], int(row["shift"])) for row in load("relative_years")}
CALENDARS = {row["words"]: row["calendar"] for row in load("calendars")}

MONTH_NOUN = any_of(_months("noun"))
MONTH_SHORT = any_of(_months("abbreviation"))
MONTH_ADJECTIVE = any_of(_months("adjective"))
SEASON_NOUN = any_of(_seasons("noun"))
SEASON_ADJECTIVE = any_of(_seasons("adjective"))
WEEKDAY = any_of(expand(load("weekdays")))
ORDINAL = any_of(expand(r for r in load("ordinals") if r["class"] == "ordinal"))
CARDINAL = any_of(expand(r for r in load("ordinals") if r["class"] == "cardinal"))
PART = any_of(PARTS)
PREPOSITION = any_of(PREPOSITIONS)
RELATIVE_YEAR = any_of(RELATIVE)
CALENDAR = any_of(CALENDARS)
UNIT = "(?:" + "|".join(re.escape(r["word"]) for r in load("not_years") if r["place"] == "after") + ")"
NUMBERED = any_of(r["word"] for r in load("not_years") if r["place"] == "before")

_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10}
_LATIN = str.maketrans("ІХ", "IX")


def roman(text: str) -> int | None:
    """The value of a Roman numeral up to XXX (Cyrillic lookalikes allowed), or None."""
    text = text.translate(_LATIN)
    digits = [_ROMAN_DIGITS[c] for c in text]
    total = sum(-d if d < nxt else d for d, nxt in zip(digits, digits[1:] + [0], strict=True))
    return total if text == _to_roman(total) else None


def _to_roman(number: int) -> str:
    ones = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"]
    return "X" * (number // 10) + ones[number % 10] if number > 0 else ""

"""What a number is not: part of a link, a page, a count, the number of a law; and arithmetic of double dates."""

import re
from dataclasses import replace
from datetime import date

from spacy.tokens import Doc

from pipeline.entities.dates.values import Point
from pipeline.entities.dates.words import NUMBERED, PART, PREPOSITION, SPACE, UNIT

WINDOW = 40  # characters that a look to the left may take

_LINK = re.compile(
    r"(?:https?://|www\.|ftp://)\S+|(?<!\S)[\w.+-]{1,64}@\S+|(?<![\w./-])[\w-]{1,64}\.\w{2,24}/\S*", re.ASCII
)
_UNIT_AFTER = re.compile(rf"{SPACE}{UNIT}", re.IGNORECASE)
_MORE_DIGITS = re.compile(rf"{SPACE}\d|[.,:]\d|%")
_NUMBERED_BEFORE = re.compile(rf"(?<!\w){NUMBERED}{SPACE}(?:\d+{SPACE}[,\-–—]{SPACE})?$", re.IGNORECASE)
_INTRODUCED = re.compile(rf"(?<!\w)(?:{PREPOSITION}|{PART})\s{{1,3}}$", re.IGNORECASE)
_ON = re.compile(r"(?<!\w)на\s{1,3}$", re.IGNORECASE)
_DIGITS_BEFORE = re.compile(r"\d\s$")
_LATIN_BEFORE = re.compile(r"(?<!\w)[A-Za-z][\w-]*\s$")
_SENTENCE_START = re.compile(r"(?:^|[.!?…\n»\"“”(\[:–—-])\s*$")


def links(text: str) -> list[tuple[int, int]]:
    """Spans of addresses: a number inside is no date."""
    return [m.span() for m in _LINK.finditer(text)]


def before(text: str, position: int, floor: int = 0) -> str:
    """A window of the text before a position, from `floor` at the earliest."""
    return text[max(floor, position - WINDOW, 0) : position]


def counted(text: str, end: int) -> bool:
    """Whether a unit, a thing counted or more digits follow."""
    return bool(_UNIT_AFTER.match(text, end) or _MORE_DIGITS.match(text, end))


def introduced(text: str, start: int) -> bool:
    """Whether a preposition of time or a word like «начало» stands before."""
    return bool(_INTRODUCED.search(before(text, start)))


def on(text: str, start: int) -> bool:
    """«на 73-м году» speaks of an age."""
    return bool(_ON.search(before(text, start)))


def sentence_start(text: str, start: int) -> bool:
    return bool(_SENTENCE_START.search(before(text, start) if start else ""))


def not_a_year(text: str, start: int, end: int, ordinal: bool = False) -> bool:
    """Whether a number that nothing calls a year is something else."""
    left = before(text, start)
    if counted(text, end) or _NUMBERED_BEFORE.search(left) or _DIGITS_BEFORE.search(left):
        return True
    if ordinal or introduced(text, start):
        return False
    return bool(_LATIN_BEFORE.search(left))


def counts(doc: Doc) -> frozenset[int]:
    """Ends of the numbers that count something by grammar: «1550 единиц», «2091 административный протокол»."""
    ends = set()
    for token in doc[:-1]:
        following = doc[token.i + 1]
        if not (token.text.isdigit() and following.is_alpha):
            continue
        plural_genitive = following.morph.get("Case", []) == ["Gen"] and following.morph.get("Number", []) == ["Plur"]
        counting = token.dep_.startswith("nummod") and token.i < token.head.i <= token.i + 3
        if (plural_genitive and following.pos_ in ("NOUN", "ADJ", "PROPN")) or counting:
            ends.add(token.idx + len(token))
    return frozenset(ends)


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

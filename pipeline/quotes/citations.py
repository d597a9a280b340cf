"""The reference that a text gives for quoted words: «[4]», «(Ленин, т. 5, стр. 161)», «т. 5, стр. 161-162»."""

import re

from pipeline.core import lexicon
from pipeline.core.records import Span

PLACES = lexicon.words("reference_words", kind="place")
POINTERS = lexicon.words("reference_words", kind="pointer")
MAX_BRACKET = 400  # characters of a bracketed reference
NUMBERS = re.compile(r"\[\d{1,4}(?:\s?[,;–-]\s?\d{1,4}){0,20}(?:\s?,\s?[^\]\n]{1,60})?\]")
PLACE = "|".join(sorted((re.escape(w) for w in PLACES), key=len, reverse=True))
PLAIN = re.compile(
    rf"(?:{PLACE})\.?\s?\d{{1,5}}(?:\s?[–-]\s?\d{{1,5}})?(?:,\s?(?:{PLACE})\.?\s?\d{{1,5}}(?:\s?[–-]\s?\d{{1,5}})?){{0,6}}"
)
WORD = re.compile(r"[^\W\d_]+|№")
BETWEEN = re.compile(r"[\s.,!?…»\"”“]{0,6}")


def after(text: str, end: int) -> Span | None:
    """The reference that follows the words which end at `end`, on the same line or in brackets on the next."""
    between = BETWEEN.match(text, end)
    at = between.end() if between else end
    found = NUMBERS.match(text, at)
    if found:
        return found.span()
    if text[at : at + 1] == "(":
        return bracket(text, at)
    plain = PLAIN.match(text, at)
    return plain.span() if plain and "\n" not in text[end:at] else None


def bracket(text: str, start: int) -> Span | None:
    """The span of the bracket that opens at `start`, brackets included, if it reads like a reference."""
    depth = 0
    for k in range(start, min(len(text), start + MAX_BRACKET)):
        depth += (text[k] == "(") - (text[k] == ")")
        if depth == 0:
            return (start, k + 1) if is_reference(text[start + 1 : k]) else None
    return None


def is_reference(words: str) -> bool:
    """Does the inside of a bracket name a source: a number, after a title, a name or a place in a book?"""
    opening = words.lstrip()
    first = WORD.match(opening)
    lower = opening.lower()
    if any(lower.startswith(pointer) for pointer in POINTERS):
        return True
    if not any(c.isdigit() for c in opening):
        return False
    known = first is not None and (first.group().lower() in PLACES or first.group()[0].isupper())
    session = first is not None and first.group().lower() in SESSIONS
    return known or session or opening[0] in '«"„“' or (opening[0].isdigit() and not WORD.search(opening))


SESSIONS = lexicon.words("reporting_nouns", **{"class": "document"}) | lexicon.words("time_nouns")


def inside(text: str, start: int, end: int) -> Span | None:
    """The last bracketed reference in text[start:end]."""
    at = text.rfind("(", start, end)
    return bracket(text, at) if at >= 0 else None

"""Dialogue without marks: turns that a dash introduces, and labelled lines of interviews and minutes."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.core.records import Span
from pipeline.quotes.marks import DASHES, Marked
from pipeline.quotes.segments import Region, cut
from pipeline.quotes.tokens import Tokens

_DASH = re.escape(DASHES)
OPENING = re.compile(rf"[{_DASH}]+\s*(?=[^\s\d])")
INLINE = re.compile(rf":\s*[{_DASH}]+\s*(?=[«„“\"….]*[^\W\d_])")


@dataclass(frozen=True, slots=True)
class Turn:
    """The region of one turn (for `segments.decode`) and the rule that saw it."""

    region: Region
    rule: str


def turns(text: str, tokens: Tokens, paras: Sequence[Span], marked: Sequence[Marked]) -> list[Turn]:
    """Turns in the order of the text; each lies in one paragraph."""
    found = []
    k = 0
    for number, (start, end) in enumerate(paras):
        holes = []
        while k < len(marked) and marked[k].start < end:
            if marked[k].end <= end:
                holes.append((marked[k].start, marked[k].end))
            k += 1
        opening = OPENING.match(text, start, end)
        if opening and not _is_item(text, paras, number) and not _is_signature(text, tokens, opening.end(), end):
            found.append(Turn(cut(text, opening.end(), end, holes, False), "dash"))
    return found


def _is_item(text: str, paras: Sequence[Span], number: int) -> bool:
    """A member of a list: one of several dash paragraphs in a row that are joined by semicolons."""
    near = [number - 1, number, number + 1]
    items = [k for k in near if 0 <= k < len(paras) and text[paras[k][0]] in DASHES]
    return any(text[paras[k][1] - 1] == ";" for k in items)


def _is_signature(text: str, tokens: Tokens, start: int, end: int) -> bool:
    """A name alone without a stop: the source of an epigraph."""
    if text[end - 1] in ".!?…»\"”:;,":
        return False
    words = tokens.between(start, end)
    return 0 < len(words) <= 6 and all(tokens.pos[i] in ("PROPN", "PUNCT", "X") for i in words)


def interruptible(text: str, paras: Sequence[Span], marked: Sequence[Marked]) -> list[tuple[int, Region]]:
    """The insides of the outermost quotes in marks, cut at their dashes: number of the quote, a region a paragraph."""
    regions: list[tuple[int, Region]] = []
    k = 0
    while k < len(marked):
        span = marked[k]
        following = k + 1
        while following < len(marked) and marked[following].start < span.end:
            following += 1
        holes = [(m.start, m.end) for m in marked[k + 1 : following]]
        number = bisect_right(paras, (span.start, len(text))) - 1
        while number < len(paras) and paras[number][0] < span.end:
            start, end = max(span.start, paras[number][0]), min(span.end, paras[number][1])
            regions.append((k, cut(text, start, end, holes, True)))
            number += 1
        k = following
    return regions

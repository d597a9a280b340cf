"""Dialogue without marks: turns that a dash introduces, and labelled lines of interviews and minutes."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.core import lexicon
from pipeline.core.records import Span
from pipeline.quotes.marks import DASHES, Marked
from pipeline.quotes.segments import REPORTING, Region, cut
from pipeline.quotes.tokens import Tokens

_DASH = re.escape(DASHES)
OPENING = re.compile(rf"[{_DASH}]+\s*(?=[^\s\d])")
INLINE = re.compile(rf":\s*[{_DASH}]+\s*(?=[«„“\"….]*[^\W\d_])")
LABEL = re.compile(r"((?:[А-ЯЁA-Z][^\s:«»\"„“().]*\.?)(?: [А-ЯЁA-Z][^\s:«»\"„“().]*\.?){0,3}):\s+(?=[^\w\s]*[А-ЯЁA-Z])")
LABELS = {row["label"]: row["kind"] for row in lexicon.load("dialogue_labels")}
LETTER = re.compile(r"[^\W\d_]")
INTRODUCTION = 25  # tokens before a colon in which the reporting word may stand
SENTENCE_STOPS = ".!?…"
TURN_ENDS = SENTENCE_STOPS + '»"”“)'


@dataclass(frozen=True, slots=True)
class Turn:
    """The region of one turn (for `segments.decode`), the rule that saw it, whether a quote in marks is around it."""

    region: Region
    rule: str
    enclosed: bool = False


def turns(text: str, tokens: Tokens, paras: Sequence[Span], marked: Sequence[Marked]) -> list[Turn]:
    """Turns in the order of the text; each lies in one paragraph."""
    found = []
    k = reach = 0
    labelled = _labelled(text, tokens, paras)
    for number, (start, end) in enumerate(paras):
        holes = []
        enclosed = reach > end
        while k < len(marked) and marked[k].start < end:
            if marked[k].end <= end:
                holes.append((marked[k].start, marked[k].end))
            reach = max(reach, marked[k].end)
            k += 1
        opening = OPENING.match(text, start, end)
        if opening and not _is_item(text, paras, number) and not _is_signature(text, tokens, opening.end(), end):
            found.append(Turn(cut(text, opening.end(), end, holes, False), "dash", enclosed))
        elif not opening and reach <= end:
            begin, rule = labelled.get(start), "label"
            if begin is None:
                begin, rule = _inline(text, tokens, start, end, holes), "dash-inline"
            if begin is not None:
                found.append(Turn(cut(text, begin, end, [h for h in holes if h[0] >= begin], False), rule))
    return found


def _inline(text: str, tokens: Tokens, start: int, end: int, holes: Sequence[Span]) -> int | None:
    """Where speech begins that a reporting word, a colon and a dash introduce inside a paragraph."""
    k = reach = 0
    for match in INLINE.finditer(text, start, end):
        while k < len(holes) and holes[k][0] < match.start():
            reach = max(reach, holes[k][1])
            k += 1
        if match.start() < reach:
            continue
        before = tokens.between(max(start, match.start() - 200), match.start())[-INTRODUCTION:]
        stops = [i for i in before if tokens.text[i] in SENTENCE_STOPS]
        clause = range(stops[-1] + 1, before.stop) if stops else before
        letter = LETTER.search(text, match.end(), end)
        if letter and letter.group().isupper() and any(_reports(tokens, i) for i in clause):
            return match.end()
    return None


def _reports(tokens: Tokens, i: int) -> bool:
    row = REPORTING.get(tokens.lemma[i])
    return row is not None and row["direct"] != ""


def _labelled(text: str, tokens: Tokens, paras: Sequence[Span]) -> dict[int, int]:
    """Paragraphs that begin with the label of a speaker: start of the paragraph, start of the words.

    A label is at most four words before a colon: one of the lexicon's, or, where at least two paragraphs of the
    document are so labelled, a name. What follows must begin like a sentence and end like one.
    """
    sure: dict[int, int] = {}
    names: dict[int, int] = {}
    for start, end in paras:
        label = LABEL.match(text, start, end)
        if not label or text[end - 1] not in TURN_ENDS:
            continue
        words = [w.strip(".").lower() for w in label.group(1).split()]
        if LABELS.get(words[0]) == ("title" if len(words) > 1 else "role"):
            sure[start] = label.end()
        elif all(_names(tokens, i) for i in tokens.between(start, label.end(1))):
            names[start] = label.end()
    return sure | names if len(names) > 1 else sure


def _names(tokens: Tokens, i: int) -> bool:
    return tokens.entity[i] == "PER" or tokens.pos[i] in ("PROPN", "PUNCT")


def _is_item(text: str, paras: Sequence[Span], number: int) -> bool:
    """A member of a list: one of several dash paragraphs in a row that are joined by semicolons."""
    near = [number - 1, number, number + 1]
    items = [k for k in near if 0 <= k < len(paras) and text[paras[k][0]] in DASHES]
    return any(text[paras[k][1] - 1] == ";" for k in items)


def _is_signature(text: str, tokens: Tokens, start: int, end: int) -> bool:
    """A name alone without a stop: the source of an epigraph."""
    if text[end - 1] in '.!?…»"”:;,':
        return False
    words = tokens.between(start, end)
    return 0 < len(words) <= 6 and all(tokens.pos[i] in ("PROPN", "PUNCT", "X") for i in words)


def interruptible(text: str, paras: Sequence[Span], marked: Sequence[Marked]) -> list[tuple[int, Region]]:
    """The insides of the outermost quotes in marks: number of the quote, a region a paragraph.

    The first paragraph is cut at its dashes; later ones are whole, since dialogue in them belongs to the quoted text.
    """
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
            whole = start > span.start
            regions.append((k, Region(((start, end),), True) if whole else cut(text, start, end, holes, True)))
            number += 1
        k = following
    return regions

"""Dialogue without marks: turns that a dash introduces, and labelled lines of interviews and minutes."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.core import lexicon
from pipeline.core.records import Span
from pipeline.quotes.marks import DASHES, ROLES, Marked
from pipeline.quotes.segments import REPORTING, Region, cut
from pipeline.quotes.tokens import Tokens

_DASH = re.escape(DASHES)
OPENING = re.compile(rf"[{_DASH}]+(?:\s*(?=[^\s\d])|\s+(?=\d[^\n]*[^\W\d_][^\n]*[.!?…](?:\n|$)))")
INLINE = re.compile(rf":\s*[{_DASH}]+\s*(?=[«„“\"….]*[^\W\d_])")
LABEL = re.compile(r"((?:[А-ЯЁA-Z][^\s:«»\"„“().]*\.?)(?: [А-ЯЁA-Z][^\s:«»\"„“().]*\.?){0,3}):\s+(?=[^\w\s]*[А-ЯЁA-Z])")
LABELS = {row["label"]: row["kind"] for row in lexicon.load("dialogue_labels")}
LETTER = re.compile(r"[^\W\d_]")
INTRODUCTION = 25  # tokens before a colon in which the reporting word may stand
SENTENCE_STOPS = ".!?…"
CAST = re.compile(r"([А-ЯЁ][А-ЯЁа-яё-]{2,}(?: [А-ЯЁ][А-ЯЁа-яё-]+){0,2})(?: \([^()\n]{1,80}\))?\. (?=[^\w\s]*[А-ЯЁA-Z])")
PLAY = 4  # lines with a speaker's name that make a play
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
            close = _introduced(text, tokens, paras, number, opening.end())
            found.append(Turn(cut(text, opening.end(), close, holes, False), "dash", enclosed))
        elif not opening and reach <= end:
            begin, rule = labelled.get(start), "label"
            if begin is None:
                begin, rule = _inline(text, tokens, start, end, holes), "dash-inline"
            if begin is not None:
                found.append(Turn(cut(text, begin, end, [h for h in holes if h[0] >= begin], False), rule))
    return found


def _introduced(text: str, tokens: Tokens, paras: Sequence[Span], number: int, start: int) -> int:
    """The end of a turn without a last sentence that introduces the next one («… Он помолчал и добавил:»)."""
    end = paras[number][1]
    following = paras[number + 1][0] if number + 1 < len(paras) else None
    if text[end - 1] != ":" or following is None or text[following] not in DASHES:
        return end
    words = tokens.between(max(start, end - 200), end)[-INTRODUCTION:]
    stops = [i for i in words if tokens.text[i][-1] in SENTENCE_STOPS]
    if not stops:
        return end
    clause = range(stops[-1] + 1, words.stop)
    told = any(_reports(tokens, i) and tokens.feats[i].get("Tense") == "Past" for i in clause)
    return tokens.end[stops[-1]] if told else end


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
    return _cast(text, tokens, paras) | (sure | names if len(names) > 1 else sure)


def _cast(text: str, tokens: Tokens, paras: Sequence[Span]) -> dict[int, int]:
    """Lines of a play («Анна (тихо). Уйдите.»), as `_labelled`: most lines from the first to the last are so labelled,
    and at least one name comes twice."""
    lines: dict[int, int] = {}
    names: list[str] = []
    numbers: list[int] = []
    for number, (start, end) in enumerate(paras):
        label = CAST.match(text, start, end)
        if label and all(_may_name(tokens, i) for i in tokens.between(start, label.end(1))):
            lines[start] = label.end()
            names.append(label.group(1).lower())
            numbers.append(number)
    if len(lines) < PLAY or len(set(names)) == len(names) or 2 * len(lines) < numbers[-1] - numbers[0] + 1:
        return {}
    return lines


def _may_name(tokens: Tokens, i: int) -> bool:
    nominal = tokens.pos[i] in ("NOUN", "PROPN", "ADJ", "X", "NUM", "PUNCT")
    return nominal and tokens.feats[i].get("Case", "Nom") == "Nom"


def replies(text: str, before: Span, span: Span, narrated: bool) -> bool:
    """Whether a stretch of speech after a dash answers the stretch before it («— Вы куда? — Домой.»): another's turn.

    `narrated`: the narrator speaks somewhere in the turn, so that only a question is sure to be answered.
    """
    gap = text[before[1] : span[0]].strip()
    following = LETTER.search(text, *span)
    return (
        bool(gap)
        and all(c in DASHES for c in gap)
        and text[before[1] - 1] in ("?" if narrated else SENTENCE_STOPS)
        and following is not None
        and following.group().isupper()
        and text[span[0]] not in ROLES
    )


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

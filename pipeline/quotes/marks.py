"""Spans in quotation marks, at any depth, also where marks are missing, doubled or mixed.

One pass with a stack pairs the marks of a paragraph; what is left open is paired with marks of another shape in the
same paragraph, then with a closing mark of a later paragraph, and at last ends where its words end. Every step is
linear in the length of the text.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, zip_longest

from pipeline.core import lexicon
from pipeline.core.records import Span

ROLES = {row["mark"]: row["role"] for row in lexicon.load("quote_marks")}
PAIRS = {row["mark"]: tuple(row["pairs"].split()) for row in lexicon.load("quote_marks")}
DASHES = "".join(sorted(lexicon.words("dashes")))
MARK = re.compile("[" + re.escape("".join(ROLES)) + "]")
WORD = re.compile(r"[^\W_]")
PARAGRAPH = re.compile(r"[^\n]*[^\n\s][^\n]*")
SENTENCE_END = re.compile(r"[.!?…]+(?=\s+[^\s\w]*[А-ЯЁA-Z])")
CITATION = re.compile(r"\s*(?:\[[^\]\n]{1,80}\]|\([^()\n]{0,200}\d[^()\n]{0,200}\))[\s.]*$")
CREDIT = re.compile(rf"[.,!?…]*\s*(?:$|[\[(]|,?\s*[{re.escape(DASHES)}])")
MAX_PARAGRAPHS = 200  # over which a quote may run
OPENERS = "([{" + DASHES + "/"
CLOSERS = ".,;:!?…)]}" + DASHES + "/"


@dataclass(frozen=True, slots=True)
class Marked:
    """A span in marks, the marks included; `rule` says how its two ends were found."""

    start: int
    end: int
    rule: str


@dataclass(slots=True)
class _Mark:
    at: int
    char: str
    paragraph: int


def paragraphs(text: str) -> list[Span]:
    """Spans of the paragraphs: lines that hold more than white space, without the white space at their edges."""
    spans = []
    for match in PARAGRAPH.finditer(text):
        line = match.group()
        spans.append((match.start() + len(line) - len(line.lstrip()), match.start() + len(line.rstrip())))
    return spans


def find(text: str) -> list[Marked]:
    """All spans in quotation marks, outer before inner, none crossing another."""
    paras = paragraphs(text)
    found: list[Marked] = []
    pending: list[_Mark] = []  # opening marks of paragraphs before, still open
    given_up: list[_Mark] = []
    orphans: list[_Mark] = []
    for number, (start, end) in enumerate(paras):
        pairs, opens, closes = _pair(text, number, start, end)
        limits = _inside(pairs, opens)
        inner = [m for m in opens if m.at in limits]
        found += pairs
        found += _unclosed_inside(text, inner, limits)
        for close in closes:
            opening = _across(text, paras, pending, given_up, close)
            if opening:
                found.append(Marked(opening.at, close.at + 1, "paragraphs"))
            else:
                orphans.append(close)
        pending += [m for m in opens if m.at not in limits]
    left = sorted(given_up + pending, key=lambda m: m.at)
    return _proper(text, _unopened(text, paras, orphans, _unclosed(text, paras, left, found)))


# ------------------------------------------------------------------ within a paragraph


def _pair(text: str, number: int, start: int, end: int) -> tuple[list[Marked], list[_Mark], list[_Mark]]:
    """Pairs of one paragraph, and the opening and closing marks that remain."""
    pairs: list[Marked] = []
    stack: list[_Mark] = []
    height: dict[str, int] = {}
    opens: list[_Mark] = []
    closes: list[_Mark] = []
    for match in MARK.finditer(text, start, end):
        mark = _Mark(match.start(), match.group(), number)
        partner = next((p for p in PAIRS[mark.char] if height.get(p)), None)
        role = _role(text, mark, start, end, partner is not None)
        if role == "open":
            stack.append(mark)
            height[mark.char] = height.get(mark.char, 0) + 1
        elif role == "close" and partner:
            while stack:
                top = stack.pop()
                height[top.char] -= 1
                if top.char == partner:
                    pairs.append(Marked(top.at, mark.at + 1, "pair"))
                    break
                opens.append(top)
        elif role == "close":
            closes.append(mark)
    opens = sorted(opens + stack, key=lambda m: m.at)
    opens = [m for m in opens if ROLES[m.char] != "single"]
    closes = [m for m in closes if ROLES[m.char] != "single"]
    return _mixed(text, pairs, opens, closes)


def _role(text: str, mark: _Mark, start: int, end: int, partner: bool) -> str | None:
    """Whether the mark opens, closes, or is none (apostrophe, inch)."""
    role = ROLES[mark.char]
    if role in ("open", "close"):
        return role
    before = text[mark.at - 1] if mark.at > start else " "
    after = text[mark.at + 1] if mark.at + 1 < end else " "
    left = before.isspace() or before in OPENERS or (ROLES.get(before) in ("open", "either") and before != after)
    right = after.isspace() or after in CLOSERS or ROLES.get(after) in ("close", "either")
    can_open = left and not after.isspace() and (after.isalnum() or after in OPENERS + ".…" or after in ROLES)
    can_close = not before.isspace() and right
    if role == "single":
        if can_open and after.isalpha() and not can_close:
            return "open"
        return "close" if can_close and partner and not before.isdigit() else None
    if can_close and partner:
        return "close"
    if can_open:
        return "open"
    if can_close:
        return None if before.isdigit() else "close"
    return "close" if partner else None


def _mixed(
    text: str, pairs: list[Marked], opens: list[_Mark], closes: list[_Mark]
) -> tuple[list[Marked], list[_Mark], list[_Mark]]:
    """Pairs an opening mark with a closing one of another shape when both stand in the same enclosing pair."""
    if not (opens and closes):
        return pairs, opens, _not_doubled(text, pairs, closes)
    events: list[tuple[int, str, _Mark | None]] = [(p.start, "in", None) for p in pairs]
    events += [(p.end - 1, "out", None) for p in pairs]
    events += [(m.at, "open", m) for m in opens] + [(m.at, "close", m) for m in closes]
    frames: list[list[_Mark]] = [[]]
    paired: list[Marked] = []
    left_open: list[_Mark] = []
    left_close: list[_Mark] = []
    doubled = {p.end - 1 for p in pairs}
    for at, event, mark in sorted(events, key=lambda e: e[0]):
        if event == "in":
            frames.append([])
        elif event == "out":
            left_open += frames.pop()
        elif event == "open" and mark:
            frames[-1].append(mark)
        elif frames[-1] and at - 1 not in doubled:
            paired.append(Marked(frames[-1].pop().at, at + 1, "mixed"))
        elif len(frames) == 1 and mark:
            left_close.append(mark)
    left_open += frames[0]
    return pairs + paired, sorted(left_open, key=lambda m: m.at), _not_doubled(text, pairs, left_close)


def _not_doubled(text: str, pairs: list[Marked], closes: list[_Mark]) -> list[_Mark]:
    """Closing marks but those that repeat the end of a pair («слово»», «слово» »)."""
    ends = {p.end for p in pairs}
    kept = []
    for mark in closes:
        at = mark.at
        while at and text[at - 1] in " ,.":
            at -= 1
        if at in ends and text[at - 1] == mark.char:
            ends.add(mark.at + 1)
        else:
            kept.append(mark)
    return kept


def _inside(pairs: list[Marked], opens: list[_Mark]) -> dict[int, int]:
    """For each opening mark inside a pair: where that pair's closing mark stands."""
    inside: dict[int, int] = {}
    if not opens:
        return inside
    events = sorted([(p.start, p.end) for p in pairs] + [(m.at, -1) for m in opens])
    stack: list[int] = []
    for at, end in events:
        while stack and stack[-1] <= at:
            stack.pop()
        if end >= 0:
            stack.append(end)
        elif stack:
            inside[at] = stack[-1] - 1
    return inside


# ------------------------------------------------------------------ marks that miss their partner


def _unclosed_inside(text: str, opens: list[_Mark], limits: dict[int, int]) -> Iterator[Marked]:
    """A quote without its closing mark inside a closed pair ends with its sentence."""
    for mark, following in zip_longest(opens, opens[1:]):
        limit = min(limits[mark.at], following.at) if following else limits[mark.at]
        stop = SENTENCE_END.search(text, mark.at, limit)
        yield from _ending(text, mark.at, stop.end() if stop else limit, "unclosed-inside")


def _ending(text: str, start: int, end: int, rule: str) -> Iterator[Marked]:
    """The span without white space at its end; nothing when no word is left (a doubled mark)."""
    while end > start + 1 and (text[end - 1].isspace() or text[end - 1] in DASHES):
        end -= 1
    if WORD.search(text, start, end):
        yield Marked(start, end, rule)


def _across(text: str, paras: list[Span], pending: list[_Mark], given_up: list[_Mark], close: _Mark) -> _Mark | None:
    """The opening mark of an earlier paragraph that `close` closes; what was opened between them stays open."""
    if not CREDIT.match(text, close.at + 1, paras[close.paragraph][1]):
        return None
    for k in range(len(pending) - 1, max(len(pending) - 9, -1), -1):
        mark = pending[k]
        if close.paragraph - mark.paragraph > MAX_PARAGRAPHS:
            return None
        if mark.char in PAIRS[close.char] and _begins_passage(text, paras, mark):
            given_up += pending[k + 1 :]
            del pending[k:]
            return mark
    return None


def _begins_passage(text: str, paras: list[Span], mark: _Mark) -> bool:
    """Whether a longer quote may begin at the mark: first in its paragraph, or after a stop, colon or quote."""
    start = paras[mark.paragraph][0]
    at = mark.at
    while at > start and text[at - 1].isspace():
        at -= 1
    return at == start or (text[at - 1] in ".!?…:»" and text[start] not in DASHES)


def _unclosed(text: str, paras: list[Span], opens: list[_Mark], found: list[Marked]) -> list[Marked]:
    """Adds to `found` the quotes that nothing closes.

    One ends before the next unclosed mark of its paragraph, before a reference at the paragraph's end, or with the
    paragraph; one that begins inside a sentence ends with that sentence. A next paragraph that begins with the same
    mark continues it.
    """
    first_pair = {p.start: p for p in found}
    opening = {m.at: m for m in opens}
    absorbed: set[int] = set()
    added: list[Marked] = []
    for mark, following in zip_longest(opens, opens[1:]):
        if mark.at in absorbed:
            continue
        end = paras[mark.paragraph][1]
        if following and following.paragraph == mark.paragraph:
            added += _ending(text, mark.at, _sentence(text, paras, mark, following.at), "unclosed")
            continue
        last, number, rule = end, mark.paragraph, "unclosed"
        while number + 1 < len(paras) and text[paras[number + 1][0]] == mark.char:
            number += 1
            begin = paras[number][0]
            closing = first_pair.get(begin)
            if begin not in opening and not (closing and CREDIT.match(text, closing.end, paras[number][1])):
                break
            absorbed.add(begin)
            last, rule = (closing.end if closing else paras[number][1]), "continued"
            if closing:
                break
        if rule == "unclosed":
            last = _sentence(text, paras, mark, _before_citation(text, mark.at, end))
        added += _ending(text, mark.at, last, rule)
    return [p for p in found if p.start not in absorbed or p is not first_pair[p.start]] + added


def _sentence(text: str, paras: list[Span], mark: _Mark, end: int) -> int:
    """`end`, or the end of the sentence for a quote that begins inside one."""
    if _begins_passage(text, paras, mark):
        return end
    stop = SENTENCE_END.search(text, mark.at, end)
    return stop.end() if stop else end


def _before_citation(text: str, start: int, end: int) -> int:
    begin = max(start, end - 500)
    citation = CITATION.search(text[begin:end])
    return begin + citation.start() if citation else end


def _unopened(text: str, paras: list[Span], closes: list[_Mark], found: list[Marked]) -> list[Marked]:
    """Adds to `found` the words before a closing mark that nothing opens, when a dash or the paragraph's end follows.

    They begin after the last colon, else with the paragraph; not when another quote stands between.
    """
    last: dict[int, int] = {}
    for pair in found:
        number = bisect_right(paras, (pair.start, len(text))) - 1
        last[number] = max(last.get(number, 0), pair.end)
    added: list[Marked] = []
    for number, group in groupby(closes, key=lambda m: m.paragraph):
        mark = next(group)
        start, end = paras[number]
        if last.get(number, 0) or not CREDIT.match(text, mark.at + 1, end):
            continue
        colon = text.rfind(": ", start, mark.at)
        start = colon + 2 if colon >= 0 else start
        while start < mark.at and (text[start].isspace() or text[start] in DASHES):
            start += 1
        added += _ending(text, start, mark.at + 1, "unopened")
    return found + added


def _proper(text: str, found: list[Marked]) -> list[Marked]:
    """Sorted, outer first, without spans that hold no word.

    Of two spans that cross the later one goes, of two around the same words the inner one.
    """
    kept: list[Marked] = []
    around: list[Marked] = []
    word = -1  # the first letter or digit after the span's beginning
    for span in sorted(found, key=lambda p: (p.start, -p.end)):
        while around and around[-1].end <= span.start:
            around.pop()
        if word < span.start:
            following = WORD.search(text, span.start)
            word = following.start() if following else len(text)
        if word >= span.end or (around and (span.end > around[-1].end or _same_words(text, around[-1], span))):
            continue
        kept.append(span)
        around.append(span)
    return kept


def _same_words(text: str, outer: Marked, inner: Marked) -> bool:
    margin = inner.start - outer.start + outer.end - inner.end
    return margin <= 6 and not (WORD.search(text, outer.start, inner.start) or WORD.search(text, inner.end, outer.end))

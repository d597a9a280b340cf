"""Repairs of the layout: lines become paragraphs again, pages end nowhere.

A text is *hard-wrapped* when its lines end where the page was full. What a full line is, the text itself tells: at
a *sure wrap* a line ends in mid-sentence and the next begins in lower case, so the first word of the next line did
not fit. Where it would have fitted, somebody ended the line on purpose. No width is assumed, and lines of a
proportional type, which differ in length, are read like those of a typewriter.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from pipeline.core import lexicon
from pipeline.ingest.draft import Change
from pipeline.nlp.words import is_word

LINE = re.compile(r"[^\n\f]+")
HYPHEN = re.compile(r"\w[-‐‑]$")
STOPS = ".!?…:;"
ENDS_SENTENCE = re.compile(r"[.!?…:;][\"'»”“’)\]]*$")
URL = re.compile(r"(?:https?://|ftp://|www\.)\S+")
DASH = re.compile(r"[-‐‒–—―−]\s*(?=\S)")
LIST_ITEM = re.compile(r"(?:[•·▪*]|\[?\d{1,3}[.)\]]|[а-яёa-z]\))\s")
PAGE_NUMBER = re.compile(r"[-–—\[( ]*(?:с(?:тр)?\. ?|Страница )?(\d{1,4})(?: из \d{1,4})?[-–—\]) .]*")
VERY_SHORT = 0.75  # of the room a full line takes
WIDE = 40  # narrower lines are verse or a list
SHARE = 0.15  # of line ends that are sure wraps, from which on they are line ends and not paragraph ends
EVEN = 0.8  # of sure wraps that reach EVEN of the width, in a wrapped text


@dataclass(frozen=True, slots=True)
class Line:
    """A line with something on it: text[start:end] without the white space around, which is counted."""

    start: int
    end: int
    text: str
    indent: int
    trail: int
    alone: bool  # an address or an ornament


@dataclass(frozen=True, slots=True)
class Pair:
    """Two lines that follow each other, with the kind of gap between: number of line ends, or 0 for a page break."""

    above: Line
    below: Line
    gap: int

    @property
    def room(self) -> int:
        """Length the upper line would have with the first word of the lower one."""
        return len(self.above.text) + 1 + len(self.below.text.split(maxsplit=1)[0])

    @property
    def in_sentence(self) -> bool:
        """The upper line ends in mid-sentence, and the lower one goes on in lower case."""
        if self.above.alone or self.below.alone:
            return False
        return self.above.text[-1] not in STOPS and self.below.text[0].islower()

    @property
    def after_sentence(self) -> bool:
        return ENDS_SENTENCE.search(self.above.text[-8:]) is not None


class Layout:
    """What the line ends of a text tell about it."""

    def __init__(self, text: str):
        self.text = text
        self.lines = _lines(text)
        self.pairs = [Pair(a, b, _gap(text[a.end : b.start])) for a, b in zip(self.lines, self.lines[1:], strict=False)]

    @cached_property
    def wrapped_gaps(self) -> frozenset[int]:
        """The kinds of gap that are line ends of a hard-wrapped text, not ends of paragraphs; empty if it is none."""
        lengths = sorted(len(line.text) for line in self.lines)
        width = lengths[len(lengths) * 95 // 100] if lengths else 0
        total = Counter(pair.gap for pair in self.pairs)
        sure = [pair for pair in self.pairs if pair.in_sentence]
        even = [pair for pair in sure if pair.room >= EVEN * width]
        if width < WIDE or len(even) < EVEN * len(sure):
            return frozenset()
        share = Counter(pair.gap for pair in sure)
        return frozenset(gap for gap in share if share[gap] >= SHARE * total[gap] or gap == 0)

    @cached_property
    def full(self) -> int:
        """The room that a line end needs to be a sure wrap: nearly all take more."""
        rooms = sorted(pair.room for pair in self.pairs if pair.in_sentence and pair.gap in self.wrapped_gaps)
        return rooms[len(rooms) // 50] if rooms else 0

    @cached_property
    def usual_indent(self) -> int:
        return _commonest(pair.below.indent for pair in self.pairs if pair.in_sentence)

    def set_in(self, line: Line) -> bool:
        return line.indent >= self.usual_indent + 2

    @cached_property
    def indents_paragraphs(self) -> bool:
        """Whether lines are set in after nearly all lines so short that a paragraph surely ends with them."""
        after = [self.set_in(pair.below) for pair in self.pairs if pair.gap == 1 and self.very_short(pair)]
        return len(after) > 2 and sum(after) > 0.9 * len(after)

    def very_short(self, pair: Pair) -> bool:
        return pair.room < VERY_SHORT * self.full

    @cached_property
    def usual_trail(self) -> int:
        return _commonest(pair.above.trail for pair in self.pairs if pair.in_sentence)


# ------------------------------------------------------------------ where a paragraph ends: the first rule that speaks


def stands_alone(layout: Layout, pair: Pair) -> bool | None:
    """A line that is an address or an ornament («***») is a paragraph of its own."""
    return True if pair.above.alone or pair.below.alone else None


def split_by_hyphen(layout: Layout, pair: Pair) -> bool | None:
    """A line that ends with a hyphen goes on with the rest of the word."""
    return False if pair.gap < 2 and pair.in_sentence and HYPHEN.search(pair.above.text[-2:]) else None


def foreign_gap(layout: Layout, pair: Pair) -> bool | None:
    """Blank lines end a paragraph, but for those that a page break left in mid-sentence, after a full line."""
    if pair.gap in layout.wrapped_gaps:
        return None
    page = pair.gap == 0 or pair.gap > 2
    full = pair.room >= layout.full if layout.full else page and len(pair.above.text) >= WIDE
    return not (pair.in_sentence and full)


def sure_wrap(layout: Layout, pair: Pair) -> bool | None:
    """A line that ends in mid-sentence goes on, unless it is so short that it may be verse or a list."""
    return False if pair.in_sentence and not layout.very_short(pair) else None


def indented(layout: Layout, pair: Pair) -> bool | None:
    """The first line of a paragraph may be set in; where every first line is, no other line begins a paragraph."""
    if layout.set_in(pair.below):
        return True if pair.after_sentence or pair.below.indent > pair.above.indent else None
    return False if layout.indents_paragraphs and pair.gap == 1 else None


def dialogue_dash(layout: Layout, pair: Pair) -> bool | None:
    """A dash after a sentence opens a turn of dialogue or a list item; before a small letter the narrator goes on."""
    dash = DASH.match(pair.below.text)
    if not dash or not pair.after_sentence:
        return None
    goes_on = pair.below.text[dash.end()].islower() and pair.above.text[-1] not in ":;"
    return None if goes_on else True


def list_item(layout: Layout, pair: Pair) -> bool | None:
    """«1)», «а)», «[4]», «•» after a stop opens an item of a list."""
    return True if pair.after_sentence and LIST_ITEM.match(pair.below.text) else None


def label(layout: Layout, pair: Pair) -> bool | None:
    """«Тов. Сталин:» after a sentence opens an entry of minutes or a part in a play."""
    return True if pair.after_sentence and _label().match(pair.below.text) else None


def short_line(layout: Layout, pair: Pair) -> bool | None:
    """The next word would have fitted: after a sentence, or with much room left, the line was ended on purpose."""
    return layout.very_short(pair) or (pair.after_sentence and pair.room < layout.full) or None


def more_space(layout: Layout, pair: Pair) -> bool | None:
    """Word processors leave a space more at the end of a paragraph than at the end of a line."""
    return True if pair.after_sentence and pair.above.trail > layout.usual_trail else None


ENDS_PARAGRAPH: tuple[Callable[[Layout, Pair], bool | None], ...] = (
    stands_alone, split_by_hyphen, foreign_gap, sure_wrap, indented, dialogue_dash, list_item, label, short_line,
    more_space,
)  # fmt: skip


# ------------------------------------------------------------------ the rules


def page_number(text: str) -> Iterator[Change]:
    """Numbers alone on a line that run through the text and stand in mid-sentence or at page breaks are dropped."""
    lines = _lines(text)
    numbers = [(k, int(m[1])) for k, line in enumerate(lines) if (m := PAGE_NUMBER.fullmatch(line.text))]
    for run in _runs(numbers):
        if 4 * sum(_breaks_text(text, lines, k) for k in run) >= len(run):
            for k in run:
                yield Change(lines[k].start, lines[k].end, "", "page_number")


def paragraph(text: str) -> Iterator[Change]:
    """Lines are joined to paragraphs; a word split by a hyphen at the line end is made whole."""
    layout = Layout(text)
    for pair in layout.pairs:
        if next((ends for rule in ENDS_PARAGRAPH if (ends := rule(layout, pair)) is not None), not layout.full):
            continue
        rule = "line_join" if pair.gap == 1 else "page_break"
        yield _join_word(pair, rule) or Change(pair.above.end, pair.below.start, " ", rule)


def _join_word(pair: Pair, rule: str) -> Change | None:
    """The join of a word that a hyphen splits: without the hyphen where that is a word, or one part is none."""
    last = re.search(r"([\w-]*\w)[-‐‑]$", pair.above.text[-60:])
    first = re.match(r"\w+", pair.below.text)
    if not last or not first or not (first[0][0].islower() or last[1][-1].isdigit()):
        return None
    before, after = last[1].rpartition("-")[2], first[0]
    known = is_word(before) and is_word(after)
    parts = known or before.isdigit() or before.lower() in lexicon.words("hyphen_prefixes")
    hyphen = parts and not is_word(before + after)
    return Change(pair.above.end - (not hyphen), pair.below.start, "", rule if hyphen else "split_word")


def _lines(text: str) -> list[Line]:
    lines = []
    for match in LINE.finditer(text):
        stripped = match.group().strip()
        if stripped:
            indent = len(match.group()) - len(match.group().lstrip())
            start = match.start() + indent
            end = start + len(stripped)
            lines.append(Line(start, end, stripped, indent, match.end() - end, _alone(stripped)))
    return lines


def _gap(gap: str) -> int:
    return 0 if "\f" in gap else gap.count("\n")


def _alone(line: str) -> bool:
    return URL.fullmatch(line) is not None or not any(c.isalnum() for c in line)


@cache
def _label() -> re.Pattern[str]:
    titles = "|".join(re.escape(t) for t in sorted(lexicon.words("label_titles")))
    word = f"(?:[А-ЯЁA-Z][\\w-]*\\.?|(?i:{titles})\\.)"
    return re.compile(f"{word}(?: {word}){{0,3}}(?: \\([^()\\n]{{1,60}}\\))?:(?=\\s|$)")


def _commonest(values: Iterator[int]) -> int:
    counts = Counter(values)
    return min(counts, key=lambda value: (-counts[value], value)) if counts else 0


def _runs(numbers: Sequence[tuple[int, int]]) -> Iterator[list[int]]:
    """Stretches of three or more numbers each of which is one more than the last, as places of their lines."""
    run: list[tuple[int, int]] = []
    for item in (*numbers, (-1, -1)):
        if run and item[1] != run[-1][1] + 1:
            if len(run) >= 3:
                yield [place for place, _ in run]
            run = []
        run.append(item)


def _breaks_text(text: str, lines: Sequence[Line], k: int) -> bool:
    above, below = lines[k - 1] if k else None, lines[k + 1] if k + 1 < len(lines) else None
    around = text[above.end if above else 0 : below.start if below else len(text)]
    goes_on = above is not None and below is not None and Pair(above, below, 1).in_sentence
    return "\f" in around or goes_on

"""Units of speech: what one speaker says in one go, with the narration around it.

A unit is a quote, or the stretches of one turn of a dialogue. Its zones are the narration at its sides on the
same level: inside a quote the words of the enclosing quote are the narration of the nested one.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.core.records import Quote, Span
from pipeline.speakers.refs import bodies, documents
from pipeline.speakers.tokens import Tokens

REACH = 70  # tokens of narration looked at on each side
ZONES = ("inside", "after", "before", "previous", "next")


@dataclass(slots=True)
class Unit:
    """`stretches` and `zones` are half-open runs of tokens; `parent` is the number of the enclosing unit or -1.

    `level` is that of the nearest unit around that is no indirect speech: whose words the narration beside this one is.
    """

    quotes: list[Quote]
    stretches: list[tuple[int, int]]
    parent: int = -1
    level: int = -1
    zones: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    colon: bool = False  # the narration before ends with a colon
    hint: Span | None = None  # the source as the detecting rule saw it, where that may be one

    @property
    def first(self) -> int:
        return self.stretches[0][0]

    @property
    def last(self) -> int:
        return self.stretches[-1][1]

    @property
    def citation(self) -> Span | None:
        return next((quote.citation for quote in self.quotes if quote.citation), None)

    @property
    def indirect(self) -> bool:
        return self.quotes[0].mode == "indirect"


def group(tokens: Tokens, quotes: Sequence[Quote]) -> list[Unit]:
    """Units of the speech among `quotes`, in the order of the text; outer before inner."""
    turns: dict[object, Unit] = {}
    for quote in sorted((q for q in quotes if q.kind == "speech"), key=lambda q: (q.start, -q.end)):
        key: object = quote.id if quote.turn is None or quote.mode == "indirect" else (quote.turn, quote.parent)
        spans: Sequence[Span] = quote.parts or (quote.span,)
        runs = [run for run in map(tokens.inside, spans) if run[0] < run[1]]
        if not runs:
            continue
        unit = turns.setdefault(key, Unit([], []))
        unit.quotes.append(quote)
        unit.stretches.extend(runs)
    for unit in turns.values():
        hints = (_trimmed(tokens, q.source_hint) for q in unit.quotes if q.source_hint and _may_speak(tokens, unit, q))
        unit.hint = next(hints, None)
    units = sorted(turns.values(), key=lambda u: (u.first, -u.last))
    number = {quote.id: k for k, unit in enumerate(units) for quote in unit.quotes}
    for unit in units:
        unit.parent = number.get(unit.quotes[0].parent or "", -1)
    for unit in units:
        unit.level = unit.parent
        while unit.level >= 0 and units[unit.level].indirect:
            unit.level = units[unit.level].parent
    return units


def _may_speak(tokens: Tokens, unit: Unit, quote: Quote) -> bool:
    """Nobody is named as a source in the words themselves; a noun before a colon speaks only if it can: a person, body
    or paper, not «Заседание 1 мая:»."""
    first, last = tokens.inside(quote.source_hint or quote.span)
    if any(first < end and start < last for start, end in unit.stretches):
        return False
    if quote.rule.rpartition(" ")[2] != "colon-name":
        return True
    head = next((k for k in range(first, last) if not first <= tokens.head[k] < last), first)
    return (
        tokens.pos[head] in ("PRON", "PROPN") or tokens.feats[head].animate
        or tokens.lemma[head] in documents() | bodies()
    )  # fmt: skip


def _trimmed(tokens: Tokens, span: Span) -> Span:
    """The phrase without a pointing word that belongs to what follows: «из протокола того же заседания»."""
    first, last = tokens.inside(span)
    while last - first > 1 and tokens.pos[last - 1] == "DET":
        last -= 1
    return tokens.span(first, last)


def levels(tokens: Tokens, units: Sequence[Unit]) -> list[int]:
    """For each token the number of the innermost unit it is spoken in, -1 for the narrator's words."""
    inner = [-1] * len(tokens)
    for k, unit in enumerate(units):
        if not unit.indirect:
            for first, last in unit.stretches:
                inner[first:last] = [k] * (last - first)
    return inner


def set_zones(tokens: Tokens, units: Sequence[Unit], inner: Sequence[int]) -> None:
    """Fill the zones of all units."""
    for unit in units:
        level = unit.level
        if unit.indirect:
            _indirect_zones(tokens, unit)
            continue
        zones: dict[str, list[tuple[int, int]]] = {name: [] for name in ZONES}
        for (_, gap), (end, _) in zip(unit.stretches, unit.stretches[1:], strict=False):
            zones["inside"].append((gap, end))
        after = _right(tokens, inner, unit.last, level, False)
        before = _left(tokens, inner, unit.first, level, False)
        zones["after"] = _run(after)
        zones["before"] = _run(before)
        unit.colon = _colon(tokens, before)
        if not _words(tokens, before):
            far = _left(tokens, inner, before[0], level, True)
            zones["previous"] = _run(far)
            unit.colon = _colon(tokens, far)
        if not _words(tokens, after):
            zones["next"] = _run(_right(tokens, inner, after[1], level, True))
        unit.zones = zones


def _indirect_zones(tokens: Tokens, unit: Unit) -> None:
    sent = tokens.sent[unit.first]
    start, stop = bisect_left(tokens.sent, sent), bisect_left(tokens.sent, tokens.sent[unit.last - 1] + 1)
    unit.zones = {name: [] for name in ZONES}
    unit.zones["before"] = _run((start, unit.first))
    unit.zones["after"] = _run((unit.last, stop))


def _run(run: tuple[int, int]) -> list[tuple[int, int]]:
    return [run] if run[0] < run[1] else []


def _words(tokens: Tokens, run: tuple[int, int]) -> bool:
    return any(tokens.pos[k] not in ("PUNCT", "SPACE") for k in range(*run))


def _colon(tokens: Tokens, run: tuple[int, int]) -> bool:
    for k in range(run[1] - 1, run[0] - 1, -1):
        if tokens.pos[k] != "SPACE" and tokens.text[k] not in ("«", '"', "“", "„", "—", "–", "-"):
            return tokens.text[k] == ":"
    return False


def _right(tokens: Tokens, inner: Sequence[int], at: int, level: int, cross: bool) -> tuple[int, int]:
    """Narration from `at` to the end of the paragraph (`cross`: of the next one) or the next unit."""
    limit = min(len(tokens), at + REACH)
    start = at
    if cross:
        while at < limit and inner[at] == level and tokens.pos[at] in ("PUNCT", "SPACE"):
            at += 1
        start = at
    k = at
    while k < limit and inner[k] == level and "\n" not in tokens.text[k]:
        k += 1
    return start, k


def _left(tokens: Tokens, inner: Sequence[int], at: int, level: int, cross: bool) -> tuple[int, int]:
    limit = max(0, at - REACH)
    if cross:
        while at > limit and inner[at - 1] == level and tokens.pos[at - 1] in ("PUNCT", "SPACE"):
            if tokens.text[at - 1] == ":":
                break
            at -= 1
    k = at
    while k > limit and inner[k - 1] == level and "\n" not in tokens.text[k - 1]:
        k -= 1
    return k, at

"""What the rules about reporting words read of a document: its tree, quotes and candidates for reported speech."""

from bisect import bisect_left
from collections.abc import Sequence

from spacy.tokens import Doc

from pipeline.core.records import Quote
from pipeline.quotes import candidates
from pipeline.quotes.extent import Walls
from pipeline.quotes.syntax import Syntax


class Scene:
    """A document's syntax with its quotes in marks and dialogue, and the reports that are candidates for indirect
    speech; made once and shared."""

    def __init__(self, doc: Doc, quotes: Sequence[Quote]):
        self.s = Syntax(doc, quotes)
        self.walls = Walls(self.s, quotes)
        self.reports = candidates.find(self.s, self.walls)
        self.report_starts = [r.begin for r in self.reports]
        self.starts = sorted({self.s.at(q.start) for q in quotes if q.kind == "speech"})
        self.before: dict[str, Quote] = {}  # the stretch of the same turn before a quote of dialogue, by its id
        last: dict[int, Quote] = {}
        for q in sorted(quotes, key=lambda q: q.start):
            if q.turn is not None:
                if q.turn in last:
                    self.before[q.id] = last[q.turn]
                last[q.turn] = q
        self.quoted = [number >= 0 for number in self.s.quote]

    def next_quote(self, k: int) -> int:
        """The first token at or after `k` that begins a speech quote."""
        at = bisect_left(self.starts, k)
        return self.starts[at] if at < len(self.starts) else len(self.s)

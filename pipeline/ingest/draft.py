"""A text under repair: rules change it one after the other, and every change stays tied to the source."""

from collections.abc import Iterable
from typing import NamedTuple

from pipeline.core.offsets import Edit


class Change(NamedTuple):
    """Put `new` (nothing, or one character) in place of text[start:end] of the draft as it stands."""

    start: int
    end: int
    new: str
    rule: str


class Draft:
    """`text` is the text after the repairs so far, `edits` are these repairs in offsets of the source.

    No change puts in more than one character. So a later change covers an earlier one wholly or leaves it alone,
    and the sum of all changes is again a list of edits; one that covers an earlier one bears both rules.
    """

    def __init__(self, text: str):
        self.text = text
        self.edits: list[Edit] = []

    def apply(self, changes: Iterable[Change]) -> None:
        """Make the changes: sorted, not overlapping, in offsets of `self.text`. Linear in text and edits."""
        pieces: list[str] = []
        edits: list[Edit] = []
        position = 0  # in the draft: what lies before is done
        k = shift = 0  # the next old edit; raw offset minus draft offset in front of it
        for change in changes:
            while k < len(self.edits) and self._span(k, shift)[1] <= change.start:
                edits.append(self.edits[k])
                shift += _shrinkage(self.edits[k])
                k += 1
            raw_start, rules = change.start + shift, []
            while k < len(self.edits) and self._span(k, shift)[0] < change.end:
                rules.append(self.edits[k].rule)
                shift += _shrinkage(self.edits[k])
                k += 1
            rule = "+".join(dict.fromkeys((*rules, change.rule)))
            edits.append(Edit(raw_start, change.end + shift, change.new, rule))
            pieces += self.text[position : change.start], change.new
            position = change.end
        pieces.append(self.text[position:])
        self.edits = edits + self.edits[k:]
        self.text = "".join(pieces)

    def _span(self, k: int, shift: int) -> tuple[int, int]:
        """Where the result of old edit `k` stands in the draft."""
        start = self.edits[k].raw_start - shift
        return start, start + len(self.edits[k].replacement)


def _shrinkage(edit: Edit) -> int:
    return edit.raw_end - edit.raw_start - len(edit.replacement)

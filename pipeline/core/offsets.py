"""Offsets: from the cleaned text that the machine reads back to the characters of the source.

Two coordinate systems exist. *Raw* offsets count code points of the decoded source; every table and
every JSON object uses them. *Clean* offsets count code points of the text after repairs; rules and
models work on them. A repair replaces `raw[raw_start:raw_end]` by `replacement` and never makes
the text longer, so each clean character comes from one or more raw characters of its own, and a
clean span maps to a raw span and back without loss.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline.core.errors import KtokogoError


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace raw[raw_start:raw_end] by `replacement` (never longer than what it replaces)."""

    raw_start: int
    raw_end: int
    replacement: str
    rule: str


class OffsetMap:
    """Maps spans between clean and raw text; built from edits that are sorted and do not overlap."""

    def __init__(self, raw: str, edits: Sequence[Edit] = ()):
        self.edits = tuple(edits)
        pieces: list[str] = []
        self._clean: list[int] = [0]  # where a run begins in the clean text ...
        self._raw: list[int] = [0]  # ... and in the raw text; inside a run the two advance together
        position = length = 0
        for edit in self.edits:
            if edit.raw_start < position or len(edit.replacement) > edit.raw_end - edit.raw_start:
                raise KtokogoError(f"edit {edit} overlaps its neighbour or lengthens the text")
            pieces.append(raw[position : edit.raw_start])
            length += edit.raw_start - position
            # each character of the replacement but the last stands for one raw character, the last for the rest
            for k in range(len(edit.replacement)):
                self._mark(length + k, edit.raw_start + k)
            pieces.append(edit.replacement)
            length += len(edit.replacement)
            position = edit.raw_end
            self._mark(length, position)
        pieces.append(raw[position:])
        self.text = "".join(pieces)
        self.raw_length = len(raw)

    def _mark(self, clean: int, raw: int) -> None:
        if self._clean[-1] == clean:
            self._raw[-1] = raw
        else:
            self._clean.append(clean)
            self._raw.append(raw)

    def raw_position(self, clean: int) -> int:
        """The raw offset at which clean character `clean` begins."""
        run = bisect_right(self._clean, clean) - 1
        return self._raw[run] + clean - self._clean[run]

    def to_raw(self, start: int, end: int) -> tuple[int, int]:
        """The raw span of a clean span; an empty span stays empty."""
        first = self.raw_position(start)
        if end <= start:
            return first, first
        return first, max(self._end_of(end - 1), first)

    def _end_of(self, clean: int) -> int:
        """Where the raw characters end that clean character `clean` stands for.

        Deleted characters that follow an unchanged one belong to nobody; those inside a shortened replacement
        belong to its last character.
        """
        begin = self.raw_position(clean)
        run = bisect_right(self._clean, clean) - 1
        following = self._clean[run + 1] if run + 1 < len(self._clean) else None
        if following == clean + 1 and self._replaced(begin):
            return self._raw[run + 1]
        return begin + 1

    def _replaced(self, raw: int) -> bool:
        k = bisect_right(self._starts, raw) - 1
        return k >= 0 and raw < self.edits[k].raw_end and bool(self.edits[k].replacement)

    @cached_property
    def _starts(self) -> list[int]:
        return [edit.raw_start for edit in self.edits]

    def clean_position(self, raw: int) -> int:
        """The clean offset of the character that raw offset `raw` belongs to, or of the next one after a deletion."""
        run = bisect_right(self._raw, raw) - 1
        position = self._clean[run] + raw - self._raw[run]
        return min(position, self._clean[run + 1]) if run + 1 < len(self._clean) else position

    def to_clean(self, start: int, end: int) -> tuple[int, int]:
        """The clean span of a raw span; the inverse of `to_raw` on every span that `to_raw` gives."""
        first = self.clean_position(start)
        if end <= start:
            return first, first
        last = self.clean_position(end - 1)
        swallowed = self.raw_position(last) > end - 1 if last < len(self.text) else True
        return first, max(first, last if swallowed else last + 1)

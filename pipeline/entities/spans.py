"""What the layers of `pipeline.entities` pass on: names by their tokens, each with the rule that found it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Span, Token


@dataclass(frozen=True, slots=True)
class Name:
    """Tokens `start` to `end` of the Doc name a person (PER), a body (ORG) or a place (LOC, only on the way)."""

    start: int
    end: int
    type: str
    rule: str
    confidence: float = 0.9

    @property
    def size(self) -> int:
        return self.end - self.start

    def tokens(self, doc: Doc) -> Span:
        return doc[self.start : self.end]

    def at(self, start: int, end: int, rule: str | None = None) -> "Name":
        return replace(self, start=start, end=end, rule=rule or self.rule)


def is_word(token: Token) -> bool:
    return any(c.isalnum() for c in token.text)


def is_capital(token: Token) -> bool:
    return token.text[:1].isupper()


def trimmed(doc: Doc, name: Name, keep: str = "") -> Name | None:
    """The name without punctuation and white space at its edges; a stop after an initial and a closed bracket stay."""
    start, end = name.start, name.end
    while start < end and not is_word(doc[start]) and doc[start].text not in keep:
        start += 1
    while end > start and not is_word(doc[end - 1]) and not _belongs(doc, start, end - 1):
        end -= 1
    return name.at(start, end) if start < end else None


def _belongs(doc: Doc, start: int, last: int) -> bool:
    token = doc[last]
    if token.text == "." and last > start:
        before = doc[last - 1]
        return len(before.text) == 1 and before.text.isupper() and not before.whitespace_
    if token.text == ")":
        return any(t.text == "(" for t in doc[start:last])
    return token.text in {"»", "”", "“"} and any(t.text in {"«", "„", "“"} for t in doc[start:last])


def disjoint(names: Iterable[Name], priority: Sequence[str] = ()) -> list[Name]:
    """Flat names by place: of two that overlap the longer wins, of equal ones the earlier given."""
    order = sorted(enumerate(names), key=lambda pair: (-pair[1].size, pair[0]))
    taken: dict[int, Name] = {}
    kept = []
    for _, name in order:
        if not any(i in taken for i in range(name.start, name.end)):
            taken.update((i, name) for i in range(name.start, name.end))
            kept.append(name)
    return sorted(kept, key=lambda name: (name.start, name.end))

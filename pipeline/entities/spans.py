"""What the layers of `pipeline.entities` pass on: names by their tokens, each with the rule that found it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Span, Token

from pipeline.core import records
from pipeline.core.lexicon import words
from pipeline.nlp import names

INITIAL_LENGTH = 3  # letters of the longest initial («Вяч»)


@dataclass(frozen=True, slots=True)
class Name:
    """Tokens `start` to `end` of the Doc name a person (PER), a body (ORG) or a place (LOC, only on the way).

    `chars`: the characters, when they are only a part of one token («Ветрова» in «Ветрова-Лугового»).
    """

    start: int
    end: int
    type: str
    rule: str
    confidence: float = 0.9
    chars: records.Span | None = None

    @property
    def size(self) -> int:
        return self.end - self.start

    def tokens(self, doc: Doc) -> Span:
        return doc[self.start : self.end]

    def span(self, doc: Doc) -> records.Span:
        """Clean offsets."""
        tokens = doc[self.start : self.end]
        return self.chars or (tokens.start_char, tokens.end_char)

    def text(self, doc: Doc) -> str:
        tokens = doc[self.start : self.end]
        if self.chars:
            return tokens.text[self.chars[0] - tokens.start_char : self.chars[1] - tokens.start_char]
        return tokens.text

    def at(self, start: int, end: int, rule: str | None = None) -> "Name":
        return replace(self, start=start, end=end, rule=rule or self.rule)


def feature(token: Token, name: str) -> str:
    """The value of a morphological feature (UD), the first where there are several; "" when it has none."""
    return next(iter(token.morph.get(name, [])), "")


def is_word(token: Token) -> bool:
    return any(c.isalnum() for c in token.text)


def is_capital(token: Token) -> bool:
    return token.text[:1].isupper()


def is_title(token: Token) -> bool:
    """A title, post, rank or kinship; an abbreviation («тов») only with its stop."""
    if token.lower_ in words("titles", kind="abbreviation"):
        return "-" in token.text or (token.i + 1 < len(token.doc) and token.nbor().text == ".")
    if token.lower_ in words("titles") or token.lemma_.lower() in words("titles"):
        return True
    return any(r.nominative in words("titles", kind="post") for r in names.readings(token.text))


def begins_sentence(doc: Doc, at: int) -> bool:
    """Whether no word stands before token `at` in its sentence, line or quotation."""
    while at > 0:
        if doc[at].is_sent_start:
            return True
        at -= 1
        if is_word(doc[at]):
            return False
        if "\n" in doc[at].text or doc[at].text in {"«", "„", "—", "–", ":", "...", "…", "!", "?"}:
            return True
    return True


def trimmed(doc: Doc, name: Name) -> Name | None:
    """The name without punctuation and white space at its edges; a stop after an initial and a closed bracket stay."""
    start, end = name.start, name.end
    while start < end and not is_word(doc[start]):
        start += 1
    while end > start and not is_word(doc[end - 1]) and not _belongs(doc, start, end - 1):
        end -= 1
    if end < len(doc) and doc[end].text == "." and end - 1 > start and _is_initial(doc, end - 1):
        end += 1
    if start >= end:
        return None
    return name if (start, end) == (name.start, name.end) else name.at(start, end)


def _is_initial(doc: Doc, at: int) -> bool:
    return len(doc[at].text) == 1 and doc[at].text.isupper() and not doc[at].whitespace_


def _belongs(doc: Doc, start: int, last: int) -> bool:
    token = doc[last]
    if token.text == "." and last > start:
        return _is_initial(doc, last - 1)
    if token.text == ")":
        return any(t.text == "(" for t in doc[start:last])
    return False


def disjoint(found: Iterable[Name]) -> list[Name]:
    """Flat names by place: of two that overlap the longer wins, of equal ones the earlier given."""
    order = sorted(enumerate(found), key=lambda pair: (-pair[1].size, pair[0]))
    taken: dict[int, Name] = {}
    kept = []
    for _, name in order:
        others = [taken[i] for i in range(name.start, name.end) if i in taken]
        if not others or (name.chars and all(o.chars and o.chars != name.chars for o in others)):
            taken.update((i, name) for i in range(name.start, name.end))
            kept.append(name)
    return sorted(kept, key=lambda name: (name.start, name.end, name.chars or (0, 0)))

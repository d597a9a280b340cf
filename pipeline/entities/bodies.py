"""Which names of one document mean the same body, and its name in the nominative."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from spacy.tokens import Doc, Token

from pipeline.core.authority import Entry
from pipeline.entities import consistency
from pipeline.entities.body_rules import ORDINAL, is_abbreviation_of
from pipeline.entities.spans import Name, feature, is_capital, is_word
from pipeline.nlp import names


@dataclass
class Body:
    """One body, and the places of its mentions (numbers of names)."""

    name: str
    entry: Entry | None = None
    members: list[int] = field(default_factory=list)


def cluster(doc: Doc, found: Sequence[Name], given: Sequence[tuple[Entry, ...]]) -> list[Body]:
    """Bodies of the names in `found` (all ORG, by place): by the authority, by lemmas, by abbreviations defined."""
    bodies: dict[str | tuple[str, ...], Body] = {}
    same: dict[tuple[str, ...], str | tuple[str, ...]] = {}
    owner: str | tuple[str, ...] = ""
    for k, name in enumerate(found):
        previous = owner
        entry = _latest(given[k], bodies)
        key = consistency.lemmas(doc, name)
        if entry:
            owner = entry.id
        elif k and _explains(doc, found[k - 1], name):
            owner = same.setdefault(key, previous)
        else:
            owner = same.setdefault(key, key)
        body = bodies.setdefault(owner, Body("", entry))
        body.members.append(k)
    for body in bodies.values():
        first = max((found[k] for k in body.members), key=lambda n: (n.size, -n.start))
        body.name = body.entry.name if body.entry else nominative(doc, first)
    return list(bodies.values())


def _explains(doc: Doc, name: Name, other: Name) -> bool:
    """Whether `other` stands in brackets after `name` as its abbreviation or foreign name."""
    between = "".join(t.text for t in doc[name.end : other.start])
    closed = other.end < len(doc) and doc[other.end].text in ")»“"
    return (
        between.strip('»”" «„“') == "("
        and closed
        and (
            is_abbreviation_of(other.text(doc), name.text(doc)) or other.text(doc).isascii() != name.text(doc).isascii()
        )
    )


def _latest(entries: Sequence[Entry], bodies: dict[str | tuple[str, ...], Body]) -> Entry | None:
    """Of several bearers of a name the one named last, else the authority's first."""
    seen = [e for e in entries if e.id in bodies]
    return max(seen, key=lambda e: bodies[e.id].members[-1]) if seen else next(iter(entries), None)


def nominative(doc: Doc, name: Name) -> str:
    """The name of a body with its head and the adjectives before it in the nominative; the rest as it stands."""
    tokens = [t for t in name.tokens(doc) if not t.is_space]
    head = next((t for t in tokens if t.pos_ in ("NOUN", "PROPN") and not _is_fixed(t)), None)
    if head is None or (_is_fixed(tokens[0]) and not ORDINAL.fullmatch(tokens[0].text)):
        return name.text(doc)
    case, number, gender = (feature(head, f) for f in ("Case", "Number", "Gender"))
    out = []
    for token in tokens:
        word = token.text
        if token.i <= head.i and is_word(token) and not _is_fixed(token):
            low = names.nominative(word, "NOUN" if token.i == head.i else "ADJ", case, number, gender)
            word = names.capitalised(low, word) if is_capital(token) else low
        out.append(word + token.whitespace_)
    return "".join(out).strip()


def _is_fixed(token: Token) -> bool:
    """Abbreviations and foreign words have no cases."""
    return sum(c.isupper() for c in token.text) > 1 or token.text.isascii()

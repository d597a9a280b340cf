"""Which names of one document mean the same body, and its name in the nominative."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from spacy.tokens import Doc

from pipeline.core.authority import Entry, normal
from pipeline.entities.spans import Name, is_capital, is_word
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
    for k, name in enumerate(found):
        entry = _latest(given[k], bodies)
        key = tuple(normal(t.lemma_) if not t.text.isupper() else t.text for t in name.tokens(doc) if is_word(t))
        if entry:
            owner: str | tuple[str, ...] = entry.id
        elif name.rule in ("abbreviation defined", "foreign name") and k:
            owner = same.setdefault(key, previous)
        else:
            owner = same.setdefault(key, key)
        body = bodies.setdefault(owner, Body("", entry))
        body.members.append(k)
        previous = owner
    for body in bodies.values():
        first = max((found[k] for k in body.members), key=lambda n: (n.size, -n.start))
        body.name = body.entry.name if body.entry else nominative(doc, first)
    return list(bodies.values())


def _latest(entries: Sequence[Entry], bodies: dict[str | tuple[str, ...], Body]) -> Entry | None:
    """Of several bearers of a name the one named last, else the authority's first."""
    seen = [e for e in entries if e.id in bodies]
    return max(seen, key=lambda e: bodies[e.id].members[-1]) if seen else next(iter(entries), None)


def nominative(doc: Doc, name: Name) -> str:
    """The name of a body with its head and the adjectives before it in the nominative; the rest as it stands."""
    tokens = [t for t in name.tokens(doc) if not t.is_space]
    head = next((t for t in tokens if t.pos_ in ("NOUN", "PROPN") and not t.text.isupper()), None)
    if head is None or doc[name.end - 1].text.isascii():
        return name.text(doc)
    out = []
    for token in tokens:
        case = (token.morph.get("Case") or [""])[0]
        if token.i <= head.i and is_word(token) and not token.text.isupper():
            number = (head.morph.get("Number") or ["Sing"])[0]
            gender = (head.morph.get("Gender") or [""])[0]
            word = names.nominative(token.text, token.pos_, case, number, gender)
            out.append(names.capitalised(word, token.text) if is_capital(token) else word)
        else:
            out.append(token.text)
        out.append(token.whitespace_ or "")
    return "".join(out).strip()

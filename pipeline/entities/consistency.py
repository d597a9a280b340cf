"""What is a name in one place of a document is a name in the others."""

from collections import Counter
from collections.abc import Sequence

from spacy.tokens import Doc

from pipeline.core.authority import normal
from pipeline.core.lexicon import words
from pipeline.entities import persons
from pipeline.entities.spans import Name, begins_sentence, is_capital, is_word
from pipeline.nlp import names

LEAST_WEIGHT = 0.5  # of a reading that ties a form to a name seen elsewhere
MAJORITY = 3  # times as often a word must have one type for its other types to be errors


def lemmas(doc: Doc, name: Name) -> tuple[str, ...]:
    return tuple(
        normal(t.lemma_) for t in name.tokens(doc) if is_word(t) and t.lower_ not in words("particles", place="between")
    )


def agreed(doc: Doc, found: Sequence[Name]) -> list[Name]:
    """Single words get the type that they have nearly everywhere in the document."""
    types: dict[str, Counter[str]] = {}
    for name in found:
        if name.size == 1:
            for key in _keys(doc, name):
                types.setdefault(key, Counter())[name.type] += 1
    out = []
    for name in found:
        if name.size == 1 and name.rule not in ("authority", "known body"):
            count = max((types[key] for key in _keys(doc, name)), key=lambda c: (max(c.values()), sorted(c.items())))
            most, times = min(count.items(), key=lambda item: (-item[1], item[0]))
            if most != name.type and times >= MAJORITY * count[name.type]:
                name = Name(name.start, name.end, most, "consistency", 0.8)
        out.append(name)
    return out


def _keys(doc: Doc, name: Name) -> list[str]:
    """What a name of one word may be in the nominative."""
    word = persons.bare(doc[name.start].text)
    forms = {r.nominative for r in names.readings(word) if r.weight >= 1} if name.type != "ORG" else set()
    return sorted(forms | {names.plain(doc[name.start].lemma_), names.plain(word)})


def repeated_persons(doc: Doc, found: Sequence[Name]) -> list[Name]:
    """Words that no layer named, but which are forms of a person's name found elsewhere in the document."""
    split = [persons.split(doc, n) for n in found if n.type == "PER"]
    support = persons.support(split)
    seen: set[str] = set()
    for one in split:
        if one.forms:
            parts = persons.read(one, support)
            seen |= {w for w in (parts.first, *parts.surname.split()) if len(w) > 2}
    taken = {i for n in found for i in range(n.start, n.end)}
    out: list[Name] = []
    for token in doc:
        if (
            token.i in taken
            or not is_capital(token)
            or len(token.text) < 3
            or not token.text[-1].islower()
            or token.text.isascii()
        ):
            continue
        word = persons.bare(token.text)
        if names.is_common(word) and token.pos_ != "PROPN" and begins_sentence(doc, token.i):
            continue
        if any(r.nominative in seen and r.weight >= LEAST_WEIGHT for r in names.readings(word)):
            last = out[-1] if out else None
            if last and last.end == token.i:
                out[-1] = last.at(last.start, token.i + 1)
            else:
                out.append(Name(token.i, token.i + 1, "PER", "consistency", 0.8))
    return out


def repeated_bodies(doc: Doc, found: Sequence[Name]) -> list[Name]:
    """Words that no layer named, but whose lemmas are those of a body found elsewhere in the document."""
    count = Counter(lemmas(doc, n) for n in found if n.type == "ORG")
    known: dict[str, list[tuple[str, ...]]] = {}
    for key, times in sorted(count.items()):
        if key and (len(key) > 1 or times > 1 or not names.is_common(key[0])):
            known.setdefault(key[0], []).append(key)
    taken = {i for n in found if n.type != "LOC" for i in range(n.start, n.end)}
    places = {i for n in found if n.type == "LOC" for i in range(n.start, n.end)}
    out: list[Name] = []
    for token in doc:
        if token.i in taken or not is_capital(token):
            continue
        for key in sorted(known.get(normal(token.lemma_), ()), key=len, reverse=True):
            end = _same_end(doc, token.i, key)
            if not end or any(i in taken for i in range(token.i, end)) or (len(key) == 1 and token.i in places):
                continue
            if len(key) == 1 and names.is_common(token.text) and begins_sentence(doc, token.i):
                continue
            out.append(Name(token.i, end, "ORG", "consistency", 0.8))
            taken.update(range(token.i, end))
            break
    return out


def _same_end(doc: Doc, at: int, key: tuple[str, ...]) -> int:
    """Where tokens with these lemmas end that begin at `at`, also with a particle among them; 0 when they differ."""
    start = at
    for lemma in key:
        if at > start and at < len(doc) and doc[at].lower_ in words("particles", place="between"):
            at += 1
        if at >= len(doc) or normal(doc[at].lemma_) != lemma:
            return 0
        at += 1
    return at

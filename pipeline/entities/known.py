"""The authority's layer: names and aliases in all their cases, look-alike letters and abbreviations included."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from spacy.tokens import Doc, Token

from pipeline.core.authority import Authority, Entry, normal, skeleton
from pipeline.core.lexicon import words as lexicon
from pipeline.entities import persons
from pipeline.entities.model import CLOSE, OPEN
from pipeline.entities.spans import Name, begins_sentence, is_capital, is_title
from pipeline.nlp import names

WORDS = re.compile(r"\w+(?:-\w+)*|[^\w\s]")
LEAST_WEIGHT = 0.5  # of a reading that may carry an alias


@cache
def _aliases(authority: Authority) -> "Aliases":
    return Aliases(authority)


class Aliases:
    """All names of an authority, word by word."""

    def __init__(self, authority: Authority):
        self.by_first: dict[str, list[tuple[tuple[str, ...], Entry]]] = {}
        for entry in authority.entries:
            for form in entry.forms:
                words = tuple(WORDS.findall(form.strip(' .«»"')))
                if words and any(w[:1].isupper() for w in words):
                    for key in sorted(_alias_keys(words[0])):
                        self.by_first.setdefault(key, []).append((words, entry))

    def at(self, doc: Doc, start: int) -> dict[int, dict[str, Entry]]:
        """End of each alias that begins at token `start` -> who bears it."""
        found: dict[int, dict[str, Entry]] = {}
        for key in sorted(_keys(doc[start])):
            for words, entry in self.by_first.get(key, ()):
                if end := _end(doc, start, words):
                    found.setdefault(end, {})[entry.id] = entry
        return found


def _end(doc: Doc, start: int, words: Sequence[str]) -> int:
    """Where an alias ends that begins at token `start`, also with a particle in it; 0 when it does not stand there."""
    at = start
    for word in words:
        if at > start and at < len(doc) and doc[at].lower_ in lexicon("particles", place="between"):
            at += 1
        if at >= len(doc) or not _same(word, doc[at]):
            return 0
        at += 1
    return at


@lru_cache(16_384)
def _alias_keys(word: str) -> frozenset[str]:
    keys = {normal(word), skeleton(word)}
    return frozenset(keys | {normal(names.lemma(word))} if _declines_as_word(word) else keys)


def _declines_as_word(word: str) -> bool:
    """Whether the dictionary, not the endings of names, tells the forms of a word."""
    return word[:1].islower() or names.is_common(word) or names.is_adjective(word)


@lru_cache(16_384)
def _word_keys(word: str) -> frozenset[str]:
    keys = set(_alias_keys(word))
    if word[:1].isupper():
        keys |= {r.nominative for r in names.readings(word) if r.weight >= LEAST_WEIGHT}
    return frozenset(keys)


def _keys(token: Token) -> frozenset[str]:
    return _word_keys(persons.bare(token.text))


def _same(word: str, token: Token) -> bool:
    if word[:1].isupper() and not is_capital(token):
        return False
    return word == token.text or bool(_alias_keys(word) & _keys(token))


def find(doc: Doc, authority: Authority) -> list[tuple[Name, tuple[Entry, ...]]]:
    """Names that the authority has, without titles, and who may bear them: the longest, and those in it."""
    if not authority:
        return []
    found: list[tuple[Name, tuple[Entry, ...]]] = []
    position = 0
    for token in doc:
        if not token.text[:1].isalnum():
            continue
        named = _longest(doc, token.i, authority, position if token.i < position else len(doc))
        if named:
            found.append(named)
            position = max(position, named[0].end)
    return found


def _longest(doc: Doc, start: int, authority: Authority, until: int) -> tuple[Name, tuple[Entry, ...]] | None:
    """The longest name that begins at token `start` and ends at `until` or before."""
    ends = _aliases(authority).at(doc, start)
    for end in sorted(ends, reverse=True):
        entries = tuple(ends[end].values())
        name = _name(doc, start, end, entries) if end <= until else None
        if name:
            return name, _exact(doc, name, entries)
    return None


def _name(doc: Doc, start: int, end: int, entries: Sequence[Entry]) -> Name | None:
    kind = entries[0].type
    first = start
    while first < end and (not is_capital(doc[first]) or (kind == "PER" and is_title(doc[first]))):
        first += 1
    if kind == "ORG" and any(is_capital(t) for t in doc[start:end]):
        first = start
    if first == end or (first == start and end - start == 1 and _doubtful(doc, start)):
        return None
    if doc[end - 1].text.isalpha() and len(doc[end - 1].text) == 1 and end < len(doc) and doc[end].text == ".":
        end += 1
    return Name(first, end, kind if kind in ("PER", "ORG") else "LOC", "authority", 1.0)


def _doubtful(doc: Doc, at: int) -> bool:
    """A common word with a capital that its place explains: at the beginning of a sentence, outside quotation marks."""
    token = doc[at]
    if not names.is_common(token.text) or token.ent_type_ or token.pos_ == "PROPN":
        return False
    if names.is_adjective(token.text) and token.dep_.startswith("nsubj"):
        return False  # «Горский молчал»
    quoted = at > 0 and doc[at - 1].text in OPEN and at + 1 < len(doc) and doc[at + 1].text in CLOSE
    return not quoted and begins_sentence(doc, at)


def _exact(doc: Doc, name: Name, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Of several bearers those that have the very form, with the title before it or without."""
    for start in range(max(0, name.start - 2), name.start + 1):
        form = normal(doc[start : name.end].text)
        exact = tuple(e for e in entries if any(normal(alias) == form for alias in e.forms))
        if exact:
            return exact
    return entries


def bearers(doc: Doc, name: Name, authority: Authority) -> tuple[Entry, ...]:
    """Who bears exactly this name by the authority, with the title before it or without."""
    for start in range(max(0, name.start - 2), name.start + 1):
        entries = tuple(e for e in authority.find(doc[start : name.end].text) if e.type == name.type)
        if entries:
            return entries
    return ()

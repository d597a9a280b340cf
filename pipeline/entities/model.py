"""The statistical layer: slovnet's names, mended by what the language knows."""

from collections.abc import Iterator

from spacy.tokens import Doc

from pipeline.core.lexicon import words
from pipeline.entities.spans import Name, is_capital, is_word, trimmed


def found(doc: Doc) -> list[Name]:
    """slovnet's names as they are."""
    return [Name(e.start, e.end, e.label_, "slovnet") for e in doc.ents]


def mended(doc: Doc, names: list[Name]) -> list[Name]:
    """slovnet's persons without titles, split where two stand together."""
    out: list[Name] = []
    for name in names:
        if name.type == "PER":
            out += persons(doc, name)
        else:
            out.append(name)
    return out


def persons(doc: Doc, name: Name) -> Iterator[Name]:
    name = untitled(doc, name)
    clean = trimmed(doc, name)
    if clean and is_capital(doc[clean.start]):
        yield clean


def untitled(doc: Doc, name: Name) -> Name:
    """Without a title or party address at the beginning («тов. Ветров», «Князь Ветров»)."""
    start = name.start
    while start < name.end - 1:
        token = doc[start]
        if token.lower_ in words("titles") or token.lemma_.lower() in words("titles"):
            start += 1
        elif not is_word(token):
            start += 1
        else:
            break
    return name if start == name.start else name.at(start, name.end, "title")

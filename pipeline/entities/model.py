"""The statistical layer: slovnet's names, mended by what the language knows."""

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from pipeline.core.lexicon import words
from pipeline.entities import persons
from pipeline.entities.spans import Name, begins_sentence, feature, is_capital, is_title, is_word, trimmed
from pipeline.nlp import names

OPEN, CLOSE = frozenset("«„“\"'"), frozenset("»”“\"'")
BREAKS = frozenset("(),;•/[]")


def found(doc: Doc) -> list[Name]:
    """slovnet's names, mended: persons, bodies and places by place in the text."""
    alone = _alone(doc)
    out: list[Name] = []
    for name in tagged(doc):
        for piece in pieces(doc, name):
            whole = trimmed(doc, piece)
            if whole and name.type == "PER":
                out += split_persons(doc, whole, alone)
            elif whole:
                out += body(doc, unquoted(doc, whole)) if name.type == "ORG" else [whole]
    return out


def tagged(doc: Doc) -> list[Name]:
    """Names by slovnet's tags, also where a tag goes on with a name that never began (`doc.ents` refuses those)."""
    out: list[Name] = []
    for token in doc:
        if not token.ent_type_:
            continue
        last = out[-1] if out else None
        if last and token.ent_iob_ == "I" and last.end == token.i and last.type == token.ent_type_:
            out[-1] = last.at(last.start, token.i + 1)
        else:
            out.append(Name(token.i, token.i + 1, token.ent_type_, "slovnet"))
    return out


def _alone(doc: Doc) -> frozenset[str]:
    """What the persons' names of one word may be in the nominative."""
    words = {doc[n.start].text for n in tagged(doc) if n.type == "PER" and n.size == 1}
    return frozenset(r.nominative for word in words for r in names.readings(word) if r.weight >= 1)


def body(doc: Doc, name: Name) -> Iterator[Name]:
    """A body without the post before it («Председатель Совета обороны»); nothing where only a post is named."""
    noun = next((t for t in name.tokens(doc) if t.pos_ in ("NOUN", "PROPN")), None)
    first = doc[name.start]
    if (
        _leads(doc, name.start, name.end)
        and first.pos_ == "NOUN"
        and feature(first, "Case") != feature(doc[first.i + 1], "Case")
    ):
        yield name.at(name.start + 1, name.end, "slovnet, cut")
    elif noun is None or not is_title(noun):
        yield name
    elif noun.i + 1 < name.end and is_capital(doc[noun.i + 1]) and doc[noun.i + 1].pos_ != "ADP":
        yield name.at(noun.i + 1, name.end, "slovnet, post")


def pieces(doc: Doc, name: Name) -> Iterator[Name]:
    """Cut at brackets and line ends, a person's name at commas and «и» too («Ветров (Vetrov)», «Ветров, Луговой»)."""
    start = name.start
    for token in name.tokens(doc):
        if (token.text in "()[]•" and _cuts(doc, token, name)) or "\n" in token.text or _lists(token, name):
            if token.i > start:
                yield name if (start, token.i) == (name.start, name.end) else name.at(start, token.i, "slovnet, cut")
            start = token.i + 1
    if start < name.end:
        yield name if start == name.start else name.at(start, name.end, "slovnet, cut")


def _cuts(doc: Doc, token: Token, name: Name) -> bool:
    """A bracket within a word is part of it («РКП(б)»)."""
    return not (token.text == "(" and not doc[token.i - 1].whitespace_ and token.i > name.start) and not (
        token.text == ")" and any(t.text == "(" and not doc[t.i - 1].whitespace_ for t in doc[name.start : token.i])
    )


def _lists(token: Token, name: Name) -> bool:
    return name.type == "PER" and (token.text in {",", ";", "/"} or token.text == "и")


def unquoted(doc: Doc, name: Name) -> Name:
    """Of «завод «Луч»» the quoted name alone."""
    last = name.end - 1
    for token in doc[name.start + 1 : name.end]:
        if token.text in OPEN and token.i + 1 < name.end:
            end = next((t.i for t in doc[token.i + 1 : name.end] if t.text in CLOSE), name.end)
            if end >= last:
                return name.at(token.i + 1, end, "slovnet, quoted")
    return name


def split_persons(doc: Doc, name: Name, alone: frozenset[str]) -> Iterator[Name]:
    """One person's name each: without titles, cut where two stand together by grammar, pairs with a dash told apart."""
    name = untitled(doc, name)
    cut = next((i for i in range(name.start + 1, name.end) if _two_people(doc, i, alone)), None)
    if cut is not None:
        yield from split_persons(doc, name.at(name.start, cut, "split by case"), alone)
        yield from split_persons(doc, name.at(cut, name.end, "split by case"), alone)
        return
    whole = trimmed(doc, name)
    if whole and is_capital(doc[whole.start]):
        yield from pair(doc, whole)


def _two_people(doc: Doc, at: int, alone: frozenset[str]) -> bool:
    """Whether a surname ends before token `at`, and another person in another case begins there."""
    left, right = doc[at - 1], doc[at]
    if not (is_capital(left) and is_capital(right)) or len(left.text) < 3 or len(right.text) < 3:
        return False
    if not (_telling(left.text) and _telling(right.text)) and not (
        _stands(left.text, alone) and _stands(right.text, alone)
    ):
        return False
    if names.is_patronymic(right.text) or persons.is_linking(left.text) or persons.is_linking(right.text):
        return False
    a, b = names.cases(left.text), names.cases(right.text)
    return bool(a and b and not a & b)


def _telling(word: str) -> bool:
    """Whether the ending shows the case: a dictionary's first name, or a Russian surname."""
    return names.is_first(word) or any(r.weight >= 1.5 for r in names.readings(word))


def _stands(word: str, alone: frozenset[str]) -> bool:
    """Whether the word is a person's whole name elsewhere in the document."""
    return any(r.nominative in alone for r in names.readings(word) if r.weight >= 1)


def pair(doc: Doc, name: Name) -> Iterator[Name]:
    """«группа Ветрова-Лугового» are two people, «Ветров-Луговой» is one: the noun before decides."""
    token = doc[name.start]
    before = doc[name.start - 1] if name.start else None
    halves = token.text.split("-")
    if (
        name.size == 1
        and len(halves) == 2
        and all(half[:1].isupper() and _telling(half) for half in halves)
        and before is not None
        and before.lemma_.lower() in words("pair_heads")
    ):
        middle = token.idx + len(halves[0])
        yield Name(name.start, name.end, "PER", "pair", 0.8, (token.idx, middle))
        yield Name(name.start, name.end, "PER", "pair", 0.8, (middle + 1, token.idx + len(token)))
    else:
        yield name


def untitled(doc: Doc, name: Name) -> Name:
    """Without a title or party address («тов. Ветров») or a sentence's first word («Недавний Ветров»)."""
    start = name.start
    while start < name.end - 1:
        token = doc[start]
        named = is_capital(token) and token.lower_ in words("titles", kind="name too")
        if not is_word(token) or (is_title(token) and not named) or _leads(doc, start, name.end):
            start += 1
        else:
            break
    return name if start == name.start else name.at(start, name.end, "title")


def _leads(doc: Doc, at: int, end: int) -> bool:
    """A common word whose capital its place in the sentence explains, before a name."""
    word = doc[at].text
    return (
        len(word) > 2
        and at + 1 < end
        and doc[at].pos_ != "PROPN"
        and is_capital(doc[at + 1])
        and begins_sentence(doc, at)
        and names.is_common(word)
        and not persons.is_short(word)
        and not names.is_common(doc[at + 1].text)
    )

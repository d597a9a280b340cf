"""Persons by patterns over words and morphology, where the statistical layer sees none."""

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from pipeline.core.lexicon import words
from pipeline.entities import persons
from pipeline.entities.spans import Name, begins_sentence, feature, is_capital, is_title, is_word
from pipeline.nlp import names


def find(doc: Doc) -> list[Name]:
    """Names by all rules, in the order of the rules; they may overlap."""
    out: list[Name] = []
    for token in doc:
        if is_capital(token):
            for rule in (initials, first_and_patronymic, first_and_surname, after_title, unknown_surname):
                name = rule(doc, token.i)
                if name:
                    out.append(name)
                    break
    return out


def initials(doc: Doc, at: int) -> Name | None:
    """«А. Б. Ветров», «Ветров А. Б.», «А.Ветров»."""
    end = _initials_end(doc, at)
    if end > at and end < len(doc) and _is_surname(doc[end]):
        return Name(at, end + 1, "PER", "initials and surname", 0.9)
    if _is_surname(doc[at]) and not names.is_common(doc[at].text):
        end = _initials_end(doc, at + 1)
        if end > at + 1 and not (end < len(doc) and _is_surname(doc[end]) and end - at < 4):
            return Name(at, end, "PER", "surname and initials", 0.8)
    return None


def _initials_end(doc: Doc, at: int) -> int:
    """Where up to three initials with stops that begin at `at` end; `at` when there are none."""
    count = 0
    while count < 3 and at + 1 < len(doc) and persons.is_initial(doc[at].text) and doc[at + 1].text == ".":
        at, count = at + 2, count + 1
    return at


def _is_surname(token: Token) -> bool:
    return (
        is_capital(token)
        and len(token.text) > 2
        and token.text.replace("-", "").isalpha()
        and token.text[1:2].islower()
    )


def first_and_patronymic(doc: Doc, at: int) -> Name | None:
    """«Анна Петровна», also with a particle between («Анна же Петровна»), and the surname after them."""
    first = persons.bare(doc[at].text)
    if not (names.is_first(first) or persons.is_short(first)):
        return None
    second = at + 1
    while second < len(doc) and doc[second].lower_ in words("particles", place="between"):
        second += 1
    if second >= len(doc) or not is_capital(doc[second]) or not names.is_patronymic(persons.bare(doc[second].text)):
        return None
    end = second + 1
    if (
        end < len(doc)
        and _is_surname(doc[end])
        and _agree(doc[second].text, doc[end].text)
        and doc[end].ent_type_ != "LOC"
    ):
        end += 1
    return Name(at, end, "PER", "first name and patronymic", 0.95)


def first_and_surname(doc: Doc, at: int) -> Name | None:
    """«Роза Ветрова»: a first name and a surname, both of the dictionary or the surname by its ending."""
    if at + 1 >= len(doc) or not names.is_first(doc[at].text) or not _is_surname(doc[at + 1]):
        return None
    left, right = doc[at], doc[at + 1]
    if "LOC" in (left.ent_type_, right.ent_type_) or "ORG" in (left.ent_type_, right.ent_type_) or right.is_sent_start:
        return None
    if (
        names.is_common(right.text)
        or names.is_first(right.text)
        or not (names.is_surname(right.text) or _by_ending(right))
    ):
        return None
    a = {(r.gender, c) for r in names.first(left.text) for c in r.cases or names.CASES}
    b = {(r.gender, c) for r in names.readings(right.text) if r.weight >= 1 for c in r.cases or names.CASES}
    if not any((g, c) in b or ("", c) in b for g, c in a):
        return None
    return Name(at, at + 2, "PER", "first name and surname", 0.9)


def unknown_surname(doc: Doc, at: int) -> Name | None:
    """«Мрачковецкий»: a proper noun that slovnet leaves without a name, with a surname's ending, animate, a subject."""
    token = doc[at]
    if (
        token.ent_type_
        or token.pos_ != "PROPN"
        or not _is_surname(token)
        or token.dep_ not in ("nsubj", "appos", "conj")
    ):
        return None
    if feature(token, "Animacy") != "Anim" or not _by_ending(token) or names.is_place(token.text):
        return None
    if names.is_common(token.text) or names.is_patronymic(token.text) or feature(token, "Number") != "Sing":
        return None
    return Name(at, at + 1, "PER", "surname ending", 0.7)


def _by_ending(token: Token) -> bool:
    return any(r.weight >= persons.SURNAME for r in names.readings(token.text))


def _agree(left: str, right: str) -> bool:
    if names.is_common(right) or (names.is_first(right) and not names.is_surname(right)):
        return False
    a = {(r.gender, c) for r in names.patronymic(left) for c in r.cases or names.CASES}
    b = {(r.gender, c) for r in names.readings(right) if r.weight >= 1 for c in r.cases or names.CASES}
    return any((g, c) in b or ("", c) in b for g, c in a)


def after_title(doc: Doc, at: int) -> Name | None:
    """«князь Ветров», «т. Ветрова», «господин N.»: a capital after a title or an address."""
    before = at - 1
    if before > 0 and doc[before].text == "." and doc[before - 1].lower_ in words("titles", kind="abbreviation"):
        before -= 1
    if before < 0 or not is_title(doc[before]) or doc[before].text == doc[at].text:
        return None
    token = doc[at]
    if token.ent_type_ or not is_word(token) or begins_sentence(doc, at):
        return None
    if len(token.text) == 1:
        closed = at + 1 < len(doc) and doc[at + 1].text == "."
        return Name(at, at + 1 + closed, "PER", "after a title", 0.8)
    if not _is_surname(token) or names.is_common(token.text) or names.is_place(token.text):
        return None
    end = at + 1
    while end < len(doc) and _is_surname(doc[end]) and not doc[end].ent_type_ and end - at < 3:
        if names.is_common(doc[end].text):
            break
        end += 1
    return Name(at, end, "PER", "after a title", 0.8)


def improbable(doc: Doc, name: Name) -> bool:
    """No person: only initials without a title, an abbreviation, or a common word whose capital its place explains."""
    forms = [t.text for t in name.tokens(doc) if is_word(t)]
    if name.rule in ("authority", "after a title"):
        return False
    if all(persons.is_initial(f) for f in forms):
        return not (name.start and is_title(doc[name.start - 1]))
    if len(forms) > 1:
        return False
    return is_abbreviation(doc, name.start) or _explained(doc, name)


def is_abbreviation(doc: Doc, at: int) -> bool:
    """«РКП», «РКПб»: capitals among words that are not all in capitals."""
    text = doc[at].text
    upper = sum(c.isupper() for c in text)
    if upper < 2 or upper < len(text) - 1 or len(text) > 7:
        return False
    around = [t for t in doc[max(0, at - 2) : at + 3] if t.i != at and t.is_alpha and len(t.text) > 1]
    return any(not t.text.isupper() for t in around)


def _explained(doc: Doc, name: Name) -> bool:
    word = persons.bare(doc[name.start].text)
    if is_title(doc[name.start]) and not names.is_first(word):
        return True
    return names.is_common(word) and not persons.is_short(word) and begins_sentence(doc, name.start)


def probable(doc: Doc, found: list[Name]) -> Iterator[Name]:
    """`found` without what is no person; abbreviations become bodies."""
    for name in found:
        if name.type != "PER" or not improbable(doc, name):
            yield name
        elif name.size == 1 and is_abbreviation(doc, name.start):
            yield Name(name.start, name.end, "ORG", "abbreviation", 0.8)

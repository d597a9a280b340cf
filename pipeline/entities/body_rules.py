"""Bodies by patterns over words and morphology: a head noun («комитет», «союз») with what belongs to its name."""

import re
from collections.abc import Sequence
from functools import cache

from spacy.tokens import Doc, Token

from pipeline.core.lexicon import load, words
from pipeline.entities.model import CLOSE, OPEN
from pipeline.entities.spans import Name, begins_sentence, feature, is_capital, is_word
from pipeline.nlp import names

ABBREVIATION = re.compile(r"[А-ЯЁA-Z][А-ЯЁA-Zа-яё]{1,7}")
ORDINAL = re.compile(r"[IVXХ]+|\d+-?(?:й|го|му|м|ый|ого|ому|ом|я|ая|ой|ую)?")
LONGEST = 9  # words of a complement


@cache
def heads() -> dict[str, dict[str, str]]:
    return {row["head"]: row for row in load("body_heads")}


def find(doc: Doc, found: Sequence[Name]) -> list[Name]:
    """Names by all rules; `found`: names of the layers before, which they extend and join."""
    at = {n.start: n for n in found}
    out: list[Name] = []
    for token in doc:
        if name := quoted(doc, token.i):
            out.append(name)
        row = heads().get(token.lemma_.lower()) if token.pos_ in ("NOUN", "PROPN", "ADJ") else None
        if row and (name := headed(doc, token.i, row, at)):
            out.append(name)
    for name in found:
        if name.type == "ORG":
            out += [n for n in (placed(doc, name), defined(doc, name)) if n]
    return out


@cache
def known_bodies() -> dict[str, tuple[tuple[str, ...], ...]]:
    """First lemma -> lemmas of well-known bodies, the longest first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for row in load("bodies"):
        lemmas = tuple(names.lemma(word) for word in row["body"].split())
        found.setdefault(lemmas[0], []).append(lemmas)
    return {first: tuple(sorted(rows, key=len, reverse=True)) for first, rows in found.items()}


def well_known(doc: Doc) -> list[Name]:
    """Bodies of the lexicon."""
    ends = [(t.i, known(doc, t.i)) for t in doc if is_capital(t)]
    return [Name(start, end, "ORG", "known body", 0.9) for start, end in ends if end]


def no_body(doc: Doc, name: Name) -> bool:
    """An abbreviation or noun that models take for a body, or bodies in the plural («советы»)."""
    token = doc[name.start]
    plural = feature(token, "Number") == "Plur" and token.lemma_.lower() in heads()
    if name.type == "ORG" and name.rule == "slovnet" and plural:
        return True
    return name.type == "ORG" and name.size == 1 and {token.lower_, token.lemma_.lower()} & words("not_bodies") != set()


def known(doc: Doc, at: int) -> int:
    """Where a well-known body ends that begins at token `at`; 0 when none does."""
    for lemmas in known_bodies().get(names.lemma(doc[at].text), ()):
        here = doc[at : at + len(lemmas)]
        if tuple(names.lemma(t.text) for t in here) == lemmas and not (
            len(lemmas) == 1 and names.is_common(doc[at].text) and begins_sentence(doc, at)
        ):
            return at + len(lemmas)
    return 0


def headed(doc: Doc, head: int, row: dict[str, str], at: dict[int, Name]) -> Name | None:
    """«Высший Совет Народного Хозяйства», «Государственная дума», «2-й Интернационал», «Совет при главе области»."""
    start = _adjectives(doc, head)
    end = complement(doc, head + 1, row["complement"], at)
    numbered = any(ORDINAL.fullmatch(t.text) for t in doc[start:head])
    capital = any(is_capital(t) and not begins_sentence(doc, t.i) for t in doc[start:head])
    if not (numbered or capital or _begins(doc, head, end, row["begins"], at)):
        return None
    if start == head and end == head + 1 and names.is_common(doc[head].text):
        return None
    return Name(start, end, "ORG", "head and complement", 0.8)


def _begins(doc: Doc, head: int, end: int, begins: str, at: dict[int, Name]) -> bool:
    """Whether the head makes a name without a capital adjective; see `body_heads.tsv`."""
    if begins != "no" and is_capital(doc[head]) and not begins_sentence(doc, head):
        return True
    after = at.get(head + 1)
    match begins:
        case "body":
            return after is not None and after.type == "ORG" and end >= after.end
        case "field":
            return end > head + 1
        case "place":
            return head > 0 and _relational(doc[head - 1]) and _agrees(doc[head - 1], doc[head])
    return False


def _adjectives(doc: Doc, head: int) -> int:
    """Where the adjectives and ordinals begin that agree with the head; a particle may stand among them."""
    start = at = head
    while at > 0:
        token = doc[at - 1]
        if token.lower_ in words("particles", place="between") and at > 1 and is_capital(doc[at - 2]):
            at -= 1
            continue
        wanted = is_capital(token) or ORDINAL.fullmatch(token.text) or (_relational(token) and start == head)
        if not (_agrees(token, doc[head]) and wanted):
            break
        at -= 1
        start = at
        if _relational(token):
            break
    return start


def _agrees(adjective: Token, head: Token) -> bool:
    if ORDINAL.fullmatch(adjective.text):
        return True
    if adjective.pos_ not in ("ADJ", "PROPN", "DET") or not adjective.text[-1].isalpha():
        return False
    if adjective.pos_ != "ADJ" and not names.is_adjective(adjective.text):
        return False
    a, b = feature(adjective, "Case"), feature(head, "Case")
    return not (a and b and a != b) and feature(adjective, "Number") == feature(head, "Number")


def _relational(token: Token) -> bool:
    """«американский», «московский»: of a place."""
    return token.pos_ == "ADJ" and token.lemma_.lower().endswith(("ский", "цкий")) and token.text[0].islower()


def complement(doc: Doc, start: int, kind: str, at: dict[int, Name]) -> int:
    """Where the words end that follow a head as part of its name: genitives, their adjectives, «по …», «при …».

    `kind` is the complement of `body_heads.tsv`.
    """
    end = position = start
    while kind != "no" and position < len(doc) and position - start < LONGEST:
        token = doc[position]
        name = at.get(position)
        if name and name.type == "ORG" and token.dep_ != "nsubj" and (_is_fixed(token) or _is_genitive(doc, position)):
            position = end = name.end
        elif kind == "party" and position == start and _is_fixed(token) and token.ent_type_ != "LOC":
            return position + 1
        elif kind == "party":
            return position + 1 if position == start and token.lower_ in words("parties") else end
        elif position == start and (stop := _letters(doc, position)) > position:
            position = end = stop
        elif token.text == "и" and position > start and _is_joined(doc, position + 1):
            position += 1
        elif _is_genitive(doc, position):
            position = end = position + 1
        elif kind == "any" and token.lower_ in ("по", "при") and (stop := _prepositional(doc, position)):
            position = end = stop
        else:
            break
    return end


def _is_fixed(token: Token) -> bool:
    return sum(c.isupper() for c in token.text) > 1


def _letters(doc: Doc, at: int) -> int:
    """Where abbreviations by single letters end («Совет Р. и С. Д.»); `at` when there are fewer than two."""
    count, end, position = 0, at, at
    while position + 1 < len(doc):
        if len(doc[position].text) == 1 and is_capital(doc[position]) and doc[position + 1].text == ".":
            count, position = count + 1, position + 2
            end = position
        elif doc[position].text == "и" and count:
            position += 1
        else:
            break
    return end if count > 1 else at


def _is_genitive(doc: Doc, at: int) -> bool:
    if at >= len(doc) or doc[at].is_sent_start:
        return False
    token = doc[at]
    case = feature(token, "Case")
    if token.pos_ in ("NOUN", "PROPN"):
        return (
            case == "Gen" and token.ent_type_ not in ("PER", "LOC") and (is_capital(token) or _plain_complement(token))
        )
    if token.pos_ == "ADJ":
        return case == "Gen" and at + 1 < len(doc) and _is_genitive(doc, at + 1)
    return False


def _is_joined(doc: Doc, at: int) -> bool:
    return _is_genitive(doc, at) and _plain_complement(doc[at]) and doc[at].lemma_.lower() not in heads()


def _plain_complement(token: Token) -> bool:
    return token.lemma_.lower() in words("body_complements")


def _prepositional(doc: Doc, at: int) -> int:
    """The end of «по делам народов», «при главе области»; 0 when no noun follows."""
    wanted = {"по": "Dat", "при": "Loc"}[doc[at].lower_]
    position = at + 1
    while position < len(doc) and doc[position].pos_ == "ADJ" and wanted == feature(doc[position], "Case"):
        position += 1
    if position >= len(doc) or wanted != feature(doc[position], "Case") or doc[position].pos_ not in ("NOUN", "PROPN"):
        return 0
    if doc[position].ent_type_ == "PER":
        return 0
    position += 1
    while position < len(doc) and doc[position].pos_ in ("ADJ", "NOUN", "PROPN") and position - at < 6:
        if feature(doc[position], "Case") != "Gen" or doc[position].ent_type_ == "PER":
            break
        position += 1
    return position


def placed(doc: Doc, name: Name) -> Name | None:
    """A body with the adjective of its place: «японский МИД»."""
    if (name.start and doc[name.start - 1].text in OPEN) or doc[name.end - 1].text in CLOSE:
        return None
    if name.start == 0 or not {doc[name.start].lower_, doc[name.start].lemma_.lower()} & words("national_bodies"):
        return None
    before = doc[name.start - 1]
    if _relational(before) and _agrees(before, doc[name.start]):
        return name.at(name.start - 1, name.end, "body and place")
    return None


def quoted(doc: Doc, at: int) -> Name | None:
    """The name in quotation marks after a noun that says what bears it: газета «Заря Севера»."""
    if at + 2 >= len(doc) or doc[at].lemma_.lower() not in words("quoted_heads") or doc[at + 1].text not in OPEN:
        return None
    close = next((t.i for t in doc[at + 3 : at + 3 + LONGEST] if t.text in CLOSE), None)
    if (
        close is None
        or not is_capital(doc[at + 2])
        or any("\n" in t.text or t.text in ".,;:!?" for t in doc[at + 2 : close])
    ):
        return None
    return Name(at + 2, close, "ORG", "quoted after its kind", 0.9)


def defined(doc: Doc, name: Name) -> Name | None:
    """The abbreviation or foreign name in brackets after a body: «Политбюро (ПБ)»."""
    at = name.end + (1 if name.end < len(doc) and doc[name.end].text in CLOSE else 0)
    if at + 2 >= len(doc) or doc[at].text != "(":
        return None
    close = next((t.i for t in doc[at + 1 : at + 9] if t.text == ")"), None)
    if close is None:
        return None
    inside = [t for t in doc[at + 1 : close] if is_word(t)]
    latin = bool(inside) and all(t.text.isascii() for t in inside) and is_capital(inside[0]) and inside[0].is_alpha
    if len(inside) == 1 and (latin or is_abbreviation_of(inside[0].text, name.text(doc))):
        return Name(inside[0].i, inside[0].i + 1, "ORG", "abbreviation defined", 0.9)
    if latin and len(inside) > 1:
        return Name(inside[0].i, inside[-1].i + 1, "ORG", "foreign name", 0.8)
    return None


def is_abbreviation_of(short: str, full: str) -> bool:
    """Whether the letters of an abbreviation stand in the name in their order, the first ones at the beginning."""
    if not ABBREVIATION.fullmatch(short) or sum(c.isupper() for c in short) < 2 or len(short) >= len(full):
        return False
    letters = iter(full.casefold())
    return full[:1].casefold() == short[:1].casefold() and all(c in letters for c in short.casefold())

"""Referring expressions: names, common nouns for people, personal pronouns, each with whom it may mean."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from pipeline.core import lexicon
from pipeline.core.authority import Authority
from pipeline.core.records import NARRATOR, Entities, Span
from pipeline.nlp.names import lemma as lemmatise
from pipeline.speakers.tokens import Tokens

LONGEST = 4  # words of an alias that is looked up as a common-noun phrase
MARKS_BEFORE = frozenset(',!?.…—–-«"(:;')
MARKS_AFTER = frozenset(',!?.…»"):;—–')


@dataclass(slots=True)
class Ref:
    """One referring expression. `options` are keys of candidates: ids of entities, or "np:LEMMA" of an unnamed one."""

    first: int
    last: int  # token after the last one
    head: int
    kind: Literal["name", "noun", "pronoun"]
    options: tuple[str, ...]
    gender: str
    number: str
    case: str
    person: int
    verb: int  # the verb whose subject it is, -1 if none
    shares: tuple[float, ...] = ()  # how likely each option is at first sight; their sum is 1
    unit: int = -1  # the innermost unit of speech it stands in
    vocative: bool = False


def find(tokens: Tokens, found: Entities, authority: Authority, sources: Sequence[Span] = ()) -> list[Ref]:
    """All referring expressions in the order of the text; `sources` are noun phrases that surely stand for somebody."""
    names = _names(tokens, found)
    taken = {k for ref in names for k in range(ref.first, ref.last)}
    titles = _titles(tokens, names)
    refs = names + _nouns(tokens, taken, titles, authority) + _pronouns(tokens, taken)
    refs += _sources(tokens, sources, {k for ref in refs for k in range(ref.first, ref.last)})
    refs.sort(key=lambda ref: (ref.first, ref.last))
    for ref in refs:
        ref.vocative = ref.kind != "pronoun" and _vocative(tokens, ref)
    _weigh(refs, authority)
    return refs


def _weigh(refs: Sequence[Ref], authority: Authority) -> None:
    """Share a form that several people bear by how often each is named unmistakably here, and how well he is known."""
    named: Counter[str] = Counter()
    for ref in refs:
        if len(ref.options) == 1:
            named[ref.options[0]] += 1
    for ref in refs:
        if len(ref.options) == 1:
            ref.shares = (1.0,)
            continue
        known = [authority.by_id.get(option) for option in ref.options]
        weights = [
            named[option] + 0.2 * (1 + len(entry.aliases) if entry else 1)
            for option, entry in zip(ref.options, known, strict=True)
        ]
        ref.shares = tuple(weight / sum(weights) for weight in weights)


def _names(tokens: Tokens, found: Entities) -> list[Ref]:
    refs: list[Ref] = []
    for mention in found.mentions:
        first, last = tokens.inside(mention.span)
        if first >= last or (refs and first < refs[-1].last):
            continue
        head = _head(tokens, first, last)
        if mention.type == "PER":
            while first and tokens.pos[first - 1] == "NOUN" and _agree(tokens, first - 1, head):
                first -= 1
        refs.append(_ref(tokens, first, last, head, "name", (mention.entity,)))
    return refs


def _agree(tokens: Tokens, title: int, head: int) -> bool:
    a, b = tokens.feats[title], tokens.feats[head]
    return a.animate and a.number == b.number and (a.case == b.case or not b.case)


def _head(tokens: Tokens, first: int, last: int) -> int:
    return next((k for k in range(first, last) if not first <= tokens.head[k] < last), first)


def _ref(
    tokens: Tokens, first: int, last: int, head: int, kind: Literal["name", "noun", "pronoun"], options: tuple[str, ...]
) -> Ref:
    f = tokens.feats[head]
    governor = tokens.head[head]
    subject = tokens.dep[head].startswith("nsubj") and governor != head
    return Ref(
        first, last, head, kind, options, f.gender, f.number, f.case, f.person or 3,
        governor if subject else -1,
    )  # fmt: skip


def _titles(tokens: Tokens, names: Sequence[Ref]) -> dict[str, tuple[str, ...]]:
    """Who bears a title in this document: «князь» of «князь Мышкин», the commonest bearer first."""
    bearers: dict[str, Counter[str]] = {}
    for ref in names:
        if ref.first < ref.head and tokens.pos[ref.first] == "NOUN":
            bearers.setdefault(tokens.lemma[ref.first], Counter()).update(ref.options)
    return {title: tuple(sorted(c, key=lambda e: (-c[e], e))[:3]) for title, c in bearers.items()}


def _nouns(tokens: Tokens, taken: set[int], titles: dict[str, tuple[str, ...]], authority: Authority) -> list[Ref]:
    refs = []
    last = 0
    by_lemma: dict[str, tuple[str, ...]] = {}
    openings = {form.partition(" ")[0] for form in authority.forms}
    for k in range(len(tokens)):
        if k < last or k in taken or tokens.pos[k] not in ("NOUN", "ADJ", "DET", "PROPN", "VERB"):
            continue
        known = _known(tokens, k, taken, authority) if tokens.lower[k].replace("ё", "е") in openings else None
        if known is not None:
            refs.append(known)
            last = known.last
        elif (tokens.feats[k].animate and tokens.pos[k] == "NOUN") or _substantive(tokens, k):
            lemma = tokens.lemma[k]
            if lemma not in by_lemma:
                entries = authority.find_lemmas([lemma], lemmatise) if authority else ()
                by_lemma[lemma] = tuple(entry.id for entry in entries) or titles.get(lemma) or (f"np:{lemma}",)
            refs.append(_ref(tokens, k, k + 1, k, "noun", by_lemma[lemma]))
    return refs


def _known(tokens: Tokens, k: int, taken: set[int], authority: Authority) -> Ref | None:
    """The longest phrase from token `k` on that the authority has as a name."""
    for size in range(LONGEST, 0, -1):
        entries = authority.forms.get(" ".join(tokens.lower[k : k + size]).replace("ё", "е"))
        whole = size > 1 or tokens.pos[k] in ("NOUN", "PROPN")
        if entries and whole and not any(j in taken for j in range(k, k + size)):
            options = tuple(entry.id for entry in entries)
            return _ref(tokens, k, k + size, _head(tokens, k, k + size), "noun", options)
    return None


def _sources(tokens: Tokens, sources: Sequence[Span], taken: set[int]) -> list[Ref]:
    """Sources that are no person by grammar: «ведомство», «протокол», «статья»."""
    refs: dict[int, Ref] = {}
    for span in sources:
        first, last = tokens.inside(span)
        if first >= last or any(k in taken for k in range(first, last)):
            continue
        head = _head(tokens, first, last)
        owner = _possessives().get(tokens.lower[first])
        if owner is not None and last - first == 1:
            refs[head] = Ref(first, last, head, "pronoun", (), owner["gender"], owner["number"], "Gen", 3, -1)
        else:
            refs[head] = _ref(tokens, first, last, head, "noun", (f"np:{tokens.lemma[head]}",))
    return list(refs.values())


@cache
def _possessives() -> dict[str, dict[str, str]]:
    return {row["form"]: row for row in lexicon.load("possessives")}


def _substantive(tokens: Tokens, k: int) -> bool:
    """An adjective or participle that stands for a person as the subject: «черномазый усмехнулся»."""
    f = tokens.feats[k]
    return (
        tokens.pos[k] == "ADJ" and tokens.dep[k].startswith("nsubj") and f.case == "Nom" and f.number == "Sing"
        and f.gender in ("male", "female") and not tokens.lower[k].endswith("ть")
    )  # fmt: skip


def _pronouns(tokens: Tokens, taken: set[int]) -> list[Ref]:
    refs = []
    for k in range(len(tokens)):
        if tokens.pos[k] in ("PRON", "DET") and tokens.lemma[k] in ("я", "мы", "он", "она", "они", "ты", "вы", "тот"):
            if tokens.lemma[k] == "тот" and not tokens.dep[k].startswith("nsubj"):
                continue
            options = (NARRATOR,) if tokens.lemma[k] == "я" else ()
            refs.append(_ref(tokens, k, k + 1, k, "pronoun", options))
    return refs


def _vocative(tokens: Tokens, ref: Ref) -> bool:
    """Set off by marks on both sides, in the nominative: «Поди сюда, Иван, …»."""
    if ref.case not in ("Nom", ""):
        return False
    before = tokens.text[ref.first - 1][-1] if ref.first else "."
    after = tokens.text[ref.last][0] if ref.last < len(tokens) else "."
    return (before in MARKS_BEFORE or before == "\n") and (after in MARKS_AFTER or after == "\n")

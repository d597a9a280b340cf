"""Referring expressions: names, common nouns for people, personal pronouns, each with whom it may mean."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple

from pipeline.core import lexicon
from pipeline.core.authority import Authority
from pipeline.core.records import NARRATOR, Entities, Span
from pipeline.nlp.names import GENDERS, analyzer
from pipeline.nlp.names import lemma as lemmatise
from pipeline.speakers.tokens import Tokens

BEARERS = 3  # of one title
BARE = 4  # uses of a title for one with a name, from which on it means somebody without one
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
    nominative: frozenset[str] = frozenset()  # genders of which the form may be the nominative singular


class Form(NamedTuple):
    """What the dictionary knows of a noun's form; the tagger slips on rare words."""

    genders: frozenset[str]  # of its readings as a nominative singular
    gender: str  # of all its readings, "" if they differ
    sure: bool  # it can be nothing but a nominative singular
    person: bool  # it can be nothing but an animate noun
    adjective: bool  # it is likeliest an adjective or participle


@cache
def form(word: str) -> Form:
    parses = analyzer().parse(word)
    nominative = [p.tag for p in parses if p.tag.case == "nomn" and p.tag.number == "sing"]
    genders = frozenset(GENDERS[tag.gender] for tag in nominative if tag.gender in GENDERS)
    of_all = {GENDERS.get(p.tag.gender, "") for p in parses}
    known = analyzer().word_is_known(word)
    person = known and all(p.tag.POS == "NOUN" and p.tag.animacy == "anim" for p in parses)
    gender = min(of_all) if len(of_all) == 1 else ""
    return Form(
        genders, gender, person and len(nominative) == len(parses), person, parses[0].tag.POS in ("ADJF", "PRTF")
    )  # fmt: skip


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
        elif ref.options and ref.options[-1].startswith("np:"):
            named[ref.options[-1]] += 1
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
    gender, number, case = f.gender, f.number, f.case
    genders: frozenset[str] = frozenset()
    if kind != "pronoun":
        known = form(tokens.lower[head])
        genders = known.genders
        if kind == "noun" and known.person:
            gender = known.gender or gender
            if known.sure:
                number, case = "Sing", "Nom"
    return Ref(
        first, last, head, kind, options, gender, number, case, f.person or 3,
        governor if subject else -1, nominative=genders,
    )  # fmt: skip


def _titles(tokens: Tokens, names: Sequence[Ref]) -> dict[str, tuple[str, ...]]:
    """Who bears a title in this document: «князь» of «князь Мышкин», the commonest bearer first; and somebody known by
    the title alone, where it stands without a name far more often than with one."""
    bearers: dict[str, Counter[str]] = {}
    for ref in names:
        if ref.first < ref.head and tokens.pos[ref.first] == "NOUN":
            bearers.setdefault(tokens.lemma[ref.first], Counter()).update(ref.options)
    uses = Counter(lemma for lemma in tokens.lemma if lemma in bearers)
    options = {}
    for title, c in bearers.items():
        known = tuple(sorted(c, key=lambda e: (-c[e], e))[:BEARERS])
        another = uses[title] > BARE * c.total()
        options[title] = (*known, f"np:{title}") if another else known
    return options


def _nouns(tokens: Tokens, taken: set[int], titles: dict[str, tuple[str, ...]], authority: Authority) -> list[Ref]:
    refs = []
    last = 0
    by_lemma: dict[str, tuple[str, ...]] = {}
    openings = {form.partition(" ")[0] for form in authority.forms}
    for k in range(len(tokens)):
        if k < last or k in taken or tokens.pos[k] not in ("NOUN", "ADJ", "DET", "PROPN", "VERB", "ADV"):
            continue
        known = _known(tokens, k, taken, authority) if tokens.lower[k].replace("ё", "е") in openings else None
        if known is not None:
            refs.append(known)
            last = known.last
        elif _person(tokens, k) or _substantive(tokens, k) or _paper(tokens, k):
            lemma = tokens.lemma[k] if tokens.pos[k] in ("NOUN", "ADJ") else lemmatise(tokens.lower[k])
            if lemma not in by_lemma:
                entries = authority.find_lemmas([lemma], lemmatise) if authority else ()
                by_lemma[lemma] = tuple(entry.id for entry in entries) or titles.get(lemma) or (f"np:{lemma}",)
            refs.append(_ref(tokens, k, k + 1, k, "noun", by_lemma[lemma]))
    return refs


def _person(tokens: Tokens, k: int) -> bool:
    if tokens.pos[k] == "NOUN":
        return tokens.feats[k].animate or form(tokens.lower[k]).person
    return tokens.pos[k] in ("VERB", "ADV") and form(tokens.lower[k]).person


def _paper(tokens: Tokens, k: int) -> bool:
    """A paper that is the subject of an active verb: «резолюция поручала»."""
    governor = tokens.head[k]
    return (
        tokens.pos[k] == "NOUN" and tokens.dep[k] == "nsubj" and tokens.pos[governor] == "VERB"
        and tokens.lemma[k] in documents()
    )  # fmt: skip


@cache
def documents() -> frozenset[str]:
    """Lemmas of papers and printed works."""
    return lexicon.words("reporting_nouns", **{"class": "document"}) | lexicon.words("title_heads")


@cache
def bodies() -> frozenset[str]:
    """Lemmas of nouns for organised bodies."""
    return lexicon.words("body_heads")


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
        and f.gender in ("male", "female") and form(tokens.lower[k]).adjective
        and (k + 1 == len(tokens) or tokens.pos[k + 1] not in ("NOUN", "PROPN", "ADJ"))
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

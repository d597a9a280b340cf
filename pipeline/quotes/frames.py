"""Constructions around a span in marks that settle whether it is speech, a title or a term, and echoes.

Each rule is a function of a `Place` that answers a kind or None; the first that answers is right, its name is the
function's. Echoes need the kinds of the quotes before and are looked for last, in the order of the text.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.core import lexicon
from pipeline.core.records import Span
from pipeline.quotes.marks import DASHES, ROLES
from pipeline.quotes.segments import REPORTING
from pipeline.quotes.tokens import Tokens

HEADS = {row["lemma"]: row["class"] for row in lexicon.load("title_heads")}
NAMED_HEADS = frozenset(lemma for lemma, name in HEADS.items() if name in ("media", "body", "firm", "thing"))
NICKNAMES = lexicon.words("term_cues", **{"class": "nickname"}) | lexicon.words("term_cues", **{"class": "so-called"})
COINED = lexicon.words("term_cues", **{"class": "word"})
NAMING = {g: lexicon.words("naming_verbs", governs=g) for g in ("bare", "как", "в", "за")}
SPEAKING = lexicon.words("reporting_verbs", direct="+") | lexicon.words("naming_verbs")
WORDS = lexicon.words("reporting_nouns", **{"class": "words"}) | lexicon.words(
    "reporting_nouns", **{"class": "opinion"}
)
PLACES = lexicon.words("reference_words", kind="place")
TOPIC = frozenset(("о", "об", "обо", "про", "насчёт", "насчет", "относительно"))
LAW = frozenset(("о", "об", "обо"))
MODIFIERS = ("ADJ", "DET", "ADV", "PART")
BRACKET = re.compile(r"[()]")
JOINT = re.compile(r"(?:,\s*|\s+(?=[иа]))(?:(?:и|или|либо|а)\s+)?(?:(?:от|до|в|на|с|о|об|к|по)\s+)?")
REACH = 200  # characters of a bracket to either side of the marks
CLAUSE = 25  # tokens before the marks
CONTENT = ("NOUN", "ADJ", "VERB", "PROPN")


@dataclass(frozen=True, slots=True)
class Place:
    """A span in marks: its words, the tokens before it back to the stop of the sentence or the paragraph's start, the
    token after it in the paragraph; `whole_name`: the entities' finder took it for a body.
    """

    text: str
    tokens: Tokens
    start: int
    end: int
    words: Sequence[int]
    before: Sequence[int]
    after: int | None
    paragraph: Span
    whole_name: bool

    @property
    def capital(self) -> bool:
        return bool(self.words) and self.tokens.text[self.words[0]][:1].isupper()

    @property
    def finite(self) -> bool:
        return any(_finite(self.tokens, i) for i in self.words)

    @property
    def previous(self) -> str:
        return self.text[max(self.paragraph[0], self.start - 2) : self.start].rstrip()[-1:]

    @property
    def following(self) -> str:
        return self.text[self.end : self.end + 3].lstrip()[:1]


Rule = Callable[[Place], str | None]


def surroundings(
    text: str, tokens: Tokens, start: int, end: int, words: Sequence[int], around: range, paragraph: Span, body: bool
) -> Place:
    """The surroundings of the marks at text[start:end]; `around` are its tokens with the marks."""
    before: list[int] = []
    for i in range(around.start - 1, max(0, around.start - CLAUSE) - 1, -1):
        if tokens.start[i] < paragraph[0] or tokens.text[i] in ".!?…;":
            break
        before.append(i)
    after = around.stop if around.stop < len(tokens) and tokens.start[around.stop] < paragraph[1] else None
    return Place(text, tokens, start, end, words, before[::-1], after, paragraph, body)


def _finite(tokens: Tokens, i: int) -> bool:
    return tokens.pos[i] in ("VERB", "AUX") and tokens.feats[i].get("VerbForm", "Fin") == "Fin"


# ------------------------------------------------------------------ the rules


def reference(p: Place) -> str | None:
    """(«Название», т. 5, стр. 161), (И. Петров, «Название», 1925), («Название»): a source in brackets."""
    left = p.text[max(p.paragraph[0], p.start - REACH) : p.start]
    right = p.text[p.end : min(p.paragraph[1], p.end + REACH)]
    begin = max((m.end() for m in BRACKET.finditer(left) if m.group() == "("), default=-1)
    close = right.find(")")
    if begin < 0 or ")" in left[begin:] or close < 0 or "(" in right[:close] or not p.capital or p.finite:
        return None
    outside = [w for w in re.split(r"[^\w№]+", left[begin:] + " " + right[:close]) if w]
    if any(c in DASHES + ":" for c in left[begin:].strip()[-1:]) or (p.text[p.end - 2] in ".…" and not outside):
        return None
    named = all(w[0].isupper() or w[0].isdigit() or w.lower() in PLACES or w in ROLES for w in outside)
    printed = any(w.lower() in PLACES or w == "№" for w in outside) and any(w.isdigit() for w in outside)
    return "title" if named or printed else None


def nickname(p: Place) -> str | None:
    """Под кличкой «Граф», так называемые «друзья», Иван «Граф» Петров."""
    t = p.tokens
    if not p.before or len(p.words) > 4 or p.previous in ":":
        return None
    near = [i for i in p.before[-3:] if t.pos[i] != "PUNCT"][::-1]
    for i in near:
        if t.lemma[i] in NICKNAMES:
            return "term"
        if t.pos[i] not in MODIFIERS:
            break
    last = p.before[-1]
    between = p.after is not None and t.entity[last] == t.entity[p.after] == "PER" and t.start[p.after] - p.end <= 1
    return "term" if between and p.capital and len(p.words) <= 2 and p.start - t.end[last] <= 1 else None


def body(p: Place) -> str | None:
    """«Единая Россия»: the whole is the name of a body."""
    return "title" if p.whole_name and p.capital and not p.finite else None


def headed(p: Place) -> str | None:
    """Газета «Правда», партии «Яблоко», роман «Что делать?»: the noun before says what is so called."""
    if not p.before or not p.capital or p.previous in (":", *DASHES):
        return None
    lemma = p.tokens.lemma[p.before[-1]]
    if lemma in NAMED_HEADS:
        return "title"
    return "title" if lemma in HEADS and not p.finite and p.text[p.end - 2] not in ".…" else None


def law(p: Place) -> str | None:
    """№ 374 «О внесении изменений», закон «Об оружии»."""
    if not (len(p.words) > 1 and p.capital and not p.finite and p.before) or p.previous in (":", *DASHES):
        return None
    first, second = p.words[:2]
    return "title" if p.tokens.lemma[first].lower() in LAW and p.tokens.feats[second].get("Case") == "Loc" else None


def naming(p: Place) -> str | None:
    """Ленин называет их «предателями», его упрекали в «трусости»: the word of somebody."""
    if p.capital or len(p.words) > 12:
        return None
    t = p.tokens
    governs = "bare"
    for i in reversed(p.before):
        lower = t.text[i].lower()
        if _names(t, i, governs):
            return "speech" if governs != "bare" or _somebody(t, i, p.before) else None
        if lower in ("в", "во", "за", "как"):
            governs = "в" if lower == "во" else lower
        elif t.pos[i] in ("VERB", "AUX", "CCONJ", "SCONJ", "ADP") or t.text[i] in ":" + DASHES:
            return None
    return None


def _names(tokens: Tokens, i: int, governs: str) -> bool:
    passive = tokens.feats[i].get("Voice") in ("Pass", "Mid")
    return tokens.lemma[i] in NAMING[governs] and tokens.pos[i] == "VERB" and not passive


def _somebody(tokens: Tokens, verb: int, clause: Sequence[int]) -> bool:
    """Whether the verb has a subject: not the general plural («его называют»)."""
    if tokens.feats[verb].get("Number") != "Plur" or tokens.feats[verb].get("Person") in ("1", "2"):
        return True
    return any(
        tokens.pos[i] in ("NOUN", "PROPN", "PRON")
        and tokens.lemma[i] != "который"
        and tokens.feats[i].get("Case") == "Nom"
        and tokens.feats[i].get("Number") == "Plur"
        for i in clause
    )


def topic(p: Place) -> str | None:
    """Говорит о «новой эре», фраза насчёт «прочих мелочей»: what somebody's words are about is in his words."""
    if p.capital or len(p.before) < 2:
        return None
    t = p.tokens
    k = len(p.before) - 1
    while k > 0 and t.pos[p.before[k]] in MODIFIERS and t.text[p.before[k]].lower() not in TOPIC:
        k -= 1
    if t.text[p.before[k]].lower() not in TOPIC:
        return None
    for i in reversed(p.before[max(0, k - 3) : k]):
        speaks = t.lemma[i] in SPEAKING and t.pos[i] == "VERB" and t.feats[i].get("Voice") not in ("Pass", "Mid")
        if speaks or t.lemma[i] in WORDS:
            return "speech"
        if t.pos[i] in ("VERB", "ADP", "CCONJ", "SCONJ"):
            return None
    return None


def subject(p: Place) -> str | None:
    """«Единая Россия» поддержала закон: a sentence begins with the name of its subject."""
    if p.before or not p.capital or p.finite or len(p.words) > 5 or p.after is None or p.text[p.end - 2] in ".!?…,":
        return None
    verb = p.tokens.text[p.after].islower() and _finite(p.tokens, p.after)
    nominative = any(p.tokens.feats[i].get("Case") == "Nom" for i in p.words)
    return "title" if verb and nominative and p.tokens.lemma[p.after] not in REPORTING else None


RULES: tuple[Rule, ...] = (nickname, reference, body, headed, law, naming, topic, subject)


def settle(places: Sequence[Place]) -> tuple[str, str] | None:
    """The kind and the name of the first rule that answers for one of the quotes of a list."""
    for rule in RULES:
        for place in places:
            kind = rule(place)
            if kind:
                return kind, rule.__name__
    return None


def reported(p: Place) -> bool:
    """Он хвалится, что сделает это «одним махом»; Китай – «большая страна», заявил министр: whether the quote is
    within indirect speech."""
    t = p.tokens
    for k, i in enumerate(p.before[:-1]):
        joined = t.text[p.before[k + 1]] == "," and k + 2 < len(p.before) and t.lemma[p.before[k + 2]] == "что"
        if joined and _speaks(t, i) and not any(t.text[x] == ":" for x in p.before[k:]):
            return True
    if p.after is None:
        return False
    for i in range(p.after, min(p.after + CLAUSE, len(t) - 1)):
        if t.text[i] in ".!?…;:" or t.start[i] >= p.paragraph[1]:
            return False
        if t.text[i] == "," and _speaks(t, i + 1) and _finite(t, i + 1):
            return True
    return False


def _speaks(tokens: Tokens, i: int) -> bool:
    return tokens.pos[i] == "VERB" and tokens.lemma[i] in SPEAKING


# ------------------------------------------------------------------ several quotes together


def chains(text: str, spans: Sequence[Span]) -> list[list[int]]:
    """Numbers of the spans that stand in one list («А», «Б» и «В»); single ones too."""
    groups: list[list[int]] = []
    at: dict[int, int] = {}  # end of the last span of a group: the group
    for k, (start, end) in enumerate(spans):
        group = next(
            (at[e] for e in range(start - 1, max(-1, start - 12), -1) if e in at and JOINT.fullmatch(text, e, start)),
            None,
        )
        if group is None:
            group = len(groups)
            groups.append([])
        groups[group].append(k)
        at[end] = group
    return groups


class Echoes:
    """The words of the speech so far, to know short quotes that repeat them."""

    def __init__(self, tokens: Tokens):
        self._tokens = tokens
        self._pairs: set[tuple[str, str]] = set()

    def add(self, words: Sequence[int]) -> None:
        """Words of a quote that is speech."""
        lemmas = self._content(words)
        self._pairs.update(pairwise(lemmas))

    def repeats(self, p: Place) -> bool:
        """Whether every two content words of a short quote follow one another in speech before."""
        if p.capital or any(self._tokens.lemma[i] in COINED for i in p.before[-1:]):
            return False
        lemmas = self._content(p.words)
        return len(lemmas) > 1 and all(pair in self._pairs for pair in pairwise(lemmas))

    def _content(self, words: Iterable[int]) -> list[str]:
        t = self._tokens
        return [t.lemma[i].lower() for i in words if t.pos[i] in CONTENT]

"""Conventions of annotation that say who is quoted before any probability is asked (docs/contract.md).

Rules for words in marks and indirect speech, tried in a fixed order, from the surest to the weakest; the first one that
answers decides, and names itself. Turns of dialogue are left to the model.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pipeline.core import lexicon
from pipeline.core.records import Span
from pipeline.speakers.refs import Ref, bodies, documents
from pipeline.speakers.tokens import Tokens

if TYPE_CHECKING:
    from pipeline.speakers.scene import Scene

REFERENCE = "ref:"  # key of a candidate that is a numbered source
CERTAIN = 0.95  # probability of whom a rule names
LABEL_REACH = 14  # tokens of the words within which the label of an entry stands
ADJACENT = 4  # tokens between a verb and the words that it quotes as its object
ECHO = 4  # content words of an echo at most
CONTENT = frozenset(("NOUN", "ADJ", "VERB", "PROPN", "ADV", "NUM"))
WEAK_HINTS = frozenset(("colon-name", "colon-narration", "previous", "next", "after-narration"))
BULLETS = frozenset("—–-−•*·")


@dataclass(frozen=True, slots=True)
class Ruling:
    """Whom a rule names: a `candidate` named in `source`, or whoever says unit `same`."""

    rule: str
    candidate: str = ""
    same: int = -1
    source: Span | None = None
    type: Literal["explicit", "anaphoric", "implicit"] = "explicit"


def find(scene: "Scene") -> list[Ruling | None]:
    """The ruling on each unit, None where the model is to decide."""
    content = [_content(scene, k) for k in range(len(scene.units))]
    rulings: list[Ruling | None] = []
    for k, unit in enumerate(scene.units):
        if unit.quotes[0].mode == "dialogue":
            rulings.append(None)
            continue
        ruling = next((found for rule in RULES if (found := rule(scene, k)) is not None), None)
        rulings.append(ruling or _echo(scene, k, content))
    return rulings


# ------------------------------------------------------------------ the words themselves say whose they are


def _entry(scene: "Scene", k: int) -> Ref | None:
    """The titled name that the words begin with, after a heading without a verb perhaps."""
    tokens, unit = scene.tokens, scene.units[k]
    for ref in scene.own[k]:
        if ref.kind == "name" and ref.case in ("Nom", "") and scene.types.get(ref.options[0]) == "PER":
            before = range(unit.first, ref.head)
            plain = not any(tokens.feats[j].finite for j in before)
            return ref if plain and ref.head - unit.first <= LABEL_REACH else None
        if ref.first - unit.first > LABEL_REACH:
            return None
    return None


def _titled(tokens: Tokens, first: int, head: int) -> bool:
    titles = lexicon.words("label_titles")
    return any(tokens.lower[j].rstrip(".") in titles for j in range(max(first, head - 4), head))


def _label(scene: "Scene", k: int) -> Ruling | None:
    """«Тов. Петров. Надо ждать», «т. Петров: …»: an entry of minutes under the speaker's name."""
    tokens, ref = scene.tokens, _entry(scene, k)
    if ref is None or ref.last >= scene.units[k].last:
        return None
    sign = tokens.text[ref.last]
    if sign == ":" or (sign[0] in ".…" and _titled(tokens, scene.units[k].first, ref.head)):
        return Ruling("label", ref.options[0], source=tokens.span(ref.first, ref.last))
    return None


def _signature(scene: "Scene", k: int) -> Ruling | None:
    """«От редакции. …»: the words begin with whom they are from."""
    tokens = scene.tokens
    at = [j for j in range(scene.units[k].first, min(scene.units[k].first + 6, scene.units[k].last))]
    at = [j for j in at if tokens.pos[j] != "SPACE" and tokens.text[j] not in ("«", '"', "“", "„")]
    if len(at) >= 3 and tokens.text[at[0]] == "От" and tokens.text[at[2]] == "." and tokens.pos[at[1]] == "NOUN":
        return Ruling("signature", f"np:{tokens.lemma[at[1]]}", source=tokens.span(at[1], at[1] + 1))
    return None


def _minutes(scene: "Scene", k: int) -> Ruling | None:
    """«Тов. Петров сообщает, что…»: minutes report in the third person; they are the source, not the person."""
    tokens, ref = scene.tokens, _entry(scene, k)
    if ref is None or ref.last >= scene.units[k].last or not _titled(tokens, scene.units[k].first, ref.head):
        return None
    verb = tokens.feats[ref.last]
    reports = tokens.lemma[ref.last] in lexicon.words("reporting_verbs")
    if not reports or not verb.finite or verb.past or verb.person != 3:
        return None
    nouns = lexicon.words("minutes_nouns")
    places = [j for j, lemma in enumerate(tokens.lemma) if lemma in nouns and scene.inner[j] == scene.units[k].level]
    if not places:
        return None
    before = [j for j in places if j < scene.units[k].first]
    head = before[-1] if before else places[0]
    return Ruling("minutes", f"np:{tokens.lemma[head]}", source=noun_phrase(tokens, head), type="implicit")


# ------------------------------------------------------------------ the text beside names the source


def _numbered(scene: "Scene", k: int) -> Ruling | None:
    """«…» [4]: the numbered source, unless somebody is named at the words."""
    hint = scene.hints[k]
    number = next((c for c in scene.cited[k] if c.startswith(REFERENCE)), None)
    if number is None or (hint is not None and (hint.kind == "name" or _strong(scene, k))):
        return None
    return Ruling("reference", number, source=scene.units[k].citation)


def _adjacent(scene: "Scene", k: int) -> Ruling | None:
    """«Петров говорил о „подлости“»: the subject of the verb whose object the words are."""
    tokens, unit = scene.tokens, scene.units[k]
    if unit.indirect:
        return None
    for verb in range(unit.first - 1, max(-1, unit.first - 2 - ADJACENT), -1):
        if tokens.pos[verb] in ("PUNCT", "SPACE") and tokens.text[verb] not in ("«", '"', "“", "„"):
            return None
        if scene.inner[verb] != unit.level:
            return None
        if tokens.feats[verb].finite and tokens.pos[verb] == "VERB":
            return _subject(scene, verb, unit.first)
    return None


def _subject(scene: "Scene", verb: int, end: int) -> Ruling | None:
    tokens = scene.tokens
    for ref in scene.refs_between(max(0, verb - 25), end):
        if ref.verb == verb and tokens.dep[ref.head] == "nsubj" and ref.case in ("Nom", "") and ref.options:
            if ref.kind == "pronoun":
                return None
            whole = tokens.span(ref.first, ref.last) if ref.kind == "name" else noun_phrase(tokens, ref.head)
            return Ruling("subject", likeliest(ref), source=whole, type=_kind(ref))
    return None


def _named(scene: "Scene", k: int) -> Ruling | None:
    """The source at the reporting word, where that is a name, or the noun for a person, paper or body."""
    hint = scene.hints[k]
    if hint is None or not hint.options or hint.kind == "pronoun" or not _strong(scene, k):
        return None
    if hint.kind == "noun" and not _speaks(scene.tokens, hint):
        return None
    return Ruling(f"cue-{hint.kind}", likeliest(hint), source=scene.units[k].hint, type=_kind(hint))


def _cited(scene: "Scene", k: int) -> Ruling | None:
    """«…» (Петров, т. 5): the one person in the reference."""
    persons = [c for c in scene.cited[k] if scene.types.get(c) == "PER"]
    if scene.hints[k] is not None or len(persons) != 1:
        return None
    return Ruling("citation", persons[0], source=scene.cited_span(k, persons[0]))


def _listed(scene: "Scene", k: int) -> Ruling | None:
    """A further item of a list of quotes: nothing but a dash, bullet or number parts it from the one before."""
    tokens, unit = scene.tokens, scene.units[k]
    if unit.indirect or scene.hints[k] is not None or k == 0:
        return None
    before = max(
        (n for n in range(k) if scene.units[n].level == unit.level and not scene.units[n].indirect), default=-1
    )
    if before < 0 or scene.units[before].quotes[0].mode == "dialogue":
        return None
    between = range(scene.units[before].last, unit.first)
    if any(tokens.pos[j] not in ("PUNCT", "SPACE") for j in between):
        return None
    if any(tokens.text[j] in BULLETS for j in between):
        return Ruling("list", same=before, type="implicit")
    return None


def _echo(scene: "Scene", k: int, content: Sequence[frozenset[str]]) -> Ruling | None:
    """A few words quoted before, quoted again: whoever said them."""
    cue = scene.cues[k]
    if scene.units[k].indirect or scene.hints[k] or (cue and cue.strength) or not 0 < len(content[k]) <= ECHO:
        return None
    for n in range(k - 1, -1, -1):
        longer = len(content[n]) > len(content[k])
        if longer and content[k] <= content[n] and n != scene.units[k].parent and not scene.units[n].indirect:
            return Ruling("echo", same=n, type="implicit")
    return None


RULES = (_label, _signature, _minutes, _numbered, _adjacent, _named, _cited, _listed)


# ------------------------------------------------------------------ helpers


def likeliest(ref: Ref) -> str:
    return max(zip(ref.shares, ref.options, strict=True))[1]


def _speaks(tokens: Tokens, ref: Ref) -> bool:
    if tokens.pos[ref.head] not in ("NOUN", "PROPN") or ref.case == "Loc":
        return False
    return ref.case == "Nom" if tokens.feats[ref.head].animate else tokens.lemma[ref.head] in documents() | bodies()


def _kind(ref: Ref) -> Literal["explicit", "anaphoric"]:
    return "explicit" if ref.kind == "name" else "anaphoric"


def _strong(scene: "Scene", k: int) -> bool:
    rule = next(quote.rule for quote in scene.units[k].quotes if quote.source_hint)
    return rule.rpartition(" ")[2] not in WEAK_HINTS


def _content(scene: "Scene", k: int) -> frozenset[str]:
    tokens = scene.tokens
    return frozenset(
        tokens.lemma[j] for first, last in scene.units[k].stretches for j in range(first, last)
        if tokens.pos[j] in CONTENT
    )  # fmt: skip


def noun_phrase(tokens: Tokens, head: int) -> Span:
    """A noun with the adjectives before it and the genitives after it."""
    start = head
    while start and tokens.pos[start - 1] in ("ADJ", "NUM") and tokens.head[start - 1] == head:
        start -= 1
    last = head + 1
    while (
        last < len(tokens) and head <= tokens.head[last] < last and tokens.feats[last].case == "Gen"
        and tokens.pos[last] in ("NOUN", "PROPN", "ADJ")
    ):  # fmt: skip
        last += 1
    return tokens.span(start, last)

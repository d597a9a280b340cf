"""What the features look at: tokens, referring expressions, units of speech and their reporting clauses."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from spacy.tokens import Doc

from pipeline.core import lexicon
from pipeline.core.authority import Authority
from pipeline.core.records import NARRATOR, Document, Entities, Quote, Span
from pipeline.speakers import conventions
from pipeline.speakers import refs as referring
from pipeline.speakers import tokens as columns
from pipeline.speakers import units as speech
from pipeline.speakers.conventions import REFERENCE, Ruling
from pipeline.speakers.refs import Ref
from pipeline.speakers.tokens import Feats, Tokens
from pipeline.speakers.units import Unit

STOPS = frozenset((".", "!", "?", "…", "...", "?..", "!..", ";"))
CLAUSE = 16  # tokens from the quote within which its reporting verb stands
FIRST_PERSON = 0.004  # «я» by narrator's token, from which on the document has a first-person teller
LEAST_I = 3
NUMBER = re.compile(r"[(\[]?\[(\d+)\][)\]]?")


@dataclass(slots=True)
class Cue:
    """The reporting clause of a unit, or what stands in its place.

    `strength`: 2 a clause that goes on from the quote (— сказал он), 1 one before a colon, 0 an action beside it.
    """

    zone: str
    verb: int
    subject: Ref | None
    gender: str
    number: str
    person: int
    strength: int
    objects: tuple[Ref, ...]
    turn: str = ""  # what the verb says about the turn: continue, answer, ask


@dataclass(slots=True)
class Scene:
    """`by_zone[k]` holds the references of unit k's zones, nearest to the quote first; `own[k]` those in its words."""

    tokens: Tokens
    refs: list[Ref]
    units: list[Unit]
    inner: list[int]
    genders: dict[str, str]
    types: dict[str, str]
    first_person: float  # «я» per token of narration
    by_zone: list[dict[str, list[tuple[int, Ref]]]]
    own: list[list[Ref]]
    hints: list[Ref | None]
    cited: list[frozenset[str]]  # who stands in the reference given for the words
    cues: list[Cue | None]
    firsts: list[int]
    rulings: list[Ruling | None]
    lines: dict[int, list[int]]  # the units of each level, without indirect speech

    def last_ref(self, candidate: str, at: int) -> Ref | None:
        """The last expression before token `at` that may mean the candidate."""
        for j in range(bisect_left(self.firsts, at) - 1, -1, -1):
            if candidate in self.refs[j].options:
                return self.refs[j]
        return None

    def refs_between(self, first: int, last: int) -> list[Ref]:
        """Expressions that begin in tokens [first, last)."""
        return self.refs[bisect_left(self.firsts, first) : bisect_left(self.firsts, last)]

    def cited_span(self, k: int, candidate: str) -> Span | None:
        """Where the reference given for unit `k` names the candidate."""
        citation = self.units[k].citation
        first, last = self.tokens.inside(citation) if citation else (0, 0)
        for ref in self.refs_between(first, last):
            if candidate in ref.options:
                return self.tokens.span(ref.first, ref.last)
        return None

    @property
    def told_by_i(self) -> bool:
        return self.first_person >= FIRST_PERSON


def read(document: Document, doc: Doc, found: Entities, quotes: Sequence[Quote], authority: Authority) -> Scene:
    """The scene of one document."""
    tokens = columns.read(doc, document.clean)
    units = speech.group(tokens, quotes)
    refs = referring.find(
        tokens, found, authority, [unit.hint for unit in units if unit.hint and unit.quotes[0].mode != "dialogue"]
    )
    inner = speech.levels(tokens, units)
    speech.set_zones(tokens, units, inner)
    for ref in refs:
        ref.unit = inner[ref.head]
    told = sum(1 for k in range(len(tokens)) if inner[k] == -1 and tokens.pos[k] not in ("PUNCT", "SPACE"))
    i_said = sum(1 for r in refs if r.unit == -1 and r.options == (NARRATOR,) and r.case == "Nom")
    first_person = i_said / told if i_said >= LEAST_I else 0.0
    firsts = [ref.first for ref in refs]
    by_zone = [_zone_refs(unit, refs, firsts, inner) for unit in units]
    own = [_own_refs(unit, refs, firsts) for unit in units]
    types: dict[str, str] = {e.id: e.type for e in found.entities}
    scene = Scene(
        tokens, refs, units, inner, _genders(tokens, refs, found, authority), types,
        first_person, by_zone, own, [_hinted(tokens, unit, refs, firsts, types) for unit in units],
        [_cited(tokens, unit, refs, firsts, document) for unit in units], [], firsts, [],
        _lines(units),
    )  # fmt: skip
    scene.cues = [_cue(scene, k) for k in range(len(units))]
    scene.rulings = conventions.find(scene)
    return scene


def _lines(units: Sequence[Unit]) -> dict[int, list[int]]:
    lines: dict[int, list[int]] = {}
    for k, unit in enumerate(units):
        if not unit.indirect:
            lines.setdefault(unit.level, []).append(k)
    return lines


def _zone_refs(
    unit: Unit, refs: Sequence[Ref], firsts: Sequence[int], inner: Sequence[int]
) -> dict[str, list[tuple[int, Ref]]]:
    level = inner[unit.first] if unit.indirect else unit.level
    found: dict[str, list[tuple[int, Ref]]] = {}
    for zone, runs in unit.zones.items():
        back = zone in ("before", "previous")
        items: list[tuple[int, Ref]] = []
        for first, last in runs:
            here = []
            for j in range(bisect_left(firsts, first), len(refs)):
                ref = refs[j]
                if ref.first >= last:
                    break
                if ref.unit == level:
                    here.append((last - ref.last if back else ref.first - first, ref))
            items.extend(reversed(here) if back else here)
        found[zone] = items
    return found


def _own_refs(unit: Unit, refs: Sequence[Ref], firsts: Sequence[int]) -> list[Ref]:
    own = []
    for first, last in unit.stretches:
        for j in range(bisect_left(firsts, first), len(refs)):
            if refs[j].first >= last:
                break
            own.append(refs[j])
    return own


def _hinted(
    tokens: Tokens, unit: Unit, refs: Sequence[Ref], firsts: Sequence[int], types: Mapping[str, str]
) -> Ref | None:
    """The reference in the source as the rule saw it: a person's name («представитель МИД Петров»), else the
    name of another in the case of the head noun («газета «Заря»»), a pronoun, the head noun, whatever else is there."""
    if unit.hint is None:
        return None
    first, last = tokens.inside(unit.hint)
    top = next((j for j in range(first, last) if tokens.head[j] == j or not first <= tokens.head[j] < last), first)

    def rank(ref: Ref) -> tuple[int, int]:
        if ref.kind == "pronoun":
            return 2, ref.first
        attribute = ref.head != top and ref.case == "Gen" != tokens.feats[top].case
        if ref.kind == "name" and not attribute:
            return int(not any(types.get(option) == "PER" for option in ref.options)), ref.first
        return (3 if ref.head == top else 4 + (ref.kind == "noun")), ref.first

    return min(_between(refs, firsts, first, last), key=rank, default=None)


def _cited(
    tokens: Tokens, unit: Unit, refs: Sequence[Ref], firsts: Sequence[int], document: Document
) -> frozenset[str]:
    if unit.citation is None:
        return frozenset()
    here = _between(refs, firsts, *tokens.inside(unit.citation))
    named = frozenset(option for ref in here if ref.kind == "name" for option in ref.options)
    number = NUMBER.fullmatch(document.clean[slice(*unit.citation)].strip())
    return named or (frozenset((f"{REFERENCE}{number[1]}",)) if number else named)


def _between(refs: Sequence[Ref], firsts: Sequence[int], first: int, last: int) -> list[Ref]:
    found = []
    for j in range(max(0, bisect_left(firsts, first) - 1), len(refs)):
        if refs[j].first >= last:
            break
        if first <= refs[j].head < last:
            found.append(refs[j])
    return found


def _genders(tokens: Tokens, refs: Sequence[Ref], found: Entities, authority: Authority) -> dict[str, str]:
    """Gender by authority, entity, else by the agreement of its names, nouns and verbs in the text."""
    votes: dict[str, Counter[str]] = {}
    for ref in refs:
        if len(ref.options) != 1:
            continue
        key = ref.options[0]
        vote = votes.setdefault(key, Counter())
        if ref.gender and ref.kind != "pronoun" and ref.number == "Sing":
            vote[ref.gender] += 1
        if ref.verb >= 0 and ref.unit == -1:
            verb = tokens.feats[ref.verb]
            if verb.past and verb.number == "Sing" and verb.gender:
                vote[verb.gender] += 3
    genders = {key: max(sorted(vote), key=lambda g: vote[g]) for key, vote in votes.items() if vote}
    genders.update({entity.id: entity.gender for entity in found.entities if entity.gender})
    genders.update({entry.id: entry.gender for entry in authority.entries if entry.gender})
    return genders


def _cue(scene: Scene, k: int) -> Cue | None:
    """The reporting clause: within the turn, after it, before a colon; else an action of somebody beside it."""
    unit, tokens = scene.units[k], scene.tokens
    hint = scene.hints[k]
    if unit.indirect:
        return _hinted_cue(scene, unit, hint) if hint else None
    weak: Cue | None = None
    for zone in ("inside", "after", "before", "previous"):
        for run in unit.zones[zone]:
            back = zone in ("before", "previous")
            clause = _last_sentence(tokens, run) if back else _first_sentence(tokens, run)
            words = [j for j in range(*clause) if tokens.pos[j] not in ("PUNCT", "SPACE")]
            if not words:
                continue
            strength = int(unit.colon) if back else 2 * tokens.text[words[0]][0].islower()
            near = [ref for _, ref in scene.by_zone[k][zone] if clause[0] <= ref.first < clause[1]]
            cue = _clause(tokens, near, zone, words, strength, back)
            if cue is None:
                continue
            if strength:
                return cue if cue.subject or hint is None else replace(cue, subject=hint)
            weak = weak or cue
    return _hinted_cue(scene, unit, hint) if hint else weak


def _hinted_cue(scene: Scene, unit: Unit, hint: Ref) -> Cue:
    """The reporting clause as the detecting rule read it, where none stands at the words' side."""
    tokens = scene.tokens
    span = next((quote.cue for quote in unit.quotes if quote.cue), None)
    verb = tokens.inside(span)[0] if span else hint.head
    f = tokens.feats[verb]
    turn = _turns().get(tokens.lemma[verb], "")
    return Cue("hint", verb, hint, f.gender if f.past else "", f.number if f.finite else "", f.person, 1, (), turn)


def _first_sentence(tokens: Tokens, run: tuple[int, int]) -> tuple[int, int]:
    first, last = run
    words = 0
    for j in range(first, last):
        words += tokens.pos[j] not in ("PUNCT", "SPACE")
        if words and tokens.text[j] in STOPS:
            return first, j
    return run


def _last_sentence(tokens: Tokens, run: tuple[int, int]) -> tuple[int, int]:
    first, last = run
    words = 0
    for j in range(last - 1, first - 1, -1):
        if words and tokens.text[j] in STOPS:
            return j + 1, last
        words += tokens.pos[j] not in ("PUNCT", "SPACE")
    return run


def _clause(
    tokens: Tokens, refs: Sequence[Ref], zone: str, words: Sequence[int], strength: int, back: bool
) -> Cue | None:
    nouns = {ref.head for ref in refs}
    verbs = [j for j in (reversed(words) if back else words) if _finite(tokens, j) and j not in nouns]
    if strength == 2:
        verbs = [j for j in verbs if j - words[0] < CLAUSE]
        early = [
            j
            for j in words[:3]
            if past_by_ending(tokens.lower[j]) and tokens.pos[j] not in ("ADV", "DET", "PRON") and j not in nouns
        ]
        if early and (not verbs or early[0] < verbs[0]):
            verbs.insert(0, early[0])
    if not verbs:
        return None
    best: tuple[float, int, Ref] | None = None
    for order, verb in enumerate(verbs[:3]):
        for ref in refs:
            score = _subject_score(tokens, verb, ref)
            if score > 0:
                score -= 0.3 * order
                if best is None or score > best[0]:
                    best = (score, verb, ref)
    verb = best[1] if best else verbs[0]
    subject = best[2] if best else _owner(tokens, verb, refs)
    f = verb_feats(tokens, verb)
    gender = f.gender if f.past and f.gender != "neuter" and not (subject and not best) else ""
    objects = tuple(r for r in refs if r is not subject and r.case in ("Dat", "Acc", "Gen", "Ins"))
    return Cue(zone, verb, subject, gender, f.number, f.person, strength, objects, _turns().get(tokens.lemma[verb], ""))


@cache
def _turns() -> dict[str, str]:
    return {row["lemma"]: row["turn"] for row in lexicon.load("turn_verbs")}


def _owner(tokens: Tokens, verb: int, refs: Sequence[Ref]) -> Ref | None:
    """The person behind an impersonal report: «вырвалось у Марьи», «раздался голос Марьи»."""
    for ref in refs:
        before = ref.first - 1
        if ref.case == "Gen" and before > verb and ref.first - verb < 8:
            noun = tokens.feats[before]
            if tokens.lower[before] == "у" or (
                tokens.pos[before] == "NOUN" and noun.case == "Nom" and not noun.animate
            ):
                return ref
    return None


def _subject_score(tokens: Tokens, verb: int, ref: Ref) -> float:
    f = verb_feats(tokens, verb)
    direct = ref.verb == verb
    gap = ref.first - verb - 1 if ref.first > verb else verb - ref.last
    doubtful = ref.case not in ("Nom", "")
    if doubtful:  # a tagger's slip is likelier than a verb without its subject
        governed = ref.first > 0 and tokens.pos[ref.first - 1] == "ADP"
        agrees = f.past and (f.gender == ref.gender or f.gender in ref.nominative)
        if governed or ref.kind == "pronoun" or not agrees:
            return 0.0
        if ref.kind == "noun" and gap:
            return 0.0
    if ref.person in (1, 2) and f.person and f.person != ref.person:
        return 0.0
    slip = doubtful and f.gender in ref.nominative
    if f.number and ref.number and f.number != ref.number and ref.person not in (2,) and not slip:
        return 0.0
    other = bool(f.past and f.gender and ref.gender and ref.gender != f.gender and not slip)
    if other and ref.kind != "name":
        return 0.0
    score = (0.4 if doubtful else 1.0) + 1.5 * direct + 0.5 * (ref.case == "Nom")
    if other and f.gender not in ref.nominative:
        score -= 0.8
    return max(0.05, score - 0.1 * gap + 0.4 * (gap == 0))


def _finite(tokens: Tokens, j: int) -> bool:
    return tokens.feats[j].finite and tokens.pos[j] in ("VERB", "AUX")


PAST_ENDINGS = (
    ("лась", "female"),
    ("лся", "male"),
    ("лось", "neuter"),
    ("ла", "female"),
    ("ло", "neuter"),
    ("л", "male"),
)


def past_by_ending(word: str) -> str:
    """The gender that the ending of a past tense shows, for verbs that the tagger took for something else."""
    if len(word) < 4:
        return ""
    return next((gender for ending, gender in PAST_ENDINGS if word.endswith(ending)), "")


def verb_feats(tokens: Tokens, verb: int) -> Feats:
    """Features of a verb; by its ending if the tagger did not see a verb."""
    if _finite(tokens, verb):
        return tokens.feats[verb]
    return Feats(gender=past_by_ending(tokens.lower[verb]), number="Sing", finite=True, past=True)

"""What a chosen candidate looks like in the text: the source span, how it is named, the entity it stands for."""

from dataclasses import dataclass, field
from typing import Literal

from pipeline.core import lexicon
from pipeline.core.authority import Authority
from pipeline.core.records import AUTHOR, NARRATOR, Document, Entities, Entity, Span
from pipeline.nlp.names import analyzer
from pipeline.speakers.conventions import REFERENCE
from pipeline.speakers.refs import Ref, documents
from pipeline.speakers.scene import Scene
from pipeline.speakers.tokens import Tokens
from pipeline.speakers.units import ZONES

Kind = Literal["explicit", "anaphoric", "implicit"]


@dataclass(frozen=True, slots=True)
class Source:
    """`rule` says where the source stands: cue-name, cue-noun, cue-pronoun, reference, beside, before."""

    span: Span | None
    type: Kind
    rule: str


def find(scene: Scene, k: int, candidate: str) -> Source:
    """The phrase that names `candidate` as the speaker of unit `k`."""
    unit, tokens, cue, hint = scene.units[k], scene.tokens, scene.cues[k], scene.hints[k]
    ruling = scene.rulings[k]
    if ruling is not None and ruling.same >= 0:
        same = find(scene, ruling.same, candidate)
        return Source(same.span, ruling.type, ruling.rule)
    if ruling is not None and ruling.candidate == candidate:
        return Source(ruling.source, ruling.type, ruling.rule)
    if candidate.startswith(REFERENCE):
        return Source(unit.citation, "explicit", "reference")
    if hint is not None and unit.hint and _may_be(scene, hint, candidate):
        return Source(unit.hint, *_at_cue(hint))
    if cue is not None and cue.strength and cue.subject is not None and _may_be(scene, cue.subject, candidate):
        return Source(tokens.span(cue.subject.first, cue.subject.last), *_at_cue(cue.subject))
    if candidate in scene.cited[k]:
        return Source(scene.cited_span(k, candidate), "explicit", "citation")
    beside = [ref for zone in ZONES for _, ref in scene.by_zone[k].get(zone, ()) if candidate in ref.options]
    beside.sort(key=lambda ref: ref.case != "Nom")
    if beside:
        return Source(tokens.span(beside[0].first, beside[0].last), "implicit", "beside")
    before = scene.last_ref(candidate, unit.first)
    return Source(tokens.span(before.first, before.last) if before else None, "implicit", "before")


def _at_cue(ref: Ref) -> tuple[Kind, str]:
    return ("explicit" if ref.kind == "name" else "anaphoric"), f"cue-{ref.kind}"


def _may_be(scene: Scene, ref: Ref, candidate: str) -> bool:
    if ref.options:
        return candidate in ref.options
    gender = scene.genders.get(candidate, "")
    return ref.person == 3 and (not gender or not ref.gender or gender == ref.gender)


@dataclass
class Voices:
    """Turns candidates into entities, and keeps those that had to be made for it."""

    document: Document
    scene: Scene
    found: Entities
    authority: Authority
    made: dict[str, Entity] = field(default_factory=dict)

    def entity(self, candidate: str, span: Span | None) -> str | None:
        """The entity id of a candidate; `span` is the source that names it."""
        if candidate in self.found.by_id:
            return candidate
        key = candidate
        if span is not None and candidate.partition(":")[2] in documents():  # two resolutions are two papers
            key = f"{candidate}|{self._description(candidate, span).lower()}"
        if key in self.made:
            return self.made[key].id
        entity = self._make(candidate, span)
        if entity is not None:
            self.made[key] = entity
        return entity.id if entity else None

    def known(self, candidate: str) -> str | None:
        """The entity id of a candidate that needs no new entity, or that has one already."""
        if candidate in self.made:
            return self.made[candidate].id
        return candidate if candidate in self.found.by_id or candidate in self.authority.by_id else None

    def author(self) -> str:
        """The id of the document's author: a person of the text or the authority who bears that name, else `author`."""
        name = self.document.author
        if name:
            known = self.authority.find(name)
            if known:
                return self.entity(known[0].id, None) or AUTHOR
            for entity in self.found.entities:
                if name in (entity.name, *entity.aliases):
                    return entity.id
        self.made.setdefault(AUTHOR, Entity(AUTHOR, "PER", name or "автор"))
        return AUTHOR

    def _make(self, candidate: str, span: Span | None) -> Entity | None:
        if candidate == NARRATOR:
            return Entity(NARRATOR, "PER", "рассказчик", gender=_gender(self.scene.genders.get(NARRATOR)))
        entry = self.authority.by_id.get(candidate)
        if entry is not None:
            return Entity(entry.id, entry.type, entry.name, entry.aliases, entry.gender, entry.wikidata)  # type: ignore[arg-type]
        if span is None:
            return None
        id = self.document.span_id("e", span)
        if candidate.startswith(REFERENCE):
            number = candidate.removeprefix(REFERENCE)
            described = self.document.references.get(number)
            return Entity(id, "DOC", f"источник [{number}]", (described,) if described else ())
        lemma = candidate.partition(":")[2]
        type: Literal["DOC", "OTHER"] = "DOC" if lemma in documents() else "OTHER"
        return Entity(id, type, self._description(candidate, span), gender=_gender(self.scene.genders.get(candidate)))

    def _description(self, candidate: str, span: Span) -> str:
        """The source phrase in the nominative; the noun that the candidate is known by where that is a pronoun."""
        tokens = self.scene.tokens
        first, last = tokens.inside(span)
        head = next((k for k in range(first, last) if not first <= tokens.head[k] < last), first)
        if tokens.pos[head] not in ("NOUN", "ADJ", "VERB", "ADV"):
            return candidate.partition(":")[2]
        return " ".join(_nominative(tokens, first, last, head))


def _gender(gender: str | None) -> Literal["male", "female"] | None:
    return gender if gender in ("male", "female") else None  # type: ignore[return-value]


def _nominative(tokens: Tokens, first: int, last: int, head: int) -> list[str]:
    """Words of a noun phrase, its head and the adjectives before it in the nominative, without what only points."""
    number = {"Sing": "sing", "Plur": "plur"}.get(tokens.feats[head].number, "")
    oblique = tokens.feats[head].case not in ("Nom", "")
    tag = next((p.tag for p in analyzer().parse(tokens.text[head]) if p.tag.POS == "NOUN"), None)
    wanted = {"nomn", number} | ({tag.gender} if tag and tag.gender and number == "sing" else set())
    words = []
    for k in range(first, last):
        points = k < head and (tokens.pos[k] == "DET" or tokens.lemma[k] in lexicon.words("pointing_words"))
        if points or tokens.pos[k] == "SPACE":
            continue
        if oblique and k <= head and tokens.pos[k] in ("NOUN", "ADJ"):
            words.append(_inflected(tokens.text[k], wanted if k < head else {"nomn", number}))
        else:
            words.append(tokens.text[k])
    return words


def _inflected(word: str, wanted: set[str]) -> str:
    for parse in analyzer().parse(word):
        form = parse.inflect(wanted - {""}) if parse.tag.POS in ("NOUN", "ADJF", "PRTF") else None
        if form is not None:
            return form.word.capitalize() if word[0].isupper() else form.word
    return word

"""The records that stages pass on, one document at a time.

Offsets in records are *clean* offsets (see core.offsets); `Document.raw` maps them to the source, and
ids (`doc_id:layer:start-end`) carry raw offsets, so that they are the same in every table and output.
Rows of tables are made from records by `pipeline.core.rows`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from pipeline.core.offsets import Edit, OffsetMap

NARRATOR = "narrator"  # reserved entity ids, see CONTRACT
AUTHOR = "author"

Span = tuple[int, int]
Kind = Literal["speech", "title", "term"]
Layer = Literal["m", "d", "q", "i", "e"]  # mention, date, quote in marks or dialogue, indirect quote, entity


@dataclass(frozen=True)
class Document:
    """A text as it came (`text`, decoded) with the repairs that make it readable for the machine (`clean`)."""

    doc_id: str
    text: str
    path: str = ""
    title: str | None = None
    author: str | None = None
    date: str | None = None
    source: str | None = None
    url: str | None = None
    sha256: str = ""
    encoding: str = "utf-8"
    references: Mapping[str, str] = field(default_factory=dict)  # number of a source -> its description
    edits: tuple[Edit, ...] = ()

    @cached_property
    def offsets(self) -> OffsetMap:
        return OffsetMap(self.text, self.edits)

    @property
    def clean(self) -> str:
        return self.offsets.text

    def raw(self, span: Span) -> Span:
        """Raw offsets of a clean span."""
        return self.offsets.to_raw(*span)

    def printed(self, span: Span) -> str:
        """The characters of the source that a clean span stands for."""
        start, end = self.raw(span)
        return self.text[start:end]

    def span_id(self, layer: Layer, span: Span) -> str:
        start, end = self.raw(span)
        return f"{self.doc_id}:{layer}:{start}-{end}"


@dataclass(frozen=True, slots=True)
class Inner:
    """A name inside a longer name («КПГ» in «ЦК КПГ»)."""

    start: int
    end: int
    type: str
    entity: str | None


@dataclass(frozen=True, slots=True)
class Mention:
    """A name of a person (PER) or body (ORG); dates are `Date`."""

    start: int
    end: int
    type: Literal["PER", "ORG"]
    entity: str
    inner: tuple[Inner, ...] = ()
    rule: str = ""
    confidence: float = 1.0

    @property
    def span(self) -> Span:
        return self.start, self.end


@dataclass(frozen=True, slots=True)
class Entity:
    """A person, body, document or unnamed voice, canonical within one document."""

    id: str
    type: Literal["PER", "ORG", "DOC", "OTHER"]
    name: str
    aliases: tuple[str, ...] = ()
    gender: Literal["male", "female"] | None = None
    wikidata: str | None = None


@dataclass(frozen=True, slots=True)
class Date:
    """A calendar expression and its EDTF value; `earliest` and `latest` are ISO days or None."""

    start: int
    end: int
    edtf: str | None
    edtf_os: str | None = None  # the Old-Style day of a double date
    earliest: str | None = None
    latest: str | None = None
    calendar: Literal["gregorian", "julian"] | None = None
    modifier: str | None = None  # early, mid, late, since, until, after, ...
    inferred: bool = False
    rule: str = ""

    @property
    def span(self) -> Span:
        return self.start, self.end


@dataclass(frozen=True)
class Entities:
    """What `pipeline.entities` finds in one document; lists are sorted by place, entities by id."""

    mentions: tuple[Mention, ...] = ()
    entities: tuple[Entity, ...] = ()
    dates: tuple[Date, ...] = ()

    @cached_property
    def by_id(self) -> dict[str, Entity]:
        return {entity.id: entity for entity in self.entities}


@dataclass(frozen=True, slots=True)
class Quote:
    """Quoted words. `id` is the raw span id; offsets are clean. `parts`: the words without the narrator's insertion.

    `cue` is the reporting word, `source_hint` the noun phrase or pronoun that the detecting rule itself saw as the
    source (indirect speech: the subject of the cue), to be checked by the speaker model.
    """

    id: str
    start: int
    end: int
    kind: Kind
    mode: Literal["direct", "dialogue", "indirect"]
    parent: str | None = None  # id of the enclosing quote
    turn: int | None = None  # stretches of one dialogue turn share it
    parts: tuple[Span, ...] = ()
    cue: Span | None = None
    source_hint: Span | None = None
    citation: Span | None = None
    date: str | None = None  # EDTF of the utterance
    confidence: float = 1.0  # of being a quote of this kind
    rule: str = ""

    @property
    def span(self) -> Span:
        return self.start, self.end


@dataclass(frozen=True, slots=True)
class Candidate:
    """One possible source of a quote, with its probability and the strongest reasons."""

    entity: str | None  # None is "nobody"
    source: Span | None
    probability: float
    reasons: str = ""


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says a quote; `speaker` None has a `reason`."""

    quote: str
    speaker: str | None
    source: Span | None = None
    addressee: str | None = None
    about: tuple[str, ...] = ()
    quoter: str | None = None
    type: Literal["explicit", "anaphoric", "implicit"] | None = None
    confidence: float = 0.0
    rule: str = ""
    reason: str | None = None
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True)
class Attributions:
    """What `pipeline.speakers` gives: attributions in the order of the quotes, and entities it had to make
    (documents, unnamed voices, the narrator, the author)."""

    attributions: tuple[Attribution, ...] = ()
    entities: tuple[Entity, ...] = ()

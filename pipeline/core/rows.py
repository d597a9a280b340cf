"""Records to rows of tables and back; the only place where clean offsets become raw ones and raw ones clean."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pipeline.core.offsets import Edit
from pipeline.core.records import (
    Attribution,
    Candidate,
    Date,
    Document,
    Entities,
    Entity,
    Inner,
    Mention,
    Quote,
    Span,
)

Row = dict[str, Any]


def _raw(document: Document, span: Span | None) -> tuple[int | None, int | None]:
    return document.raw(span) if span else (None, None)


def _clean(document: Document, start: int | None, end: int | None) -> Span | None:
    return None if start is None or end is None else document.offsets.to_clean(start, end)


# ------------------------------------------------------------------ documents


def document_row(document: Document) -> Row:
    return dict(
        doc_id=document.doc_id, path=document.path, title=document.title, author=document.author, date=document.date,
        source=document.source, url=document.url, sha256=document.sha256, encoding=document.encoding,
        references=[dict(number=n, text=t) for n, t in document.references.items()], text=document.text,
    )  # fmt: skip


def repair_rows(document: Document) -> list[Row]:
    rows, shift = [], 0
    for edit in document.edits:
        start = edit.raw_start - shift
        end = start + len(edit.replacement)
        shift += edit.raw_end - edit.raw_start - len(edit.replacement)
        rows.append(
            dict(doc_id=document.doc_id, start=start, end=end, raw_start=edit.raw_start, raw_end=edit.raw_end,
                 replacement=edit.replacement, rule=edit.rule)
        )  # fmt: skip
    return rows


def load_document(row: Mapping[str, Any], repairs: Iterable[Mapping[str, Any]]) -> Document:
    edits = tuple(Edit(r["raw_start"], r["raw_end"], r["replacement"], r["rule"]) for r in repairs)
    fields = {k: v for k, v in row.items() if k != "references"}
    return Document(**fields, references={r["number"]: r["text"] for r in row["references"] or ()}, edits=edits)


# ------------------------------------------------------------------ mentions, dates, entities


def mention_rows(document: Document, found: Entities) -> list[Row]:
    """Rows of `mentions`: names and dates together, by place."""
    rows = [_mention_row(document, m) for m in found.mentions] + [_date_mention_row(document, d) for d in found.dates]
    return sorted(rows, key=lambda row: (row["start"], row["end"], row["type"]))


def _mention_row(document: Document, m: Mention) -> Row:
    start, end = document.raw(m.span)
    inner = []
    for i in m.inner:
        a, b = document.raw((i.start, i.end))
        inner.append(dict(start=a, end=b, type=i.type, entity_id=i.entity))
    return dict(
        mention_id=document.span_id("m", m.span), doc_id=document.doc_id, start=start, end=end,
        text=document.text[start:end], type=m.type, entity_id=m.entity, inner=inner, rule=m.rule,
        confidence=round(m.confidence, 4),
    )  # fmt: skip


def _date_mention_row(document: Document, d: Date) -> Row:
    start, end = document.raw(d.span)
    return dict(
        mention_id=document.span_id("d", d.span), doc_id=document.doc_id, start=start, end=end,
        text=document.text[start:end], type="DATE", entity_id=d.edtf, inner=[], rule=d.rule, confidence=1.0,
    )  # fmt: skip


def date_row(document: Document, d: Date) -> Row:
    start, end = document.raw(d.span)
    return dict(
        mention_id=document.span_id("d", d.span), doc_id=document.doc_id, start=start, end=end,
        text=document.text[start:end], edtf=d.edtf, edtf_os=d.edtf_os, earliest=d.earliest, latest=d.latest,
        calendar=d.calendar, modifier=d.modifier, inferred=d.inferred, rule=d.rule,
    )  # fmt: skip


def entity_row(document: Document, e: Entity) -> Row:
    return dict(
        doc_id=document.doc_id, entity_id=e.id, type=e.type, name=e.name, aliases=list(e.aliases), gender=e.gender,
        wikidata=e.wikidata,
    )  # fmt: skip


def load_entity(row: Mapping[str, Any]) -> Entity:
    return Entity(
        row["entity_id"], row["type"], row["name"], tuple(row["aliases"] or ()), row["gender"], row["wikidata"]
    )


def load_entities(
    document: Document,
    mentions: Iterable[Mapping[str, Any]],
    entities: Iterable[Mapping[str, Any]],
    dates: Iterable[Mapping[str, Any]],
) -> Entities:
    to_clean = document.offsets.to_clean
    names = tuple(
        Mention(
            *to_clean(r["start"], r["end"]), r["type"], r["entity_id"],
            tuple(Inner(*to_clean(i["start"], i["end"]), i["type"], i["entity_id"]) for i in r["inner"] or ()),
            r["rule"], r["confidence"],
        )
        for r in mentions
        if r["type"] != "DATE"
    )  # fmt: skip
    when = tuple(
        Date(
            *to_clean(r["start"], r["end"]), r["edtf"], r["edtf_os"], r["earliest"], r["latest"], r["calendar"],
            r["modifier"], r["inferred"], r["rule"],
        )
        for r in dates
    )  # fmt: skip
    return Entities(names, tuple(load_entity(r) for r in entities), when)


# ------------------------------------------------------------------ quotes


def quote_row(document: Document, q: Quote) -> Row:
    start, end = document.raw(q.span)
    cue, hint, citation = (_raw(document, span) for span in (q.cue, q.source_hint, q.citation))
    return dict(
        quote_id=q.id, doc_id=document.doc_id, start=start, end=end, text=document.text[start:end], kind=q.kind,
        mode=q.mode, parent_id=q.parent, turn=q.turn, parts=[list(document.raw(part)) for part in q.parts],
        cue_start=cue[0], cue_end=cue[1], hint_start=hint[0], hint_end=hint[1], date=q.date,
        citation_start=citation[0], citation_end=citation[1], rule=q.rule, confidence=round(q.confidence, 4),
    )  # fmt: skip


def load_quotes(document: Document, rows: Iterable[Mapping[str, Any]]) -> list[Quote]:
    to_clean = document.offsets.to_clean
    return [
        Quote(
            id=r["quote_id"], start=to_clean(r["start"], r["end"])[0], end=to_clean(r["start"], r["end"])[1],
            kind=r["kind"], mode=r["mode"], parent=r["parent_id"], turn=r["turn"],
            parts=tuple(to_clean(*part) for part in r["parts"] or ()),
            cue=_clean(document, r["cue_start"], r["cue_end"]),
            source_hint=_clean(document, r["hint_start"], r["hint_end"]),
            citation=_clean(document, r["citation_start"], r["citation_end"]),
            date=r["date"], confidence=r["confidence"], rule=r["rule"],
        )
        for r in rows
    ]  # fmt: skip


# ------------------------------------------------------------------ attributions


def _within(mentions: Sequence[Mention], span: Span) -> Iterator[Mention]:
    """The mentions, which are sorted by place, that lie in the span."""
    for k in range(bisect_left(mentions, span[0], key=lambda m: m.start), len(mentions)):
        if mentions[k].start >= span[1]:
            return
        if mentions[k].end <= span[1]:
            yield mentions[k]


def attribution_row(document: Document, a: Attribution, mentions: Sequence[Mention]) -> Row:
    start, end = _raw(document, a.source)
    inside = _within(mentions, a.source) if a.source else ()
    mention = next((m for m in inside if m.entity == a.speaker), None)
    return dict(
        quote_id=a.quote, doc_id=document.doc_id, speaker_id=a.speaker, source_start=start, source_end=end,
        mention_id=document.span_id("m", mention.span) if mention else None, addressee_id=a.addressee,
        quoter_id=a.quoter, type=a.type, confidence=round(a.confidence, 4), rule=a.rule, reason=a.reason,
    )  # fmt: skip


def candidate_rows(document: Document, a: Attribution) -> list[Row]:
    return [_candidate_row(document, a.quote, rank, c) for rank, c in enumerate(a.candidates, 1)]


def _candidate_row(document: Document, quote: str, rank: int, c: Candidate) -> Row:
    start, end = _raw(document, c.source)
    return dict(
        quote_id=quote, doc_id=document.doc_id, rank=rank, entity_id=c.entity, source_start=start, source_end=end,
        probability=round(c.probability, 4), reasons=c.reasons,
    )  # fmt: skip


def about_rows(document: Document, a: Attribution, quote: Quote, mentions: Sequence[Mention]) -> list[Row]:
    first: dict[str, Mention] = {}
    for mention in _within(mentions, quote.span):
        first.setdefault(mention.entity, mention)
    return [
        dict(quote_id=a.quote, doc_id=document.doc_id, entity_id=entity,
             mention_id=document.span_id("m", first[entity].span) if entity in first else None)
        for entity in sorted(set(a.about))
    ]  # fmt: skip

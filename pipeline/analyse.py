"""Texts to JSON without DVC: the chain of stages in memory, a document at a time (contract: docs/contract.md)."""

import json
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline import annotate, entities, ingest, quotes, speakers
from pipeline.core import authority as authorities
from pipeline.core import models as trained
from pipeline.core.authority import Authority
from pipeline.core.errors import KtokogoError
from pipeline.core.records import Attribution, Date, Document, Entities, Entity, Mention, Quote, Span

log = logging.getLogger(__name__)


def analyse(document: Document, authority: Authority | None = None, models: Path = trained.FOLDER) -> dict[str, Any]:
    """Everything the chain finds in one document, as the JSON object of the contract; offsets are raw."""
    authority = authority or Authority()
    doc = annotate.annotate(document)
    found = entities.extract(document, doc, authority)
    quoted = quotes.detect(document, doc, found, models)
    said = speakers.attribute(document, doc, found, quoted, authority, models)
    return to_json(document, found, quoted, said.attributions, said.entities)


def to_json(
    document: Document,
    found: Entities,
    quoted: Sequence[Quote],
    attributions: Sequence[Attribution],
    voices: Sequence[Entity] = (),
) -> dict[str, Any]:
    """The JSON object of the contract from records with clean offsets."""
    known = {entity.id: entity for entity in (*found.entities, *voices)}
    said = {a.quote: a for a in attributions}
    names = [_mention(document, m) for m in found.mentions] + [_date_mention(document, d) for d in found.dates]
    return {
        "doc": document.doc_id,
        "text": document.text,
        "mentions": sorted(names, key=lambda m: (m["start"], m["end"], m["type"])),
        "entities": [_entity(known[id]) for id in sorted(known)],
        "dates": [_date(document, d) for d in found.dates],
        "quotes": [_quote(document, q, said.get(q.id), known) for q in quoted],
    }


def _located(document: Document, span: Span) -> dict[str, Any]:
    start, end = document.raw(span)
    return {"start": start, "end": end, "text": document.text[start:end]}


def _pair(document: Document, span: Span | None) -> list[int] | None:
    return list(document.raw(span)) if span else None


def _mention(document: Document, m: Mention) -> dict[str, Any]:
    inner = []
    for name in m.inner:
        start, end = document.raw((name.start, name.end))
        inner.append({"start": start, "end": end, "type": name.type, "entity": name.entity})
    more = {"type": m.type, "entity": m.entity, "inner": inner, "rule": m.rule, "confidence": round(m.confidence, 4)}
    return _located(document, m.span) | more


def _date_mention(document: Document, d: Date) -> dict[str, Any]:
    more: dict[str, Any] = {"type": "DATE", "entity": d.edtf, "inner": [], "rule": d.rule, "confidence": 1.0}
    return _located(document, d.span) | more


def _date(document: Document, d: Date) -> dict[str, Any]:
    return _located(document, d.span) | {
        "edtf": d.edtf,
        "edtf_os": d.edtf_os,
        "earliest": d.earliest,
        "latest": d.latest,
        "calendar": d.calendar,
        "modifier": d.modifier,
        "inferred": d.inferred,
        "rule": d.rule,
    }


def _entity(e: Entity) -> dict[str, Any]:
    return {
        "id": e.id,
        "type": e.type,
        "name": e.name,
        "aliases": list(e.aliases),
        "gender": e.gender,
        "wikidata": e.wikidata,
    }


def _quote(document: Document, q: Quote, a: Attribution | None, known: dict[str, Entity]) -> dict[str, Any]:
    said = a or Attribution(q.id, None)
    speaker = known.get(said.speaker) if said.speaker else None
    return (
        {"id": q.id}
        | _located(document, q.span)
        | {
            "kind": q.kind,
            "mode": q.mode,
            "parent": q.parent,
            "turn": q.turn,
            "parts": [list(document.raw(part)) for part in q.parts],
            "speaker": said.speaker,
            "speaker_name": speaker.name if speaker else None,
            "source": _pair(document, said.source),
            "cue": _pair(document, q.cue),
            "addressee": said.addressee,
            "about": list(said.about),
            "quoter": said.quoter,
            "attribution": said.type,
            "confidence": round(said.confidence if a else q.confidence, 4),
            "rule": q.rule,
            "speaker_rule": said.rule or None,
            "reason": said.reason,
            "date": q.date,
            "citation": _pair(document, q.citation),
        }
    )


# ------------------------------------------------------------------ many documents


def stream(
    files: Sequence[str] = (),
    jsonl: str | None = None,
    authority: Path | None = None,
    author: str | None = None,
    models: Path = trained.FOLDER,
) -> Iterator[dict[str, Any]]:
    """One JSON object a document, in input order; a failed document gives `{"doc", "error"}` in its place.

    Raises KtokogoError before the first document when the authority, the models or the JSONL file cannot be read.
    """
    roster = authorities.load(authority)
    for name in ("kind", "indirect", "speaker"):
        trained.load(models / f"{name}.skops")
    for doc, document in _inputs(files, jsonl):
        if isinstance(document, KtokogoError):
            yield {"doc": doc, "error": str(document)}
            continue
        if author and not document.author:
            document = replace(document, author=author)
        try:
            yield analyse(document, roster, models)
        except Exception as error:
            log.error("%s: the analysis failed: %r", doc, error)
            log.debug("%s", doc, exc_info=True)
            yield {"doc": doc, "error": f"{type(error).__name__}: {error}"}


def _inputs(files: Sequence[str], jsonl: str | None) -> Iterator[tuple[str | None, Document | KtokogoError]]:
    for name in files:
        yield name, _file(name)
    if jsonl:
        yield from _lines(Path(jsonl))


def _file(name: str) -> Document | KtokogoError:
    path = Path(name)
    try:
        if path.is_file() and not path.stat().st_size:
            log.warning("%s: the file is empty", name)
            return ingest.document(name, "")
        return replace(ingest.read(path, path.parent), doc_id=name)
    except KtokogoError as error:
        return error


def _lines(path: Path) -> Iterator[tuple[str | None, Document | KtokogoError]]:
    try:
        handle = path.open("rb")
    except OSError as error:
        raise KtokogoError(f"{path}: cannot be read ({error.strerror})") from None
    with handle:
        for number, line in enumerate(handle, 1):
            if line.strip():
                yield _line(f"{path}:{number}", line)


def _line(place: str, line: bytes) -> tuple[str | None, Document | KtokogoError]:
    try:
        record = json.loads(line.decode("utf-8-sig"))
    except ValueError as error:
        return None, KtokogoError(f"{place}: not a line of JSON in UTF-8 ({error})")
    if (
        not isinstance(record, dict)
        or not isinstance(record.get("doc"), str)
        or not isinstance(record.get("text"), str)
    ):
        doc = record.get("doc") if isinstance(record, dict) else None
        return doc if isinstance(doc, str) else None, KtokogoError(f'{place}: needs "doc" and "text", both strings')
    meta: dict[str, Any] = {}
    for key in ("author", "date", "title"):
        value = record.get(key)
        if value is not None and not isinstance(value, str):
            return record["doc"], KtokogoError(f'{place}: "{key}" must be a string')
        if value:
            meta[key] = value
    return record["doc"], ingest.document(record["doc"], record["text"].removeprefix("\ufeff"), **meta)


def write(results: Iterable[dict[str, Any]], out: Any) -> bool:
    """Print each object as a line of JSON; False when any document failed."""
    good = True
    for result in results:
        good = good and "error" not in result
        out.write(json.dumps(result, ensure_ascii=False) + "\n")
        out.flush()
    return good

"""Small tables of a processed corpus, by hand: each sentence is a list of names, a year is a date."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.core import rows, tables
from pipeline.core.records import Document

Paragraph = Sequence[Sequence[str]]
BODIES = ("Союз", "Совет")


def write(folder: Path, documents: Mapping[str, Sequence[Paragraph]], date: str | None = None) -> Path:
    """Write documents, sentences, mentions, dates, links and entities. A sentence is 100 characters long."""
    made: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("documents", "sentences", "mentions", "dates", "links")
    }
    names: dict[str, str] = {}
    for doc_id, paragraphs in documents.items():
        made["documents"].append(rows.document_row(Document(doc_id, "", date=date)))
        sent = 0
        for number, paragraph in enumerate(paragraphs):
            for words in paragraph:
                place = {"start": 100 * sent, "end": 100 * sent + 99}
                made["sentences"].append(dict(doc_id=doc_id, sent=sent, paragraph=number, **place))
                for k, name in enumerate(words):
                    _mention(made, doc_id, 100 * sent + 10 * k, name)
                    if not name.isdigit():
                        names[name] = "ORG" if name in BODIES else "PER"
                sent += 1
        local = {m["entity_id"] for m in made["mentions"] if m["doc_id"] == doc_id and m["type"] != "DATE"}
        for id in sorted(local):
            made["links"].append(dict(doc_id=doc_id, document_entity_id=id, entity_id=id.lower(), rule="test"))
    for name, table in made.items():
        tables.write(folder, name, table)
    tables.write(folder, "entities", [entity(name, kind) for name, kind in names.items()])
    return folder


def entity(name: str, kind: str) -> dict[str, Any]:
    return dict(
        entity_id=name.lower(), type=kind, name=name, aliases=[], gender=None, wikidata=None, mentions=1, documents=1,
        first_mention="", last_mention="", resolved=True,
    )  # fmt: skip


def _mention(made: dict[str, list[dict[str, Any]]], doc_id: str, start: int, name: str) -> None:
    place = dict(doc_id=doc_id, start=start, end=start + len(name), text=name, rule="test")
    if name.isdigit():
        id, kind = f"{doc_id}:d:{start}-{start + len(name)}", "DATE"
        day = dict(edtf=name, edtf_os=None, earliest=f"{name}-01-01", latest=f"{name}-12-31", calendar=None)
        made["dates"].append(dict(mention_id=id, modifier=None, inferred=False, **day, **place))
    else:
        id, kind = f"{doc_id}:m:{start}-{start + len(name)}", "ORG" if name in BODIES else "PER"
    made["mentions"].append(dict(mention_id=id, type=kind, entity_id=name, inner=[], confidence=1.0, **place))

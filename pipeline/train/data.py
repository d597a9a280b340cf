"""Annotated texts to train on: the project's gold, and further texts from a folder that the user names.

A folder of data may hold `fiction.jsonl.gz` (texts with quotes, speakers, addressees and mentions; the persons of each
novel in `authority/NOVEL.json`) and `news.jsonl` (texts with quotes in marks and indirect speech): docs/training.md.
"""

import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spacy.tokens import Doc

from pipeline import annotate, ingest
from pipeline.core import authority as authorities
from pipeline.core.authority import Authority
from pipeline.core.errors import KtokogoError
from pipeline.core.offsets import OffsetMap
from pipeline.core.records import Document

LISTS = ("quotes", "indirect", "mentions", "other", "entities", "dates")
PAIRS = ("", "speaker_", "cue_", "citation_")  # prefixes of keys that come as PREFIXstart, PREFIXend


@dataclass(frozen=True)
class Example:
    """One annotated text. `line` holds its gold with *clean* offsets; `genre` is "fiction", "news" or "gold"."""

    name: str
    group: str  # what is left out together: a novel, or the text itself
    genre: str
    document: Document
    doc: Doc
    line: Mapping[str, Any]
    authority: Authority


def read(gold: Path, raw: Path, data: Path | None) -> Iterator[Example]:
    """The texts one after the other, annotated; the project's gold (`gold`, its texts in `raw`) first."""
    for name, line in _project(gold, raw).items():
        yield _example(name, name, "gold", line["document"], line, authorities.load(None))
    if data is None:
        return
    if not data.is_dir():
        raise KtokogoError(f"{data}: no such folder of data")
    for line in _lines(data / "news.jsonl"):
        yield _example(line["doc"], line["doc"], "news", ingest.document(line["doc"], line["text"]), line, Authority())
    rosters: dict[str, Authority] = {}
    for line in _lines(data / "fiction.jsonl.gz"):
        novel = line["novel"]
        if novel not in rosters:
            path = data / "authority" / f"{novel}.json"
            rosters[novel] = authorities.load(path if path.exists() else None)
        yield _example(line["doc"], novel, "fiction", ingest.document(line["doc"], line["text"]), line, rosters[novel])


def _example(
    name: str, group: str, genre: str, document: Document, line: Mapping[str, Any], authority: Authority
) -> Example:
    return Example(
        name, group, genre, document, annotate.annotate(document), cleaned(line, document.offsets), authority
    )


def _project(gold: Path, raw: Path) -> dict[str, dict[str, Any]]:
    texts: dict[str, dict[str, Any]] = {}
    for layer in LISTS:
        for item in _lines(gold / f"{layer}.jsonl"):
            if item["doc"] not in texts:
                texts[item["doc"]] = {"doc": item["doc"], "document": ingest.read(raw / item["doc"], raw)}
            texts[item["doc"]].setdefault(layer, []).append(item)
    return texts


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSONL file, plain or .gz; nothing where there is no such file."""
    if not path.exists():
        return
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                try:
                    yield json.loads(line)
                except ValueError as error:
                    raise KtokogoError(f"{path}:{number}: not valid JSON ({error})") from None


def cleaned(line: Mapping[str, Any], offsets: OffsetMap) -> dict[str, Any]:
    """The gold of a text with clean offsets instead of raw ones."""
    return {key: [_cleaned(item, offsets) for item in value] if key in LISTS else value for key, value in line.items()}


def _cleaned(item: Mapping[str, Any], offsets: OffsetMap) -> dict[str, Any]:
    item = dict(item)
    for prefix in PAIRS:
        start, end = item.get(f"{prefix}start"), item.get(f"{prefix}end")
        if start is not None and end is not None:
            item[f"{prefix}start"], item[f"{prefix}end"] = offsets.to_clean(start, end)
    if item.get("name") and isinstance(item["name"], list):
        item["name"] = list(offsets.to_clean(*item["name"]))
    return item

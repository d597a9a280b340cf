"""Annotated texts to train on: the project's gold, and further texts from a folder that the user names.

A folder of data may hold `fiction.jsonl.gz` (texts with quotes, speakers, addressees and mentions; the persons of each
novel in `authority/NOVEL.json`) and `news.jsonl` (texts with quotes in marks and indirect speech): docs/training.md.
"""

import gzip
import json
from collections.abc import Collection, Iterator, Mapping
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

AUTHORITY = Path("corpus/authority")  # of the project's own gold
FILES = ("authority/*.json", "fiction.jsonl.gz", "news.jsonl")  # what a folder of data may hold
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


def read(gold: Path, raw: Path, data: Path | None, leave_out: Collection[str] = ()) -> Iterator[Example]:
    """The texts one after the other, annotated; the project's gold (`gold`, its texts in `raw`) first."""
    rosters: dict[str, Authority] = {}
    for genre, group, line in lines(gold, data):
        if not {group, line["doc"]} & set(leave_out):
            document = (
                ingest.read(raw / line["doc"], raw) if genre == "gold" else ingest.document(line["doc"], line["text"])
            )
            if group not in rosters:
                path = AUTHORITY if genre == "gold" else Path(data or ".") / "authority" / f"{group}.json"
                rosters[group] = authorities.load(path if path.exists() else None)
            clean = cleaned(line, document.offsets)
            yield Example(line["doc"], group, genre, document, annotate.annotate(document), clean, rosters[group])


def names(gold: Path, data: Path | None) -> set[str]:
    """Names of all texts and groups that can be left out."""
    return {name for _, group, line in lines(gold, data) for name in (group, line["doc"])}


def lines(gold: Path, data: Path | None) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(genre, group, gold) of every text, offsets raw."""
    project: dict[str, dict[str, Any]] = {}
    for layer in LISTS:
        for item in _lines(gold / f"{layer}.jsonl"):
            project.setdefault(item["doc"], {"doc": item["doc"]}).setdefault(layer, []).append(item)
    for doc, line in project.items():
        yield "gold", doc, line
    if data is None:
        return
    if not data.is_dir():
        raise KtokogoError(f"{data}: no such folder of data")
    for line in _lines(data / "news.jsonl"):
        yield "news", line["doc"], line
    for line in _lines(data / "fiction.jsonl.gz"):
        yield "fiction", line["novel"], line


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

"""Co-occurrence and queries over tables made by program: time in proportion to rows."""

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from pipeline.core import tables
from pipeline.core.schema import TABLES
from pipeline.network.cooccurrence import Cooccurrence

PEOPLE = 500
SPEAKERS = 20_000
KINDS = 1000  # of second words of quotes
IN_DOCUMENT = 1000  # mentions
IN_SENTENCE = 2


def cooccurrence(scratch: Path, sizes: list[int]) -> dict[str, Any]:
    """Seconds for all edges by sentence at each number of mentions; the ratio is the growth of time by row."""
    took = []
    for size in sizes:
        folder = scratch / f"mentions-{size}"
        mentions(folder, size)
        begun = time.perf_counter()
        Cooccurrence(folder).edges("sentence")
        took.append(time.perf_counter() - begun)
    return {"mentions": sizes, "seconds": took, "ratio": took[-1] / took[-2] / (sizes[-1] / sizes[-2])}


def mentions(folder: Path, size: int) -> None:
    """A corpus of `size` mentions of people, some of them much more often than others."""
    random = np.random.default_rng(0)
    number = np.arange(size)
    place = number % IN_DOCUMENT
    ids = np.char.add("d", np.char.zfill((number // IN_DOCUMENT).astype(str), 6))
    who = np.minimum(random.zipf(1.3, size), PEOPLE)
    columns = {
        "mention_id": np.char.add(np.char.add(ids, ":m:"), place.astype(str)), "doc_id": ids, "start": place * 10,
        "end": place * 10 + 5, "text": "имя", "type": "PER", "entity_id": np.char.add("p", who.astype(str)),
        "inner": [[]] * size, "rule": "made", "confidence": 1.0,
    }  # fmt: skip
    _write(folder, "mentions", columns, size)
    first = number[place % IN_SENTENCE == 0]
    sentences = {
        "doc_id": ids[first], "sent": place[first] // IN_SENTENCE, "paragraph": place[first] // 10,
        "start": place[first] * 10, "end": place[first] * 10 + 10 * IN_SENTENCE,
    }  # fmt: skip
    _write(folder, "sentences", sentences, len(first))


def query(scratch: Path, size: int) -> dict[str, Any]:
    """Seconds of questions to a corpus of `size` quotes, each a `ktokogo` command with its start-up."""
    folder = scratch / f"quotes-{size}"
    quotes(folder, size)
    questions = {
        "speaker": ["quotes", "--speaker", "Человека 7"],
        "quotes_text": ["quotes", "--text", "нужных слов7"],
        "who_quotes_whom": ["who-quotes-whom"],
    }
    took = {name: _ask(folder, question) for name, question in questions.items()}
    return {"quotes": size, "seconds": took.pop("speaker"), "others": took}


def _ask(folder: Path, question: list[str]) -> float:
    ktokogo = "import sys; from pipeline.cli import main; sys.exit(main())"
    begun = time.perf_counter()
    command = [sys.executable, "-c", ktokogo, *question, "--corpus", str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def quotes(folder: Path, size: int) -> None:
    """A corpus of `size` quotes of two words in documents of IN_DOCUMENT; a few speakers have most of them."""
    random = np.random.default_rng(0)
    number = np.arange(size)
    place = number % IN_DOCUMENT
    ids = np.char.add("d", np.char.zfill((number // IN_DOCUMENT).astype(str), 6))
    keys = np.char.add(np.char.add(ids, ":q:"), place.astype(str))
    who = np.minimum(random.zipf(1.3, size), SPEAKERS)
    people = np.char.add("p", who.astype(str))
    names = np.char.add("Человека ", who.astype(str))
    span = {"doc_id": ids, "start": place * 20, "end": place * 20 + 15, "rule": "made", "confidence": 1.0}
    _write(folder, "quotes", _blank("quotes", size) | span | {
        "quote_id": keys, "text": "«Нужные слова»", "kind": "speech", "mode": "direct"}, size)  # fmt: skip
    _write(folder, "attributions", _blank("attributions", size) | span | {
        "quote_id": keys, "speaker_id": people, "quoter_id": "author", "type": "explicit"}, size)  # fmt: skip
    _write(folder, "mentions", span | {
        "mention_id": np.char.add(keys, "m"), "text": names, "type": "PER", "entity_id": people,
        "inner": [[]] * size}, size)  # fmt: skip
    kinds = np.char.add("слов", (number % KINDS).astype(str))
    words = np.stack([np.full(size, "нужных"), kinds], axis=1).ravel()
    _write(folder, "tokens", _blank("tokens", 2 * size) | {
        "doc_id": np.repeat(ids, 2), "sent": np.repeat(place, 2), "token": np.arange(2 * size) % (2 * IN_DOCUMENT),
        "start": np.arange(2 * size) % (2 * IN_DOCUMENT) * 10, "end": np.arange(2 * size) % (2 * IN_DOCUMENT) * 10 + 5,
        "text": words, "lemma": words}, 2 * size)  # fmt: skip
    documents = np.unique(ids)
    _write(folder, "documents", _blank("documents", len(documents)) | {"doc_id": documents, "text": ""}, len(documents))
    _write(folder, "voices", _blank("voices", len(documents)) | {
        "doc_id": documents, "entity_id": "author", "type": "PER", "name": "Автор", "aliases": [[]] * len(documents),
    }, len(documents))  # fmt: skip
    pairs = np.unique((number // IN_DOCUMENT) * (SPEAKERS + 1) + who)
    spoke = np.char.add("p", (pairs % (SPEAKERS + 1)).astype(str))
    where = documents[pairs // (SPEAKERS + 1)]
    link = {"doc_id": where, "document_entity_id": spoke, "entity_id": spoke, "rule": "made"}
    _write(folder, "links", link, len(pairs))
    whom = {"quoter_id": "author", "quoted_id": spoke, "doc_id": where, "n_direct": 1, "n_indirect": 0, "words": 2}
    _write(folder, "who_quotes_whom", whom, len(pairs))
    known = np.arange(1, SPEAKERS + 1).astype(str)
    _write(folder, "entities", _blank("entities", SPEAKERS) | {
        "entity_id": np.char.add("p", known), "type": "PER", "name": np.char.add("Человек ", known),
        "aliases": [[]] * SPEAKERS, "mentions": 1, "documents": 1, "resolved": True}, SPEAKERS)  # fmt: skip


def _blank(name: str, size: int) -> dict[str, Any]:
    return {column.name: pa.nulls(size) for column in TABLES[name].columns}


def _write(folder: Path, name: str, columns: dict[str, Any], size: int) -> None:
    """Write columns (arrays, lists, or one value for all rows) as a table, in files of a million rows."""
    schema = TABLES[name].arrow
    arrays = [
        columns[field.name] if isinstance(columns[field.name], np.ndarray | list | pa.Array)
        else np.full(size, columns[field.name])
        for field in schema
    ]  # fmt: skip
    table = pa.table([pa.array(a).cast(f.type) for a, f in zip(arrays, schema, strict=True)], schema=schema)
    (folder / name).mkdir(parents=True)
    for shard, at in enumerate(range(0, size, 1_000_000)):
        writer = tables.Writer(folder / name / f"{shard:02d}.parquet", name)
        writer.add(table.slice(at, 1_000_000))
        writer.close()

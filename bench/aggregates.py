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
    """Seconds of `ktokogo quotes --speaker …` from the shell over `size` quotes."""
    folder = scratch / f"quotes-{size}"
    number = np.arange(size)
    place = number % IN_DOCUMENT
    ids = np.char.add("d", np.char.zfill((number // IN_DOCUMENT).astype(str), 6))
    quotes = np.char.add(np.char.add(ids, ":q:"), place.astype(str))
    who = np.char.add("p", (number * 7919 % PEOPLE).astype(str))
    nothing = pa.nulls(size)
    made: dict[str, Any] = {column.name: nothing for column in TABLES["quotes"].columns}
    made |= {"quote_id": quotes, "doc_id": ids, "start": place * 10, "end": place * 10 + 9, "text": "«Слова»",
             "kind": "speech", "mode": "direct", "rule": "made", "confidence": 1.0}  # fmt: skip
    _write(folder, "quotes", made, size)
    made = {column.name: nothing for column in TABLES["attributions"].columns}
    made |= {"quote_id": quotes, "doc_id": ids, "speaker_id": who, "quoter_id": "author", "type": "explicit",
             "confidence": 1.0, "rule": "made"}  # fmt: skip
    _write(folder, "attributions", made, size)
    documents = [f"d{k:06d}" for k in range(-(-size // IN_DOCUMENT))]
    made = {column.name: pa.nulls(len(documents)) for column in TABLES["documents"].columns}
    _write(folder, "documents", made | {"doc_id": documents, "text": ""}, len(documents))
    people = [f"p{k}" for k in range(PEOPLE)]
    empty = {name: None for name in ("gender", "wikidata")}
    tables.write(folder, "entities", [
        dict(entity_id=p, type="PER", name=f"Человек{p}", aliases=[], mentions=1, documents=1, first_mention="",
             last_mention="", resolved=True, **empty)
        for p in people
    ])  # fmt: skip
    links = {"doc_id": np.repeat(documents, PEOPLE), "document_entity_id": np.tile(people, len(documents)),
             "entity_id": np.tile(people, len(documents)), "rule": "made"}  # fmt: skip
    _write(folder, "links", links, len(documents) * PEOPLE)
    for name in TABLES:
        (folder / name).mkdir(exist_ok=True)
    begun = time.perf_counter()
    ktokogo = "import sys; from pipeline.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", ktokogo, "quotes", "--speaker", "Человекp7", "--corpus", str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return {"quotes": size, "seconds": time.perf_counter() - begun}


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

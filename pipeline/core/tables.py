"""Tables in files: `TABLE/SHARD.parquet`, rows in the order of the key, the same bytes on every machine.

A document's rows stand together in one row group, documents in the order of their ids, so that tables can be read
side by side, a document at a time, in bounded memory. No file is empty.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.core.schema import TABLES

GROUP_BYTES = 4_000_000  # a row group closes after the document with which it reaches this size
FORMAT: Mapping[str, Any] = dict(compression="zstd", compression_level=3, version="2.6", data_page_version="1.0")
CREATOR = f"parquet-cpp-arrow version {pa.__version__}".encode()


def shard_of(doc_id: str, shards: int) -> str:
    """The shard that a document falls into, by a hash of its id: "00" to the number of shards less one."""
    number = int.from_bytes(blake2b(doc_id.encode(), digest_size=8).digest(), "big") % shards
    return f"{number:0{max(2, len(str(shards - 1)))}d}"


def from_rows(name: str, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """A table of the schema from rows, sorted by its key; a row with other columns than the schema's is a KeyError."""
    rows = list(rows)
    columns = [column.name for column in TABLES[name].columns]
    for row in rows:
        if row.keys() != set(columns):
            raise KeyError(f"{name}: columns {sorted(row.keys() ^ set(columns))} missing or unknown")
    return conform(name, pa.Table.from_pylist([dict(row) for row in rows], schema=TABLES[name].arrow))


def empty(name: str) -> pa.Table:
    return TABLES[name].arrow.empty_table()


def conform(name: str, table: pa.Table) -> pa.Table:
    """The table with the schema's columns and types, sorted by the key."""
    schema = TABLES[name].arrow
    table = table.select(schema.names).cast(schema).combine_chunks()
    return table.sort_by([(key, "ascending") for key in TABLES[name].key])


class Writer:
    """Writes one shard of a table, document by document; the file appears with the first row."""

    def __init__(self, path: Path, name: str):
        self.path, self.name = path, name
        self._pending: list[pa.Table] = []
        self._size = 0
        self._file: pq.ParquetWriter | None = None

    def add(self, table: pa.Table) -> None:
        """Append rows that conform to the schema and come after those before."""
        if not table.num_rows:
            return
        self._pending.append(table)
        self._size += _size(table)
        if self._size >= GROUP_BYTES:
            self._flush()

    def _flush(self) -> None:
        group = pa.concat_tables(self._pending).combine_chunks()
        if self._file is None:
            self._file = pq.ParquetWriter(self.path, TABLES[self.name].arrow, **FORMAT)
        self._file.write_table(group, row_group_size=group.num_rows)
        self._pending, self._size = [], 0

    def close(self) -> None:
        if self._pending:
            self._flush()
        if self._file is not None:
            self._file.close()
            _forget_version(self.path)


def _size(table: pa.Table) -> int:
    """Bytes of the values, whatever buffers they lie in."""
    text = sum(
        pc.sum(pc.binary_length(column)).as_py() or 0 for column in table.columns if pa.types.is_string(column.type)
    )
    return text + 8 * table.num_rows * table.num_columns


def _forget_version(path: Path) -> None:
    """Blank the library's version in the footer: recorded outputs carry none."""
    with path.open("r+b") as file:
        file.seek(max(0, path.stat().st_size - 65536))
        at = file.tell()
        tail = file.read()
        found = tail.rfind(CREATOR)
        if found >= 0:
            file.seek(at + found)
            file.write(b"ktokogo".ljust(len(CREATOR)))


def write(folder: Path, name: str, rows: pa.Table | Iterable[Mapping[str, Any]]) -> None:
    """Write a table of the whole corpus as `folder/NAME/00.parquet`; a table without rows gives an empty folder."""
    (folder / name).mkdir(parents=True, exist_ok=True)
    writer = Writer(folder / name / "00.parquet", name)
    writer.add(conform(name, rows) if isinstance(rows, pa.Table) else from_rows(name, rows))
    writer.close()


def read(folder: Path, name: str) -> pa.Table:
    """All rows of a table, sorted by its key; a table that was not written is empty."""
    files = sorted((folder / name).glob("*.parquet"))
    parts = [_cast(name, pq.read_table(path, partitioning=None)) for path in files]
    return conform(name, pa.concat_tables(parts)) if parts else empty(name)


def _cast(name: str, table: pa.Table) -> pa.Table:
    schema = TABLES[name].arrow
    return table.select(schema.names).cast(schema)


def documents(files: Mapping[str, Path]) -> Iterator[tuple[str, dict[str, pa.Table]]]:
    """Go through the shard files of several tables side by side: (doc_id, rows of that document by table).

    The first table says which documents there are; a table whose file does not exist is empty.
    """
    with ExitStack() as stack:
        streams = {name: _Stream(name, path, stack) for name, path in files.items()}
        first = next(iter(streams))
        while (doc_id := streams[first].head) is not None:
            yield doc_id, {name: stream.take(doc_id) for name, stream in streams.items()}


class _Stream:
    """The documents of one shard file, in order; `head` is the id of the next one."""

    def __init__(self, name: str, path: Path, stack: ExitStack):
        self._name = name
        self._parts = _by_document(name, path, stack) if path.exists() else iter(())
        self._next = next(self._parts, None)

    @property
    def head(self) -> str | None:
        return self._next[0] if self._next else None

    def take(self, doc_id: str) -> pa.Table:
        """The rows of a document; those of documents before it are passed over."""
        while self._next and self._next[0] < doc_id:
            self._next = next(self._parts, None)
        if self._next is None or self._next[0] != doc_id:
            return empty(self._name)
        rows = self._next[1]
        self._next = next(self._parts, None)
        return rows


def _by_document(name: str, path: Path, stack: ExitStack) -> Iterator[tuple[str, pa.Table]]:
    file = stack.enter_context(pq.ParquetFile(path))
    for group in range(file.num_row_groups):
        table = _cast(name, file.read_row_group(group))
        ids = table.column("doc_id").combine_chunks()
        runs = pc.run_end_encode(ids)
        start = 0
        for doc_id, end in zip(runs.values.to_pylist(), runs.run_ends.to_pylist(), strict=True):
            yield doc_id, table.slice(start, end - start)
            start = end

"""A content-addressed cache of results, beside DVC's own: safe to delete, to share between processes, and to interrupt.

Entries are files named by their key, written under another name and renamed, and checked when read; one that is
damaged counts as missing. Two kinds exist: the result of a stage for one document, and whole shard files.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pyarrow as pa

SIZE = 16  # bytes of a digest
CHUNK = 1 << 20


def key_of(*parts: str) -> str:
    return blake2b("\0".join(parts).encode(), digest_size=SIZE).hexdigest()


def digest_of_file(path: Path) -> str:
    digest = blake2b(digest_size=SIZE)
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def digest_of_rows(tables: Mapping[str, pa.Table]) -> str:
    """Digest of the values in tables, the same whatever buffers they lie in."""
    digest = blake2b(digest_size=SIZE)
    for name, table in tables.items():
        digest.update(f"\0{name}\0{table.num_rows}\0".encode())
        with pa.ipc.new_stream(_Hashing(digest), table.schema) as stream:
            stream.write_table(table.take(pa.array(range(table.num_rows), pa.int64())))  # copied, so canonical
    return digest.hexdigest()


class _Hashing:
    """A file that keeps only the digest of what is written to it."""

    closed = False

    def __init__(self, digest: Any):
        self._digest = digest

    def write(self, data: Any) -> int:
        self._digest.update(data)
        return len(data)

    def flush(self) -> None:
        """Nothing is buffered."""

    def close(self) -> None:
        self.closed = True


@dataclass(frozen=True)
class Cache:
    folder: Path

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / key[2:]

    def _write(self, key: str, chunks: Any) -> None:
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{path.name}.{os.getpid()}.part")
        with part.open("wb") as file:
            for chunk in chunks:
                file.write(chunk)
        part.replace(path)

    # ------------------------------------------------------------------ small entries

    def put(self, key: str, payload: bytes) -> None:
        self._write(key, (blake2b(payload, digest_size=SIZE).digest(), payload))

    def get(self, key: str) -> bytes | None:
        try:
            entry = self._path(key).read_bytes()
        except FileNotFoundError:
            return None
        digest, payload = entry[:SIZE], entry[SIZE:]
        return payload if blake2b(payload, digest_size=SIZE).digest() == digest else None

    def put_tables(self, key: str, tables: Mapping[str, pa.Table], note: Any) -> None:
        """Keep the rows of one document with a note in JSON."""
        blobs = {name: _pack(table) for name, table in tables.items()}
        head = json.dumps({"note": note, "sizes": {name: len(blob) for name, blob in blobs.items()}}).encode()
        self.put(key, b"".join((head, b"\n", *blobs.values())))

    def get_tables(self, key: str) -> tuple[dict[str, pa.Table], Any] | None:
        payload = self.get(key)
        if payload is None:
            return None
        at = payload.index(b"\n") + 1
        head = json.loads(payload[:at])
        tables = {}
        for name, size in head["sizes"].items():
            tables[name] = pa.ipc.open_stream(pa.py_buffer(payload[at : at + size])).read_all()
            at += size
        return tables, head["note"]

    # ------------------------------------------------------------------ whole files

    def keep_file(self, path: Path) -> str:
        """Copy a file into the cache; its key is its digest."""
        key = digest_of_file(path)
        if not self._path(key).exists():
            with path.open("rb") as file:
                self._write(key, iter(lambda: file.read(CHUNK), b""))
        return key

    def fetch_file(self, key: str, target: Path) -> bool:
        """Copy a file out of the cache; False when it is missing or damaged."""
        digest = blake2b(digest_size=SIZE)
        try:
            with self._path(key).open("rb") as source, target.open("wb") as file:
                while chunk := source.read(CHUNK):
                    digest.update(chunk)
                    file.write(chunk)
        except FileNotFoundError:
            return False
        os.utime(self._path(key))
        return digest.hexdigest() == key

    # ------------------------------------------------------------------ size

    def trim(self, limit: int) -> None:
        """Delete the entries not used for the longest time until `limit` bytes are left, and remains of killed runs."""
        entries = []
        for path in self.folder.glob("*/*"):
            try:
                status = path.stat()
            except FileNotFoundError:  # another process trims too
                continue
            entries.append((status.st_mtime, status.st_size, path))
        excess = sum(size for _, size, _ in entries) - limit
        for _, size, path in sorted(entries):
            if excess <= 0:
                break
            path.unlink(missing_ok=True)
            excess -= size


def _pack(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as stream:
        stream.write_table(table)
    return sink.getvalue().to_pybytes()

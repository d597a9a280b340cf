"""Where the documents of a stage come from: the files below `corpus/raw`, or the tables of earlier stages."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.core import cache, tables
from pipeline.core.errors import KtokogoError

RAW = ("doc_id", "folder", "digest", "sidecar")  # columns


class Inputs(Protocol):
    """Documents by shard; the methods are called in workers too."""

    def shards(self) -> dict[str, int]:
        """Number of documents by shard."""

    def key(self, shard: str) -> str:
        """Digest of all that the shard holds."""

    def documents(self, shard: str) -> Iterator[tuple[str, dict[str, pa.Table]]]:
        """The documents of a shard, sorted by id, each with its rows by table."""


@dataclass(frozen=True)
class TableInputs:
    folder: Path
    reads: tuple[str, ...]

    def _files(self, shard: str) -> dict[str, Path]:
        return {name: self.folder / name / f"{shard}.parquet" for name in self.reads}

    def shards(self) -> dict[str, int]:
        missing = [name for name in self.reads if not (self.folder / name).is_dir()]
        if missing:
            raise KtokogoError(f"{self.folder} has no {', '.join(missing)}: run `make repro`")
        counter = "documents" if "documents" in self.reads else self.reads[0]
        paths = sorted((self.folder / self.reads[0]).glob("*.parquet"))
        return {p.stem: pq.read_metadata(self.folder / counter / p.name).num_rows for p in paths}

    def key(self, shard: str) -> str:
        files = self._files(shard)
        return cache.key_of(*(cache.digest_of_file(path) if path.exists() else "" for path in files.values()))

    def documents(self, shard: str) -> Iterator[tuple[str, dict[str, pa.Table]]]:
        return tables.documents(self._files(shard))


@dataclass(frozen=True)
class RawInputs:
    """Files as they came, with their sidecars `NAME.yaml`; `ids` are paths below the folder, by shard.

    A document's row of the table `raw` says where its file is and what it and its sidecar hold, by digest.
    """

    folder: Path
    ids: dict[str, list[str]]

    @classmethod
    def of(cls, folder: Path, paths: Iterable[Path], shards: int) -> "RawInputs":
        ids: dict[str, list[str]] = {}
        for doc_id in sorted(path.relative_to(folder).as_posix() for path in paths):
            ids.setdefault(tables.shard_of(doc_id, shards), []).append(doc_id)
        return cls(folder, ids)

    def shards(self) -> dict[str, int]:
        return {shard: len(ids) for shard, ids in self.ids.items()}

    def key(self, shard: str) -> str:
        return cache.key_of(*(cache.digest_of_rows(rows) for _, rows in self.documents(shard)))

    def documents(self, shard: str) -> Iterator[tuple[str, dict[str, pa.Table]]]:
        for doc_id in self.ids[shard]:
            path = self.folder / doc_id
            sidecar = path.with_suffix(".yaml")
            beside = cache.digest_of_file(sidecar) if sidecar.is_file() else ""
            row = (doc_id, str(self.folder), cache.digest_of_file(path), beside)
            yield doc_id, {"raw": pa.table({name: [value] for name, value in zip(RAW, row, strict=True)})}

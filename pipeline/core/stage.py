"""What a stage is: a function of one document, with the tables it reads and writes and the files that decide it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

Tables = Mapping[str, pa.Table]  # rows of one document, by table
Process = Callable[[Tables], Tables]


@dataclass(frozen=True)
class Stage:
    """One step of the chain, run by `pipeline.core.engine` over any number of documents.

    `reads`: tables of `corpus/processed` (`raw` stands for the files below `corpus/raw`); a document is processed when
    the first of them has rows for it, the others may be empty. `find(folder)` gives the files of a stage that reads
    `raw`. `setup(params)` loads models once a process and gives the function of one document; that raises
    `KtokogoError` on a text it cannot use, and what it logs as a warning is reported with the document.
    `models`: names of files in the folder of models; `files`: globs of authority files, `{name}` standing for a
    parameter; `libraries`: distributions that no import shows. Code, lexicon and imported libraries are found by
    `pipeline.core.fingerprint` itself.
    """

    name: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    setup: Callable[[Mapping[str, Any]], Process]
    models: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    libraries: tuple[str, ...] = ()
    find: Callable[[Path], Sequence[Path]] | None = None

    @property
    def module(self) -> str:
        """Where workers import the stage from; it is named STAGE there."""
        return self.setup.__module__

"""The stage `ingest`: files below the corpus folder to documents and repairs."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline import ingest
from pipeline.core import rows, tables
from pipeline.core.stage import Process, Stage, Tables


def setup(params: Mapping[str, Any]) -> Process:
    return process


def process(given: Tables) -> Tables:
    file = given["raw"].to_pylist()[0]
    folder = Path(file["folder"])
    document = ingest.read(folder / file["doc_id"], folder)
    return {
        "documents": tables.from_rows("documents", [rows.document_row(document)]),
        "repairs": tables.from_rows("repairs", rows.repair_rows(document)),
    }


STAGE = Stage("ingest", ("raw",), ("documents", "repairs"), setup, find=ingest.paths, libraries=("pymorphy3-dicts-ru",))

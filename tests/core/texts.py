"""A small stage for the tests of the engine: a document of each file; its text decides whether that goes well."""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.core import tables
from pipeline.core.engine import main
from pipeline.core.errors import KtokogoError
from pipeline.core.records import Document
from pipeline.core.rows import document_row
from pipeline.core.stage import Process, Stage, Tables


def setup(params: Mapping[str, Any]) -> Process:
    def process(rows: Tables) -> Tables:
        row = rows["raw"].to_pylist()[0]
        text = Path(row["folder"], row["doc_id"]).read_text()
        if "bad" in text:
            raise KtokogoError("a bad text: mend it")
        if "fault" in text:
            raise ZeroDivisionError("by zero")
        if "odd" in text:
            logging.getLogger("pipeline.texts").warning("%s: an odd text", row["doc_id"])
        document = Document(row["doc_id"], text, path=row["doc_id"])
        return {"documents": tables.from_rows("documents", [document_row(document)])}

    return process


STAGE = Stage("texts", ("raw",), ("documents",), setup, find=lambda folder: sorted(folder.glob("*.txt")))

if __name__ == "__main__":
    raise SystemExit(main("tests.core.texts"))

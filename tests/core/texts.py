"""A small stage for the tests of the engine: a document of each file; its text decides whether that goes well."""

import warnings
from collections.abc import Mapping
from typing import Any

from pipeline.core import tables
from pipeline.core.errors import KtokogoError, KtokogoWarning
from pipeline.core.records import Document
from pipeline.core.rows import document_row
from pipeline.core.stage import Process, Stage, Tables


def setup(params: Mapping[str, Any]) -> Process:
    def process(rows: Tables) -> Tables:
        row = rows["raw"].to_pylist()[0]
        text = row["data"].decode()
        if "bad" in text:
            raise KtokogoError("a bad text: mend it")
        if "fault" in text:
            raise ZeroDivisionError("by zero")
        if "odd" in text:
            warnings.warn("an odd text", KtokogoWarning, stacklevel=1)
        document = Document(row["doc_id"], text, path=row["doc_id"])
        return {"documents": tables.from_rows("documents", [document_row(document)])}

    return process


STAGE = Stage("texts", ("raw",), ("documents",), setup)

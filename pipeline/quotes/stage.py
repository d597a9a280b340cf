"""The stage `quotes`: quoted words, in marks, in dialogue, and reported."""

from collections.abc import Mapping
from typing import Any

from pipeline import quotes
from pipeline.core import models, rows, tables
from pipeline.core.stage import Process, Stage, Tables
from pipeline.nlp import reading


def setup(params: Mapping[str, Any]) -> Process:
    return process


def process(given: Tables) -> Tables:
    document = reading.document(given)
    found = reading.entities(document, given)
    with reading.blank().memory_zone():
        detected = quotes.detect(document, reading.doc(document, given), found, models.FOLDER)
    return {"quotes": tables.from_rows("quotes", [rows.quote_row(document, quote) for quote in detected])}


STAGE = Stage(
    "quotes",
    ("tokens", "documents", "repairs", "mentions", "document_entities", "dates"),
    ("quotes",),
    setup,
    models=("kind.skops", "dialogue.skops", "indirect.skops"),
)

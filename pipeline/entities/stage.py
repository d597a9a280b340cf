"""The stage `entities`: names, dates, and whom the names mean within one document."""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline import entities
from pipeline.core import authority, rows, tables
from pipeline.core.stage import Process, Stage, Tables
from pipeline.nlp import reading

log = logging.getLogger(__name__)


def setup(params: Mapping[str, Any]) -> Process:
    roster = authority.load(Path(params["authority"]), broken=log.info)  # reported once, by core.problems

    def process(given: Tables) -> Tables:
        document = reading.document(given)
        with reading.blank().memory_zone():
            found = entities.extract(document, reading.doc(document, given), roster)
        return {
            "mentions": tables.from_rows("mentions", rows.mention_rows(document, found)),
            "dates": tables.from_rows("dates", [rows.date_row(document, date) for date in found.dates]),
            "document_entities": tables.from_rows(
                "document_entities", [rows.entity_row(document, entity) for entity in found.entities]
            ),
        }

    return process


STAGE = Stage(
    "entities",
    ("tokens", "documents", "repairs"),
    ("mentions", "dates", "document_entities"),
    setup,
    files=("{authority}/*.yaml", "{authority}/*.yml", "{authority}/*.json"),
    libraries=("pymorphy3-dicts-ru",),
)

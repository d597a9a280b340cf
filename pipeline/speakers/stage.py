"""The stage `speakers`: who says the quoted words, to whom, about whom; and who quotes whom."""

import logging
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline import speakers
from pipeline.core import authority, models, rows, tables
from pipeline.core.records import Attribution, Document, Quote
from pipeline.core.stage import Process, Stage, Tables
from pipeline.nlp import reading

log = logging.getLogger(__name__)
WORD = re.compile(r"\w+")


def setup(params: Mapping[str, Any]) -> Process:
    roster = authority.load(Path(params["authority"]), broken=log.info)  # reported once, by core.problems

    def process(given: Tables) -> Tables:
        document = reading.document(given)
        found = reading.entities(document, given)
        quotes = reading.quotes(document, given)
        with reading.blank().memory_zone():
            doc = reading.doc(document, given)
            said = speakers.attribute(document, doc, found, quotes, roster, models.FOLDER, params["threshold"])
        by_id = {quote.id: quote for quote in quotes}
        all_said = said.attributions
        mentions = found.mentions
        return {
            "attributions": tables.from_rows(
                "attributions", [rows.attribution_row(document, a, mentions) for a in all_said]
            ),
            "voices": tables.from_rows("voices", [rows.entity_row(document, entity) for entity in said.entities]),
            "candidates": tables.from_rows(
                "candidates", [row for a in all_said for row in rows.candidate_rows(document, a)]
            ),
            "quote_about": tables.from_rows(
                "quote_about", [row for a in all_said for row in rows.about_rows(document, a, by_id[a.quote], mentions)]
            ),
            "who_quotes_whom": tables.from_rows("who_quotes_whom", who_quotes_whom(document, quotes, all_said)),
        }

    return process


def who_quotes_whom(
    document: Document, quotes: Sequence[Quote], attributions: Sequence[Attribution]
) -> list[dict[str, Any]]:
    """Rows of the table: speech with a speaker, counted by quoter and speaker, direct and indirect apart."""
    by_id = {quote.id: quote for quote in quotes}
    direct: Counter[tuple[str | None, str]] = Counter()
    indirect: Counter[tuple[str | None, str]] = Counter()
    words: Counter[tuple[str | None, str]] = Counter()
    for said in attributions:
        quote = by_id[said.quote]
        if said.speaker is None or quote.kind != "speech":
            continue
        pair = (said.quoter, said.speaker)
        (indirect if quote.mode == "indirect" else direct)[pair] += 1
        words[pair] += sum(len(WORD.findall(document.printed(span))) for span in quote.parts or (quote.span,))
    return [
        dict(doc_id=document.doc_id, quoter_id=pair[0], quoted_id=pair[1], n_direct=direct[pair],
             n_indirect=indirect[pair], words=words[pair])
        for pair in words
    ]  # fmt: skip


STAGE = Stage(
    "speakers",
    ("tokens", "documents", "repairs", "mentions", "document_entities", "dates", "quotes"),
    ("attributions", "voices", "candidates", "quote_about", "who_quotes_whom"),
    setup,
    models=("speaker.skops",),
    files=("{authority}/*.yaml", "{authority}/*.yml", "{authority}/*.json"),
)

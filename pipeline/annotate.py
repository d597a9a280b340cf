"""annotate: tokens, sentences, morphology, syntax, names and lemmas of one document at a time."""

import sys
from collections.abc import Mapping
from typing import Any

import pyarrow as pa
from spacy.tokens import Doc

from pipeline import nlp
from pipeline.core import tables
from pipeline.core.records import Document
from pipeline.core.stage import Process, Stage, Tables
from pipeline.nlp import docs, reading


def annotate(document: Document) -> Doc:
    """The analysed Doc of a document, `doc.text == document.clean`; it depends on nothing but that text."""
    return nlp.load()(document.clean)


def sentence_rows(document: Document, tokens: pa.Table) -> list[dict[str, Any]]:
    """Rows of `sentences` from those of `tokens`; line ends in the clean text between two sentences part paragraphs."""
    spans: dict[int, list[int]] = {}
    for sent, start, end in zip(*(tokens.column(name).to_pylist() for name in ("sent", "start", "end")), strict=True):
        spans.setdefault(sent, [start, end])[1] = end
    made: list[dict[str, Any]] = []
    paragraph = position = 0
    for sent, (start, end) in spans.items():
        first, last = document.offsets.to_clean(start, end)
        paragraph += bool(made) and "\n" in document.clean[position:first]
        position = last
        made.append(dict(doc_id=document.doc_id, sent=sent, paragraph=paragraph, start=start, end=end))
    return made


def setup(params: Mapping[str, Any]) -> Process:
    language = nlp.load()

    def process(given: Tables) -> Tables:
        document = reading.document(given)
        with language.memory_zone():
            tokens = docs.token_table(document, annotate(document))
        return {"tokens": tokens, "sentences": tables.from_rows("sentences", sentence_rows(document, tokens))}

    return process


STAGE = Stage(
    "annotate",
    ("documents", "repairs"),
    ("tokens", "sentences"),
    setup,
    libraries=("natasha", "pymorphy3-dicts-ru", "dawg2"),
)

if __name__ == "__main__":
    from pipeline.core.engine import main

    sys.exit(main("pipeline.annotate"))

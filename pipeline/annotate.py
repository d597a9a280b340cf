"""annotate: tokens, sentences, morphology, syntax, names and lemmas of one document at a time."""

import sys
from collections.abc import Mapping
from typing import Any

from spacy.tokens import Doc

from pipeline import nlp
from pipeline.core.records import Document
from pipeline.core.stage import Process, Stage, Tables
from pipeline.nlp import docs, reading


def annotate(document: Document) -> Doc:
    """The analysed Doc of a document, `doc.text == document.clean`; it depends on nothing but that text."""
    return nlp.load()(document.clean)


def setup(params: Mapping[str, Any]) -> Process:
    language = nlp.load()

    def process(given: Tables) -> Tables:
        document = reading.document(given)
        with language.memory_zone():
            doc = annotate(document)
            return {"tokens": docs.token_table(document, doc), "sentences": docs.sentence_table(document, doc)}

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

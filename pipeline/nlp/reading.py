"""Records of one document from the rows of its tables, for the stages after annotate."""

from collections.abc import Mapping
from functools import cache

import pyarrow as pa
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.core import rows
from pipeline.core.records import Document, Entities, Quote
from pipeline.nlp.docs import from_table

Tables = Mapping[str, pa.Table]


@cache
def blank() -> Language:
    """spaCy's Russian, without models; documents are read inside `blank().memory_zone()`, which frees their memory."""
    return spacy.blank("ru")


def document(tables: Tables) -> Document:
    return rows.load_document(tables["documents"].to_pylist()[0], tables["repairs"].to_pylist())


def doc(document: Document, tables: Tables) -> Doc:
    return from_table(blank().vocab, document, tables["tokens"])


def entities(document: Document, tables: Tables) -> Entities:
    parts = (tables[name].to_pylist() for name in ("mentions", "document_entities", "dates"))
    return rows.load_entities(document, *parts)


def quotes(document: Document, tables: Tables) -> list[Quote]:
    return rows.load_quotes(document, tables["quotes"].to_pylist())

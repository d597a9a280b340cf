"""annotate: tokens, sentences, morphology, syntax, names and lemmas of one document at a time."""

from spacy.tokens import Doc

from pipeline import nlp
from pipeline.core.records import Document


def annotate(document: Document) -> Doc:
    """The analysed Doc of a document, `doc.text == document.clean`; it depends on nothing but that text."""
    return nlp.load()(document.clean)

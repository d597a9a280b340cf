"""Analysis of Russian as spaCy components; the only importer of razdel, slovnet, navec and pymorphy3."""

from functools import cache
from sys import maxsize

import spacy
from spacy.language import Language

from pipeline.nlp import components


@cache
def load() -> Language:
    """The pipeline: razdel tokens and sentences, slovnet morphology, syntax and names, pymorphy3 lemmas."""
    nlp = spacy.blank("ru", config={"nlp": {"tokenizer": {"@tokenizers": components.TOKENIZER}}})
    for name in components.PIPELINE:
        nlp.add_pipe(name)
    nlp.max_length = maxsize  # memory grows with the number of tokens alone
    return nlp

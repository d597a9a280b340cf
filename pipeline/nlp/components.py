"""spaCy components around razdel, slovnet's networks and pymorphy3; they work on any Doc of the tokenizer below."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from spacy import attrs
from spacy.language import Language
from spacy.parts_of_speech import IDS as POS_IDS
from spacy.tokens import Doc
from spacy.vocab import Vocab

from pipeline.nlp import cnn, docs, segment, trees
from pipeline.nlp.lemmas import lemma

TOKENIZER = "ktokogo.razdel.v1"
# spaCy also guesses whether a form is like a number, an address or a stop word: four fifths of the time of making a Doc
LEXICAL = (
    attrs.LOWER, attrs.NORM, attrs.IS_ALPHA, attrs.IS_DIGIT, attrs.IS_LOWER, attrs.IS_PUNCT, attrs.IS_SPACE,
    attrs.IS_TITLE, attrs.IS_UPPER,
)  # fmt: skip
SENTENCE_LIMIT = (
    1000  # tokens; longer ones, which are no sentences, are cut, as the parser's work grows with the square
)
PIPELINE = ("sentences", "morphology", "syntax", "names", "lemmas")


class Tokenizer:
    """razdel's tokens; white space beyond single spaces becomes tokens too, so that `doc.text == text`."""

    def __init__(self, vocab: Vocab):
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        spans = np.array(list(segment.tokens(text)), np.int64).reshape(-1, 2)
        doc, _ = docs.from_spans(self.vocab, text, spans[:, 0], spans[:, 1])
        return doc

    def to_bytes(self, **_: Any) -> bytes:
        return b""

    def from_bytes(self, _data: bytes, **_: Any) -> "Tokenizer":
        return self

    def to_disk(self, _path: str | Path, **_: Any) -> None:
        """There is nothing to store: the rules are code and data of this package."""

    def from_disk(self, _path: str | Path, **_: Any) -> "Tokenizer":
        return self


@spacy.registry.tokenizers(TOKENIZER)
def make_tokenizer() -> Callable[[Language], Tokenizer]:
    """The tokenizer of a pipeline; its vocabulary computes only the lexical attributes LEXICAL of new words."""

    def make(nlp: Language) -> Tokenizer:
        vocab: Any = nlp.vocab
        vocab.lex_attr_getters = {name: vocab.lex_attr_getters[name] for name in LEXICAL}
        return Tokenizer(vocab)

    return make


@Language.component("sentences", assigns=["token.is_sent_start", "doc.sents"])
def sentences(doc: Doc) -> Doc:
    """razdel's sentences, see `pipeline.nlp.segment`."""
    starts = np.array([start for start, _ in segment.sentences(doc.text)], np.int64)
    places = docs.words(doc)
    first = np.searchsorted(doc.to_array(attrs.IDX)[places], starts)
    sizes = np.diff(first, append=len(places)).tolist()
    cut = [k for at, size in zip(first.tolist(), sizes, strict=True) for k in range(at, at + size, SENTENCE_LIMIT)]
    docs.set_sentences(doc, places[cut])
    return doc


@Language.factory("morphology", requires=["token.is_sent_start"], assigns=["token.pos", "token.morph"])
def morphology(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """slovnet's parts of speech and features."""
    network = cnn.load().morphology
    tags = [(tag + "|").split("|", 1) for tag in network.tags]
    pos = np.array([POS_IDS.get(tag, 0) for tag, _ in tags])
    add = nlp.vocab.morphology.add
    feats = np.array([add(rest.rstrip("|")) for _, rest in tags], np.uint64)

    def tag(doc: Doc) -> Doc:
        places = docs.words(doc)
        chosen = network(docs.strings_of(doc, attrs.ORTH, places), docs.sentence_sizes(doc, places))
        docs.set_column(doc, attrs.POS, places, pos[chosen], POS_IDS["SPACE"])
        docs.set_column(doc, attrs.MORPH, places, feats[chosen], add(""))
        return doc

    return tag


@Language.factory("syntax", requires=["token.is_sent_start"], assigns=["token.head", "token.dep", "doc.sents"])
def syntax(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """slovnet's heads, repaired to trees, and relations; `doc.user_data["repaired_heads"]` counts the repairs."""
    network = cnn.load().syntax

    def parse(doc: Doc) -> Doc:
        places = docs.words(doc)
        sizes = docs.sentence_sizes(doc, places)
        numbers, relations = network(docs.strings_of(doc, attrs.ORTH, places), sizes)
        heads, repairs = trees.document(numbers, sizes)
        labels = [network.relations[k] for k in relations.tolist()]
        docs.set_tree(doc, places, heads, labels, docs.sentence_numbers(doc, places))
        doc.user_data["repaired_heads"] = repairs
        return doc

    return parse


@Language.factory("names", assigns=["doc.ents", "token.ent_iob", "token.ent_type"])
def names(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """slovnet's names over the whole document: PER, LOC and ORG."""
    network = cnn.load().names

    def find(doc: Doc) -> Doc:
        places = docs.words(doc)
        docs.set_names(
            doc, places, [network.tags[k] for k in network(docs.strings_of(doc, attrs.ORTH, places)).tolist()]
        )
        return doc

    return find


@Language.component("lemmas", requires=["token.pos", "token.morph"], assigns=["token.lemma"])
def lemmas(doc: Doc) -> Doc:
    """pymorphy3's dictionary forms, see `pipeline.nlp.lemmas`."""
    places = docs.words(doc)
    pos, feats = docs.strings_of(doc, attrs.POS, places), docs.strings_of(doc, attrs.MORPH, places)
    docs.set_lemmas(
        doc, places, [lemma(*key) for key in zip(docs.strings_of(doc, attrs.ORTH, places), pos, feats, strict=True)]
    )
    return doc

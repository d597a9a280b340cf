"""spaCy components around razdel, slovnet's networks and pymorphy3; they work on any Doc of the tokenizer below."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from spacy.attrs import IDX, MORPH, POS
from spacy.language import Language
from spacy.parts_of_speech import IDS as POS_IDS
from spacy.tokens import Doc
from spacy.vocab import Vocab

from pipeline.nlp import cnn, docs, segment, trees
from pipeline.nlp.lemmas import lemma

TOKENIZER = "ktokogo.razdel.v1"
PIPELINE = ("sentences", "morphology", "syntax", "names", "lemmas")


class Tokenizer:
    """razdel's tokens; white space beyond single spaces becomes tokens too, so that `doc.text == text`."""

    def __init__(self, vocab: Vocab):
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        doc, _ = docs.from_spans(self.vocab, text, segment.tokens(text))
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
    return lambda nlp: Tokenizer(nlp.vocab)


@Language.component("sentences", assigns=["token.is_sent_start", "doc.sents"])
def sentences(doc: Doc) -> Doc:
    """razdel's sentences, see `pipeline.nlp.segment`."""
    starts = [start for start, _ in segment.sentences(doc.text)]
    docs.set_sentences(doc, np.flatnonzero(np.isin(doc.to_array(IDX), starts)))
    return doc


def _texts(doc: Doc, places: docs.Ints) -> list[str]:
    texts = [token.text for token in doc]
    return [texts[place] for place in places.tolist()]


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
        chosen = network(_texts(doc, places), docs.sentence_sizes(doc, places))
        docs.set_column(doc, POS, places, pos[chosen], POS_IDS["SPACE"])
        docs.set_column(doc, MORPH, places, feats[chosen], add(""))
        return doc

    return tag


@Language.factory("syntax", requires=["token.is_sent_start"], assigns=["token.head", "token.dep", "doc.sents"])
def syntax(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """slovnet's heads, repaired to trees, and relations; `doc.user_data["repaired_heads"]` counts the repairs."""
    network = cnn.load().syntax

    def parse(doc: Doc) -> Doc:
        places = docs.words(doc)
        sizes = docs.sentence_sizes(doc, places)
        numbers, relations = network(_texts(doc, places), sizes)
        heads: list[int] = []
        repairs = 0
        for size in sizes:
            tree, changed = trees.repair(numbers[len(heads) : len(heads) + size].tolist())
            heads += [head + len(heads) for head in tree]
            repairs += changed
        labels = [network.relations[k] for k in relations.tolist()]
        docs.set_tree(doc, places, np.array(heads, np.int64), labels, docs.sentence_numbers(doc, places))
        doc.user_data["repaired_heads"] = repairs
        return doc

    return parse


@Language.factory("names", assigns=["doc.ents", "token.ent_iob", "token.ent_type"])
def names(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """slovnet's names over the whole document: PER, LOC and ORG."""
    network = cnn.load().names

    def find(doc: Doc) -> Doc:
        places = docs.words(doc)
        docs.set_names(doc, places, [network.tags[k] for k in network(_texts(doc, places)).tolist()])
        return doc

    return find


@Language.component("lemmas", requires=["token.pos", "token.morph"], assigns=["token.lemma"])
def lemmas(doc: Doc) -> Doc:
    """pymorphy3's dictionary forms, see `pipeline.nlp.lemmas`."""
    places = docs.words(doc)
    pos, feats = docs.strings_of(doc, POS, places), docs.strings_of(doc, MORPH, places)
    docs.set_lemmas(doc, places, [lemma(*key) for key in zip(_texts(doc, places), pos, feats, strict=True)])
    return doc

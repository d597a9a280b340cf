"""spaCy Docs from analysed tokens, and table rows from spaCy Docs.

The Doc's text is the clean text, character for character: white space beyond a single space is a token of its own
(part of speech SPACE), as spaCy itself does it. Table rows hold the other tokens, numbered without those.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import ArrayLike, NDArray
from spacy.attrs import DEP, ENT_IOB, ENT_TYPE, HEAD, IDX, IS_SPACE, LEMMA, LENGTH, MORPH, ORTH, POS, SENT_START
from spacy.morphology import Morphology
from spacy.parts_of_speech import IDS as POS_IDS
from spacy.parts_of_speech import NAMES as POS_NAMES
from spacy.tokens import Doc
from spacy.vocab import Vocab

from pipeline.core.records import Document
from pipeline.core.schema import TABLES

Ints = NDArray[np.int64]
IOB = {"I": 1, "O": 2, "B": 3}  # spaCy's numbers
SPACE = ord(" ")
IOB_NAMES = {number: letter for letter, number in IOB.items()}


@dataclass
class Analysis:
    """Columns of one document's tokens; offsets are clean, `head` counts its tokens, a root points at itself."""

    start: Sequence[int]
    end: Sequence[int]
    sent: Sequence[int]
    lemma: Sequence[str]
    pos: Sequence[str]
    feats: Sequence[str]
    head: Sequence[int]
    dep: Sequence[str]
    ner: Sequence[str]  # B-PER, I-PER, O, ...


def to_doc(vocab: Vocab, text: str, a: Analysis) -> Doc:
    """A Doc whose text is `text`; heads must be trees within sentences."""
    doc, places = from_spans(vocab, text, np.asarray(a.start, np.int64), np.asarray(a.end, np.int64))
    set_column(doc, POS, places, [POS_IDS[pos] for pos in a.pos], POS_IDS["SPACE"])
    set_column(doc, MORPH, places, _each(a.feats, vocab.morphology.add), vocab.morphology.add(""))
    set_lemmas(doc, places, a.lemma)
    set_names(doc, places, a.ner)
    set_tree(doc, places, np.asarray(a.head, np.int64), a.dep, np.asarray(a.sent, np.int64))
    return doc


def from_spans(vocab: Vocab, text: str, starts: Ints, ends: Ints) -> tuple[Doc, Ints]:
    """A Doc whose text is `text` and whose tokens, white space apart, are given (sorted, not overlapping).

    Also their places in the Doc. A single space belongs to the token before it, what goes beyond is a token.
    """
    gap_starts, gap_ends = np.append(0, ends), np.append(starts, len(text))
    letters = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    spaced = np.zeros(len(gap_starts), np.bool_)
    wide = np.flatnonzero((gap_ends > gap_starts) & (np.arange(len(gap_starts)) > 0))
    spaced[wide] = letters[gap_starts[wide]] == SPACE
    gap_starts = gap_starts + spaced
    rest = np.flatnonzero(gap_ends > gap_starts)  # gaps that are tokens
    first, last = np.append(starts, gap_starts[rest]), np.append(ends, gap_ends[rest])
    order = np.argsort(first, kind="stable")
    tokens = [text[start:end] for start, end in zip(first[order].tolist(), last[order].tolist(), strict=True)]
    spaces = np.concatenate((spaced[1:], np.zeros(len(rest), np.bool_)))[order]
    return Doc(vocab, words=tokens, spaces=spaces.tolist()), np.flatnonzero(order < len(starts))


def words(doc: Doc) -> Ints:
    """Places in the Doc of the tokens that are not white space."""
    return np.flatnonzero(doc.to_array(IS_SPACE) == 0)


def sentence_sizes(doc: Doc, places: Ints) -> list[int]:
    """How many of the tokens at `places` stand in each sentence that has any."""
    starts = np.flatnonzero(doc.to_array(SENT_START) == 1)
    bounds = np.searchsorted(places, np.append(starts, len(doc)))
    return [end - start for start, end in pairwise(bounds.tolist()) if end > start]


def set_column(doc: Doc, attribute: int, places: Ints, values: ArrayLike, space: int) -> None:
    """Give the tokens at `places` their values of one attribute, and white space the value `space`."""
    column = np.full(len(doc), space, np.uint64)
    column[places] = np.asarray(values, np.uint64)
    _from_array(doc, [attribute], column)


def _from_array(doc: Doc, attributes: list[int | str], *columns: NDArray[Any]) -> None:
    values: Any = np.stack([column.astype(np.uint64) for column in columns], axis=1)
    doc.from_array(attributes, values)


def set_lemmas(doc: Doc, places: Ints, lemmas: Sequence[str]) -> None:
    """Lemmas of the tokens at `places`; the lemma of white space is itself."""
    column = doc.to_array(ORTH)
    column[places] = _each(lemmas, doc.vocab.strings.add)
    _from_array(doc, [LEMMA], column)


def set_sentences(doc: Doc, starts: Ints) -> None:
    """Sentences begin at the tokens `starts`, and with the Doc; white space belongs to the sentence before it."""
    column = np.full(len(doc), -1, np.int64)
    column[starts] = 1
    leading = int(starts[0]) if len(starts) else 0
    column[: leading + 1] = -1
    column[:1] = 1
    _from_array(doc, [SENT_START], column)


def set_tree(doc: Doc, places: Ints, heads: Ints, relations: Sequence[str], sents: Ints) -> None:
    """Heads, relations and sentence numbers of the tokens at `places`; heads are numbers among these, a root its own.

    White space hangs on the token before it, at the very beginning on the first token.
    """
    column = np.full(len(doc), -1, np.int64)
    first = int(places[0]) if len(places) else 0
    column[:first] = first - np.arange(first)
    column[places] = places[heads] - places
    root = doc.vocab.strings.add("ROOT")
    deps = np.full(len(doc), doc.vocab.strings.add("dep"), np.uint64)
    deps[places] = _each(relations, doc.vocab.strings.add)
    deps[column == 0] = root
    if len(doc) and not len(places):
        column[:1] = 0
        deps[:1] = root
    _from_array(doc, [HEAD, DEP], column, deps)
    # spaCy infers sentences from heads, and gives up on some trees with many crossing arcs
    set_sentences(doc, places[np.flatnonzero(np.diff(sents, prepend=-1))])


def set_names(doc: Doc, places: Ints, tags: Sequence[str]) -> None:
    """Names from BIO tags of the tokens at `places`; white space in a name is part of it, an orphan I- begins one."""
    tags = [
        f"B-{tag[2:]}" if tag[0] == "I" and before[2:] != tag[2:] else tag
        for before, tag in zip(("O", *tags), tags, strict=False)
    ]
    kinds = sorted(set(tags) - {"O"})
    codes = {tag: k for k, tag in enumerate(kinds, 1)} | {"O": 0}
    column = np.zeros(len(doc), np.int64)
    column[places] = [codes[tag] for tag in tags]
    iob = np.array([IOB["O"], *(IOB[tag[0]] for tag in kinds)], np.uint64)
    types = np.array([0, *(doc.vocab.strings.add(tag[2:]) for tag in kinds)], np.uint64)
    inside = np.isin(column[1:], [codes[tag] for tag in kinds if tag[0] == "I"])
    space = np.ones(len(doc), np.bool_)
    space[places] = False
    gaps = np.flatnonzero(space[:-1] & inside)
    column[gaps] = column[gaps + 1]
    _from_array(doc, [ENT_IOB, ENT_TYPE], iob[column], types[column])


def strings_of(doc: Doc, attribute: int, places: Ints) -> list[str]:
    """Values of one attribute of the tokens at `places`, as strings."""
    keys = doc.to_array(attribute)[places].tolist()
    if attribute == POS:
        return [POS_NAMES[key] for key in keys]
    strings = doc.vocab.strings
    texts = {key: strings[key] for key in set(keys)}
    if attribute == MORPH:
        texts[strings[Morphology.EMPTY_MORPH]] = ""
    return [texts[key] for key in keys]


def sentence_numbers(doc: Doc, places: Ints) -> Ints:
    """Number of the sentence, from 0, of each token at `places`; sentences of white space alone are not counted."""
    sizes = sentence_sizes(doc, places)
    return np.repeat(np.arange(len(sizes)), sizes)


def token_table(document: Document, doc: Doc) -> pa.Table:
    """Rows of `tokens` with raw offsets."""
    places = words(doc)
    strings = doc.vocab.strings
    start, end = _raw(document, doc, places, places)
    tags = doc.to_array([ENT_IOB, ENT_TYPE])[places].tolist()
    columns = {
        "doc_id": [document.doc_id] * len(places),
        "sent": sentence_numbers(doc, places),
        "token": np.arange(len(places)),
        "start": start,
        "end": end,
        "text": [document.text[s:e] for s, e in zip(start.tolist(), end.tolist(), strict=True)],
        "lemma": strings_of(doc, LEMMA, places),
        "pos": strings_of(doc, POS, places),
        "feats": strings_of(doc, MORPH, places),
        "head": np.searchsorted(places, places + doc.to_array(HEAD).astype(np.int64)[places]),
        "dep": strings_of(doc, DEP, places),
        "ner": [f"{IOB_NAMES[iob]}-{strings[kind]}" if kind else "O" for iob, kind in tags],
    }
    return pa.table(columns, schema=TABLES["tokens"].arrow)


def sentence_table(document: Document, doc: Doc) -> pa.Table:
    """Rows of `sentences` with raw offsets; a paragraph ends where white space holds a newline."""
    places = words(doc)
    sizes = sentence_sizes(doc, places)
    last = np.cumsum(sizes, dtype=np.int64)
    first = last - np.array(sizes, np.int64)
    start, end = _raw(document, doc, places[first], places[last - 1])
    spaces = np.flatnonzero(doc.to_array(IS_SPACE))
    breaks = spaces[["\n" in text for text in strings_of(doc, ORTH, spaces)]]
    before = np.searchsorted(breaks, places[first])
    columns = {
        "doc_id": [document.doc_id] * len(sizes),
        "sent": np.arange(len(sizes)),
        "paragraph": np.unique(before, return_inverse=True)[1],
        "start": start,
        "end": end,
    }
    return pa.table(columns, schema=TABLES["sentences"].arrow)


def from_table(vocab: Vocab, document: Document, tokens: pa.Table) -> Doc:
    """The Doc that `token_table` was made from."""
    columns = {name: tokens.column(name).to_pylist() for name in tokens.column_names}
    spans = [document.offsets.to_clean(s, e) for s, e in zip(columns["start"], columns["end"], strict=True)]
    a = Analysis(
        [s for s, _ in spans], [e for _, e in spans], columns["sent"], columns["lemma"], columns["pos"],
        columns["feats"], columns["head"], columns["dep"], columns["ner"],
    )  # fmt: skip
    return to_doc(vocab, document.clean, a)


def _raw(document: Document, doc: Doc, first: Ints, last: Ints) -> tuple[Ints, Ints]:
    """Raw offsets of the stretches from token `first` to token `last`."""
    shape = doc.to_array([IDX, LENGTH]).astype(np.int64)
    starts, ends = shape[first, 0], shape[last].sum(axis=1)
    if not document.edits:
        return starts, ends
    raw = [document.raw(span) for span in zip(starts.tolist(), ends.tolist(), strict=True)]
    spans = np.array(raw, np.int64).reshape(-1, 2)
    return spans[:, 0], spans[:, 1]


def _each(strings: Sequence[str], key: Callable[[str], int]) -> NDArray[np.uint64]:
    keys = {string: key(string) for string in set(strings)}
    return np.array([keys[string] for string in strings], np.uint64)

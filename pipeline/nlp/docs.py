"""spaCy Docs from analysed tokens, and token rows from spaCy Docs.

The Doc's text is the clean text, character for character: white space beyond a single space is a token of its own
(part of speech SPACE), as spaCy itself does it. Table rows hold the other tokens, numbered without those.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from spacy.tokens import Doc
from spacy.vocab import Vocab

from pipeline.core.records import Document
from pipeline.core.schema import TABLES


@dataclass
class Analysis:
    """Columns of one document's tokens; offsets are clean, `head` counts tokens of the document, a root points at itself."""

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
    """A Doc whose text is `text`; heads must be trees within sentences, so that spaCy keeps the sentences."""
    words: list[str] = []
    spaces: list[bool] = []
    place: list[int] = []  # number in the Doc of each analysed token
    position = 0
    for start, end in zip(a.start, a.end, strict=True):
        _gap(text[position:start], words, spaces)
        place.append(len(words))
        words.append(text[start:end])
        spaces.append(False)
        position = end
    _gap(text[position:], words, spaces)
    size = len(words)
    lemmas, pos, morphs, deps, ents = [""] * size, ["SPACE"] * size, [""] * size, ["dep"] * size, ["O"] * size
    heads = [-1] * size
    for k, at in enumerate(place):
        lemmas[at], pos[at], morphs[at] = a.lemma[k], a.pos[k], a.feats[k]
        deps[at] = "ROOT" if a.head[k] == k else a.dep[k]
        heads[at] = place[a.head[k]]
        ents[at] = a.ner[k]
    for at in range(size):
        if heads[at] < 0:  # white space hangs on the token before it, at the very beginning on the first token
            lemmas[at] = words[at]
            heads[at] = at - 1 if at else (1 if size > 1 else 0)
            if at and ents[at - 1] != "O" and at + 1 < size and ents[at + 1].startswith("I-"):
                ents[at] = ents[at + 1]
    return Doc(
        vocab, words=words, spaces=spaces, lemmas=lemmas, pos=pos, morphs=morphs, heads=heads, deps=deps, ents=ents
    )


def _gap(gap: str, words: list[str], spaces: list[bool]) -> None:
    if gap.startswith(" ") and words:
        spaces[-1] = True
        gap = gap[1:]
    if gap:
        words.append(gap)
        spaces.append(False)


def token_table(document: Document, doc: Doc) -> pa.Table:
    """Rows of `tokens` with raw offsets."""
    real = [t for t in doc if not t.is_space]
    number = {t.i: k for k, t in enumerate(real)}
    sent_of = np.cumsum([t.is_sent_start is True or t.i == 0 for t in doc]) - 1
    sents = _renumber([int(sent_of[t.i]) for t in real])
    raw = [document.raw((t.idx, t.idx + len(t))) for t in real]
    columns = {
        "doc_id": [document.doc_id] * len(real),
        "sent": sents,
        "token": list(range(len(real))),
        "start": [s for s, _ in raw],
        "end": [e for _, e in raw],
        "text": [document.text[s:e] for s, e in raw],
        "lemma": [t.lemma_ for t in real],
        "pos": [t.pos_ for t in real],
        "feats": [str(t.morph) for t in real],
        "head": [number[t.head.i] for t in real],
        "dep": [t.dep_ for t in real],
        "ner": [f"{t.ent_iob_}-{t.ent_type_}" if t.ent_type_ else "O" for t in real],
    }
    return pa.table(columns, schema=TABLES["tokens"].arrow)


def _renumber(sents: list[int]) -> list[int]:
    order = {s: k for k, s in enumerate(dict.fromkeys(sents))}
    return [order[s] for s in sents]


def from_table(vocab: Vocab, document: Document, tokens: pa.Table) -> Doc:
    """The Doc that `token_table` was made from."""
    columns = {name: tokens.column(name).to_pylist() for name in tokens.column_names}
    spans = [document.offsets.to_clean(s, e) for s, e in zip(columns["start"], columns["end"], strict=True)]
    a = Analysis(
        [s for s, _ in spans], [e for _, e in spans], columns["sent"], columns["lemma"], columns["pos"],
        columns["feats"], columns["head"], columns["dep"], columns["ner"],
    )  # fmt: skip
    return to_doc(vocab, document.clean, a)

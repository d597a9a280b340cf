"""Fits the model that tells speech, title and term apart."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from spacy.tokens import Doc

from pipeline.core.records import Mention
from pipeline.quotes import kind, marks
from pipeline.quotes.tokens import Tokens

Example = tuple[kind.Row, str]


def examples(doc: Doc, line: Mapping[str, Any], mentions: Sequence[Mention] = ()) -> list[Example]:
    """Feature rows and kinds of the spans in marks that one annotated text has.

    Lines in the news format give the kinds (debatable ones are left out). Lines in the fiction format give speech where
    a quote stands in marks, and "other" where nobody is tagged as its speaker, but for what looks like a name: that
    gold does not tell titles from terms.
    """
    text = doc.text
    marked = marks.find(text)
    tokens = Tokens(doc)
    around = kind.places(text, tokens, marked, mentions, marks.paragraphs(text))
    rows = kind.features(text, tokens, marked, mentions, around)
    gold = _fiction(line) if "other" in line else _news(line)
    wanted = {_trim(text, *span): label for span, label in gold}
    labels = [wanted.get(_trim(text, m.start, m.end)) for m in marked]
    return [
        (row, label)
        for row, label in zip(rows, labels, strict=True)
        if label and not (label == "other" and row["first upper"] and not row["finite"])
    ]


def _news(line: Mapping[str, Any]) -> list[tuple[tuple[int, int], str]]:
    return [((q["start"], q["end"]), q["kind"]) for q in line["quotes"] if not q.get("debatable")]


def _fiction(line: Mapping[str, Any]) -> list[tuple[tuple[int, int], str]]:
    other = [((o["start"], o["end"]), "other") for o in line["other"] if o["kind"] == "q" and not o["speaker"]]
    return other + [((q["start"], q["end"]), "speech") for q in line["quotes"]]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return start, end


def fit(data: Iterable[Example]) -> HistGradientBoostingClassifier:
    """A model for `kind.decide`; "other" counts as term, with little weight."""
    rows, labels = zip(*data, strict=True)
    targets = [kind.KINDS.index("term" if label == "other" else label) for label in labels]
    weights = [0.2 if label == "other" else 1.0 for label in labels]
    model = HistGradientBoostingClassifier(
        max_iter=60, learning_rate=0.1, max_leaf_nodes=8, min_samples_leaf=8, l2_regularization=2.0, random_state=0
    )
    return model.fit(kind.matrix(rows), np.array(targets), sample_weight=np.array(weights))

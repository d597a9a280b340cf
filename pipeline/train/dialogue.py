"""Fits the model that tells speech from the narrator's words between the dashes of a turn."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from spacy.tokens import Doc

from pipeline.quotes import dialogue, marks, segments
from pipeline.quotes.tokens import Tokens


def examples(doc: Doc, line: Mapping[str, Any]) -> tuple[np.ndarray, np.ndarray]:
    """Rows and labels (1: the narrator speaks) of one annotated text in the fiction format.

    A segment is speech when most of its letters lie in a direct quote; marks that hold no quote at all are left out.
    """
    text = doc.text
    tokens = Tokens(doc)
    paras = marks.paragraphs(text)
    marked = marks.find(text)
    spoken = np.zeros(len(text), dtype=bool)
    for quote in line["quotes"]:
        if quote["direct"] and quote["parent"] is None:
            spoken[quote["start"] : quote["end"]] = True
    letters = np.fromiter((c.isalnum() for c in text), dtype=bool, count=len(text))
    regions = [t.region for t in dialogue.turns(text, tokens, paras, marked) if not t.enclosed]
    regions += [region for _, region in dialogue.interruptible(text, paras, marked)]
    rows, labels = [], []
    for region in regions:
        if len(region.segments) < 2:
            continue
        share = [float((spoken & letters)[s:e].sum()) / max(1, letters[s:e].sum()) for s, e in region.segments]
        if share[0] < 0.5:
            continue
        said = [int(x < 0.5) for x in share]
        matrix = segments.features(text, tokens, region)
        matrix[:, -1] = said[:-1]
        rows.append(matrix)
        labels.append(np.array(said[1:]))
    if not rows:
        return np.zeros((0, 0), dtype=np.float32), np.zeros(0, dtype=int)
    return np.concatenate(rows), np.concatenate(labels)


def fit(data: Iterable[tuple[np.ndarray, np.ndarray]]) -> HistGradientBoostingClassifier:
    """A model for `segments.decode` from the `examples` of many texts."""
    filled = [(rows, labels) for rows, labels in data if len(labels)]
    model = HistGradientBoostingClassifier(
        max_iter=100, learning_rate=0.1, max_leaf_nodes=12, min_samples_leaf=15, l2_regularization=1.0, random_state=0
    )
    return model.fit(np.concatenate([r for r, _ in filled]), np.concatenate([y for _, y in filled]))

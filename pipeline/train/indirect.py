"""Fits the model that tells reported speech from other clauses with a reporting word."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from spacy.tokens import Doc

from pipeline.core.records import Quote, Span
from pipeline.quotes import indirect
from pipeline.quotes.indirect import Features
from pipeline.quotes.scene import Scene

Example = tuple[Features, bool]
SAME = 0.8  # intersection over union from which two contents are the same
NEAR = 0.3  # the same, for a candidate with the annotated reporting word whose ends are not right
MIN_COUNT = 2  # texts of training in which a feature must occur
PENALTY = 0.5  # inverse strength of the regression's L2 penalty


def examples(doc: Doc, line: Mapping[str, Any]) -> list[Example]:
    """The candidates of one annotated text that has a list `indirect`; debatable ones are left out."""
    if "indirect" not in line:
        return []
    quotes = [Quote(str(k), q["start"], q["end"], q["kind"], "direct") for k, q in enumerate(line.get("quotes", ()))]
    scene = Scene(doc, quotes)
    s = scene.s
    result: list[Example] = []
    for report in indirect.proposed(scene):
        span, cue = s.span(report.begin, report.end), s.span(report.cue.begin, report.cue.end)
        labels = [g for g in line["indirect"] if _same(span, cue, g)]
        if not any(g.get("debatable") for g in labels):
            result.append((indirect.features(scene, report), bool(labels)))
    return result


def _same(span: Span, cue: Span, gold: Mapping[str, Any]) -> bool:
    alike = indirect.overlap(span, (gold["start"], gold["end"]))
    if alike >= SAME or gold.get("cue_start") is None:
        return alike >= SAME
    return alike >= NEAR and indirect.overlap(cue, (gold["cue_start"], gold["cue_end"])) > 0


def fit(data: Iterable[Example]) -> dict[str, Any]:
    """A model for `indirect.probabilities`: names of features, their weights, a bias."""
    rows, labels = zip(*data, strict=True)
    counts: dict[str, int] = {}
    for row in rows:
        for name in row:
            counts[name] = counts.get(name, 0) + 1
    names = sorted(name for name, count in counts.items() if count >= MIN_COUNT)
    model = LogisticRegression(C=PENALTY, max_iter=1000).fit(indirect.matrix(rows, names), np.array(labels))
    return {"names": names, "weights": np.round(model.coef_[0], 4), "bias": round(float(model.intercept_[0]), 4)}

"""From a scene to probabilities: rounds of a ranking model over all units at once."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from pipeline.core.errors import KtokogoError
from pipeline.speakers.conventions import CERTAIN
from pipeline.speakers.features import LOCAL, STACKED, pairs
from pipeline.speakers.scene import Scene
from pipeline.speakers.stacking import stacked

Given = list[np.ndarray]


def normalised(scores: np.ndarray, keys: Sequence[Sequence[str]], temperature: float = 1.0) -> Given:
    """Probabilities of each unit's candidates from their scores in one column; a temperature over 1 makes them milder
    (Guo et al. 2017)."""
    given, at = [], 0
    for names in keys:
        odds = np.maximum(scores[at : at + len(names)].astype(np.float64), 1e-6) ** (1.0 / temperature)
        given.append(odds / odds.sum())
        at += len(names)
    return given


def impose(scene: Scene, keys: Sequence[Sequence[str]], given: Given) -> None:
    """Give what a convention names its due, in place; the rest is left to the others in proportion."""
    for k, ruling in enumerate(scene.rulings):
        if ruling is None:
            continue
        if ruling.same >= 0:
            same = dict(zip(keys[ruling.same], given[ruling.same], strict=True))
            given[k] = np.array([same.get(c, 0.0) for c in keys[k]])
        else:
            given[k] = given[k] * (1.0 - CERTAIN)
            given[k][keys[k].index(ruling.candidate)] += CERTAIN


def predict(model: Mapping[str, Any], scene: Scene) -> tuple[list[list[str]], Given, np.ndarray]:
    """Candidates of each unit, their probabilities, and the rows of LOCAL features that they were judged by.

    `model` is {"rounds": classifiers, "temperature", "local", "stacked"} as `pipeline.train.speaker.fit` makes it.
    """
    if tuple(model["local"]) != LOCAL or tuple(model["stacked"]) != STACKED:
        raise KtokogoError("the speaker model was trained on other features: run `make train`")
    keys, local = pairs(scene)
    rows = local
    given: Given = []
    for number, classifier in enumerate(model["rounds"]):
        if number:
            rows = stacked(scene, keys, local, given)
        if len(rows):
            last = number + 1 == len(model["rounds"])
            given = normalised(classifier.predict_proba(rows)[:, 1], keys, model["temperature"] if last else 1.0)
            impose(scene, keys, given)
    return keys, given, local

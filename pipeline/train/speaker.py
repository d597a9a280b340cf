"""Fits the model that ranks the possible speakers of a quote: rounds of gradient boosting over (unit, candidate) pairs.

A later round learns from what models that did not see a novel gave for it (cross-validation by group), so its
probabilities look like those of a text that is really new; the same cross-validation gives the figures.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from pipeline.core.authority import Authority, normal
from pipeline.core.records import NARRATOR, Document, Entities, Quote
from pipeline.speakers import decode, scene
from pipeline.speakers.features import LOCAL, NOBODY, STACKED, pairs
from pipeline.speakers.scene import Scene
from pipeline.speakers.stacking import stacked

ROUNDS = 2
FOLDS = 3
TEMPERATURES = tuple(round(0.5 + 0.05 * n, 2) for n in range(41))
SAME = 0.8  # least overlap of a quote with the gold quote that it is taken for
STEM = 4  # letters that two forms of a name share at least


@dataclass
class Example:
    """One text: `targets[k]` are the right candidates of unit k, None where nobody knows; `weights[k]` its quotes."""

    scene: Scene
    keys: list[list[str]]
    local: np.ndarray
    targets: list[frozenset[str] | None]
    weights: list[float]
    group: str  # texts that are left out together: the chapters of a novel, or one text


def example(
    document: Document, doc: Any, found: Entities, quotes: Sequence[Quote], authority: Authority,
    line: Mapping[str, Any], weight: float = 1.0,
) -> Example:  # fmt: skip
    """The pairs of one annotated text as the chain reads it; `line` is its gold in the fiction or the news format.

    Right is a candidate that the gold names: by id or by the gold mentions that its names cover (fiction), by
    the place of its mention or its name (news).
    """
    stage = scene.read(document, doc, found, quotes, authority)
    keys, local = pairs(stage)
    gold = _gold(line)
    persons = _persons(line, found)
    targets: list[frozenset[str] | None] = []
    weights = []
    for k, unit in enumerate(stage.units):
        wanted = [_match(quote, gold) for quote in unit.quotes]
        known = [item for item in wanted if item is not None and not item.get("debatable")]
        if not known:
            targets.append(None)
        elif "other" in line:
            targets.append(_fiction(stage, known, keys[k], persons, line))
        else:
            targets.append(_news(stage, known[0], keys[k], found))
        weights.append(weight * len(known))
    return Example(stage, keys, local, targets, weights, str(line.get("novel") or document.doc_id))


def _gold(line: Mapping[str, Any]) -> list[dict[str, Any]]:
    items = [dict(q, indirect=False) for q in line["quotes"]]
    return items + [dict(q, indirect=True) for q in line.get("indirect", ())]


def _match(quote: Quote, gold: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    best, match = 0.0, None
    for part in quote.parts or (quote.span,):
        for item in gold:
            if item["indirect"] != (quote.mode == "indirect"):
                continue
            for start, end in (part, quote.span):
                shared = min(end, item["end"]) - max(start, item["start"])
                overlap = shared / (max(end, item["end"]) - min(start, item["start"]))
                if overlap > best:
                    best, match = overlap, item
    return match if best >= SAME else None


def _persons(line: Mapping[str, Any], found: Entities) -> dict[str, str]:
    """Which gold person each entity found is, by the mentions they share; one that the roster knows is itself."""
    votes: dict[str, Counter[str]] = {}
    tagged = sorted((m["start"], m["end"], m["person"]) for m in line.get("mentions", ()) if m.get("person"))
    for mention in found.mentions:
        for start, end, person in tagged:
            if start < mention.end and mention.start < end:
                votes.setdefault(mention.entity, Counter())[person] += 1
    return {entity: min(vote, key=lambda p: (-vote[p], p)) for entity, vote in votes.items()}


def _fiction(
    stage: Scene,
    known: Sequence[Mapping[str, Any]],
    keys: Sequence[str],
    persons: Mapping[str, str],
    line: Mapping[str, Any],
) -> frozenset[str] | None:
    """The narrator, else the entities that are the speaker, else a common noun that the gold has as a form of his."""
    speakers = {person for item in known for person in item["speakers"]}
    if not speakers:
        return None
    if line.get("narrator") in speakers and NARRATOR in keys:
        return frozenset((NARRATOR,))
    right = {c for c in keys if c in speakers or persons.get(c) in speakers}
    forms = {form.lower() for person in speakers for form in line["persons"].get(person, ())}
    nouns = [c for c in keys if c.startswith("np:")]
    titles = {c for ref in stage.refs for c in ref.options if len(ref.options) > 1}
    right.update(
        c
        for c in nouns
        if (not right or c in titles) and any(form.split()[-1:] == [c.partition(":")[2]] for form in forms)
    )
    return frozenset(right)


def _news(stage: Scene, item: Mapping[str, Any], keys: Sequence[str], found: Entities) -> frozenset[str]:
    if item["speaker"] is None:
        return frozenset((NOBODY,))
    right: set[str] = set()
    names = [normal(n) for n in (item["speaker"], *item["speaker_aliases"], *item.get("speaker_alt", ())) if n]
    if item.get("speaker_start") is not None:
        first, last = stage.tokens.inside((item["speaker_start"], item["speaker_end"]))
        inside = stage.refs_between(max(0, first - 3), last)
        named = [ref for ref in inside if first <= ref.head < last and ref.kind != "pronoun"]
        persons = [ref for ref in named if ref.kind == "name"]
        head = [ref for ref in named if not first <= stage.tokens.head[ref.head] < last] or named[:1]
        right.update(
            option
            for ref in (persons if item.get("speaker_type") == "PER" and persons else head)
            for option in ref.options
        )
    for entity in found.entities:
        if any(_alike(form, name) for form in map(normal, (entity.name, *entity.aliases)) for name in names):
            right.add(entity.id)
    for name in names:
        right.update(c for c in keys if c.startswith(("np:", "ref:")) and _alike(c.partition(":")[2], name.strip("[]")))
    return frozenset(right & set(keys))


def _alike(a: str, b: str) -> bool:
    """Two forms of one name: all words of the shorter begin like words of the longer."""
    short, long = sorted((a.split(), b.split()), key=len)
    return bool(short) and all(any(_begins(x, y) or _begins(y, x) for y in long) for x in short)


def _begins(word: str, other: str) -> bool:
    return word.startswith(other[: max(STEM, len(other) - 3)])


def matrix(examples: Sequence[Example], rows: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows, targets and weights of the pairs whose unit has a known speaker among its candidates."""
    targets: list[float] = []
    weights: list[float] = []
    for text in examples:
        for names, right, weight in zip(text.keys, text.targets, text.weights, strict=True):
            reached = right is not None and bool(right & set(names))
            targets.extend(float(reached and right is not None and c in right) for c in names)
            weights.extend([weight**0.5 if reached else 0.0] * len(names))
    w = np.array(weights)
    kept = w > 0
    return np.vstack(rows)[kept], np.array(targets)[kept], w[kept]


def _classifier(examples: Sequence[Example], rows: Sequence[np.ndarray]) -> HistGradientBoostingClassifier:
    x, y, w = matrix(examples, rows)
    model = HistGradientBoostingClassifier(
        max_iter=120, learning_rate=0.1, max_leaf_nodes=24, min_samples_leaf=25, l2_regularization=1.0,
        max_features=0.5, early_stopping=False, random_state=0,
    )  # fmt: skip
    return model.fit(x, y, sample_weight=w)


def _held_out(examples: Sequence[Example], rows: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Scores of each text's pairs from a model that did not see its group."""
    number = {group: n % FOLDS for n, group in enumerate(dict.fromkeys(text.group for text in examples))}
    fold = [number[text.group] for text in examples]
    scores: list[np.ndarray] = [np.empty(0)] * len(examples)
    for part in sorted(set(fold)):
        seen = [n for n in range(len(examples)) if fold[n] != part]
        model = _classifier([examples[n] for n in seen], [rows[n] for n in seen])
        for n in range(len(examples)):
            if fold[n] == part:
                scores[n] = model.predict_proba(rows[n])[:, 1]
    return scores


def fit(examples: Sequence[Example]) -> dict[str, Any]:
    """The model that `pipeline.speakers.decode.predict` reads."""
    return fit_and_validate(examples)[0]


def fit_and_validate(examples: Sequence[Example]) -> tuple[dict[str, Any], list[tuple[Example, decode.Given]]]:
    """The model, and each text's probabilities from models that did not see its group, for figures and calibration.

    The examples hold two groups at least; a text may stand there in several views (with a roster and without).
    """
    texts = [text for text in examples if len(text.local)]
    rows = [text.local for text in texts]
    rounds: list[HistGradientBoostingClassifier] = []
    given: list[decode.Given] = []
    scores: list[np.ndarray] = []
    for number in range(ROUNDS):
        if number:
            rows = [stacked(text.scene, text.keys, text.local, g) for text, g in zip(texts, given, strict=True)]
        rounds.append(_classifier(texts, rows))
        scores = _held_out(texts, rows)
        given = [decode.normalised(s, text.keys) for s, text in zip(scores, texts, strict=True)]
        for text, values in zip(texts, given, strict=True):
            decode.impose(text.scene, text.keys, values)
    temperature = _temperature(texts, scores)
    model = {"rounds": rounds, "temperature": temperature, "local": list(LOCAL), "stacked": list(STACKED)}
    given = [decode.normalised(s, text.keys, temperature) for s, text in zip(scores, texts, strict=True)]
    for text, values in zip(texts, given, strict=True):
        decode.impose(text.scene, text.keys, values)
    return model, list(zip(texts, given, strict=True))


def _temperature(examples: Sequence[Example], scores: Sequence[np.ndarray]) -> float:
    """The temperature with the least negative log-likelihood of the right candidates (Guo et al. 2017)."""

    def loss(temperature: float) -> float:
        total = 0.0
        for text, own in zip(examples, scores, strict=True):
            given = decode.normalised(own, text.keys, temperature)
            for names, p, right, weight in zip(text.keys, given, text.targets, text.weights, strict=True):
                if right is not None and weight:
                    mass = sum(float(p[n]) for n, c in enumerate(names) if c in right)
                    total -= weight * float(np.log(max(mass, 1e-3)))
        return total

    return min(TEMPERATURES, key=loss)


def calibration(held_out: Sequence[tuple[Example, decode.Given]], bins: int = 10) -> list[dict[str, float]]:
    """Reliability of the likeliest candidate, by tenths of its probability: {"confidence", "accuracy", "quotes"}."""
    sums = np.zeros((bins, 3))
    for text, given in held_out:
        for names, p, right, weight in zip(text.keys, given, text.targets, text.weights, strict=True):
            if right is not None:
                best = int(np.argmax(p))
                sums[min(bins - 1, int(p[best] * bins))] += (
                    np.array([p[best], float(names[best] in right), 1.0]) * weight
                )
    return [
        {"confidence": round(c / n, 4), "accuracy": round(a / n, 4), "quotes": round(n, 1)}
        for c, a, n in sums.tolist()
        if n
    ]


def calibration_error(table: Sequence[Mapping[str, float]]) -> float:
    """Expected calibration error: the mean gap of confidence and accuracy, weighted by the quotes of a bin."""
    total = sum(row["quotes"] for row in table)
    gaps = sum(row["quotes"] * abs(row["confidence"] - row["accuracy"]) for row in table)
    return round(gaps / total, 4) if total else 0.0

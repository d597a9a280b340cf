"""Indirect speech: words and thoughts that a text reports without quotation marks.

`pipeline.quotes.candidates` proposes stretches; a logistic regression over readable features (the rule, the class of
the reporting word, tense, polarity, kind of source) gives each the probability that words are really reported.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.core import models as store
from pipeline.core.records import Document, Entities, Quote, Span
from pipeline.quotes import candidates, citations, cues, reporting
from pipeline.quotes.candidates import Report
from pipeline.quotes.scene import Scene
from pipeline.quotes.syntax import Syntax

THRESHOLD = 0.5
Features = dict[str, float]


def find(
    document: Document, scene: Scene, found: Entities, quotes: Sequence[Quote], models: Path = store.FOLDER
) -> list[Quote]:
    """Indirect quotes by place, each with cue, source_hint, citation, date and the innermost quote around it as parent.

    `quotes` are the document's quotes in marks and dialogue; `models` is the folder with indirect.skops.
    """
    s = scene.s
    reports = proposed(scene)
    sure = probabilities(store.load(models / "indirect.skops"), [features(scene, report) for report in reports])
    chosen = choose(reports, sure)
    spans = [(s.span(r.begin, r.end), r, p) for r, p in chosen]
    around = sorted([(*q.span, q.id) for q in quotes if q.kind == "speech"] + [
        (*span, document.span_id("i", span)) for span, _, _ in spans
    ], key=lambda x: (x[0], -x[1]))  # fmt: skip
    parents = _parents(around)
    result = []
    for span, report, probability in spans:
        id = document.span_id("i", span)
        result.append(
            Quote(
                id,
                *span,
                "speech",
                "indirect",
                parent=parents.get(id),
                cue=s.span(report.cue.begin, report.cue.end),
                source_hint=reporting.source_span(s, report.cue),
                citation=citations.after(s.text, span[1]),
                date=cues.clause_date(s, found.dates, report.cue, *_clause(s, report)),
                confidence=round(probability, 4),
                rule=f"indirect-{report.rule}",
            )
        )
    return result


def proposed(scene: Scene) -> list[Report]:
    """The candidates whose content is more than one quotation in marks."""
    return [report for report in scene.reports if not candidates.is_quotation(scene.walls, report)]


def choose(reports: Sequence[Report], sure: Sequence[float]) -> list[tuple[Report, float]]:
    """The reports above the threshold: of one reporting word, and of one content, the surest; none crosses another."""
    best: list[tuple[Report, float]] = []
    words: set[int] = set()
    order = sorted(range(len(reports)), key=lambda k: (-round(sure[k], 6), reports[k].begin, -reports[k].end))
    for k in order:
        report = reports[k]
        if sure[k] < THRESHOLD or report.cue.token in words:
            continue
        if any(_clashes(report, other) for other, _ in best):
            continue
        words.add(report.cue.token)
        best.append((report, sure[k]))
    return sorted(best, key=lambda pair: (pair[0].begin, -pair[0].end))


def _clashes(a: Report, b: Report) -> bool:
    """Are the contents the same, or do they cross?"""
    if (a.begin, a.end) == (b.begin, b.end):
        return True
    return a.begin < b.begin < a.end < b.end or b.begin < a.begin < b.end < a.end


def _parents(spans: Sequence[tuple[int, int, str]]) -> dict[str, str]:
    """The id of the span around each span; `spans` are sorted, outer before inner."""
    parents: dict[str, str] = {}
    stack: list[tuple[int, int, str]] = []
    for span in spans:
        while stack and stack[-1][1] < span[1]:
            stack.pop()
        if stack and stack[-1][0] <= span[0] and stack[-1][2] != span[2]:
            parents[span[2]] = stack[-1][2]
        stack.append(span)
    return parents


def _clause(s: Syntax, report: Report) -> tuple[int, int]:
    """The tokens of the reporting clause: the sentence before the content, or all of it where the cue is not there."""
    first, last = s.first[report.cue.token], s.last[report.cue.token]
    return (first, report.begin) if report.cue.token < report.begin else (first, last)


# ------------------------------------------------------------------ the model


def features(scene: Scene, report: Report) -> Features:
    """Named features of a candidate, 1.0 where present; `length` is the logarithm of the content's tokens."""
    s, walls, cue = scene.s, scene.walls, report.cue
    k = cue.verb
    feats = s.feats[k]
    rule = report.rule.removesuffix("-inside").removesuffix("-last")
    negative = s.negated(k)
    names = [
        f"rule={report.rule}",
        f"class={cue.word_class}",
        f"form={cue.form}",
        f"{rule}+{cue.word_class}",
        f"source={_source_kind(s, cue.source)}",
    ]
    if cue.form != "phrase":
        names += [f"{name}={feats[name]}" for name in ("Tense", "Mood", "VerbForm", "Aspect", "Voice") if name in feats]
        names += [f"person={_person(s, cue)}", f"class+VerbForm={cue.word_class}+{feats.get('VerbForm', '')}"]
    if negative:
        names += ["negative", f"negative+{cue.word_class}"]
    if report.opener:
        names.append(f"opener={report.opener}")
    if _modal(s, k):
        names.append("modal" if cue.source is None else "modal of somebody")
    if cue.source is None and _person(s, cue) == "1":
        names.append("the author's own")
    if walls.low[cue.token] or walls.high[cue.token] < len(s):
        names.append(f"quoted+{cue.word_class}")
    if any(s.lower[n] in ("если", "бы", "?") for n in range(s.first[k], min(report.begin, s.last[k]))):
        names.append("condition")
    if rule in ("colon", "phrase") and not any(s.pos[n] in ("VERB", "AUX") for n in range(report.begin, report.end)):
        names.append("verbless")
    if any(s.word[n][0].isdigit() or s.pos[n] == "PROPN" for n in range(report.begin, report.end)):
        names.append("particulars")
    return {**dict.fromkeys(names, 1.0), "length": float(np.log1p(report.end - report.begin))}


def _source_kind(s: Syntax, k: int | None) -> str:
    if k is None:
        return "none"
    if s.lemma[k] == "который":
        return "relative"
    if s.pos[k] in ("PRON", "DET"):
        return "pronoun" + s.feats[k].get("Person", "")
    if s.pos[k] == "PROPN":
        return "name"
    return "person" if s.feats[k].get("Animacy") == "Anim" else "thing"


def _person(s: Syntax, cue: reporting.Cue) -> str:
    """The person of the reporting verb, or of its subject in the past tense."""
    own = s.feats[cue.verb].get("Person")
    return own or (s.feats[cue.source].get("Person", "3") if cue.source is not None else "")


def _modal(s: Syntax, k: int) -> bool:
    """«следует отметить», «хочу сказать»: the reporting word is an infinitive under another word."""
    return s.feats[k].get("VerbForm") == "Inf" and s.dep[k] in ("xcomp", "csubj", "ccomp", "ROOT", "root", "nsubj")


def matrix(rows: Sequence[Features], names: Sequence[str]) -> np.ndarray:
    """Rows × names; features that the model does not know are left out."""
    column = {name: k for k, name in enumerate(names)}
    result = np.zeros((len(rows), len(names)))
    for i, row in enumerate(rows):
        for name, value in row.items():
            if name in column:
                result[i, column[name]] = value
    return result


def probabilities(model: Mapping[str, Any], rows: Sequence[Features]) -> list[float]:
    """The probability of each candidate that it is reported speech."""
    if not rows:
        return []
    score = matrix(rows, model["names"]) @ model["weights"] + model["bias"]
    return [float(x) for x in 1.0 / (1.0 + np.exp(-score))]


def overlap(a: Span, b: Span) -> float:
    """Intersection over union of two spans."""
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return shared / (max(a[1], b[1]) - min(a[0], b[0])) if shared > 0 else 0.0

"""The stage `evaluate`: scores of the chain on the project's gold, by models that saw none of it.

Writes to `corpus/processed/evaluation`: metrics.json (for `dvc metrics show`), scores.csv (with intervals and counts),
errors.csv (to read) and reliability.csv (for `dvc plots show`: stated probability of a speaker against accuracy).
"""

import csv
import json
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline import analyse, evaluate, ingest
from pipeline.core import authority, params, publish, remote
from pipeline.core.models import FOLDER as MODELS

log = logging.getLogger(__name__)

HELD_OUT = MODELS / "held-out"  # fitted without the project's gold, see pipeline.train
BINS = 5


def main() -> None:
    run, settings = params.load("run"), params.load("evaluate")
    raw = remote.corpus(run)
    roster = authority.load(Path(params.load("entities")["authority"]))
    gold = evaluate.read_gold(Path(settings["gold"]))
    docs = sorted({doc for layer in gold.values() for doc in layer if (raw / doc).is_file()})
    if not docs:
        log.warning("%s: no text in %s has gold; nothing is scored", settings["gold"], raw)
    analyses = [analyse.analyse(ingest.read(raw / doc, raw), roster, HELD_OUT) for doc in docs]
    evaluation = evaluate.score(analyses, gold)
    with publish.outputs(Path(run["processed"]), "evaluate", ["evaluation"]) as private:
        out = private / "evaluation"
        out.mkdir()
        _write(out, evaluation, analyses, gold)


def _write(
    out: Path,
    evaluation: evaluate.Evaluation,
    analyses: Sequence[Mapping[str, Any]],
    gold: Mapping[str, Mapping[str, Sequence[evaluate.Item]]],
) -> None:
    table = evaluate.table(evaluation)
    bins = reliability(analyses, gold)
    _csv(out / "scores.csv", table.columns, table.rows)
    _csv(out / "reliability.csv", ("probability", "accuracy", "quotes"), bins)
    evaluate.write_errors(evaluation, {a["doc"]: a["text"] for a in analyses}, out / "errors.csv")
    (out / "metrics.json").write_text(
        json.dumps(
            metrics(table) | {"speaker calibration error": calibration_error(bins)}, ensure_ascii=False, indent=1
        )
        + "\n",
        encoding="utf-8",
    )


def metrics(table: evaluate.Result) -> dict[str, Any]:
    """F1 (accuracy) by layer and score."""
    tree: dict[str, Any] = {}
    for row in table:
        layer, _, score = row["score"].partition(": ")
        tree.setdefault(layer, {})[score] = row["f1"]
    return tree


def reliability(
    analyses: Sequence[Mapping[str, Any]], gold: Mapping[str, Mapping[str, Sequence[evaluate.Item]]]
) -> list[tuple[float, float, int]]:
    """Mean stated probability, accuracy and number of speakers found, in bins of equal width that are not empty."""
    judged: list[tuple[float, bool]] = []
    for analysis in analyses:
        text, entities = analysis["text"], {e["id"]: e for e in analysis["entities"]}
        for layer in ("quotes", "indirect"):
            wanted = [
                q
                for q in gold[layer].get(analysis["doc"], ())
                if not q.get("debatable") and (layer == "indirect" or q["kind"] == "speech")
            ]
            got = [q for q in analysis["quotes"] if (q["mode"] == "indirect") == (layer == "indirect") and q["speaker"]]
            spans = [evaluate.trim(text, q) for q in wanted], [evaluate.trim(text, q) for q in got]
            for g, p in evaluate.pair(*spans, evaluate.RELAXED).items():
                judged.append((got[p]["confidence"], evaluate.right_speaker(wanted[g], got[p], entities)))
    bins = []
    for k in range(BINS):
        inside = [j for j in judged if min(int(j[0] * BINS), BINS - 1) == k]
        if inside:
            mean = sum(p for p, _ in inside) / len(inside)
            bins.append((round(mean, 4), round(sum(right for _, right in inside) / len(inside), 4), len(inside)))
    return bins


def calibration_error(bins: Sequence[tuple[float, float, int]]) -> float:
    """Expected calibration error: the mean gap between stated probability and accuracy, weighted by size."""
    total = sum(n for _, _, n in bins)
    return round(sum(n * abs(p - accuracy) for p, accuracy, n in bins) / total, 4) if total else 0.0


def _csv(path: Path, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)

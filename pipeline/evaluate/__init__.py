"""Scores of an analysis against gold, with bootstrap confidence intervals, and the errors to read (docs/evaluation.md).

Gold is a JSONL file or a folder of them. A line is either one item (`quotes.jsonl`, `indirect.jsonl`, `entities.jsonl`,
`dates.jsonl`, each with "doc") or one document with lists of items under those names. Spans are compared after
everything but letters and digits is cut from their edges; `debatable` items neither reward nor punish.
"""

import csv
import json
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.core.errors import KtokogoError
from pipeline.core.names import alike
from pipeline.core.records import Span
from pipeline.corpus import Result

LAYERS = ("quotes", "indirect", "entities", "dates")
RELAXED = 0.8  # intersection over union at which two spans are the same quote
OVERLAP = 0.5  # ... the same date
SOURCE = 0.3  # ... the same source phrase
BLOCK = 2000  # characters of a stretch that is drawn as one, where there are too few documents to draw
FEW = 10  # documents
DRAWS = 1000

Item = Mapping[str, Any]
Unit = tuple[str, int]  # what the bootstrap draws: a document, or a stretch of one


@dataclass
class Score:
    """Sums by unit: right, predicted and wanted. Accuracy is a score whose predicted and wanted are the same."""

    right: dict[Unit, float] = field(default_factory=lambda: defaultdict(float))
    predicted: dict[Unit, float] = field(default_factory=lambda: defaultdict(float))
    wanted: dict[Unit, float] = field(default_factory=lambda: defaultdict(float))
    right_of_wanted: dict[Unit, float] | None = None  # where recall counts otherwise than precision (B³)

    def add(self, unit: Unit, right: float = 0, predicted: float = 0, wanted: float = 0) -> None:
        self.right[unit] += right
        self.predicted[unit] += predicted
        self.wanted[unit] += wanted

    def value(self, units: Iterable[Unit]) -> tuple[float, float, float]:
        """Precision, recall, F1 over these units, each as often as it comes."""
        sums = [0.0, 0.0, 0.0, 0.0]
        recalled = self.right if self.right_of_wanted is None else self.right_of_wanted
        for unit in units:
            for k, part in enumerate((self.right, recalled, self.predicted, self.wanted)):
                sums[k] += part.get(unit, 0.0)
        p = sums[0] / sums[2] if sums[2] else 0.0
        r = sums[1] / sums[3] if sums[3] else 0.0
        return p, r, 2 * p * r / (p + r) if p + r else 0.0


@dataclass(frozen=True)
class Error:
    doc: str
    what: str
    start: int
    end: int
    gold: str
    predicted: str


# ------------------------------------------------------------------ reading


def read_gold(path: Path) -> dict[str, dict[str, list[Item]]]:
    """Items by layer and document."""
    gold: dict[str, dict[str, list[Item]]] = {layer: defaultdict(list) for layer in LAYERS}
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    if not files:
        raise KtokogoError(f"{path}: no *.jsonl files of gold here")
    for file in files:
        for number, line in enumerate(_lines(file), 1):
            if "doc" not in line:
                raise KtokogoError(f'{file}:{number}: no "doc"')
            if file.stem in LAYERS and "start" in line:
                gold[file.stem][line["doc"]].append(line)
            else:
                for layer in LAYERS:
                    if layer in line:
                        gold[layer][line["doc"]] += line[layer]
    return gold


def _lines(path: Path) -> list[dict[str, Any]]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise KtokogoError(f"{path}: cannot be read ({error})") from None
    rows = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                rows.append(json.loads(line))
            except ValueError as error:
                raise KtokogoError(f"{path}:{number}: not valid JSON ({error})") from None
    return rows


# ------------------------------------------------------------------ spans


def trim(text: str, item: Item) -> Span:
    """The span of an item from its first to its last letter or digit."""
    start, end = item["start"], item["end"]
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return start, end


def iou(a: Span, b: Span) -> float:
    """Intersection over union of two spans."""
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return shared / (max(a[1], b[1]) - min(a[0], b[0])) if shared > 0 else 0.0


def pair(gold: Sequence[Span], predicted: Sequence[Span], least: float) -> dict[int, int]:
    """One-to-one pairs {gold: predicted}, greatest overlap first."""
    by_place = sorted(range(len(predicted)), key=lambda p: predicted[p])
    longest = max((e - s for s, e in predicted), default=0)
    starts = [predicted[p][0] for p in by_place]
    found = []
    for g, (start, end) in enumerate(gold):
        for k in range(_first(starts, start - longest), len(by_place)):
            p = by_place[k]
            if predicted[p][0] >= end:
                break
            share = iou((start, end), predicted[p])
            if share >= least:
                found.append((-share, g, p))
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, g, p in sorted(found):
        if g not in pairs and p not in taken:
            pairs[g] = p
            taken.add(p)
    return pairs


def _first(sorted_values: Sequence[int], least: int) -> int:
    from bisect import bisect_left

    return bisect_left(sorted_values, least)


# ------------------------------------------------------------------ layers


class Evaluation:
    """Scores by name, and errors, over the documents of one analysis."""

    def __init__(self, by_block: bool):
        self.scores: dict[str, Score] = defaultdict(Score)
        self.errors: list[Error] = []
        self._by_block = by_block

    def unit(self, doc: str, start: int) -> Unit:
        return (doc, start // BLOCK) if self._by_block else (doc, 0)

    def document(self, analysis: Mapping[str, Any], gold: Mapping[str, Sequence[Item]]) -> None:
        """Score one document on the layers that its gold has."""
        if gold.get("quotes"):
            self._quotes(analysis, gold["quotes"], indirect=False)
        if gold.get("indirect"):
            self._quotes(analysis, gold["indirect"], indirect=True)
        if gold.get("entities"):
            self._mentions(analysis, gold["entities"])
        if gold.get("dates"):
            self._dates(analysis, gold["dates"])

    def _spans(self, name: str, doc: str, text: str, wanted: Sequence[Item], got: Sequence[Item], least: float,
               right: Callable[[Item, Item], bool] = lambda g, p: True) -> dict[int, int]:  # fmt: skip
        """Count pairs of spans under `name`; gives the pairs, of debatable gold too."""
        a, b = [trim(text, x) for x in wanted], [trim(text, x) for x in got]
        pairs = pair(a, b, least)
        score = self.scores[name]
        free = {p for g, p in pairs.items() if wanted[g].get("debatable")}
        for g, item in enumerate(wanted):
            if not item.get("debatable"):
                hit = g in pairs and right(item, got[pairs[g]])
                score.add(self.unit(doc, a[g][0]), right=hit, wanted=1)
        for p in range(len(got)):
            if p not in free:
                score.add(self.unit(doc, b[p][0]), predicted=1)
        return pairs

    def _quotes(self, analysis: Mapping[str, Any], wanted: Sequence[Item], indirect: bool) -> None:
        doc, text = analysis["doc"], analysis["text"]
        entities = {e["id"]: e for e in analysis["entities"]}
        got = [q for q in analysis["quotes"] if (q["mode"] == "indirect") == indirect]
        layer = "indirect" if indirect else "quotes"
        exact = self._spans(f"{layer}: span, exact", doc, text, wanted, got, 1.0)
        pairs = self._spans(f"{layer}: span, relaxed", doc, text, wanted, got, RELAXED)
        self._missed(doc, text, layer, wanted, got, pairs)
        if not indirect:
            for g, p in exact.items():
                if not wanted[g].get("debatable"):
                    self._judge("quotes: kind", doc, text, wanted[g], wanted[g]["kind"], got[p]["kind"])
        for g, item in enumerate(wanted):
            if item.get("debatable") or not (indirect or item["kind"] == "speech"):
                continue
            said = got[pairs[g]] if g in pairs else None
            good = said is not None and said["kind"] == "speech" and right_speaker(item, said, entities)
            unit = self.unit(doc, item["start"])
            for name in (f"{layer}: speaker", f"{layer}: speaker, {item.get('attribution') or 'nobody'}"):
                self.scores[name].add(unit, good, 1, 1)
            if said is not None and not good:
                self._error(doc, text, f"{layer}: speaker", item, item["speaker"], said.get("speaker_name"))

    def _mentions(self, analysis: Mapping[str, Any], wanted: Sequence[Item]) -> None:
        doc, text = analysis["doc"], analysis["text"]
        names = [m for m in analysis["mentions"] if m["type"] in ("PER", "ORG")]
        for kind in ("PER", "ORG"):
            got = [m for m in names if m["type"] == kind]
            mine = [m for m in wanted if m["type"] == kind]
            pairs = self._spans(f"mentions: {kind}", doc, text, mine, got, 1.0)
            self._missed(doc, text, f"mentions: {kind}", mine, got, pairs)
        if all("canonical" in m for m in wanted):
            sure = [m for m in wanted if not m.get("debatable")]
            pairs = pair([trim(text, m) for m in sure], [trim(text, m) for m in names], 1.0)
            clusters = [(m["canonical"], names[pairs[g]]["entity"] if g in pairs else ("alone", g))
                        for g, m in enumerate(sure)]  # fmt: skip
            self._b_cubed(doc, sure, clusters)
            self._ceaf(doc, clusters)

    def _b_cubed(self, doc: str, items: Sequence[Item], clusters: Sequence[tuple[Any, Any]]) -> None:
        """Bagga & Baldwin 1998, over gold mentions; one not found is a cluster of its own."""
        both, golds, found = Counter(clusters), Counter(g for g, _ in clusters), Counter(p for _, p in clusters)
        score = self.scores["entities: B³"]
        recalled = score.right_of_wanted = score.right_of_wanted or defaultdict(float)
        for item, (g, p) in zip(items, clusters, strict=True):
            unit = self.unit(doc, item["start"])
            score.add(unit, both[g, p] / found[p], 1, 1)
            recalled[unit] += both[g, p] / golds[g]

    def _ceaf(self, doc: str, clusters: Sequence[tuple[Any, Any]]) -> None:
        """Luo 2005, entity-based: the best one-to-one alignment of clusters by their Dice overlap."""
        from scipy.optimize import linear_sum_assignment

        both, golds, found = Counter(clusters), Counter(g for g, _ in clusters), Counter(p for _, p in clusters)
        rows, columns = list(golds), list(found)
        dice = [[2 * both[g, p] / (golds[g] + found[p]) for p in columns] for g in rows]
        chosen = zip(*linear_sum_assignment(dice, maximize=True), strict=True)
        total = sum(dice[i][j] for i, j in chosen)
        self.scores["entities: CEAF-e"].add((doc, 0), total, len(columns), len(rows))

    def _dates(self, analysis: Mapping[str, Any], wanted: Sequence[Item]) -> None:
        doc, text, got = analysis["doc"], analysis["text"], analysis["dates"]
        pairs = self._spans("dates: found", doc, text, wanted, got, OVERLAP)
        self._spans("dates: EDTF value", doc, text, wanted, got, OVERLAP, same_date)
        self._missed(doc, text, "dates", wanted, got, pairs)
        for g, p in pairs.items():
            if not wanted[g].get("debatable") and not same_date(wanted[g], got[p]):
                self._error(doc, text, "dates: EDTF value", wanted[g], wanted[g]["edtf"], got[p]["edtf"])

    def _judge(self, name: str, doc: str, text: str, item: Item, gold: str, predicted: str) -> None:
        self.scores[name].add(self.unit(doc, item["start"]), gold == predicted, 1, 1)
        if gold != predicted:
            self._error(doc, text, name, item, gold, predicted)

    def _missed(self, doc: str, text: str, what: str, wanted: Sequence[Item], got: Sequence[Item],
                pairs: Mapping[int, int]) -> None:  # fmt: skip
        for g, item in enumerate(wanted):
            if g not in pairs and not item.get("debatable"):
                self._error(doc, text, what, item, "found in gold only", None)
        for p in sorted(set(range(len(got))) - set(pairs.values())):
            self._error(doc, text, what, got[p], None, "found by the program only")

    def _error(self, doc: str, text: str, what: str, item: Item, gold: str | None, predicted: str | None) -> None:
        self.errors.append(Error(doc, what, item["start"], item["end"], gold or "", predicted or ""))


def right_speaker(gold: Item, predicted: Item, entities: Mapping[str, Mapping[str, Any]]) -> bool:
    """The predicted source is the gold phrase, or a name of the predicted speaker is one of the gold names."""
    if gold["speaker"] is None:
        return predicted.get("speaker") is None
    if predicted.get("speaker") is None:
        return False
    if predicted["speaker"] == gold["speaker"]:
        return True
    source = predicted.get("source")
    if source and gold.get("speaker_start") is not None:
        wanted = (gold["speaker_start"], gold["speaker_end"])
        if (wanted[0] <= source[0] and source[1] <= wanted[1]) or iou(wanted, tuple(source)) >= SOURCE:
            return True
    entity = entities.get(predicted["speaker"], {})
    mine = [predicted.get("speaker_name"), entity.get("name"), *(entity.get("aliases") or ())]
    theirs = [gold["speaker"], *(gold.get("speaker_aliases") or ()), *(gold.get("speaker_alt") or ())]
    return any(alike(a, b) for a in mine for b in theirs if a and b)


def same_date(gold: Item, predicted: Item) -> bool:
    """The EDTF values agree; uncertainty marks do not count."""
    values = {gold["edtf"], *(gold.get("edtf_alt") or ())}
    return (predicted["edtf"] or "").rstrip("~?%") in {(value or "").rstrip("~?%") for value in values}


# ------------------------------------------------------------------ the whole


def score(analyses: Iterable[Mapping[str, Any]], gold: Mapping[str, Mapping[str, Sequence[Item]]]) -> Evaluation:
    """Score every analysed document that has gold."""
    known = {doc for layer in gold.values() for doc in layer}
    evaluation = Evaluation(by_block=len(known) < FEW)
    for analysis in analyses:
        if "error" not in analysis and analysis["doc"] in known:
            layers = {layer: items.get(analysis["doc"], []) for layer, items in gold.items()}
            evaluation.document(analysis, layers)
    return evaluation


def table(evaluation: Evaluation) -> Result:
    """A row a score: precision, recall, F1 (equal to accuracy for speaker and kind), its 95 % interval, counts."""
    columns = ("score", "p", "r", "f1", "low", "high", "right", "predicted", "wanted")
    rows = []
    for name, s in evaluation.scores.items():
        units = sorted(set(s.predicted) | set(s.wanted))
        p, r, f1 = s.value(units)
        low, high = interval(s, units)
        sums = [round(sum(part.values()), 2) for part in (s.right, s.predicted, s.wanted)]
        rows.append((name, round(p, 4), round(r, 4), round(f1, 4), low, high, *sums))
    return Result(columns, rows)


def interval(s: Score, units: Sequence[Unit]) -> tuple[float, float]:
    """95 % percentile bootstrap interval of F1, units drawn with replacement, the seed fixed."""
    draw = random.Random(0)
    values = sorted(s.value(draw.choices(units, k=len(units)))[2] for _ in range(DRAWS))
    return round(values[int(0.025 * DRAWS)], 4), round(values[int(0.975 * DRAWS) - 1], 4)


def evaluate(gold: Path, predicted: Path, errors: Path | None = None) -> Result:
    """Score a file of analyses against gold; write the errors with their context to `errors` (CSV)."""
    analyses = _lines(predicted)
    evaluation = score(analyses, read_gold(gold))
    if not evaluation.scores:
        raise KtokogoError(f"{predicted}: none of its documents has gold in {gold}")
    if errors:
        write_errors(evaluation, {a["doc"]: a["text"] for a in analyses if "text" in a}, errors)
    return table(evaluation)


def write_errors(evaluation: Evaluation, texts: Mapping[str, str], path: Path) -> None:
    """A row an error: document, score, place, gold, predicted, and the text around."""
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("doc", "score", "start", "end", "gold", "predicted", "text", "context"))
        for e in evaluation.errors:
            text = texts[e.doc]
            around = " ".join(text[max(0, e.start - 120) : e.end + 120].split())
            writer.writerow((e.doc, e.what, e.start, e.end, e.gold, e.predicted, text[e.start : e.end], around))
    part.replace(path)

"""Fits the models of quotes and speakers on annotated texts (docs/training.md).

The rooms own the features, `pipeline.train.{dialogue,kind,indirect,speaker}` the fitting of each model; here they are
put in order: the speaker model learns from the quotes that the models before it find.
"""

import hashlib
import json
import logging
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from pipeline import entities, quotes
from pipeline.core import models as store
from pipeline.core.authority import Authority
from pipeline.core.errors import KtokogoError
from pipeline.core.records import Entities
from pipeline.train import data as texts
from pipeline.train import dialogue, indirect, kind, speaker
from pipeline.train.data import Example

log = logging.getLogger(__name__)

RAW = Path("corpus/raw")
WEIGHT = {"fiction": 1.0, "news": 4.0, "gold": 4.0}  # of a quote: annotated news and essays are few


@dataclass(frozen=True)
class Read:
    """An annotated text, and what is found in it: with the roster of its persons, if there is one, and without."""

    example: Example
    views: tuple[tuple[Authority, Entities], ...]


def read(gold: Path, data: Path | None, leave_out: Collection[str] = ()) -> Iterator[Read]:
    """Every text but those left out (by name or group), annotated."""
    for example in texts.read(gold, RAW, data, leave_out):
        rosters = [example.authority, Authority()] if example.authority else [Authority()]
        yield Read(example, tuple((r, entities.extract(example.document, example.doc, r)) for r in rosters))


def fit(material: Sequence[Read], out: Path) -> None:
    """Fit all four models on the texts and write them to the folder `out`."""
    out.mkdir(parents=True, exist_ok=True)
    news = [r for r in material if r.example.genre != "fiction"]
    fiction = [r for r in material if r.example.genre == "fiction"]
    if not news:
        raise KtokogoError("train: no text with quotes, kinds and indirect speech is left; name a folder with --data")
    if fiction or not (out / "dialogue.skops").exists():
        _need(fiction, "no fiction is left to learn dialogue from; name a folder with --data")
        rows = [dialogue.examples(r.example.doc, r.example.line) for r in fiction]
        store.save(dialogue.fit(rows), out / "dialogue.skops")
    rows_of_kind = [
        row for r in material for row in kind.examples(r.example.doc, r.example.line, r.views[0][1].mentions)
    ]
    store.save(kind.fit(rows_of_kind), out / "kind.skops")
    store.save(
        indirect.fit([row for r in news for row in indirect.examples(r.example.doc, r.example.line)]),
        out / "indirect.skops",
    )
    store.load.cache_clear()
    shown = tqdm(material, desc="pairs of quote and candidate", unit="text", mininterval=5)
    store.save(speaker.fit([pairs for r in shown for pairs in _pairs(r, out)]), out / "speaker.skops")
    store.load.cache_clear()


def _pairs(r: Read, models: Path) -> Iterator[speaker.Example]:
    e = r.example
    for roster, found in r.views:
        quoted = quotes.detect(e.document, e.doc, found, models)
        yield speaker.example(e.document, e.doc, found, quoted, roster, e.line, WEIGHT[e.genre])


def _need(items: Sequence[Read], message: str) -> None:
    if not items:
        raise KtokogoError(f"train: {message}")


def train(gold: Path, data: Path | None, leave_out: Collection[str], out: Path) -> None:
    """Fit on the project's gold and the texts in `data`, without those named, and write models and card to `out`.

    Raises KtokogoError when a name in `leave_out` is none of the texts, or too few are left.
    """
    known = texts.names(gold, data)
    unknown = sorted(set(leave_out) - known)
    if unknown:
        raise KtokogoError(f"train: no text or novel is called {', '.join(unknown)}")
    material = list(tqdm(read(gold, data, leave_out), desc="texts read", unit="text", mininterval=5))
    write(material, gold, data, leave_out, out)


def write(material: Sequence[Read], gold: Path, data: Path | None, left_out: Collection[str], out: Path) -> None:
    """Fit on texts that were read, and write models and card to `out`."""
    fit(material, out)
    card = {
        "gold": hashes(gold, "*.jsonl"),
        "data": hashes(data, *texts.FILES) if data else {},
        "left_out": sorted(left_out),
        "texts": {genre: sum(r.example.genre == genre for r in material) for genre in WEIGHT},
    }
    (out / "card.json").write_text(json.dumps(card, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def hashes(folder: Path, *patterns: str) -> dict[str, str]:
    """SHA-256 of the files of a folder, by name."""
    files = sorted(path for pattern in patterns for path in folder.glob(pattern))
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}

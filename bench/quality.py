"""Quality on a folder of annotated texts, each analysed by models that did not see it: `python -m bench.quality PATH`.

PATH holds training texts as docs/training.md describes them, further gold (`adaq.jsonl`, `ner_*.jsonl`) and the scorer
`score_analyse.py`. Novels are left out one by one, with their roster (`authority/NOVEL.json`) and without; news and the
project's own gold in FOLDS parts.
"""

import argparse
import gzip
import json
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any

from pipeline import analyse, evaluate, train
from pipeline.core import authority, models
from pipeline.train import Read
from pipeline.train.data import AUTHORITY

FOLDS = 5
GOLD = Path("corpus/gold")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path)
    parser.add_argument("--only", nargs="*", help="names of novels, news, gold, adaq, ner, dates")
    arguments = parser.parse_args()
    path, only = arguments.path, arguments.only
    material = list(train.read(GOLD, path))
    with tempfile.TemporaryDirectory() as scratch:
        measure = Measure(path, material, Path(scratch))
        for novel in sorted({r.example.group for r in material if r.example.genre == "fiction"}):
            if not only or novel in only:
                measure.novel(novel)
        for name, step in (
            ("news", measure.news),
            ("gold", measure.gold),
            ("adaq", measure.adaq),
            ("ner", measure.ner),
        ):
            if not only or name in only:
                step()


class Measure:
    """One folder of annotated texts, read once."""

    def __init__(self, path: Path, material: Sequence[Read], scratch: Path):
        self.path, self.material, self.scratch = path, material, scratch

    def fitted_without(self, groups: Collection[str]) -> Path:
        out = self.scratch / "models"
        train.fit([r for r in self.material if r.example.group not in groups], out)
        return out

    def novel(self, novel: str) -> None:
        """Quotes and speakers of a novel, with its roster and blind, and its entities."""
        lines = [line for line in _lines(self.path / "fiction.jsonl.gz") if line["novel"] == novel]
        folder = self.fitted_without({novel})
        for roster in (self.path / "authority" / f"{novel}.json", None):
            found = self.analysed(((line["doc"], line["text"]) for line in lines), folder, roster)
            blind = () if roster else ("--blind",)
            print(f"\n# {novel}, {'roster' if roster else 'blind'}", flush=True)
            for task in ("quotes", "speakers", "entities"):
                self.score(task, "fiction.jsonl.gz", found, "--novel", novel, *(blind if task != "entities" else ()))

    def news(self) -> None:
        """Quotes, kinds, speakers and indirect speech of news, in folds of documents."""
        lines = list(_lines(self.path / "news.jsonl"))
        found = self.scratch / "news.jsonl"
        with found.open("w", encoding="utf-8") as out:
            for fold in range(FOLDS):
                part = lines[fold::FOLDS]
                folder = self.fitted_without({line["doc"] for line in part})
                texts = self.analysed(((line["doc"], line["text"]) for line in part), folder, None)
                out.write(texts.read_text(encoding="utf-8"))
        print("\n# news", flush=True)
        for task in ("news", "news-indirect"):
            self.score(task, "news.jsonl", found)

    def gold(self) -> None:
        """The project's own texts, in folds."""
        examples = [r.example for r in self.material if r.example.genre == "gold"]
        found = []
        for fold in range(min(FOLDS, len(examples))):
            part = examples[fold::FOLDS]
            folder = self.fitted_without({example.group for example in part})
            roster = authority.load(AUTHORITY)
            found += [analyse.analyse(example.document, roster, folder) for example in part]
        print("\n# gold", flush=True)
        for row in evaluate.table(evaluate.score(found, evaluate.read_gold(GOLD))):
            print(json.dumps(row, ensure_ascii=False))

    def adaq(self) -> None:
        """Sources, cues and contents of single sentences; nothing of them is in any training."""
        found = self.analysed(((x["id"], x["text"]) for x in _lines(self.path / "adaq.jsonl")), models.FOLDER, None)
        print("\n# adaq", flush=True)
        self.score("adaq", "adaq.jsonl", found)

    def ner(self) -> None:
        """Names and dates in texts of which nothing is in any training."""
        for name in ("ner_factrueval.jsonl", "ner_nerel.jsonl"):
            lines = list(_lines(self.path / name))
            found = self.analysed(((line["doc"], line["text"]) for line in lines), models.FOLDER, None)
            print(f"\n# {name}", flush=True)
            self.score("ner", name, found)
            if any(e["type"] == "DATE" for line in lines for e in line["entities"]):
                self.score("dates", name, found)

    def analysed(self, texts: Iterable[tuple[str, str]], folder: Path, roster: Path | None) -> Path:
        """A file with the analysis of the texts."""
        given, found = self.scratch / "given.jsonl", self.scratch / "found.jsonl"
        with given.open("w", encoding="utf-8") as out:
            for doc, text in texts:
                out.write(json.dumps({"doc": doc, "text": text}, ensure_ascii=False) + "\n")
        with found.open("w", encoding="utf-8") as out:
            analyse.write(analyse.stream(jsonl=str(given), authority=roster, models=folder), out)
        return found

    def score(self, task: str, gold: str, found: Path, *options: str) -> None:
        scorer = self.path / "score_analyse.py"
        subprocess.run([sys.executable, scorer, task, self.path / gold, found, *options], check=True)


def _lines(path: Path) -> Iterable[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


if __name__ == "__main__":
    main()

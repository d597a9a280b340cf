"""A corpus folder with the two small stages, for the tests of the engine."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.core import engine, problems
from tests.core import texts, words

Corpus = dict[str, str]


class Project:
    """A corpus folder with the two small stages; `computed`: the documents that `words` had not in its cache."""

    def __init__(self, folder: Path):
        self.folder = folder
        (folder / "raw").mkdir(parents=True)
        self.options = dict(
            engine="local", scheduler=None, workers=1, shards=4, corpus=str(folder / "raw"),
            processed=str(folder / "processed"), cache=str(folder / "cache"), cache_gigabytes=1,
        )  # fmt: skip
        self.settings: dict[str, Any] = {"calls": str(folder / "calls")}

    def write(self, corpus: Mapping[str, str]) -> None:
        for path in (self.folder / "raw").iterdir():
            path.unlink()
        for name, text in corpus.items():
            (self.folder / "raw" / name).write_text(text)

    def run(self) -> list[problems.Problem]:
        (self.folder / "calls").write_text("")
        found = engine.run(texts.STAGE, {}, self.options)
        return found + engine.run(words.STAGE, self.settings, self.options)

    @property
    def computed(self) -> list[str]:
        return sorted((self.folder / "calls").read_text().split())

    @property
    def outputs(self) -> dict[str, bytes]:
        root = self.folder / "processed"
        return {str(p.relative_to(root)): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}

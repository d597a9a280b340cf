"""A corpus for measuring, cut from texts that the user has."""

import gzip
import itertools
import json
from collections.abc import Iterator
from pathlib import Path


def pieces(source: Path, size: int) -> Iterator[str]:
    """Stretches of about `size` characters, again and again; each begins with a number of its own."""
    stretches = [text[at : at + size] for text in _texts(source) for at in range(0, len(text), size)]
    for number, text in enumerate(itertools.cycle(stretches)):
        yield f"Отрывок {number}.\n\n{text}\n"


def _texts(source: Path) -> Iterator[str]:
    """Whole .txt files, and the "text" of each line of .jsonl and .jsonl.gz files, at or below a path."""
    files = sorted(path for path in source.rglob("*") if path.is_file()) if source.is_dir() else [source]
    for path in files:
        if path.suffix == ".txt":
            yield path.read_text(encoding="utf-8")
        elif path.name.endswith((".jsonl", ".jsonl.gz")):
            data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            yield from (record["text"] for line in data.splitlines() if "text" in (record := json.loads(line)))


def write(folder: Path, source: Path, documents: int, size: int) -> None:
    folder.mkdir(parents=True)
    for number, text in enumerate(itertools.islice(pieces(source, size), documents)):
        (folder / f"{number:05d}.txt").write_text(text, encoding="utf-8")

"""Annotated texts: read, left out, and with clean offsets."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from pipeline import train
from pipeline.core.errors import KtokogoError
from pipeline.core.offsets import Edit, OffsetMap
from pipeline.train import data


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    news = {"doc": "n1", "text": "Иван сказал: «Да».", "quotes": [{"start": 13, "end": 17}], "indirect": []}
    novel: dict[str, Any] = {"doc": "f/1", "novel": "f", "text": "— Да.", "quotes": [], "mentions": [], "other": []}
    (tmp_path / "news.jsonl").write_text(json.dumps(news) + "\n", encoding="utf-8")
    with gzip.open(tmp_path / "fiction.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(json.dumps(novel) + "\n" + json.dumps(dict(novel, doc="f/2")) + "\n")
    (tmp_path / "gold").mkdir()
    return tmp_path


def read(folder: Path, *leave_out: str) -> list[tuple[str, str]]:
    return [(e.genre, e.name) for e in data.read(folder / "gold", folder, folder, leave_out)]


def test_texts_of_all_genres(folder: Path) -> None:
    assert read(folder) == [("news", "n1"), ("fiction", "f/1"), ("fiction", "f/2")]
    assert data.names(folder / "gold", folder) == {"n1", "f", "f/1", "f/2"}


@pytest.mark.parametrize(("name", "left"), [("f", ["n1"]), ("f/2", ["n1", "f/1"]), ("n1", ["f/1", "f/2"])])
def test_a_group_or_a_text_is_left_out(folder: Path, name: str, left: list[str]) -> None:
    assert [text for _, text in read(folder, name)] == left


def test_gold_gets_clean_offsets() -> None:
    offsets = OffsetMap("ре-\nшил: «Да»", [Edit(2, 4, "", "hyphen")])
    line = data.cleaned({"doc": "d", "quotes": [{"start": 9, "end": 13, "cue_start": 0, "cue_end": 7}]}, offsets)
    (quote,) = line["quotes"]
    assert (quote["start"], quote["end"], quote["cue_start"], quote["cue_end"]) == (7, 11, 0, 5)


def test_errors_name_the_place(folder: Path) -> None:
    with pytest.raises(KtokogoError, match="no such folder"):
        list(data.lines(folder / "gold", folder / "nowhere"))
    (folder / "news.jsonl").write_text("{\n", encoding="utf-8")
    with pytest.raises(KtokogoError, match=r"news.jsonl:1: not valid JSON"):
        list(data.lines(folder / "gold", folder))
    with pytest.raises(KtokogoError, match="no text or novel is called тайна"):
        train.train(folder / "gold", None, ["тайна"], folder / "out")

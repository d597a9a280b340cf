"""The loader of language facts, and the facts themselves."""

from pathlib import Path

import pytest

from pipeline.core import lexicon
from pipeline.core.errors import KtokogoError


def load(text: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[dict[str, str], ...]:
    (folder / "facts.tsv").write_text(text, encoding="utf-8")
    monkeypatch.setattr(lexicon, "FOLDER", folder)
    lexicon.load.cache_clear()
    try:
        return lexicon.load("facts")
    finally:
        lexicon.load.cache_clear()


def test_rows_are_dicts_by_column(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = load("# what it is\nlemma\tclass\nсказать\tsay\n\nдумать\tthink\n", tmp_path, monkeypatch)
    assert rows == ({"lemma": "сказать", "class": "say"}, {"lemma": "думать", "class": "think"})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("lemma\tclass\nсказать\n", "facts.tsv:2: 1 cells"),
        ("lemma\tclass\n\tsay\n", "first cell is empty"),
        ("lemma\nсказать\nсказать\n", "facts.tsv:3: the same row"),
        ("# only a comment\n", "no header"),
    ],
)
def test_a_broken_file_is_refused(text: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(KtokogoError, match=message):
        load(text, tmp_path, monkeypatch)


@pytest.mark.parametrize("name", sorted(path.stem for path in lexicon.FOLDER.glob("*.tsv")))
def test_every_file_of_the_lexicon_loads_and_says_what_it_holds(name: str) -> None:
    assert lexicon.load(name)
    assert (lexicon.FOLDER / f"{name}.tsv").read_text(encoding="utf-8").startswith("#")

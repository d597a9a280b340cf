import re
from pathlib import Path

import pytest

from pipeline.ingest import document

CASES = Path(__file__).parents[1] / "cases" / "repairs.tsv"


def cases() -> list[tuple[str, str, str]]:
    rows = [line.split("\t") for line in CASES.read_text(encoding="utf-8").split("\n") if line and line[0] != "#"]
    return [(_unescaped(row[0]), _unescaped(row[1]), row[2]) for row in rows[1:]]


def _unescaped(cell: str) -> str:
    return re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), cell)


@pytest.mark.parametrize(("printed", "read", "rules"), cases())
def test_words_are_mended_for_reading(printed: str, read: str, rules: str) -> None:
    made = document("t", printed)
    assert made.clean == read
    assert sorted({edit.rule for edit in made.edits}) == rules.split()
    assert made.printed((0, len(made.clean))) == printed


def test_a_word_is_reported_as_printed() -> None:
    made = document("t", "Прибылъ генералъ Корниловъ съ войсками.")
    start = made.clean.index("Корнилов")
    assert made.printed((start, start + len("Корнилов"))) == "Корниловъ"

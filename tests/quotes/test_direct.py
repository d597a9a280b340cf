"""Quotes in marks and dialogue, from the one-line cases of tests/cases/quotes.tsv, by the real annotator and models."""

import re
from pathlib import Path

import pytest

from pipeline import annotate, quotes
from pipeline.core.records import Document, Entities, Quote

CASES = Path(__file__).parents[1] / "cases" / "quotes.tsv"
LETTERS = {"speech": "S", "title": "T", "term": "R"}


def _cases() -> list[object]:
    lines = [line for line in CASES.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    cases = []
    for text, wanted, known in (line.split("\t") for line in lines[1:]):
        marks = [pytest.mark.xfail(strict=True)] if known == "error" else []
        cases.append(pytest.param(text.replace("\\n", "\n"), wanted, marks=marks, id=text[:60]))
    return cases


def _trimmed(text: str) -> str:
    return re.sub(r"^[\W_]+|[\W_]+$", "", text)


def _shown(text: str, quote: Quote) -> str:
    letter = "D" if quote.mode == "dialogue" else LETTERS[quote.kind]
    return f"{letter} " + " | ".join(_trimmed(text[a:b]) for a, b in quote.parts or [quote.span])


def _wanted(items: str) -> list[str]:
    shown = [] if items == "-" else items.split(" ; ")
    return [f"{item[0]} " + " | ".join(_trimmed(part) for part in item[2:].split(" | ")) for item in shown]


@pytest.mark.parametrize(("text", "wanted"), _cases())
def test_case(text: str, wanted: str) -> None:
    document = Document("case", text)
    found = quotes.direct(document, annotate.annotate(document), Entities())
    assert [_shown(text, quote) for quote in found] == _wanted(wanted)


def test_turn_and_parent() -> None:
    text = "— Нет, — сказал он, — я читал «Зарю».\n— И я."
    document = Document("d", text)
    first, second, title, third = quotes.direct(document, annotate.annotate(document), Entities())
    assert (first.turn, second.turn, third.turn) == (0, 0, 1)
    assert title.parent == second.id == "d:q:22-37"

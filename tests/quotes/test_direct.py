"""Quotes in marks and dialogue, from the one-line cases of tests/cases/quotes.tsv, by the real annotator and models."""

import re
from pathlib import Path

import pytest
import spacy

from pipeline import annotate, quotes
from pipeline.core.records import Document, Entities, Quote
from pipeline.quotes import segments

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


def test_replies_in_one_paragraph_are_turns() -> None:
    text = "— Куда вы? — К соседям. — Надолго? — До вечера."
    quoted = quotes.direct(Document("d", text), annotate.annotate(Document("d", text)), Entities())
    assert [q.turn for q in quoted] == [0, 1, 2, 3]


def test_codes_of_classes_follow_their_names() -> None:
    """The models know the classes by these numbers: a class that is added calls for `ktokogo train`."""
    names = [
        "adj",
        "ask",
        "feel",
        "gesture",
        "intend",
        "judge",
        "know",
        "manner",
        "order",
        "other",
        "say",
        "think",
        "write",
    ]
    assert {name: code for code, name in enumerate(names, 1)} == segments.CLASSES


def test_a_long_paragraph() -> None:
    """A rule that goes back over the paragraph would need minutes here."""
    text = "— Да, — сказал он, — «нет» (да) и ещё: — Пойдём. " * 800
    doc = spacy.blank("ru")(text)
    assert len(quotes.direct(Document("d", text), doc, Entities())) >= 800

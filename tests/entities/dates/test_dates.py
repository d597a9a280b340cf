"""Cases of tests/cases/dates.tsv, and properties that hold for any text."""

from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.records import Date, Document
from pipeline.entities.dates import RULES, find
from pipeline.entities.dates.compose import compose
from pipeline.entities.dates.context import infer
from pipeline.entities.dates.rules import apply
from pipeline.entities.dates.values import bounds, valid

CASES = [
    line.split("\t")
    for line in (Path(__file__).parents[2] / "cases" / "dates.tsv").read_text(encoding="utf-8").splitlines()[3:]
]
BLANK = spacy.blank("ru")


def dates(text: str, **meta: str) -> list[Date]:
    document = Document("a.txt", text, **meta)
    return find(document, BLANK.make_doc(document.clean))


def shown(text: str, one: Date) -> str:
    notes = [one.modifier, "inferred" if one.inferred else None, f"os {one.edtf_os}" if one.edtf_os else None]
    notes.append("julian" if one.calendar == "julian" else None)
    return " ".join([text[one.start : one.end], "=", one.edtf or "null", *(note for note in notes if note)])


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_cases(text: str, expected: str) -> None:
    assert (" ; ".join(shown(text, one) for one in dates(text)) or "-") == expected


def test_named_time_takes_no_year_from_the_context() -> None:
    assert [one.edtf for one in dates("В 1929 году вспоминали годы мировой войны.")] == ["1929", None]


def test_impossible_day_is_kept_with_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    (one,) = dates("Речь 29.02.1917 выдумана.")
    assert one.edtf is None and one.earliest is None
    assert "29.02.1917" in caplog.text


def test_year_of_writing_fills_in() -> None:
    (one,) = dates("Встреча пройдёт 5 мая.", date="2011-04-30")
    assert (one.edtf, one.inferred) == ("2011-05-05", True)


def test_last_year_counts_from_the_year_of_writing() -> None:
    (one,) = dates("Она уехала в ноябре прошлого года.", date="2011-04-30")
    assert (one.edtf, one.inferred) == ("2010-11", True)


PIECES = (
    "с по до в и на около 5 18-31 24/11 мая мае января 1917 1923-24 29.02.1917 [1923 г.] (7 ноября) г. гг. года 20-х "
    "конце начале – весной XVII в. века первой половине , . 26.6. 13.7.1930 летом 41-го прошлого войны накануне"
)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(PIECES.split()), max_size=30).map(" ".join) | st.text(max_size=200))
def test_values_parse_and_spans_lie_in_the_text(text: str) -> None:
    position = 0
    for one in dates(text):
        assert position <= one.start < one.end <= len(text)
        position = one.end
        assert text[one.start : one.end].strip() == text[one.start : one.end]
        if one.edtf is not None:
            assert valid(one.edtf)
            assert bounds(one.edtf) == (one.earliest, one.latest)
            assert "XXXX" in one.edtf or str(one.earliest) <= str(one.latest)


@pytest.mark.parametrize("piece", ["1", "1 ", "12.", "5 мая ", "1917-", "с 5 ", "I", "первого ", "1917 г.\n5 мая\n"])
def test_a_long_line_of_figures(piece: str) -> None:
    """A rule that goes back over the text would need minutes here."""
    text = piece * (20_000 // len(piece))
    found = infer(text, compose(text, apply(RULES, text)), 2011)
    assert all(0 <= one.start < one.end <= len(text) for one, _ in found)

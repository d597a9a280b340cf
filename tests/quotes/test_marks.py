"""Pairing of quotation marks: properties of any text, and its time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.quotes import marks

TEXT = st.text(alphabet="аБ .,!:—-\n«»\"„“”‘’'‹›([)]5", max_size=60)


@given(TEXT)
def test_spans_lie_in_the_text_and_nest(text: str) -> None:
    around: list[marks.Marked] = []
    for span in marks.find(text):
        assert 0 <= span.start < span.end <= len(text)
        while around and around[-1].end <= span.start:
            around.pop()
        assert not around or span.end <= around[-1].end
        around.append(span)


@given(TEXT)
def test_every_span_has_words(text: str) -> None:
    assert all(any(c.isalnum() for c in text[m.start : m.end]) for m in marks.find(text) if m.rule != "pair")


@given(st.text(alphabet="аб вг", min_size=1, max_size=20).filter(str.strip), st.integers(1, 4))
def test_depth(words: str, depth: int) -> None:
    text = "«а " * depth + words + "»" * depth
    assert len(marks.find(text)) == depth


def test_stray_mark_inside_a_quote() -> None:
    text = 'Он писал: «Приезжай скорее, мы "все ждём».'
    assert [text[m.start : m.end] for m in marks.find(text)] == ['«Приезжай скорее, мы "все ждём»', '"все ждём']


@pytest.mark.parametrize(
    "text",
    ["«а " * 20_000, '"а ' * 20_000, "а» " * 20_000, "«а\n" * 20_000, "а» б\n" * 20_000, "«а «б» " * 10_000],
    ids=["open", "straight", "close", "lines", "orphans", "half"],
)
def test_a_long_line_of_marks(text: str) -> None:
    """A rule that goes back over the text would need minutes here."""
    assert all(0 <= m.start < m.end <= len(text) for m in marks.find(text))

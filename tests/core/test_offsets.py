"""Clean offsets to raw ones and back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.errors import KtokogoError
from pipeline.core.offsets import Edit, OffsetMap


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    raw = draw(st.text("абв \n-", max_size=40))
    edits, position = [], 0
    while position < len(raw):
        start = draw(st.integers(position, len(raw)))
        if start == len(raw):
            break
        end = draw(st.integers(start + 1, len(raw)))
        edits.append(Edit(start, end, draw(st.text("xyz", max_size=end - start)), "test"))
        position = end
    return raw, edits


@settings(max_examples=300)
@given(edited(), st.data())
def test_every_clean_span_maps_to_a_raw_span_and_back(case: tuple[str, list[Edit]], data: st.DataObject) -> None:
    raw, edits = case
    offsets = OffsetMap(raw, edits)
    pieces, position = [], 0
    for edit in edits:
        pieces += [raw[position : edit.raw_start], edit.replacement]
        position = edit.raw_end
    assert offsets.text == "".join(pieces) + raw[position:]
    start = data.draw(st.integers(0, len(offsets.text)))
    end = data.draw(st.integers(start, len(offsets.text)))
    first, last = offsets.to_raw(start, end)
    assert 0 <= first <= last <= len(raw)
    if end > start:
        assert offsets.to_clean(first, last) == (start, end)


@settings(max_examples=200)
@given(edited())
def test_clean_characters_have_raw_characters_of_their_own(case: tuple[str, list[Edit]]) -> None:
    raw, edits = case
    offsets = OffsetMap(raw, edits)
    spans = [offsets.to_raw(i, i + 1) for i in range(len(offsets.text))]
    for i, (start, end) in enumerate(spans):
        assert start < end
        assert i == 0 or spans[i - 1][1] <= start
        if not any(edit.raw_start <= start < edit.raw_end for edit in edits):
            assert raw[start:end] == offsets.text[i]


@pytest.mark.parametrize(
    ("edits", "words"),
    [
        ([Edit(3, 6, " ", "join")], {"абв": (0, 3), "где": (6, 9)}),
        ([Edit(3, 6, "", "rejoin")], {"абвгде": (0, 9)}),
        ([], {"абв": (0, 3)}),
    ],
)
def test_words_point_at_their_source(edits: list[Edit], words: dict[str, tuple[int, int]]) -> None:
    offsets = OffsetMap("абв-\n где", edits)
    for word, place in words.items():
        start = offsets.text.index(word)
        assert offsets.to_raw(start, start + len(word)) == place


def test_an_edit_may_not_lengthen_or_overlap() -> None:
    with pytest.raises(KtokogoError):
        OffsetMap("абв", [Edit(0, 1, "xy", "test")])
    with pytest.raises(KtokogoError):
        OffsetMap("абв", [Edit(0, 2, "", "test"), Edit(1, 3, "", "test")])

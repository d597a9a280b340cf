from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.offsets import OffsetMap
from pipeline.ingest.draft import Change, Draft


@st.composite
def drafts(draw: st.DrawFn) -> tuple[str, Draft]:
    """A text and its draft after some rounds of random changes."""
    text = draw(st.text("абв \n-", max_size=30))
    draft = Draft(text)
    for number in range(draw(st.integers(0, 4))):
        size = len(draft.text)
        cuts = sorted(set(draw(st.lists(st.integers(0, size), max_size=8))))
        changes = [
            Change(start, end, draw(st.sampled_from(("", "я"))), f"rule{number}")
            for start, end in zip(cuts[::2], cuts[1::2], strict=False)
        ]
        draft.apply(changes)
    return text, draft


@given(drafts())
def test_the_edits_make_the_draft_from_the_source(made: tuple[str, Draft]) -> None:
    text, draft = made
    assert OffsetMap(text, draft.edits).text == draft.text


@given(drafts())
def test_every_clean_span_maps_to_the_source_and_back(made: tuple[str, Draft]) -> None:
    text, draft = made
    offsets = OffsetMap(text, draft.edits)
    for start in range(len(draft.text)):
        for end in range(start + 1, len(draft.text) + 1):
            raw = offsets.to_raw(start, end)
            assert 0 <= raw[0] < raw[1] <= len(text)
            assert offsets.to_clean(*raw) == (start, end)


def test_a_change_of_a_change_bears_both_rules() -> None:
    draft = Draft("a\r\nb")
    draft.apply([Change(1, 3, "\n", "line_end")])
    draft.apply([Change(1, 2, " ", "line_join")])
    assert [(e.raw_start, e.raw_end, e.replacement, e.rule) for e in draft.edits] == [(1, 3, " ", "line_end+line_join")]

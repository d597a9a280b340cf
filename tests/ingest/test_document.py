from hypothesis import given
from hypothesis import strategies as st

from pipeline.ingest import document

WORDS = ("слово", "рево", "люция", "социал", "Слово", "и", "XIV", "ХIII", "Cлово", "революцiя", "ѣ", "ъ", "Тов.", "а)")
SIGNS = (".", ",", ":", "-", "—", "«", "»", "(", ")", "12", "[4]", "***", "http://a.рф/б\u00ad", "\u00ad", "¬")
MARKS = ("ó", "\u0301", "й", "\u0306")
PIECES = st.sampled_from(WORDS + SIGNS + MARKS)
SPACES = st.sampled_from(
    ["", " ", "  ", "\n", "\r\n", "\n\n", "\n\n\n\n", "\f", "\u00a0", "\n    ", "\n12\n", "-\n", "\r", "\u2028"]
)
TEXTS = st.lists(st.tuples(PIECES, SPACES), max_size=60).map(lambda pairs: "".join(a + b for a, b in pairs))


@given(TEXTS)
def test_every_word_of_the_clean_text_leads_back_to_the_source(text: str) -> None:
    made = document("t", text)
    assert made.text == text
    assert len(made.clean) <= len(text)
    for start in range(len(made.clean)):
        for end in (start + 1, min(start + 7, len(made.clean))):
            raw = made.raw((start, end))
            assert 0 <= raw[0] < raw[1] <= len(text)
            assert made.offsets.to_clean(*raw) == (start, end)


@given(TEXTS)
def test_a_second_reading_changes_no_letters(text: str) -> None:
    """What is mended is clean: only the layout of a mended text may be read anew."""
    letters = {"look_alike", "stress_mark", "old_letter", "soft_hyphen", "space", "line_end"}
    once = document("t", text).clean
    rules = {rule for edit in document("t", once).edits for rule in edit.rule.split("+")}
    assert not rules & (letters - {"look_alike"})


@given(TEXTS)
def test_letters_outside_repairs_stay(text: str) -> None:
    made = document("t", text)
    repaired = {place for edit in made.edits for place in range(edit.raw_start, edit.raw_end)}
    kept = "".join(c for place, c in enumerate(text) if place not in repaired)
    put_in = sum(len(edit.replacement) for edit in made.edits)
    assert len(kept) + put_in == len(made.clean)

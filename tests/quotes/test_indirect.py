"""Indirect speech in single sentences, and how candidates are chosen."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import annotate, ingest
from pipeline.core.records import Entities
from pipeline.quotes import indirect
from pipeline.quotes.candidates import Report
from pipeline.quotes.reporting import Cue
from pipeline.quotes.scene import Scene

LINES = (Path(__file__).parents[1] / "cases" / "indirect.tsv").read_text(encoding="utf-8").splitlines()
CASES = [line.split("\t") for line in LINES if line and not line.startswith("#")][1:]


@pytest.mark.parametrize(("text", "content", "cue", "source"), CASES, ids=[case[0][:40] for case in CASES])
def test_sentence(text: str, content: str, cue: str, source: str) -> None:
    document = ingest.document("case", text)
    found = indirect.find(document, Scene(annotate.annotate(document), []), Entities(), [])
    if content == "-":
        assert not found
        return
    (quote,) = found
    assert text[quote.start : quote.end] == content
    assert quote.cue and text[slice(*quote.cue)] == cue
    assert quote.source_hint and text[slice(*quote.source_hint)] == source
    assert quote.id == f"case:i:{quote.start}-{quote.end}"


def report(begin: int, length: int, token: int) -> Report:
    return Report("что", Cue(token, token, token + 1, "verb", "сказать", "say", None, token), begin, begin + length)


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 9), st.integers(0, 20), st.floats(0, 1)), max_size=12))
def test_chosen_contents_never_cross(rows: list[tuple[int, int, int, float]]) -> None:
    reports = [report(begin, length, token) for begin, length, token, _ in rows]
    chosen = [r for r, _ in indirect.choose(reports, [p for *_, p in rows])]
    assert len({r.cue.token for r in chosen}) == len(chosen)
    for a in chosen:
        for b in chosen:
            assert not a.begin < b.begin < a.end < b.end

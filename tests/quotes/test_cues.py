"""Cue, source, citation and date of quotes in marks and in dialogue."""

import pytest

from pipeline import annotate, ingest
from pipeline.core.records import Entities, Quote
from pipeline.quotes import citations, cues
from pipeline.quotes.scene import Scene

CASES = [
    ("«Поезд опоздал», — сказал начальник станции с улыбкой.", "сказал", "начальник станции"),
    ("Учитель спросил: «Кто дежурный?»", "спросил", "Учитель"),
    ("Он назвал проект «пустой затеей».", "назвал", "Он"),
    ("По словам сторожа, «ворота были открыты».", "По словам", "сторожа"),
    ("«Всё готово», — заявила представитель компании Анна Белова.", "заявила", "представитель компании Анна Белова"),
]


def quoted(text: str) -> Quote:
    start, end = text.index("«"), text.index("»") + 1
    document = ingest.document("case", text)
    quote = Quote("q", start, end, "speech", "direct", rule="marks")
    return cues.with_cues(Scene(annotate.annotate(document), [quote]), Entities(), [quote])[0]


@pytest.mark.parametrize(("text", "cue", "source"), CASES)
def test_cue_and_source(text: str, cue: str, source: str) -> None:
    quote = quoted(text)
    assert quote.cue and text[slice(*quote.cue)] == cue
    assert quote.source_hint and text[slice(*quote.source_hint)] == source


@pytest.mark.parametrize(
    ("after", "citation"),
    [
        (" [4].", "[4]"),
        (" (Соколов, т. 5, стр. 161).", "(Соколов, т. 5, стр. 161)"),
        (". (Съезд 1911 г. Заседание 4 апреля).", "(Съезд 1911 г. Заседание 4 апреля)"),
        (" (стр. 12).", "(стр. 12)"),
        (" (так говорил сосед).", None),
        (" (третий был депутат).", None),
        (", т. 5, стр. 161-162.", "т. 5, стр. 161-162"),
    ],
)
def test_citation(after: str, citation: str | None) -> None:
    text = "«Так и было»" + after
    span = citations.after(text, len("«Так и было»"))
    assert (text[slice(*span)] if span else None) == citation


def test_titles_have_no_cue() -> None:
    document = ingest.document("case", "Он читал «Зарю».")
    title = Quote("q", 9, 15, "title", "direct")
    assert cues.with_cues(Scene(annotate.annotate(document), [title]), Entities(), [title]) == [title]

"""Cue, source, citation and date of quotes in marks and in dialogue."""

import pytest

from pipeline import annotate, ingest
from pipeline.core.records import Entities, Quote
from pipeline.entities import dates
from pipeline.quotes import citations, cues
from pipeline.quotes.scene import Scene

CASES = [
    ("«Поезд опоздал», — сказал начальник станции с улыбкой.", "сказал", "начальник станции"),
    ("Учитель спросил: «Кто дежурный?»", "спросил", "Учитель"),
    ("Он назвал проект «пустой затеей».", "назвал", "Он"),
    ("По словам сторожа, «ворота были открыты».", "По словам", "сторожа"),
    ("«Пора ехать», — цитирует министра агентство «Заря».", "цитирует", "министра"),
    ("«Всё готово», — заявила представитель компании Анна Белова.", "заявила", "представитель компании Анна Белова"),
]

DIALOGUE = [  # the narrator's words after quoted ones that name persons too
    ("— Где Мария?", "— проговорил, задыхаясь, Пётр.", "проговорил", "Пётр"),
    ("— Князь, вас зовут", ", — крикнул из коридора слуга.", "крикнул", "слуга"),
    ("— Ах!", "— вырвалось у хозяйки.", "вырвалось", "хозяйки"),
    ("— Идёмте", ", — захихикала старуха и встала.", "захихикала", "старуха"),
    ("— Нет", ", — поспешил ответить Иван.", "ответить", "Иван"),
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


@pytest.mark.parametrize(("speech", "narration", "cue", "source"), DIALOGUE)
def test_narrators_words(speech: str, narration: str, cue: str, source: str) -> None:
    text = f"{speech} {narration}".replace(" ,", ",")
    document = ingest.document("case", text)
    quote = Quote("q", 2, len(speech), "speech", "dialogue", turn=0, rule="dash")
    found = cues.with_cues(Scene(annotate.annotate(document), [quote]), Entities(), [quote])[0]
    assert found.cue and text[slice(*found.cue)] == cue
    assert found.source_hint and text[slice(*found.source_hint)] == source


def test_later_stretch_of_a_turn_has_the_hint_between() -> None:
    text = "— Да, — сказал Олег, — пора."
    document = ingest.document("case", text)
    quotes = [
        Quote(str(k), text.index(words), text.index(words) + len(words), "speech", "dialogue", turn=0)
        for k, words in enumerate(["Да", "пора"])
    ]
    found = cues.with_cues(Scene(annotate.annotate(document), quotes), Entities(), quotes)
    assert [text[slice(*q.source_hint)] for q in found if q.source_hint] == ["Олег", "Олег"]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Заседание 12.5.1921: «Собрание открыто».", "1921-05-12"),
        ("Соколов отвечает в статье от 7 марта 1921 г.: «Мы согласны».", "1921-03-07"),
        ("«Мы согласны» (Соколов, «История завода», М., 1958).", None),
    ],
)
def test_date_of_utterance(text: str, date: str | None) -> None:
    document = ingest.document("case", text)
    doc = annotate.annotate(document)
    start = text.index("«Мы" if "«Мы" in text else "«")
    quote = Quote("q", start, text.index("»") + 1, "speech", "direct", rule="marks")
    found = Entities(dates=tuple(dates.find(document, doc)))
    assert cues.with_cues(Scene(doc, [quote]), found, [quote])[0].date == date

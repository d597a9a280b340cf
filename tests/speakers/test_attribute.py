"""Whole attributions on short texts; a linguist can add lines to tests/cases/speakers.tsv."""

from functools import cache
from pathlib import Path

import pytest

from pipeline import annotate, entities, ingest, quotes, speakers
from pipeline.core.authority import Authority
from pipeline.core.records import Attributions, Document, Quote

CASES = Path(__file__).parents[1] / "cases" / "speakers.tsv"


@cache
def chain(text: str, author: str | None = None) -> tuple[Document, list[Quote], Attributions]:
    document = ingest.document("t", text, author=author)
    doc = annotate.annotate(document)
    found = entities.extract(document, doc, Authority())
    quoted = quotes.detect(document, doc, found)
    return document, quoted, speakers.attribute(document, doc, found, quoted, Authority())


def cases() -> list[list[str]]:
    lines = CASES.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")][1:]


def name(said: Attributions, text: str, id: str | None) -> str:
    document, _, _ = chain(text)
    found = entities.extract(document, annotate.annotate(document), Authority())
    return {e.id: e.name for e in (*found.entities, *said.entities)}.get(id or "", "-")


@pytest.mark.parametrize(("text", "words", "speaker", "source", "type"), cases())
def test_speaker(text: str, words: str, speaker: str, source: str, type: str) -> None:
    text = text.replace(" / ", "\n\n")
    document, quoted, said = chain(text)
    quote = next(q for q in quoted if document.clean[q.start : q.end].lstrip("«").startswith(words))
    answer = next(a for a in said.attributions if a.quote == quote.id)
    assert name(said, text, answer.speaker) == speaker
    assert answer.source is not None and document.clean[slice(*answer.source)] == source
    assert answer.type == type


TALK = "— Пойдём домой, — сказал Иван.\n\n— Ещё рано, — ответила Марья."


def test_every_speech_has_one_attribution_in_order() -> None:
    _, quoted, said = chain(TALK)
    assert [a.quote for a in said.attributions] == [q.id for q in quoted if q.kind == "speech"]


def test_candidates_are_probabilities_best_first() -> None:
    for answer in chain(TALK)[2].attributions:
        given = [c.probability for c in answer.candidates]
        assert given == sorted(given, reverse=True) and 0 < sum(given) <= 1.001
        assert len(given) <= speakers.KEPT


def test_they_speak_to_each_other() -> None:
    first, second = chain(TALK)[2].attributions
    assert (first.addressee, second.addressee) == (second.speaker, first.speaker)


def test_author_quotes() -> None:
    said = chain(TALK, "Пётр Сидоров")[2]
    assert {a.quoter for a in said.attributions} == {"author"}
    assert [e.name for e in said.entities if e.id == "author"] == ["Пётр Сидоров"]


def test_unlikely_speaker_is_null_with_a_reason() -> None:
    document, quoted, _ = chain(TALK)
    doc = annotate.annotate(document)
    found = entities.extract(document, doc, Authority())
    said = speakers.attribute(document, doc, found, quoted, Authority(), threshold=1.1)
    assert all(a.speaker is None and a.source is None and a.reason for a in said.attributions)


def test_text_without_quotes() -> None:
    assert chain("Шёл дождь.")[2] == Attributions()

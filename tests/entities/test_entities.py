"""Names of persons and bodies, and who they mean: cases a linguist can edit, through the real annotator.

A case of `names.tsv` is a text in which [PER …] and [ORG …] mark the expected names; `|` ends a paragraph.
A case of `persons.tsv` lists the expected canonical names of the persons of a text, each with the number of its names.
"""

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from pipeline.annotate import annotate
from pipeline.core.authority import Authority, Entry
from pipeline.core.records import Document, Entities
from pipeline.entities import extract

CASES = Path(__file__).parents[1] / "cases"
MARK = re.compile(r"\[(PER|ORG) ([^\]]*)\]")


def cases(name: str) -> list[tuple[str, ...]]:
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines if line and not line.startswith("#")]


@cache
def analysed(text: str, *entries: Entry) -> tuple[Document, Entities]:
    document = Document("t", text)
    return document, extract(document, annotate(document), Authority(entries))


def marked(text: str) -> tuple[str, list[tuple[str, str]]]:
    """The text without its marks, and the expected (type, name)."""
    text = text.replace("|", "\n\n")
    return MARK.sub(r"\2", text), MARK.findall(text)


@pytest.mark.parametrize("text", [case[0] for case in cases("names.tsv")])
def test_names(text: str) -> None:
    plain, expected = marked(text)
    document, found = analysed(plain)
    assert [(m.type, document.clean[m.start : m.end]) for m in found.mentions] == expected


@pytest.mark.parametrize("text, expected", cases("persons.tsv"))
def test_persons(text: str, expected: str) -> None:
    _, found = analysed(text.replace("|", "\n\n"))
    count = Counter(m.entity for m in found.mentions)
    assert sorted(f"{e.name} {count[e.id]}" for e in found.entities if e.type == "PER") == sorted(expected.split(", "))


VETROV = Entry("vetrov", "PER", "Лев Ильич Ветров", ("Ветров", "Сосо", "Лёва"), "male", "Q1")
PARTY = Entry("party", "ORG", "Союз труда", ("СТ", "СТ(н)"))
FRIEND = Entry("friend", "PER", "Иван Петрович Дюжев", ("Иван Петрович",), "male")
COUSIN = Entry("cousin", "PER", "Иван Петрович Малых", ("Иван Петрович", "Малых"), "male")


@pytest.mark.parametrize(
    "text, name, entity",
    [
        ("Письмо получил Ветров.", "Ветров", "vetrov"),
        ("Письмо Ветрову отдали утром.", "Ветрову", "vetrov"),
        ("Его знали под кличкой «Coco».", "Coco", "vetrov"),
        ("Он вступил в СТ(н) весной.", "СТ(н)", "party"),
        ("Малых пришёл первым. Потом Иван Петрович сел.", "Иван Петрович", "cousin"),
    ],
)
def test_authority(text: str, name: str, entity: str) -> None:
    document, found = analysed(text, VETROV, PARTY, FRIEND, COUSIN)
    assert {document.clean[m.start : m.end]: m.entity for m in found.mentions}[name] == entity


def test_an_entry_of_another_type_is_never_a_mention() -> None:
    _, found = analysed("Годы Ветрова прошли в ссылке.", Entry("x", "OTHER", "Ветров"))
    assert not found.mentions


def test_inner_names_have_entities() -> None:
    document, found = analysed("Об этом сообщил ЦК КПГ.", Entry("ck", "ORG", "ЦК КПГ"), Entry("kpg", "ORG", "КПГ"))
    [mention] = found.mentions
    assert (document.clean[mention.start : mention.end], mention.entity) == ("ЦК КПГ", "ck")
    assert [(i.type, i.entity) for i in mention.inner] == [("ORG", "kpg")]
    assert set(found.by_id) == {"ck", "kpg"}


@pytest.mark.parametrize(
    "text, name",
    [
        ("На X съезде РКП(б) спорили.", "X съезд РКП(б)"),
        ("Об этом решении Государственной думы молчали.", "Государственная дума"),
        ("Доклад сделан в Министерстве юстиции.", "Министерство юстиции"),
        ("По данным ЦРУ, это так.", "ЦРУ"),
    ],
)
def test_names_of_bodies_are_nominative(text: str, name: str) -> None:
    assert name in [e.name for e in analysed(text)[1].entities if e.type == "ORG"]


def test_an_empty_text_has_nothing() -> None:
    assert analysed("")[1] == Entities()


def test_ids_are_those_of_the_first_mention() -> None:
    document, found = analysed("Пришёл Андрей Ветров. Ветров молчал.")
    assert [e.id for e in found.entities] == [document.span_id("e", (7, 20))]

"""Readings of names without any model: parts, gender, nominative; which names fit together."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.entities import persons
from pipeline.entities.clusters import fits
from pipeline.entities.persons import Parts, Words
from pipeline.entities.spans import Name, disjoint
from pipeline.nlp import names


def read(text: str, gender: str = "", case: str = "") -> Parts:
    forms = tuple(text.replace(".", "").split())
    one = Words(forms, persons.roles(forms), gender, case)
    return persons.read(one, persons.support([one]))


@pytest.mark.parametrize(
    "form, gender, case, nominative",
    [
        ("Ветрова", "male", "Gen", "Ветров"),
        ("Ветрова", "female", "Nom", "Ветрова"),
        ("Крупинской Н К", "female", "Gen", "Н. К. Крупинская"),
        ("Марфы Семёновны", "female", "Gen", "Марфа Семёновна"),
        ("Льва Толстого", "male", "Gen", "Лев Толстой"),
        ("Тараса Шевченко", "male", "Gen", "Тарас Шевченко"),
        ("Ивана Иваныча", "male", "Gen", "Иван Иваныч"),
        ("Елены Соловей", "female", "Gen", "Елена Соловей"),
        ("Хасана Рубани", "male", "Gen", "Хасан Рубани"),
        ("Лаврентием Церадзе", "male", "Ins", "Лаврентий Церадзе"),
    ],
)
def test_nominative(form: str, gender: str, case: str, nominative: str) -> None:
    parts = read(form, gender, case)
    order = ["initials", "surname"] if parts.initials else ["first", "patronymic", "surname"]
    assert (persons.written(parts, order), parts.gender) == (nominative, gender)


@pytest.mark.parametrize(
    "forms, roles",
    [
        (("А", "Б", "Ветров"), ("initial", "initial", "surname")),
        (("Марфа", "Петровна"), ("first", "patronymic")),
        (("Марфа", "Петровна", "Ветрова"), ("first", "patronymic", "surname")),
        (("Ветров", "Андрей"), ("surname", "first")),
        (("Людвиг", "ван", "Бетховен"), ("first", "particle", "surname")),
        (("Джон", "С", "Пистон"), ("first", "initial", "surname")),
        (("Ильич",), ("patronymic",)),
        (("Ветров",), ("single",)),
    ],
)
def test_roles(forms: tuple[str, ...], roles: tuple[str, ...]) -> None:
    assert persons.roles(forms) == roles


@pytest.mark.parametrize(
    "known, other, expected",
    [
        ("Андрей Ветров", "Ветров", True),
        ("Андрей Ветров", "А Ветров", True),
        ("Андрей Ветров", "Б Ветров", False),
        ("Андрей Ветров", "Анна Ветрова", False),
        ("Софья Семёновна Ветрова", "Соня", True),
        ("Софья Семёновна Ветрова", "Софья Ивановна", False),
        ("Андрей Антонович", "Андрей Антоныч", True),
        ("Костя Ветров", "Ветров", False),
    ],
)
def test_fits(known: str, other: str, expected: bool) -> None:
    assert fits(read(known, case="Nom"), read(other, case="Nom")) is expected


@pytest.mark.parametrize("form, expected", [("Соня-то", "Соня"), ("Анна", "Анна"), ("Банкс-Джонсон", "Банкс-Джонсон")])
def test_bare(form: str, expected: str) -> None:
    assert persons.bare(form) == expected


@given(st.text(alphabet="абвгдеёжзийклмнопрстуфхцчшщьыъэюя-", min_size=2, max_size=12))
def test_every_word_can_be_read(word: str) -> None:
    for reading in names.readings(word):
        assert reading.nominative
    assert read(word.capitalize()).shown


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 5)), max_size=12))
def test_disjoint_keeps_the_longest_and_no_overlap(spans: list[tuple[int, int]]) -> None:
    kept = disjoint([Name(start, start + size, "PER", "") for start, size in spans])
    assert all(a.end <= b.start for a, b in pairwise(kept))
    if spans:
        assert max(n.size for n in kept) == max(size for _, size in spans)

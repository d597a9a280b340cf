"""Names compared by their stems."""

import pytest

from pipeline.core.names import alike, stems


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Ленин", "Ленина"),
        ("Ленин", "В. И. Ленину"),
        ("Владимир Ильич", "Владимира Ильича"),
        ("«Правда»", "Правды"),
        ("Крупская", "Н. К. Крупской"),
        ("XII съезд РКПб", "съезда РКПб"),
        ("жандармская справка", "жандармскую справку"),
    ],
)
def test_forms_of_one_name_are_alike(a: str, b: str) -> None:
    assert alike(a, b)
    assert alike(b, a)


@pytest.mark.parametrize(("a", "b"), [("Ленин", "Сталин"), ("", "Ленин"), ("И.", "И. Сталин"), ("Мартов", "Мартынов")])
def test_other_names_are_not(a: str, b: str) -> None:
    assert not alike(a, b)


def test_a_short_word_keeps_its_letters() -> None:
    assert stems("Дан") == ("дан",)
    assert stems("Куна") == ("кун",)

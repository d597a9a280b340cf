"""Names compared without a dictionary."""

import pytest

from pipeline.core.names import alike, same


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Ленин", "Ленина"),
        ("Ульянов", "Ульянову"),
        ("Владимир Ильич", "Владимира Ильича"),
        ("«Правда»", "Правды"),
        ("Н. К. Крупская", "Н. К. Крупской"),
        ("жандармская справка", "жандармскую справку"),
    ],
)
def test_forms_of_one_name_are_the_same(a: str, b: str) -> None:
    assert same(a, b)
    assert alike(a, b)


@pytest.mark.parametrize(("a", "b"), [("Ленин", "В. И. Ленину"), ("съезда РКПб", "XII съезд РКПб")])
def test_a_part_of_a_name_is_alike_but_not_the_same(a: str, b: str) -> None:
    assert alike(a, b)
    assert alike(b, a)
    assert not same(a, b)


@pytest.mark.parametrize(("a", "b"), [("Ленин", "Сталин"), ("", "Ленин"), ("И.", "И. Сталин"), ("Мартов", "Мартынов")])
def test_other_names_are_not(a: str, b: str) -> None:
    assert not alike(a, b)
    assert not same(a, b)

"""Authority files: reading, look-up, and errors that name the place."""

import json
from pathlib import Path

import pytest

from pipeline.core.authority import Authority, Entry, load, normal, skeleton
from pipeline.core.errors import KtokogoError

LEV = Entry("lev", "PER", "Лев Ветров", ("Ветров", "Лёва", "старик"), "male", "Q1")
ZOYA = Entry("zoya", "PER", "Зоя Ветрова", ("Ветрова", "Ветров"), "female")


def test_nothing_is_read_without_a_path() -> None:
    assert not load(None)
    assert load(None).find("Ветров") == ()


def test_an_alias_may_belong_to_several_entries() -> None:
    authority = Authority([LEV, ZOYA])
    assert authority.find("Ветров") == (LEV, ZOYA)
    assert authority.find("«лева»") == (LEV,)
    assert authority.by_id["zoya"] is ZOYA


def test_lemmas() -> None:
    lemmas = {"старику": "старик", "старик": "старик"}
    authority = Authority([LEV])
    lemmatise = lambda word: lemmas.get(word.lower(), word.lower())  # noqa: E731
    assert authority.find_lemmas(["Старику"], lemmatise) == (LEV,)
    assert authority.find_lemmas(["дед"], lemmatise) == ()


@pytest.mark.parametrize("form, same", [("Coco", "Сосо"), ("КПCC", "КПСС"), ("Ёлкин", "Елкин")])
def test_look_alikes(form: str, same: str) -> None:
    assert skeleton(form) == skeleton(same)


def test_normal_form() -> None:
    assert normal(" «Заря\n Севера» ") == "заря севера"
    assert normal("Алма–Ата") == "алма-ата"


def test_unknown_keys_and_values_are_accepted(tmp_path: Path) -> None:
    file = tmp_path / "people.json"
    file.write_text(json.dumps([{"id": 7, "name": "Рекс", "gender": "dog", "colour": "red", "type": "PET"}]))
    assert load(file).entries == (Entry("7", "OTHER", "Рекс"),)


def test_a_folder_is_all_its_files(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("- {id: a, name: Анна, aliases: Аня}\n", encoding="utf-8")
    (tmp_path / "b.yml").write_text("", encoding="utf-8")
    (tmp_path / "c.json").write_text('[{"id": "c", "aliases": ["Пётр"]}]', encoding="utf-8")
    assert [(e.id, e.name, e.aliases) for e in load(tmp_path).entries] == [
        ("a", "Анна", ("Аня",)),
        ("c", "Пётр", ("Пётр",)),
    ]


@pytest.mark.parametrize(
    "name, text, words",
    [
        ("a.yaml", "- id: [", "not valid YAML"),
        ("a.json", "[{]", "a.json:1:3"),
        ("a.yaml", "id: x", "must be a list"),
        ("a.yaml", "- id: x\n- name: Анна", "entry 2"),
        ("a.yaml", "- text", "entry 1"),
        ("a.yaml", "- {id: x, aliases: 5}", "id x"),
        ("a.yaml", "- {id: x}\n- {id: x}", "also in"),
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, name: str, text: str, words: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(KtokogoError, match=words) as error:
        load(tmp_path / name)
    assert name in str(error.value)


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    with pytest.raises(KtokogoError, match="nowhere"):
        load(tmp_path / "nowhere.yaml")

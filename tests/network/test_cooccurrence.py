from math import log
from pathlib import Path

import pytest

from pipeline.core import tables
from pipeline.core.errors import KtokogoError
from pipeline.network.cooccurrence import Cooccurrence
from tests.network.small import write

TEXT = {
    "a.txt": [
        [["Анна", "Борис"], ["Анна", "Анна", "1905"], []],
        [["Борис", "Союз"], ["Анна", "Борис", "1907"]],
    ],
    "b.txt": [[["Вера"], ["Анна"], ["Борис"], ["Вера"]]],
}


def counts(found: Cooccurrence, level: str, **span: str) -> dict[str, int]:
    rows = found.edges(level, **span).to_pylist()  # type: ignore[arg-type]
    return {f"{row['source']} {row['target']}": row["count"] for row in rows}


def test_pairs_are_counted_once_a_sentence(tmp_path: Path) -> None:
    assert counts(Cooccurrence(write(tmp_path, TEXT)), "sentence") == {
        "date:1905 анна": 1, "date:1907 анна": 1, "date:1907 борис": 1, "анна борис": 2, "борис союз": 1,
    }  # fmt: skip


def test_pairs_are_counted_once_a_paragraph(tmp_path: Path) -> None:
    found = counts(Cooccurrence(write(tmp_path, TEXT), unit=None), "paragraph")
    assert found == {"анна борис": 3, "анна вера": 1, "анна союз": 1, "борис вера": 1, "борис союз": 1}


def test_a_window_slides_within_its_document(tmp_path: Path) -> None:
    found = counts(Cooccurrence(write(tmp_path, {"b.txt": TEXT["b.txt"]}), window=2), "window")
    assert found == {"анна борис": 1, "анна вера": 1, "борис вера": 1}


def test_a_window_longer_than_a_document_is_the_document(tmp_path: Path) -> None:
    found = counts(Cooccurrence(write(tmp_path, TEXT), unit=None, window=9), "window")
    assert found == {"анна борис": 2, "анна вера": 1, "анна союз": 1, "борис вера": 1, "борис союз": 1}


def test_npmi_and_log_likelihood(tmp_path: Path) -> None:
    rows = Cooccurrence(write(tmp_path, TEXT)).edges("sentence").to_pylist()
    row = next(r for r in rows if (r["source"], r["target"]) == ("анна", "борис"))
    n, a, b, both = 9, 4, 4, 2
    assert row["npmi"] == round(log(both * n / (a * b)) / -log(both / n), 4)
    cells = ((both, a, b), (a - both, a, n - b), (b - both, n - a, b), (n - a - b + both, n - a, n - b))
    assert row["llr"] == round(2 * sum(k * log(k * n / (r * c)) for k, r, c in cells), 4)


def test_always_together_is_one(tmp_path: Path) -> None:
    rows = Cooccurrence(write(tmp_path, {"a": [[["Анна", "Борис"]]]})).edges("sentence").to_pylist()
    assert [(row["npmi"], row["llr"]) for row in rows] == [(1.0, 0.0)]


def test_first_and_last_date_of_the_shared_units(tmp_path: Path) -> None:
    rows = Cooccurrence(write(tmp_path, TEXT)).edges("paragraph").to_pylist()
    row = next(r for r in rows if (r["source"], r["target"]) == ("анна", "борис"))
    assert (row["first_date"], row["last_date"]) == ("1905-01-01", "1907-12-31")


@pytest.mark.parametrize(
    ("span", "found"),
    [
        ({"until": "1906-01-01"}, {"анна борис": 1}),
        ({"since": "1907-06-01"}, {"анна борис": 1, "анна союз": 1, "борис союз": 1}),
        ({"since": "1908-01-01"}, {}),
    ],
)
def test_a_slice_of_time(tmp_path: Path, span: dict[str, str], found: dict[str, int]) -> None:
    assert counts(Cooccurrence(write(tmp_path, TEXT), unit=None), "paragraph", **span) == found


@pytest.mark.parametrize(
    ("date", "last"), [("1920", "1920-12-31"), ("1920-02", "1920-02-29"), ("1920-02-03", "1920-02-03")]
)
def test_a_unit_without_dates_has_that_of_its_document(tmp_path: Path, date: str, last: str) -> None:
    found = Cooccurrence(write(tmp_path, {"a": [[["Анна", "Борис"]]]}, date=date))
    assert [row["last_date"] for row in found.edges("sentence").to_pylist()] == [last]
    assert counts(found, "sentence", since="1921-01-01") == {}


def test_a_name_inside_a_longer_one_does_not_count(tmp_path: Path) -> None:
    write(tmp_path, {"a": [[["Союз", "Анна"]]]})
    mentions = tables.read(tmp_path, "mentions").to_pylist()
    inner = {**mentions[0], "start": 1, "end": 3, "mention_id": "a:m:1-3", "type": "PER", "entity_id": "Вера"}
    tables.write(tmp_path, "mentions", [*mentions, inner])
    assert counts(Cooccurrence(tmp_path), "sentence") == {"анна союз": 1}


def test_spells_are_the_dates_of_the_units(tmp_path: Path) -> None:
    alone, pairs = Cooccurrence(write(tmp_path, {"a": [[["Анна", "Борис", "1905", "1917"]]]}), unit=None).spells(
        "sentence"
    )
    days = [("1905-01-01", "1905-12-31"), ("1917-01-01", "1917-12-31")]
    assert [tuple(row.values()) for row in alone.to_pylist()] == [
        (id, *day) for id in ("анна", "борис") for day in days
    ]
    assert [tuple(row.values()) for row in pairs.to_pylist()] == [("анна", "борис", *day) for day in days]


def test_nodes_have_names_and_counts(tmp_path: Path) -> None:
    rows = Cooccurrence(write(tmp_path, TEXT)).nodes("sentence").to_pylist()
    assert [tuple(row.values()) for row in rows] == [
        ("date:1905", "1905", "DATE", 1, 1, 1),
        ("date:1907", "1907", "DATE", 1, 1, 1),
        ("анна", "Анна", "PER", 4, 5, 2),
        ("борис", "Борис", "PER", 4, 4, 2),
        ("вера", "Вера", "PER", 2, 2, 1),
        ("союз", "Союз", "ORG", 1, 1, 1),
    ]


def test_an_empty_corpus(tmp_path: Path) -> None:
    found = Cooccurrence(tmp_path)
    assert (found.edges("sentence").num_rows, found.nodes("paragraph").num_rows) == (0, 0)


def test_an_unknown_precision(tmp_path: Path) -> None:
    with pytest.raises(KtokogoError, match=r"network\.dates is 'week'"):
        Cooccurrence(tmp_path, "week")  # type: ignore[arg-type]

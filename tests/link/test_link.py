"""Entities of documents to entities of the corpus: by the authority, by name, or alone; nothing depends on others."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.link import entities, links, target


def row(doc: str, name: str, **other: Any) -> dict[str, Any]:
    fields = dict(
        doc_id=doc, entity_id=f"{doc}:e:0-1", type="PER", name=name, aliases=[name], gender="male", wikidata=None
    )
    return {**fields, **other}


@pytest.mark.parametrize(
    "given_row, entity, rule",
    [
        (row("a", "Лев Ветров", entity_id="vetrov"), "vetrov", "authority"),
        (row("a", "Лев Ветров"), "PER:лев ветров", "same name"),
        (row("a", "Луговой"), "PER:луговой", "same name"),
        (row("a", "Соня", gender="female"), "a:e:0-1", "alone"),
        (row("a", "Иван"), "a:e:0-1", "alone"),
        (row("a", "Ветровы", gender=None), "a:e:0-1", "alone"),
        (row("a", "Заря Севера", type="ORG", gender=None), "ORG:заря севера", "same name"),
    ],
)
def test_target(given_row: dict[str, Any], entity: str, rule: str) -> None:
    assert target(given_row) == (entity, rule)


def test_entities_gather_what_documents_know() -> None:
    rows = [row("a", "Лев Ветров", aliases=["Ветрова"], gender=None), row("b", "Лев Ветров", aliases=["Лев Ветров"])]
    counts = {
        ("a", "a:e:0-1"): dict(mentions=2, first="a:m:0-1", last="a:m:5-6"),
        ("b", "b:e:0-1"): dict(mentions=1, first="b:m:0-1", last="b:m:0-1"),
    }
    assert entities(rows, counts) == [
        dict(
            entity_id="PER:лев ветров", type="PER", name="Лев Ветров", aliases=["Ветрова", "Лев Ветров"], gender="male",
            wikidata=None, mentions=3, documents=2, first_mention="a:m:0-1", last_mention="b:m:0-1", resolved=False,
        )
    ]  # fmt: skip


@given(
    st.lists(st.sampled_from(["Лев Ветров", "Соня", "Луговой"]), min_size=1), st.sampled_from(["Лев Ветров", "Соня"])
)
def test_a_new_document_changes_no_link_of_another(there: list[str], new: str) -> None:
    rows = [row(f"d{k}", name) for k, name in enumerate(there)]
    assert links([row("c", new), *rows])[1:] == links(rows)

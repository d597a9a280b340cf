"""The query API over a tiny corpus."""

from pathlib import Path

import pytest

import pipeline
from pipeline.core.errors import KtokogoError
from pipeline.corpus import Corpus, _bound
from tests import corpora


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return pipeline.Corpus.open(corpora.build(tmp_path_factory.mktemp("processed")))


def texts(result: object) -> list[str]:
    return [row["text"] for row in result]  # type: ignore[attr-defined]


RABOCHIE, ZHDEM, PRAVDA = "«Рабочие ждут революцию»", "«Мы не ждём»", "«Правда»"


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, [RABOCHIE, ZHDEM, PRAVDA]),
        ({"speaker": "Ленин"}, [RABOCHIE]),
        ({"speaker": "Ленина"}, [RABOCHIE]),
        ({"speaker": "ульянову"}, [RABOCHIE]),
        ({"speaker": "lenin"}, [RABOCHIE]),
        ({"quoter": "Автор", "kind": "speech"}, [RABOCHIE, ZHDEM]),
        ({"about": "Ленин"}, [ZHDEM]),
        ({"kind": "title"}, [PRAVDA]),
        ({"text": "ждать"}, [RABOCHIE, ZHDEM]),
        ({"text": "ждать революции"}, [RABOCHIE]),
        ({"text": "революция ждать"}, []),
        ({"since": "1917", "until": "1917-05"}, [RABOCHIE]),
        ({"since": "1930"}, [ZHDEM, PRAVDA]),
        ({"until": "1917-05-03"}, []),
    ],
)
def test_quotes(corpus: Corpus, filters: dict[str, str], found: list[str]) -> None:
    assert texts(corpus.quotes(**filters)) == found  # type: ignore[arg-type]


def test_rows_lead_back_to_the_source(corpus: Corpus) -> None:
    for row in corpus.quotes():
        assert corpora.TEXT[row["start"] : row["end"]] == row["text"]


def test_who_quotes_whom(corpus: Corpus) -> None:
    rows = corpus.who_quotes_whom().records()
    assert [(r["quoter"], r["quoted"], r["n_direct"], r["documents"]) for r in rows] == [
        ("Автор", "В. И. Ленин", 1, 1),
        ("Автор", "Троцкий", 1, 1),
    ]
    assert len(corpus.who_quotes_whom(quoted="Троцкого")) == 1


def test_mentions_entities_and_network(corpus: Corpus) -> None:
    assert texts(corpus.mentions("Ленин")) == ["Ленин", "Ленину"]
    assert texts(corpus.mentions(type="DATE")) == ["4 мая 1917 г."]
    assert [e["name"] for e in corpus.entities(unresolved=True)] == ["Троцкий", "Правда"]
    (edge,) = corpus.cooccurrence("Троцкий").records()
    assert (edge["source"], edge["target"]) == ("Троцкий", "В. И. Ленин")


@pytest.mark.parametrize(
    ("bound", "first", "day"),
    [
        ("1917", True, "1917-01-01"),
        ("1917", False, "1917-12-31"),
        ("1916-02", False, "1916-02-29"),
        ("1917-04", True, "1917-04-01"),
        ("1917-04-04", False, "1917-04-04"),
    ],
)
def test_bounds_of_time(bound: str, first: bool, day: str) -> None:
    assert _bound(bound, first) == day


def test_context_and_explain(corpus: Corpus) -> None:
    quote = corpus.quotes(speaker="Ленин").records()[0]["quote_id"]
    around = corpus.context(quote, 5)
    assert (around["before"], around["quote"], around["after"]) == (" г.: ", RABOCHIE, ". Тро")
    why = corpus.explain(quote)
    assert (why["speaker"], why["source"], why["cue"]) == ("В. И. Ленин", "Ленин", "писал")
    assert [(c["candidate"], c["probability"]) for c in why["candidates"]] == [("В. И. Ленин", 0.9), ("nobody", 0.1)]


def test_sql_and_results(corpus: Corpus) -> None:
    result = corpus.sql("select count(*) as n from quotes")
    assert (result.records(), len(result), result.df().shape) == ([{"n": 3}], 1, (1, 1))
    assert {row["what"]: row["count"] for row in corpus.summary()}["quotes: speech, direct"] == 2


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda c: c.quotes(speaker="Лениин"), "did you mean В. И. Ленин"),
        (lambda c: c.quotes(speaker="Щ"), "nobody here is called 'Щ'"),
        (lambda c: c.quotes(since="вчера"), "'вчера' is no date"),
        (lambda c: c.context("a.txt:q:1-2"), "no quote has the id"),
        (lambda c: c.sql("select nothing from nowhere"), "SQL"),
        (lambda c: c.quotes(text="…"), "holds no word"),
    ],
)
def test_errors_say_what_to_do(corpus: Corpus, call: object, message: str) -> None:
    with pytest.raises(KtokogoError, match=message):
        call(corpus)  # type: ignore[operator]


def test_nothing_processed_yet(tmp_path: Path) -> None:
    with pytest.raises(KtokogoError, match="make repro"):
        Corpus.open(tmp_path)

from pathlib import Path

import pytest

from pipeline import network
from pipeline.core import tables
from pipeline.core.errors import KtokogoError
from pipeline.network import quoting
from tests.network.small import write

SETTINGS = {"dates": "year", "window": 0, "edges": 100, "plotted": 10}
TEXT = {"a.txt": [[["Анна", "Борис", "1905"]], [["Борис", "Союз"], ["Анна", "Борис"]]]}


def quoted(folder: Path) -> Path:
    """The small corpus, in which the author quotes Анна twice and Борис once, and Анна quotes Борис and herself."""
    write(folder, TEXT)
    pairs = {
        ("author", "Анна"): (1, 1),
        ("author", "Борис"): (1, 0),
        ("Анна", "Борис"): (2, 0),
        ("Анна", "Анна"): (1, 0),
    }
    tables.write(folder, "who_quotes_whom", [
        dict(quoter_id=a, quoted_id=b, doc_id="a.txt", n_direct=d, n_indirect=i, words=10 * (d + i))
        for (a, b), (d, i) in pairs.items()
    ])  # fmt: skip
    voice = dict(entity_id="author", type="PER", name="автор", aliases=[], gender=None, wikidata=None)
    tables.write(folder, "voices", [{"doc_id": "a.txt", **voice}])
    empty = dict.fromkeys(column.name for column in tables.TABLES["quotes"].columns)
    quote = {
        **empty,
        "quote_id": "q",
        "doc_id": "a.txt",
        "start": 0,
        "end": 9,
        "kind": "speech",
        "date": "1905",
        "parts": [],
    }
    tables.write(folder, "quotes", [quote])
    said = dict.fromkeys(column.name for column in tables.TABLES["attributions"].columns)
    said |= {"quote_id": "q", "doc_id": "a.txt", "speaker_id": "Анна", "quoter_id": "author"}
    tables.write(folder, "attributions", [said])
    return folder


def test_who_quotes_whom_is_a_directed_network(tmp_path: Path) -> None:
    made = quoting.graph(quoted(tmp_path))
    assert made.directed
    assert [(e.source, e.target, e.weight, e.measures["n_indirect"], e.measures["words"]) for e in made.edges] == [
        ("author", "анна", 2, 1, 20), ("author", "борис", 1, 0, 10), ("анна", "борис", 2, 0, 20),
    ]  # fmt: skip
    assert [(node.name, node.measures["in_strength"]) for node in made.nodes] == [
        ("автор", 0),
        ("Анна", 2),
        ("Борис", 3),
    ]


def test_its_spells_are_the_dates_of_utterance(tmp_path: Path) -> None:
    made = quoting.graph(quoted(tmp_path))
    assert [edge.spells for edge in made.edges] == [(("1905-01-01", "1905-12-31"),), (), ()]
    assert [bool(node.spells) for node in made.nodes] == [True, True, False]


def test_all_files_are_written(tmp_path: Path) -> None:
    network.write(quoted(tmp_path), tmp_path / "out", {**SETTINGS, "window": 2})
    names = {f"cooccurrence-{level}" for level in ("sentence", "paragraph", "window")} | {"who-quotes-whom"}
    endings = ("-dynamic.gexf", "-edges.csv", "-nodes.csv", ".gexf", ".graphml", ".png", ".svg")
    assert {path.name for path in (tmp_path / "out" / "network").iterdir()} == {n + e for n in names for e in endings}
    rows = tables.read(tmp_path / "out", "cooccurrence").to_pylist()
    assert {row["level"] for row in rows} == {"sentence", "paragraph", "window"}


def test_the_strongest_edges_are_kept(tmp_path: Path) -> None:
    found = network.Cooccurrence(quoted(tmp_path), None)
    assert [(e.source, e.target) for e in network.graph(found, "sentence", 1).edges] == [("анна", "борис")]


def test_a_missing_setting(tmp_path: Path) -> None:
    with pytest.raises(KtokogoError, match="lacks edges, plotted, window"):
        network.write(tmp_path, tmp_path, {"dates": "year"})

from pathlib import Path

import networkx as nx
import pytest

from pipeline.network import export, plot
from pipeline.network.graph import Edge, Graph, build, merge

PEOPLE = [
    dict(id=name.lower(), name=name, type="PER", units=k + 1)
    for k, name in enumerate(["Анна", "Борис", "Вера", "Глеб", "Дарья", "Егор"])
]
SPELL = (("1905-01-01", "1905-12-31"), ("1917-04-04", "1917-04-04"))


def network(directed: bool) -> Graph:
    """Two triangles and a bridge between them."""
    ties = [
        ("анна", "борис"),
        ("анна", "вера"),
        ("борис", "вера"),
        ("вера", "глеб"),
        ("глеб", "дарья"),
        ("глеб", "егор"),
        ("дарья", "егор"),
    ]
    edges = [
        Edge(a, b, 2 if b != "глеб" else 1, {"llr": 1.5}, ("1905-01-01", "1917-04-04"), SPELL)
        for a, b in reversed(ties)
    ]
    return build("net", directed, PEOPLE, edges, ("units",), {"анна": SPELL, "борис": SPELL})


def test_communities_and_centralities() -> None:
    made = network(directed=False)
    assert [node.measures["community"] for node in made.nodes] == [1, 1, 1, 2, 2, 2]
    assert [node.measures["degree"] for node in made.nodes] == [2, 2, 3, 3, 2, 2]
    assert [node.measures["strength"] for node in made.nodes] == [4, 4, 5, 5, 4, 4]
    assert [node.measures["betweenness"] for node in made.nodes] == [0, 0, 0.6, 0.6, 0, 0]
    assert sum(node.measures["pagerank"] for node in made.nodes) == pytest.approx(1, abs=0.001)


@pytest.mark.parametrize("directed", [False, True])
def test_pagerank_is_that_of_networkx(directed: bool) -> None:
    made = network(directed)
    graph = nx.DiGraph() if directed else nx.Graph()
    graph.add_weighted_edges_from((e.source, e.target, e.weight) for e in made.edges)
    expected = nx.pagerank(graph, tol=1e-9)
    for node in made.nodes:
        assert node.measures["pagerank"] == pytest.approx(expected[node.id], abs=0.0001)


def test_a_directed_graph_tells_in_from_out() -> None:
    measures = network(directed=True).nodes[2].measures
    assert (measures["in_degree"], measures["out_degree"], measures["in_strength"]) == (2, 1, 4)


def test_nodes_without_edges_fall_out() -> None:
    made = build("net", False, PEOPLE, [Edge("анна", "вера", 1, {})])
    assert [node.id for node in made.nodes] == ["анна", "вера"]


def test_an_empty_graph(tmp_path: Path) -> None:
    made = build("net", True, [], [])
    export.write(made, tmp_path)
    plot.write(made, tmp_path, plot.Words("t", "in_strength", "a", "l"), 10)
    assert (tmp_path / "net-nodes.csv").read_text() == "id,name,type\n"


def test_overlapping_spells_are_one() -> None:
    days = [("1917-04-04", "1918-01-01"), ("1905-01-01", "1905-12-31"), ("1917-01-01", "1917-12-31")]
    assert merge(days) == (("1905-01-01", "1905-12-31"), ("1917-01-01", "1918-01-01"))


@pytest.mark.parametrize("directed", [False, True])
def test_other_programs_read_the_files(tmp_path: Path, directed: bool) -> None:
    export.write(network(directed), tmp_path)
    for graph in (nx.read_gexf(tmp_path / "net.gexf", version="1.3"), nx.read_graphml(tmp_path / "net.graphml")):
        assert graph.is_directed() == directed
        assert (len(graph), graph.number_of_edges()) == (6, 7)
        assert graph.nodes["анна"]["label"] == "Анна"
        assert graph.nodes["анна"]["units"] == 1
        assert (graph.edges["анна", "борис"]["weight"], graph.edges["анна", "борис"]["llr"]) == (2, 1.5)


def test_a_dynamic_file_has_what_has_a_time(tmp_path: Path) -> None:
    export.write(network(directed=False), tmp_path)
    graph = nx.read_gexf(tmp_path / "net-dynamic.gexf", version="1.3")
    assert graph.nodes["анна"]["spells"] == list(SPELL)
    assert graph.edges["анна", "борис"]["spells"] == list(SPELL)


def test_tables_in_csv(tmp_path: Path) -> None:
    export.write(network(directed=False), tmp_path)
    assert (tmp_path / "net-nodes.csv").read_text(encoding="utf-8").splitlines()[:2] == [
        "id,name,type,units,degree,strength,betweenness,pagerank,community",
        "анна,Анна,PER,1,2,4,0.0,0.1554,1",
    ]
    assert (tmp_path / "net-edges.csv").read_text(encoding="utf-8").splitlines()[:2] == [
        "source,target,weight,llr,first_date,last_date",
        "анна,борис,2,1.5,1905-01-01,1917-04-04",
    ]


def test_no_file_tells_when_or_with_what_it_was_made(tmp_path: Path) -> None:
    made, words = network(directed=True), plot.Words("Кто кого", "in_strength", "a", "l")
    for folder in (tmp_path / "1", tmp_path / "2"):
        folder.mkdir()
        export.write(made, folder)
        plot.write(made, folder, words, 5)
    for file in (tmp_path / "1").iterdir():
        data = file.read_bytes()
        assert data == (tmp_path / "2" / file.name).read_bytes()
        assert b"lastmodified" not in data.lower()
        assert b"networkx" not in data.lower()
        assert b"matplotlib version" not in data.lower()
        assert b"dc:date" not in data


def test_boxes_do_not_overlap() -> None:
    boxes = [(1.0 + k % 3 / 2, 0.3) for k in range(30)]
    ties = [(k, k % 5, 1) for k in range(5, 30)]
    places = plot.apart(plot.spring(30, ties, [k % 4 for k in range(30)]), boxes)
    for i in range(30):
        for j in range(i):
            apart_x = abs(places[i][0] - places[j][0]) >= (boxes[i][0] + boxes[j][0]) / 2
            apart_y = abs(places[i][1] - places[j][1]) >= (boxes[i][1] + boxes[j][1]) / 2
            assert apart_x or apart_y


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("Ленин", "Ленин"),
        ("Народный комиссариат рабоче-крестьянской инспекции", "Народный комиссариат\nрабоче-крестьянской инспе…"),
        ("Абвгд" * 7, "АбвгдАбвгдАбвгдАбвгдАбвгд…"),
    ],
)
def test_labels_have_two_lines_at_most(name: str, printed: str) -> None:
    assert plot.label(name) == printed


def test_who_quotes_much_is_drawn_though_nobody_quotes_him() -> None:
    people = [dict(id=f"{k:02}", name=str(k), type="PER") for k in range(6)]
    made = build("net", True, people, [Edge("00", f"{k:02}", 1, {}) for k in range(1, 6)])
    nodes, edges = plot.strongest(made, "in_strength", 3)
    assert sorted(node.id for node in nodes) == ["00", "01", "02"]
    assert len(edges) == 2

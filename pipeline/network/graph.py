"""Graphs from rows: nodes with names and counts, weighted edges, communities and centralities; all deterministic."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import networkx as nx

SEED = 1
EXACT = 1000  # nodes up to which betweenness is computed from all of them, beyond it from a sample of that size
Spells = tuple[tuple[str, str], ...]  # first and last day, sorted, not touching


@dataclass(frozen=True)
class Node:
    """`measures`: counts, centralities and the number of the community, by name; the same names for all nodes."""

    id: str
    name: str
    type: str  # PER, ORG, DOC, OTHER, DATE
    measures: Mapping[str, float]
    spells: Spells = ()


@dataclass(frozen=True)
class Edge:
    """`weight` counts what the two share; `measures` as of nodes; `dates`: first and last day or None."""

    source: str
    target: str
    weight: int
    measures: Mapping[str, float]
    dates: tuple[str | None, str | None] = (None, None)
    spells: Spells = ()


@dataclass(frozen=True)
class Graph:
    """Nodes by id, edges by source and target; `directed` edges go from the quoter to the quoted."""

    name: str
    directed: bool
    nodes: tuple[Node, ...] = field(default=())
    edges: tuple[Edge, ...] = field(default=())


def build(
    name: str,
    directed: bool,
    nodes: Iterable[Mapping[str, Any]],
    edges: Iterable[Edge],
    counts: Iterable[str] = (),
    spells: Mapping[str, Spells] | None = None,
) -> Graph:
    """The graph of the edges and of the nodes they touch; `counts` are columns of the rows `nodes` (id, name, type)."""
    kept = sorted(edges, key=lambda edge: (edge.source, edge.target))
    touched = {id for edge in kept for id in (edge.source, edge.target)}
    rows = sorted((row for row in nodes if row["id"] in touched), key=lambda row: row["id"])
    number = {row["id"]: k for k, row in enumerate(rows)}
    measured = measures(len(rows), [(number[e.source], number[e.target], e.weight) for e in kept], directed)
    made = tuple(
        Node(
            row["id"],
            row["name"],
            row["type"],
            {**{column: row[column] for column in counts}, **measured[k]},
            (spells or {}).get(row["id"], ()),
        )
        for k, row in enumerate(rows)
    )
    return Graph(name, directed, made, tuple(kept))


def measures(size: int, edges: list[tuple[int, int, int]], directed: bool) -> list[dict[str, float]]:
    """Per node: degree and strength (weighted degree; in- and out- in a directed graph), betweenness (Brandes 2001),
    PageRank, and its community (Louvain: Blondel and others 2008), numbered from the largest one, from 1.

    Nodes are numbers, so that no result hangs on the order of hashes.
    """
    graph = nx.DiGraph() if directed else nx.Graph()
    graph.add_nodes_from(range(size))
    graph.add_weighted_edges_from(edges)
    sample = EXACT if size > EXACT else None
    between = nx.betweenness_centrality(graph, k=sample, seed=SEED)
    rank = _pagerank(graph)
    community = _communities(graph.to_undirected() if directed else graph)
    kinds = ("in_", "out_") if directed else ("",)
    rows = []
    for k in range(size):
        row: dict[str, float] = {}
        for kind in kinds:
            row[f"{kind}degree"] = getattr(graph, f"{kind}degree")(k)
            row[f"{kind}strength"] = getattr(graph, f"{kind}degree")(k, weight="weight")
        row |= {"betweenness": round(between[k], 4), "pagerank": round(rank[k], 4), "community": community[k]}
        rows.append(row)
    return rows


def _pagerank(graph: nx.Graph, damping: float = 0.85, rounds: int = 100) -> dict[int, float]:
    """PageRank by power iteration over weights (Page and others 1999), in plain Python: the same sums everywhere."""
    size = max(1, len(graph))
    out = {k: sum(data["weight"] for data in graph.adj[k].values()) for k in graph}
    rank = dict.fromkeys(graph, 1 / size)
    for _ in range(rounds):
        dangling = sum(rank[k] for k in graph if not out[k])
        new = dict.fromkeys(graph, (1 - damping + damping * dangling) / size)
        for k in graph:
            for other, data in graph.adj[k].items():
                new[other] += damping * rank[k] * data["weight"] / out[k]
        moved = sum(abs(new[k] - rank[k]) for k in graph)
        rank = new
        if moved < 1e-9 * size:
            break
    return rank


def _communities(graph: nx.Graph) -> dict[int, int]:
    found = nx.community.louvain_communities(graph, weight="weight", seed=SEED) if len(graph) else []
    ordered = sorted(found, key=lambda community: (-len(community), min(community)))
    return {node: number for number, community in enumerate(ordered, 1) for node in community}


def merge(days: Iterable[tuple[str, str]]) -> Spells:
    """Overlapping spells become one: [(1917-01-01, 1917-12-31), (1917-04-04, 1918-01-01)] is one from 1917 to 1918."""
    merged: list[tuple[str, str]] = []
    for first, last in sorted(days):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return tuple(merged)

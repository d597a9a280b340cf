"""Graphs in files: GEXF 1.3 (Gephi), GraphML (igraph, yEd, networkx), node and edge tables in CSV.

Written here and not by networkx, which puts today's date and its own version into a GEXF file. Names of attributes
are those of `Node.measures` and `Edge.measures`.
"""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

from pipeline.network.graph import Edge, Graph, Node, Spells

GEXF = {"xmlns": "http://gexf.net/1.3", "version": "1.3"}
GRAPHML = {"xmlns": "http://graphml.graphdrawing.org/xmlns"}


def write(graph: Graph, folder: Path) -> None:
    """Write NAME.gexf, NAME-dynamic.gexf, NAME.graphml, NAME-nodes.csv and NAME-edges.csv into `folder`."""
    gexf(graph, folder / f"{graph.name}.gexf", dynamic=False)
    gexf(graph, folder / f"{graph.name}-dynamic.gexf", dynamic=True)
    graphml(graph, folder / f"{graph.name}.graphml")
    _csv(folder / f"{graph.name}-nodes.csv", [_node_values(node) for node in graph.nodes], NODE_COLUMNS)
    _csv(folder / f"{graph.name}-edges.csv", [_edge_values(edge) for edge in graph.edges], EDGE_COLUMNS)


def gexf(graph: Graph, path: Path, dynamic: bool) -> None:
    """A GEXF file; `dynamic`: with the spells of nodes and edges, those without any left out, for Gephi's timeline."""
    root = Element("gexf", GEXF)
    kind = "directed" if graph.directed else "undirected"
    mode = {"mode": "dynamic", "timeformat": "date"} if dynamic else {"mode": "static"}
    top = SubElement(root, "graph", {"defaultedgetype": kind, **mode})
    nodes = [node for node in graph.nodes if node.spells or not dynamic]
    edges = [edge for edge in graph.edges if edge.spells or not dynamic]
    columns = _gexf_attributes(top, "node", [_node_values(node) for node in nodes])
    edge_columns = _gexf_attributes(top, "edge", [_edge_values(edge) for edge in edges])
    group = SubElement(top, "nodes")
    for node in nodes:
        element = SubElement(group, "node", {"id": node.id, "label": node.name})
        _gexf_values(element, columns, _node_values(node))
        _gexf_spells(element, node.spells if dynamic else ())
    group = SubElement(top, "edges")
    for number, edge in enumerate(edges):
        ends = {"id": str(number), "source": edge.source, "target": edge.target, "weight": str(edge.weight)}
        element = SubElement(group, "edge", ends)
        _gexf_values(element, edge_columns, _edge_values(edge))
        _gexf_spells(element, edge.spells if dynamic else ())
    _save(root, path)


def _gexf_attributes(top: Element, kind: str, rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Declare the columns; gives column to attribute id."""
    group = SubElement(top, "attributes", {"class": kind})
    columns = {}
    for number, (name, type) in enumerate(_types(rows).items()):
        SubElement(group, "attribute", {"id": str(number), "title": name, "type": type})
        columns[name] = str(number)
    return columns


def _gexf_values(element: Element, columns: Mapping[str, str], values: Mapping[str, Any]) -> None:
    group = SubElement(element, "attvalues")
    for name, number in columns.items():
        if values[name] is not None:
            SubElement(group, "attvalue", {"for": number, "value": str(values[name])})


def _gexf_spells(element: Element, spells: Spells) -> None:
    if spells:
        group = SubElement(element, "spells")
        for first, last in spells:
            SubElement(group, "spell", {"start": first, "end": last})


def graphml(graph: Graph, path: Path) -> None:
    root = Element("graphml", GRAPHML)
    keys = {}
    kinds = {"node": [_node_values(n) for n in graph.nodes], "edge": [_edge_values(e) for e in graph.edges]}
    for kind, rows in kinds.items():
        columns = {"label": "string", **_types(rows)} if kind == "node" else {"weight": "integer", **_types(rows)}
        for name, type in columns.items():
            keys[kind, name] = f"{kind}_{name}"
            kept = {"integer": "long"}.get(type, type)
            SubElement(
                root, "key", {"id": keys[kind, name], "for": kind, "attr.name": name, "attr.type": kept}
            )  # fmt: skip
    top = SubElement(root, "graph", {"edgedefault": "directed" if graph.directed else "undirected"})
    for node in graph.nodes:
        element = SubElement(top, "node", {"id": node.id})
        _graphml_values(element, "node", {"label": node.name, **_node_values(node)}, keys)
    for edge in graph.edges:
        element = SubElement(top, "edge", {"source": edge.source, "target": edge.target})
        _graphml_values(element, "edge", {"weight": edge.weight, **_edge_values(edge)}, keys)
    _save(root, path)


def _graphml_values(
    element: Element, kind: str, values: Mapping[str, Any], keys: Mapping[tuple[str, str], str]
) -> None:
    for name, value in values.items():
        if value is not None and (kind, name) in keys:
            SubElement(element, "data", {"key": keys[kind, name]}).text = str(value)


NODE_COLUMNS = ("id", "name", "type")
EDGE_COLUMNS = ("source", "target", "weight")


def _node_values(node: Node) -> dict[str, Any]:
    return {"name": node.name, "id": node.id, "type": node.type, **node.measures}


def _edge_values(edge: Edge) -> dict[str, Any]:
    first, last = edge.dates
    ends = {"source": edge.source, "target": edge.target, "weight": edge.weight}
    return {**ends, **edge.measures, "first_date": first, "last_date": last}


def _types(rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Attribute types of the columns that are not part of every file's own structure."""
    types: dict[str, str] = {}
    for row in rows:
        for name, value in row.items():
            if name not in ("id", "name", "source", "target", "weight") and value is not None:
                types.setdefault(name, {int: "integer", float: "double"}.get(type(value), "string"))
    return types


def _csv(path: Path, rows: Sequence[Mapping[str, Any]], first: Sequence[str]) -> None:
    columns = [*first, *(name for name in (rows[0] if rows else ()) if name not in first)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _save(root: Element, path: Path) -> None:
    indent(root)
    ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)

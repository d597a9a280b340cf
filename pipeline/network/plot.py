"""Pictures of networks for print: PNG and SVG, the same bytes on every run.

The layout is computed in plain Python (additions, products, square roots: the same on every machine). Every node is a
disc, square or diamond with its label beneath; the boxes of both are pushed apart until none overlaps another.
"""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.network.graph import Edge, Graph, Node

WIDTH, HEIGHT = 11.0, 8.0  # inches, at the least
FOOT = 1.2  # inches for title and legend
FONT = 8.0
LONGEST = 26  # characters of a line of a label
SHAPES = {
    "PER": ("o", "person"),
    "ORG": ("s", "body"),
    "DATE": ("D", "date"),
    "DOC": ("^", "document"),
    "OTHER": ("v", "other voice"),
}
COLOURS = ("#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377")  # Tol (2021), bright
HEAD = 18  # characters of the name of a community's largest member
REST = "#bbbbbb"
ROUNDS = 300
GRAVITY = 1.2  # pull to the middle, inches of force an inch: what hangs together with nothing stays on the page
GAP = 0.06  # inches between boxes

Point = tuple[float, float]


class Words(NamedTuple):
    """What is drawn, in words: the title, the measure that gives the area of a node, what it and an edge count."""

    title: str
    measure: str
    area: str
    line: str


def write(graph: Graph, folder: Path, words: Words, most: int) -> None:
    """Write NAME.png and NAME.svg of `draw`."""
    figure = draw(graph, words, most)
    with _style():
        figure.savefig(folder / f"{graph.name}.png", dpi=160, metadata={"Software": None})
        figure.savefig(folder / f"{graph.name}.svg", metadata={"Date": None, "Creator": None})


def draw(graph: Graph, words: Words, most: int) -> Any:
    """A matplotlib Figure of the `most` strongest nodes and the strongest edges between them.

    In an undirected graph the colour is the community, in a directed one the role: quotes, is quoted, both.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with _style():
        figure = Figure(figsize=(WIDTH, HEIGHT))
        FigureCanvasAgg(figure)
        _draw(figure, graph.directed, *strongest(graph, words.measure, most), words)
    return figure


def _style() -> Any:
    """The same settings for everybody, whatever their matplotlibrc says."""
    import matplotlib

    style: dict[Any, Any] = {
        "svg.hashsalt": "ktokogo",
        "font.family": "DejaVu Sans",
        "font.size": FONT,
        "svg.fonttype": "path",
    }
    defaults: dict[Any, Any] = {k: v for k, v in matplotlib.rcParamsDefault.items() if k != "backend"}
    return matplotlib.rc_context({**defaults, **style})


def strongest(graph: Graph, size: str, most: int) -> tuple[list[Node], list[Edge]]:
    """The `most` nodes of the greatest strength, and their strongest edges, three a node; nodes without fall out.

    They come by the measure `size`, the greatest first.
    """
    nodes = sorted(graph.nodes, key=lambda node: (-_strength(node), node.id))[:most]
    nodes = sorted(nodes, key=lambda node: (-node.measures[size], node.id))
    ids = {node.id for node in nodes}
    edges = [edge for edge in graph.edges if edge.source in ids and edge.target in ids]
    edges = sorted(edges, key=lambda e: (-e.weight, -e.measures.get("llr", 0), e.source, e.target))[: 3 * most]
    touched = {id for edge in edges for id in (edge.source, edge.target)}
    return [node for node in nodes if node.id in touched], edges


def _strength(node: Node) -> float:
    """Of a directed graph: as quoter and as quoted together."""
    return sum(value for measure, value in node.measures.items() if measure.endswith("strength"))


def _draw(figure: Any, directed: bool, nodes: Sequence[Node], edges: Sequence[Edge], words: Words) -> None:
    from matplotlib.patheffects import withStroke

    if not nodes:
        figure.text(0.5, 0.5, "no edges", ha="center")
        return
    labels = {node.id: label(node.name) for node in nodes}
    largest = max(node.measures[words.measure] for node in nodes) or 1
    radius = {node.id: radius_of(node.measures[words.measure] / largest) for node in nodes}
    extent = _extents(figure, labels)
    boxes = [(max(2 * radius[n.id], extent[n.id][0]), 2 * radius[n.id] + extent[n.id][1]) for n in nodes]
    number = {node.id: k for k, node in enumerate(nodes)}
    ends = [(number[e.source], number[e.target], e.weight) for e in edges]
    at = apart(spring(len(nodes), ends, [node.measures["community"] for node in nodes]), boxes)
    left, right = _bounds([p[0] for p in at], [b[0] for b in boxes])
    bottom, top = _bounds([p[1] for p in at], [b[1] for b in boxes])
    width, height = max(WIDTH, right - left + 0.4), max(HEIGHT - FOOT, top - bottom + 0.2)
    figure.set_size_inches(width, height + FOOT)
    axes = figure.add_axes((0, 0.8 / (height + FOOT), 1, height / (height + FOOT)))
    middle = (left + right) / 2, (bottom + top) / 2
    axes.set_xlim(middle[0] - width / 2, middle[0] + width / 2)
    axes.set_ylim(middle[1] - height / 2, middle[1] + height / 2)
    axes.axis("off")
    centre = {n.id: (at[k][0], at[k][1] + boxes[k][1] / 2 - radius[n.id]) for k, n in enumerate(nodes)}
    colours, meaning = _colours(directed, nodes)
    _edges(axes, directed, edges, centre, radius)
    halo = withStroke(linewidth=2, foreground="white")
    style = {"ha": "center", "va": "top", "zorder": 4, "linespacing": 1.0}
    for node in nodes:
        x, y = centre[node.id]
        area = (2 * radius[node.id] * 72) ** 2 * (0.6 if node.type == "DATE" else 0.8 if node.type == "ORG" else 1)
        axes.scatter([x], [y], s=area, marker=SHAPES[node.type][0], color=colours[node.id], edgecolor="white", zorder=3)
        axes.text(x, y - radius[node.id], labels[node.id], path_effects=[halo], **style)
    figure.text(0.02, 1 - 0.25 / (height + FOOT), words.title, fontsize=13, weight="bold", va="center")
    _legend(figure, nodes, edges, words, largest, meaning, directed)


def radius_of(share: float) -> float:
    """Inches, for a share of the largest measure; the area grows with it."""
    return 0.04 + 0.16 * math.sqrt(share)


def line_of(share: float) -> float:
    """Points, for a share of the greatest weight."""
    return 0.4 + 3 * math.sqrt(share)


def _edges(
    axes: Any, directed: bool, edges: Sequence[Edge], at: Mapping[str, Point], radius: Mapping[str, float]
) -> None:
    from matplotlib.patches import FancyArrowPatch

    heaviest = max(edge.weight for edge in edges)
    for edge in sorted(edges, key=lambda e: (e.weight, e.source, e.target)):
        width = line_of(edge.weight / heaviest)
        shade = f"{0.8 - 0.35 * math.sqrt(edge.weight / heaviest):.3f}"
        if directed:
            head = f"-|>,head_length={4 + width},head_width={1.5 + width / 2}"
            gaps: dict[str, Any] = {"shrinkA": 72 * radius[edge.source], "shrinkB": 72 * radius[edge.target]}
            look: dict[str, Any] = {"connectionstyle": "arc3,rad=0.12", "linewidth": width, "color": shade, "zorder": 1}
            axes.add_patch(FancyArrowPatch(at[edge.source], at[edge.target], arrowstyle=head, **gaps, **look))
        else:
            (x1, y1), (x2, y2) = at[edge.source], at[edge.target]
            axes.plot([x1, x2], [y1, y2], color=shade, linewidth=width, zorder=1, solid_capstyle="round")


def _colours(directed: bool, nodes: Sequence[Node]) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """Colour by id, and the entries of the legend (colour, meaning)."""
    if directed:
        roles = {"quotes": COLOURS[0], "is quoted": COLOURS[1], "both": COLOURS[5]}
        role = {n.id: _role(n) for n in nodes}
        return {n.id: roles[role[n.id]] for n in nodes}, [(c, r) for r, c in roles.items() if r in role.values()]
    members: dict[float, list[Node]] = {}
    for node in nodes:
        members.setdefault(node.measures["community"], []).append(node)
    groups = sorted((c for c in members if len(members[c]) > 1), key=lambda c: (-len(members[c]), c))
    colour = dict(zip(groups, COLOURS, strict=False))
    heads = [(colour[c], _head(min(members[c], key=lambda n: n.type == "DATE"))) for c in colour]
    rest = [(REST, "other")] if len(colour) < len(members) else []
    return {n.id: colour.get(n.measures["community"], REST) for n in nodes}, heads + rest


def _head(node: Node) -> str:
    """What a community is called in the legend: its largest member, a person of a long name by the last word of it."""
    return shortened(node.name.split()[-1] if node.type == "PER" and len(node.name) > HEAD else node.name, HEAD)


def _role(node: Node) -> str:
    if node.measures["in_degree"] and node.measures["out_degree"]:
        return "both"
    return "quotes" if node.measures["out_degree"] else "is quoted"


def _legend(
    figure: Any,
    nodes: Sequence[Node],
    edges: Sequence[Edge],
    words: Words,
    largest: float,
    colours: Sequence[tuple[str, str]],
    directed: bool,
) -> None:
    """Four blocks at the foot of the page; positions are inches."""
    width, height = figure.get_size_inches()
    axes = figure.add_axes((0, 0, 1, 0.85 / height), xlim=(0, width), ylim=(0, 0.85))
    axes.axis("off")
    kinds = {node.type for node in nodes}
    heaviest = max(edge.weight for edge in edges)

    def block(heading: str, x: float) -> None:
        axes.text(x, 0.68, heading, weight="bold", va="center")

    def entry(x: float, y: float, value: object, area: float, marker: str = "o", colour: str = "#888888") -> None:
        axes.scatter([x], [y], s=area, marker=marker, color=colour, edgecolor="white")
        axes.text(x + 0.04 + math.sqrt(area) / 144, y, str(value), va="center")

    block("shape", 0.3)
    for k, (marker, name) in enumerate(shape for kind, shape in SHAPES.items() if kind in kinds):
        entry(0.37 + 0.75 * (k // 2), 0.42 - 0.24 * (k % 2), name, 60, marker, "#555555")
    block(f"area: {words.area}", 2.4)
    for k, value in enumerate(_scale(int(largest))):
        entry(2.6 + 0.65 * k, 0.33, value, (144 * radius_of(value / largest)) ** 2)
    block(f"line: {words.line}", 4.5)
    for k, value in enumerate(_scale(heaviest)):
        axes.plot([4.5 + 0.65 * k, 4.8 + 0.65 * k], [0.33, 0.33], color="0.5", linewidth=line_of(value / heaviest))
        axes.text(4.85 + 0.65 * k, 0.33, str(value), va="center")
    block("colour: role" if directed else "colour: community", 6.6)
    for k, (colour, name) in enumerate(colours):
        entry(6.67 + 1.45 * (k // 2), 0.42 - 0.24 * (k % 2), name, 60, "s", colour)


def _scale(largest: int) -> list[int]:
    """The values that a legend shows."""
    return sorted({largest, max(1, largest // 4), 1}, reverse=True)


def label(name: str) -> str:
    """A name on at most two lines; the rest is cut off with an ellipsis."""
    lines = [""]
    for word in name.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > LONGEST:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(shortened(line, LONGEST) for line in (*lines[:1], " ".join(lines[1:])) if line)


def shortened(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1] + "…"


def _extents(figure: Any, labels: Mapping[str, str]) -> dict[str, Point]:
    """Width and height of each label in inches."""
    renderer = figure.canvas.get_renderer()
    found = {}
    for id, words in labels.items():
        text = figure.text(0, 0, words, linespacing=1.0)
        box = text.get_window_extent(renderer)
        found[id] = (round(box.width / figure.dpi, 3), round(box.height / figure.dpi, 3) + 0.02)
        text.remove()
    return found


def _bounds(centres: Sequence[float], sizes: Sequence[float]) -> Point:
    pairs = list(zip(centres, sizes, strict=True))
    return min(c - s / 2 for c, s in pairs), max(c + s / 2 for c, s in pairs)


def spring(size: int, edges: Sequence[tuple[int, int, int]], groups: Sequence[float]) -> list[Point]:
    """Places by the force-directed method of Fruchterman and Reingold (1991), from a circle ordered by group."""
    order = sorted(range(size), key=lambda k: (groups[k], k))
    at = [(0.0, 0.0)] * size
    for place, k in enumerate(order):
        at[k] = _on_circle(place / size)
    ideal = math.sqrt(WIDTH * HEIGHT / max(1, size)) * 0.8
    heaviest = max((weight for *_, weight in edges), default=1)
    for turn in range(ROUNDS):
        force = [[-GRAVITY * x * HEIGHT / WIDTH, -GRAVITY * y] for x, y in at]
        for i in range(size):
            for j in range(i):
                dx, dy = at[i][0] - at[j][0], at[i][1] - at[j][1]
                push = ideal * ideal / max(dx * dx + dy * dy, 1e-4)
                force[i][0] += dx * push
                force[i][1] += dy * push
                force[j][0] -= dx * push
                force[j][1] -= dy * push
        for i, j, weight in edges:
            dx, dy = at[i][0] - at[j][0], at[i][1] - at[j][1]
            pull = math.sqrt(dx * dx + dy * dy) / ideal * (0.5 + math.sqrt(weight / heaviest))
            force[i][0] -= dx * pull
            force[i][1] -= dy * pull
            force[j][0] += dx * pull
            force[j][1] += dy * pull
        limit = 1.0 * (1 - turn / ROUNDS)
        for k in range(size):
            x, y = force[k]
            length = math.sqrt(x * x + y * y)
            step = min(length, limit) / max(length, 1e-9)
            at[k] = (at[k][0] + x * step, at[k][1] + y * step)
    return _filling(at)


def _filling(at: Sequence[Point]) -> list[Point]:
    """The places spread over the page: along each axis half by distance and half by order, so that none is far off."""
    spread = []
    for axis, page in ((0, 0.86 * WIDTH), (1, 0.86 * (HEIGHT - FOOT))):
        values = [point[axis] for point in at]
        low, span = min(values), max(max(values) - min(values), 1e-9)
        rank = {k: place for place, k in enumerate(sorted(range(len(at)), key=lambda k: (values[k], k)))}
        steps = max(1, len(at) - 1)
        spread.append([page * ((value - low) / span + rank[k] / steps) / 2 for k, value in enumerate(values)])
    return list(zip(*spread, strict=True))


def _on_circle(share: float) -> Point:
    """A point of a square circle, without sine and cosine, whose last digits differ between machines."""
    side, along = divmod(4 * share, 1)
    x, y = ((1 - along, along), (-along, 1 - along), (along - 1, -along), (along, along - 1))[int(side)]
    return WIDTH / 3 * x, HEIGHT / 3 * y


def apart(at: Sequence[Point], boxes: Sequence[Point]) -> list[Point]:
    """The places moved until no two boxes (width, height, around the place) overlap, by the shorter way each time."""
    places = [list(point) for point in at]
    moved = True
    while moved:
        moved = False
        for i in range(len(places)):
            for j in range(i):
                dx, dy = places[i][0] - places[j][0], places[i][1] - places[j][1]
                x = (boxes[i][0] + boxes[j][0]) / 2 + GAP - abs(dx)
                y = (boxes[i][1] + boxes[j][1]) / 2 + GAP - abs(dy)
                if x > 1e-6 and y > 1e-6:
                    axis, way = (0, x) if x < y else (1, y)
                    sign = 1 if (dx, dy)[axis] >= 0 else -1
                    places[i][axis] += sign * (way / 2 + 1e-4)
                    places[j][axis] -= sign * (way / 2 + 1e-4)
                    moved = True
    return [(round(x, 3), round(y, 3)) for x, y in places]

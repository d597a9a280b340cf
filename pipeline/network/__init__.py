"""network: who and what occur together, and who quotes whom, as tables, graph files and pictures.

Reads the tables of `corpus/processed` and writes below it
    cooccurrence/                       the table `cooccurrence`, all levels
    network/cooccurrence-LEVEL.gexf     static, and -dynamic.gexf with spells for Gephi's timeline
    network/cooccurrence-LEVEL.graphml  -nodes.csv  -edges.csv  .png  .svg
    network/who-quotes-whom.*           the same files of the directed network
LEVEL is sentence, paragraph and, when the settings name a window, window.

Settings (section `network:` of params.yaml)
    dates: year | month | day | null    precision of the date nodes; null leaves dates out
    window: 0                           sentences in a sliding window; 0 makes no such level
    edges: 20000                        graph files hold so many of the strongest edges; the table holds all
    plotted: 40                         nodes in a picture
"""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline.core import params, publish, tables
from pipeline.core.errors import KtokogoError
from pipeline.network import export, plot, quoting
from pipeline.network.cooccurrence import Cooccurrence, Level
from pipeline.network.graph import Edge, Graph, Spells, build, merge
from pipeline.network.plot import Words

WRITES = ("cooccurrence", "network")
WORDS = {
    "sentence": Words("Who and what stand together in a sentence", "units", "sentences with it", "sentences with both"),
    "paragraph": Words(
        "Who and what stand together in a paragraph", "units", "paragraphs with it", "paragraphs with both"
    ),
    "window": Words("Who and what stand near each other", "units", "windows with it", "windows with both"),
}
QUOTING = Words("Who quotes whom", "in_strength", "times quoted", "quotes")


def graph(found: Cooccurrence, level: Level, most: int, since: str | None = None, until: str | None = None) -> Graph:
    """The co-occurrence network of one level with at most `most` edges, the strongest by log-likelihood ratio.

    `since`, `until`: ISO days; see `Cooccurrence.edges`.
    """
    rows = found.edges(level, since, until).to_pylist()
    rows = sorted(rows, key=lambda row: (-row["count"], -row["llr"], row["source"], row["target"]))[:most]
    alone, pairs = found.spells(level)
    spells: dict[Any, list[tuple[str, str]]] = {}
    for id, first, last in zip(*alone.to_pydict().values(), strict=True):
        spells.setdefault(id, []).append((first, last))
    for source, target, first, last in zip(*pairs.to_pydict().values(), strict=True):
        spells.setdefault((source, target), []).append((first, last))
    merged: dict[Any, Spells] = {key: merge(days) for key, days in spells.items()}
    edges = [
        Edge(
            row["source"], row["target"], row["count"], {"npmi": row["npmi"], "llr": row["llr"]},
            (row["first_date"], row["last_date"]), merged.get((row["source"], row["target"]), ()),
        )
        for row in rows
    ]  # fmt: skip
    nodes = found.nodes(level, since, until).to_pylist()
    return build(f"cooccurrence-{level}", False, nodes, edges, ("units", "mentions", "documents"), merged)


def write(folder: Path, out: Path, settings: Mapping[str, Any]) -> None:
    """Make all outputs of this stage from the tables in `folder` below `out`."""
    if missing := sorted({"dates", "window", "edges", "plotted"} - settings.keys()):
        raise KtokogoError(f"params.yaml: section 'network:' lacks {', '.join(missing)}")
    files = out / "network"
    files.mkdir(parents=True, exist_ok=True)
    window = settings["window"]
    found = Cooccurrence(folder, settings["dates"], window)
    levels: tuple[Level, ...] = ("sentence", "paragraph", "window") if window else ("sentence", "paragraph")
    tables.write(out, "cooccurrence", pa.concat_tables(found.edges(level) for level in levels))
    for level in levels:
        _files(graph(found, level, settings["edges"]), files, WORDS[level], settings["plotted"])
    _files(quoting.graph(folder), files, QUOTING, settings["plotted"])


def _files(made: Graph, folder: Path, words: Words, plotted: int) -> None:
    export.write(made, folder)
    plot.write(made, folder, words, plotted)


def main() -> int:
    """`python -m pipeline.network`: the stage; exit status 1 and a message when a setting is wrong."""
    try:
        settings, processed = params.load("network"), Path(params.load("run")["processed"])
        with publish.outputs(processed, "network", WRITES) as private:
            write(processed, private, settings)
    except KtokogoError as error:
        print(f"network: {error}", file=sys.stderr)
        return 1
    return 0

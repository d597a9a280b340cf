"""Who quotes whom: a directed network from the quoter to the quoted, over the corpus."""

from pathlib import Path
from typing import Any

import duckdb

from pipeline.core.schema import TABLES
from pipeline.network.graph import Edge, Graph, build, merge

READS = ("documents", "links", "entities", "voices", "dates", "quotes", "attributions", "who_quotes_whom")

# Entities of documents with their entities of the corpus; the day of a document; the time of each attributed quote.
VIEWS = """
create view names as
    select doc_id, document_entity_id as id, entity_id, name, type from links join entities using (entity_id)
    union all select doc_id, entity_id, entity_id, name, type from voices;
create view moments as
    select doc_id, edtf, min(earliest) as first_date, max(latest) as last_date from dates
    where edtf is not null group by doc_id, edtf;
"""
PAIRS = """
select a.entity_id as source, b.entity_id as target, sum(n_direct)::bigint as n_direct,
    sum(n_indirect)::bigint as n_indirect, sum(words)::bigint as words, count(distinct w.doc_id)::bigint as documents
from who_quotes_whom w
join names a on a.doc_id = w.doc_id and a.id = quoter_id join names b on b.doc_id = w.doc_id and b.id = quoted_id
where a.entity_id != b.entity_id group by all order by source, target
"""
NODES = "select entity_id as id, min(name) as name, min(type) as type from names group by entity_id order by id"
TIMES = """
select distinct a.entity_id, b.entity_id, m.first_date, m.last_date
from attributions join quotes q using (doc_id, quote_id)
join names a on a.doc_id = q.doc_id and a.id = quoter_id join names b on b.doc_id = q.doc_id and b.id = speaker_id
join moments m on m.doc_id = q.doc_id and m.edtf = q.date
where kind = 'speech' and first_date is not null and last_date is not null order by all
"""


def graph(folder: Path) -> Graph:
    """The network of the tables in `folder`. Edges weigh the number of quotes; their spells are the dates of utterance.

    Who quotes himself is left out.
    """
    db = duckdb.connect(":memory:")
    for name in READS:
        files = sorted((folder / name).glob("*.parquet"))
        if files:
            db.read_parquet([str(path) for path in files]).create_view(name)
        else:
            db.register(name, TABLES[name].arrow.empty_table())
    db.execute(VIEWS)
    times: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for source, target, first, last in db.sql(TIMES).fetchall():
        times.setdefault((source, target), []).append((first, last))
    edges = []
    for row in _rows(db.sql(PAIRS)):
        spells = merge(times.get((row["source"], row["target"]), ()))
        counts = {name: row[name] for name in ("n_direct", "n_indirect", "words", "documents")}
        dates = (spells[0][0], max(last for _, last in spells)) if spells else (None, None)
        weight = row["n_direct"] + row["n_indirect"]
        edges.append(Edge(row["source"], row["target"], weight, counts, dates, spells))
    moments: dict[str, list[tuple[str, str]]] = {}
    for edge in edges:
        for id in (edge.source, edge.target):
            moments.setdefault(id, []).extend(edge.spells)
    spells_of = {id: merge(spells) for id, spells in moments.items()}
    return build("who-quotes-whom", True, _rows(db.sql(NODES)), edges, spells=spells_of)


def _rows(relation: Any) -> list[dict[str, Any]]:
    return [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]

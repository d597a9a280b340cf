"""Who and what stand together: pairs of persons, bodies and dates counted by sentence, paragraph or window, in DuckDB.

A *unit* is a sentence, a paragraph, or a window of some sentences that slides over a document by one. A pair counts
once a unit. Time and memory are linear in the number of mentions and of pairs; DuckDB spills to disk.
"""

import re
import tempfile
from pathlib import Path
from typing import Any, Literal

import duckdb
import pyarrow as pa

from pipeline.core.errors import KtokogoError
from pipeline.core.schema import TABLES
from pipeline.network import dates

Level = Literal["sentence", "paragraph", "window"]
DAY = re.compile(r"\d{4}-\d\d-\d\d")
READS = ("documents", "sentences", "mentions", "dates", "links", "entities")

# Every mention that lies in no other, with its node and sentence.
PLACED = """
create temp table flat as
    select mention_id, doc_id, start, type, entity_id from (
        select *, max("end") over (
            partition by doc_id order by start, "end" desc, type desc rows between unbounded preceding and 1 preceding
        ) as reach from mentions)
    where reach is null or reach < "end";
create temp table named as
    select mention_id, flat.doc_id, start,
        case when flat.type = 'DATE' then 'date:' || value else coalesce(links.entity_id, flat.entity_id) end as name,
        flat.type, earliest, latest
    from flat
    left join links on links.doc_id = flat.doc_id and document_entity_id = flat.entity_id and flat.type != 'DATE'
    left join date_values on edtf = flat.entity_id and flat.type = 'DATE'
    left join (select mention_id, earliest, latest from dates) using (mention_id);
create temp table nodes as
    select row_number() over (order by name) as node, name, any_value(type) as type, count(*) as mentions,
        count(distinct doc_id) as documents
    from named where name is not null group by name;
create temp table lines as
    select doc_id, start, line,
        min(line) over (partition by doc_id, paragraph) as first_of_paragraph,
        min(line) over (partition by doc_id) as first_of_document,
        max(line) over (partition by doc_id) as last_of_document
    from (select *, row_number() over (order by doc_id, sent) as line from sentences);
create temp table placed as
    select line, first_of_paragraph, first_of_document, last_of_document, node, earliest, latest
    from named asof join lines on named.doc_id = lines.doc_id and named.start >= lines.start
    left join nodes using (name);
create temp table days as
    select doc_id, rpad(date, 10, '-01-01') as earliest,
        strftime(case length(date) when 4 then (date || '-12-31')::date when 7 then last_day((date || '-01')::date)
            else date::date end, '%Y-%m-%d') as latest
    from documents where regexp_full_match(date, '[0-9]{4}(-[0-9]{2}){0,2}')
        and try_cast(rpad(date, 10, '-01-01') as date) is not null;
"""

# The units that each sentence belongs to.
UNITS = {
    "sentence": "line",
    "paragraph": "first_of_paragraph",
    "window": """unnest(range(greatest(first_of_document, line - {window} + 1),
        least(line, greatest(first_of_document, last_of_document - {window} + 1)) + 1))""",
}

# Per level: the times that a unit's dates tell of (else the day of its document), and which nodes stand in which unit.
MEMBERS = """
create temp table members_{level} as
    select distinct {unit} as unit, node from placed where node is not null;
create temp table units_{level} as
    select unit, any_value(doc_id) as doc_id from (select doc_id, {unit} as unit from lines) group by unit;
create temp table times_{level} as
    with told as (
        select distinct unit, earliest as first_date, latest as last_date
        from (select {unit} as unit, earliest, latest from placed where earliest is not null or latest is not null))
    select * from told union all
    select unit, days.earliest, days.latest from units_{level} join days using (doc_id) anti join told using (unit);
"""

PAIRS = """
with chosen as (select unit from units_{level} {when}),
spans as (select unit, min(first_date) as first_date, max(last_date) as last_date from times_{level} group by unit),
members as (
    select unit, node, first_date, last_date
    from members_{level} semi join chosen using (unit) left join spans using (unit)),
size as (select count(*)::double as n from chosen),
single as (select node, count(*)::double as k from members group by node),
pairs as (
    select a.node as a, b.node as b, count(*) as k, min(a.first_date) as first_date, max(a.last_date) as last_date
    from members a join members b on a.unit = b.unit and a.node < b.node group by a.node, b.node),
tables as (
    select pairs.*, n, x.k as ka, y.k as kb, pairs.k::double as k11, x.k - pairs.k as k12, y.k - pairs.k as k21,
        n - x.k - y.k + pairs.k as k22
    from pairs, size, single x, single y where x.node = a and y.node = b)
select s.name as source, t.name as target, '{level}' as level, k::bigint as count,
    round(case when k = n then 1 else ln(k11 * n / (ka * kb)) / -ln(k11 / n) end, 4) as npmi,
    round(2 * ({g11} + {g12} + {g21} + {g22}), 4) as llr, first_date, last_date
from tables join nodes s on s.node = a join nodes t on t.node = b
"""
CELLS = {
    f"g{cell}": f"case when k{cell} > 0 then k{cell} * ln(k{cell} * n / ({row} * {column})) else 0 end"
    for cell, row, column in (("11", "ka", "kb"), ("12", "ka", "(n - kb)"), ("21", "(n - ka)", "kb"),
                              ("22", "(n - ka)", "(n - kb)"))
}  # fmt: skip


class Cooccurrence:
    """The co-occurrences of a processed corpus. `unit`: precision of date nodes; None leaves dates out.

    `window`: sentences in a window. The tables are read from `folder` (`corpus/processed`).
    """

    def __init__(self, folder: Path, unit: dates.Unit | None = "year", window: int = 3):
        if unit not in (*dates.PARTS, None):
            raise KtokogoError(f"params.yaml: network.dates is '{unit}'; it can be {', '.join(dates.PARTS)} or null")
        self._window = window
        self._made: set[str] = set()
        self._db = duckdb.connect(":memory:", config={"temp_directory": tempfile.gettempdir()})
        for name in READS:
            files = sorted((folder / name).glob("*.parquet"))
            if files:
                self._db.read_parquet([str(path) for path in files]).create_view(name)
            else:
                self._db.register(name, TABLES[name].arrow.empty_table())
        values = [row[0] for row in self._rows("select distinct edtf from dates where edtf is not null order by edtf")]
        cut = [dates.node(value, unit) if unit else None for value in values]
        table = pa.table({"edtf": values, "value": cut}, pa.schema([("edtf", pa.string()), ("value", pa.string())]))
        self._db.register("date_values", table)
        self._db.execute(PLACED)

    def edges(self, level: Level, since: str | None = None, until: str | None = None) -> pa.Table:
        """Rows of the table `cooccurrence`, by source and target.

        `npmi` is Bouma's (2009) normalised pointwise mutual information, `llr` Dunning's (1993) log-likelihood ratio;
        both over the units chosen. With `since` or `until` (ISO days) these are the units with a date that
        reaches into that span, or without dates in a document of that time; others without dates are left out.
        """
        self._prepare(level)
        query = PAIRS.format(level=level, when=_when(level, since, until), **CELLS)
        return self._table(f"select * from ({query}) order by source, target").cast(TABLES["cooccurrence"].arrow)

    def nodes(self, level: Level, since: str | None = None, until: str | None = None) -> pa.Table:
        """id, name and type of each node, and in how many units, mentions and documents it stands; by id."""
        self._prepare(level)
        return self._table(
            f"""select nodes.name as id, coalesce(entities.name, replace(nodes.name, 'date:', '')) as name,
                    nodes.type, units, nodes.mentions, nodes.documents
                from (select node, count(*) as units from members_{level}
                    semi join (select unit from units_{level} {_when(level, since, until)}) using (unit) group by node)
                join nodes using (node) left join entities on entities.entity_id = nodes.name order by id"""
        )

    def spells(self, level: Level) -> tuple[pa.Table, pa.Table]:
        """When nodes and pairs occur, distinct: id, first_date, last_date; source, target, first_date, last_date."""
        self._prepare(level)
        timed = f"""select unit, name, first_date, last_date from members_{level}
            join times_{level} using (unit) join nodes using (node)
            where first_date is not null and last_date is not null"""
        alone = self._table(f"select distinct name as id, first_date, last_date from ({timed}) order by all")
        pairs = self._table(
            f"""with timed as ({timed})
            select distinct a.name as source, b.name as target, a.first_date, a.last_date
            from timed a join timed b on a.unit = b.unit and a.first_date = b.first_date
                and a.last_date = b.last_date and a.name < b.name order by all"""
        )
        return alone, pairs

    def _prepare(self, level: Level) -> None:
        if level not in self._made:
            unit = UNITS[level].format(window=self._window)
            self._db.execute(MEMBERS.format(level=level, unit=unit))
            self._made.add(level)

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        return self._db.execute(query).fetchall()

    def _table(self, query: str) -> pa.Table:
        return self._db.sql(query).to_arrow_table()


def _when(level: Level, since: str | None, until: str | None) -> str:
    """The condition on units that a time of theirs lies between two days; an open end reaches everywhere."""
    conditions = []
    for day, column, sign in ((since, "last_date", ">="), (until, "first_date", "<=")):
        if day is not None:
            if not DAY.fullmatch(day):
                raise KtokogoError(f"'{day}' is no day: give it as 1917-04-04")
            conditions.append(f"({column} is null or {column} {sign} '{day}')")
    return f"semi join (from times_{level} where {' and '.join(conditions)}) using (unit)" if conditions else ""

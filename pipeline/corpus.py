"""The query API: records and DataFrames over the tables in corpus/processed.

    corpus = Corpus.open("corpus/processed")
    corpus.quotes(speaker="Ленина", about="Сталин").df()
    corpus.who_quotes_whom().df()
    corpus.sql("select name, mentions from entities order by mentions desc limit 10").df()

Queries run in an in-memory DuckDB over the Parquet files; nothing is written, and no NLP library is imported.
"""

import calendar
import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import duckdb
import pyarrow as pa

from pipeline.core.authority import normal, skeleton
from pipeline.core.errors import KtokogoError
from pipeline.core.names import same, stems
from pipeline.core.schema import TABLES

if TYPE_CHECKING:
    import pandas as pd

Level = Literal["sentence", "paragraph"]

SQL_TYPES = {pa.string(): "varchar", pa.int64(): "bigint", pa.float64(): "double", pa.bool_(): "boolean"}

# What readers ask for, with entities of the corpus instead of those of one document.
VIEWS = {
    "bearers": """
        select entity_id, name, aliases from entities union all select entity_id, name, aliases from voices""",
    "names": """
        select doc_id, document_entity_id as id, entity_id, name from links join entities using (entity_id)
        union all
        select doc_id, entity_id as id, entity_id, name from voices""",
    "sayings": """
        select q.quote_id, q.doc_id, q.start, q."end", q.text, q.kind, q.mode, q.parent_id, q.turn,
            a.speaker_id as document_speaker_id, speaker.entity_id as speaker_id, speaker.name as speaker,
            quoter.entity_id as quoter_id, quoter.name as quoter,
            addressee.entity_id as addressee_id, addressee.name as addressee,
            a.type as attribution, a.confidence, a.reason, q.date,
            coalesce(moment.earliest, day.earliest) as earliest, coalesce(moment.latest, day.latest) as latest,
            q.rule as quote_rule, a.rule as speaker_rule,
            a.source_start, a.source_end, q.cue_start, q.cue_end, q.citation_start, q.citation_end
        from quotes q
        left join attributions a using (doc_id, quote_id)
        left join names speaker on speaker.doc_id = q.doc_id and speaker.id = a.speaker_id
        left join names quoter on quoter.doc_id = q.doc_id and quoter.id = a.quoter_id
        left join names addressee on addressee.doc_id = q.doc_id and addressee.id = a.addressee_id
        left join (
            select doc_id, edtf, min(earliest) as earliest, max(latest) as latest from dates group by doc_id, edtf
        ) moment on moment.doc_id = q.doc_id and moment.edtf = q.date
        left join (
            select doc_id, date as edtf, rpad(left(date, 10), 10, '-01-01') as earliest,
                left(date, 10) || right('-12-31', greatest(0, 10 - length(left(date, 10)))) as latest
            from documents where regexp_matches(date, '^[0-9]{4}(-[0-9]{2}){0,2}$')
        ) day on day.doc_id = q.doc_id""",
}


class Result:
    """Rows of a query: iterable as dicts, `.df()` as a DataFrame, `.records()` as a list of dicts."""

    def __init__(self, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]):
        self.columns = list(columns)
        self.rows = list(rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)

    def records(self) -> list[dict[str, Any]]:
        return list(self)

    def df(self) -> "pd.DataFrame":
        import pandas as pd

        return pd.DataFrame.from_records(self.rows, columns=self.columns)

    def _repr_html_(self) -> str:
        return str(self.df().to_html())


class Corpus:
    """The processed corpus. Names match by any alias or form; times are ISO (`1917`, `1917-04`, `1917-04-04`)."""

    def __init__(self, folder: Path):
        self.folder = folder
        self._db = duckdb.connect(":memory:")
        for table in TABLES.values():
            files = folder / table.name / "*.parquet"
            if any(files.parent.glob(files.name)):
                self._db.read_parquet(str(files)).create_view(table.name)
            else:
                columns = ", ".join(f'"{field.name}" {_sql_type(field.type)}' for field in table.arrow)
                self._db.execute(f"create table {table.name} ({columns})")
        for name, query in VIEWS.items():
            self._db.execute(f"create view {name} as {query}")

    @classmethod
    def open(cls, folder: str | Path = "corpus/processed") -> "Corpus":
        """Raises KtokogoError when nothing has been processed yet."""
        path = Path(folder)
        if not any((path / "documents").glob("*.parquet")):
            raise KtokogoError(f"{path}: no processed documents here; run `make repro` first")
        return cls(path)

    # ---------------------------------------------------------------- queries

    def sql(self, query: str, parameters: Sequence[Any] = ()) -> Result:
        """Any SQL over the tables of docs/tables.md and the views `names` and `sayings`; raises KtokogoError."""
        try:
            cursor = self._db.execute(query, list(parameters))
        except duckdb.Error as error:
            raise KtokogoError(f"SQL: {error}") from None
        return Result([column[0] for column in cursor.description or ()], cursor.fetchall())

    def quotes(
        self,
        speaker: str | None = None,
        quoter: str | None = None,
        about: str | None = None,
        kind: str | None = None,
        mode: str | None = None,
        since: str | None = None,
        until: str | None = None,
        text: str | None = None,
    ) -> Result:
        """Quotes with speaker, quoter and date, by place in the corpus.

        `text` matches words by lemma, in sequence; `since` and `until` use the date of the utterance, else the
        document's. Raises KtokogoError for a name that the corpus does not know.
        """
        where, values = _where(
            ("speaker_id in (select unnest(?))", self._ids(speaker)),
            ("quoter_id in (select unnest(?))", self._ids(quoter)),
            (
                "quote_id in (select b.quote_id from quote_about b join names n on n.doc_id = b.doc_id and "
                "n.id = b.entity_id where n.entity_id in (select unnest(?)))",
                self._ids(about),
            ),
            ("kind = ?", kind),
            ("mode = ?", mode),
            ("latest >= ?", _bound(since, first=True)),
            ("earliest <= ?", _bound(until, first=False)),
        )
        if text is not None:
            where += f" and quote_id in ({self._quotes_with(text)})"
        return self.sql(f'select * from sayings where {where} order by doc_id, start, "end", quote_id', values)

    def who_quotes_whom(self, quoter: str | None = None, quoted: str | None = None) -> Result:
        """Quoter, quoted, quotes in marks or dialogue, indirect quotes, words and documents; most quoted first."""
        where, values = _where(
            ("a.entity_id in (select unnest(?))", self._ids(quoter)),
            ("b.entity_id in (select unnest(?))", self._ids(quoted)),
        )
        return self.sql(
            f"""select a.name as quoter, b.name as quoted, sum(w.n_direct)::bigint as n_direct,
                    sum(w.n_indirect)::bigint as n_indirect, sum(w.words)::bigint as words,
                    count(distinct w.doc_id)::bigint as documents, a.entity_id as quoter_id, b.entity_id as quoted_id
                from who_quotes_whom w
                join names a on a.doc_id = w.doc_id and a.id = w.quoter_id
                join names b on b.doc_id = w.doc_id and b.id = w.quoted_id
                where {where}
                group by a.name, b.name, a.entity_id, b.entity_id
                order by sum(w.n_direct + w.n_indirect) desc, sum(w.words) desc,
                    quoter, quoted, quoter_id, quoted_id""",
            values,
        )

    def mentions(self, entity: str | None = None, type: str | None = None) -> Result:
        """Mentions of persons, bodies and dates with the canonical name, by place in the corpus."""
        where, values = _where(("n.entity_id in (select unnest(?))", self._ids(entity)), ("m.type = ?", type))
        return self.sql(
            f"""select m.mention_id, m.doc_id, m.start, m."end", m.text, m.type,
                    coalesce(n.entity_id, m.entity_id) as entity_id, n.name, m.rule, m.confidence
                from mentions m left join names n on n.doc_id = m.doc_id and n.id = m.entity_id and m.type != 'DATE'
                where {where} order by m.doc_id, m.start, m."end", m.mention_id""",
            values,
        )

    def entities(self, unresolved: bool = False) -> Result:
        """Persons and bodies of the corpus, most mentioned first; `unresolved`: those the authority does not know."""
        condition = "not resolved" if unresolved else "true"
        return self.sql(f"select * from entities where {condition} order by mentions desc, entity_id")

    def cooccurrence(
        self, entity: str | None = None, level: Level = "sentence", since: str | None = None, until: str | None = None
    ) -> Result:
        """Edges of the co-occurrence network with names, strongest first; `since` and `until` count the units whose
        dates (else their document's) lie between."""
        table = "cooccurrence"
        values: list[Any] = [level]
        if since or until:
            from pipeline.network.cooccurrence import Cooccurrence

            bounds = {
                "since": _bound(since, first=True),
                "until": _bound(until, first=False),
            }
            self._db.register("slice", Cooccurrence(self.folder).edges(level, **bounds))
            table = "slice"
        where = ["c.level = ?"]
        if entity is not None:
            ids: Any = self.entity_ids(entity)
            where.append("(list_contains(?, c.source) or list_contains(?, c.target))")
            values += [ids, ids]
        return self.sql(
            f"""select coalesce(s.name, replace(c.source, 'date:', '')) as source,
                    coalesce(t.name, replace(c.target, 'date:', '')) as target, c.count, c.npmi, c.llr, c.first_date,
                    c.last_date, c.source as source_id, c.target as target_id
                from {table} c left join entities s on s.entity_id = c.source
                left join entities t on t.entity_id = c.target
                where {" and ".join(where)} order by c.count desc, c.llr desc, c.source, c.target""",
            values,
        )

    def dates(self, since: str | None = None, until: str | None = None) -> Result:
        """Dates of the texts with their EDTF values, by place in the corpus."""
        where, values = _where(
            ("latest >= ?", _bound(since, first=True)), ("earliest <= ?", _bound(until, first=False))
        )
        return self.sql(f'select * from dates where {where} order by doc_id, start, "end"', values)

    def context(self, quote: str, characters: int = 300) -> dict[str, str]:
        """`before`, `quote`, `after`: the text around a quote, as printed. Raises KtokogoError for an unknown id."""
        found = self.sql(
            """select substring(d.text, greatest(1, q.start + 1 - $1), least($1, q.start)),
                substring(d.text, q.start + 1, q."end" - q.start), substring(d.text, q."end" + 1, $1)
            from quotes q join documents d using (doc_id) where q.quote_id = $2""",
            [characters, quote],
        )
        if not found:
            raise KtokogoError(f"no quote has the id '{quote}'; `ktokogo quotes` lists them")
        return dict(zip(("before", "quote", "after"), found.rows[0], strict=True))

    def explain(self, quote: str) -> dict[str, Any]:
        """Why this speaker: the quote's row, its candidates with probabilities and reasons, the text around."""
        around = self.context(quote)
        candidates = self.sql(
            """select c.rank, coalesce(n.name, c.entity_id, 'nobody') as candidate, c.probability,
                substring(d.text, c.source_start + 1, c.source_end - c.source_start) as source,
                c.source_start, c.source_end, c.reasons
            from candidates c join documents d using (doc_id)
            left join names n on n.doc_id = c.doc_id and n.id = c.entity_id
            where c.quote_id = ? order by c.rank""",
            [quote],
        )
        row = self.sql(
            """select s.*, substring(d.text, source_start + 1, source_end - source_start) as source,
                substring(d.text, cue_start + 1, cue_end - cue_start) as cue,
                substring(d.text, citation_start + 1, citation_end - citation_start) as citation
            from sayings s join documents d using (doc_id) where quote_id = ?""",
            [quote],
        )
        return {**row.records()[0], "candidates": candidates.records(), "context": around}

    def summary(self) -> Result:
        """What the corpus holds, as (what, count) rows."""
        return self.sql(
            """select 'documents' as what, count(*) as count from documents
            union all select 'characters', coalesce(sum(length(text)), 0)::bigint from documents
            union all select 'repairs', count(*) from repairs
            union all select 'sentences', count(*) from sentences
            union all select 'tokens', count(*) from tokens
            union all select 'persons', count(*) from entities where type = 'PER'
            union all select 'bodies', count(*) from entities where type = 'ORG'
            union all select 'mentions of persons and bodies', count(*) from mentions where type != 'DATE'
            union all select 'dates', count(*) from dates
            union all (select concat('quotes: ', kind, ', ', mode), count(*) from quotes group by kind, mode
                       order by count(*) desc, kind, mode)
            union all select 'quotes with a speaker', count(*) from attributions where speaker_id is not null"""
        )

    # ---------------------------------------------------------------- names and words

    @cached_property
    def _forms(self) -> dict[str, list[str]]:
        """Every name, alias, id and mention, by its normal form."""
        forms: dict[str, list[str]] = {}
        rows = self.sql(
            """select name from bearers union select unnest(aliases) from bearers union select entity_id from entities
            union select text from mentions where type != 'DATE'"""
        )
        for (form,) in rows.rows:
            forms.setdefault(normal(form), []).append(form)
        return forms

    def _bearers(self, keys: Iterable[str]) -> list[str]:
        """Ids of the entities that bear one of some normal forms."""
        forms = [form for key in keys for form in self._forms[key]]
        rows = self.sql(
            """select entity_id from bearers
                where list_contains($1, name) or list_has_any($1, aliases) or list_contains($1, entity_id)
            union select n.entity_id from mentions m join names n on n.doc_id = m.doc_id and n.id = m.entity_id
                where m.type != 'DATE' and m.text in (select unnest($1))
            order by entity_id""",
            [forms],
        )
        return [row[0] for row in rows.rows]

    def _ids(self, name: str | None) -> list[str] | None:
        return None if name is None else self.entity_ids(name)

    def entity_ids(self, name: str) -> list[str]:
        """Ids of the entities that a name in any alias or case may mean; KtokogoError suggests near names if none."""
        kinds: tuple[Callable[[str], bool], ...] = (
            normal(name).__eq__,
            lambda form: skeleton(form) == skeleton(name),
            lambda form: same(form, name),
        )
        for fits in kinds:
            if ids := self._bearers(form for form in self._forms if fits(form)):
                return ids
        ids = self._bearers(difflib.get_close_matches(normal(name), sorted(self._forms), n=5, cutoff=0.6))
        names = self.sql("select distinct name from names where list_contains(?, entity_id) order by name", [ids])
        hint = f"; did you mean {', '.join(row[0] for row in names.rows)}?" if ids else ""
        raise KtokogoError(f"nobody here is called '{name}'{hint}")

    def _quotes_with(self, text: str) -> str:
        """A query for the ids of the quotes that hold the words of `text` in sequence, in any form."""
        words = re.findall(r"\w+", text.casefold().replace("ё", "е"))
        if not words:
            raise KtokogoError(f"--text '{text}' holds no word")
        tables = []
        for number, word in enumerate(words):
            lemmas = [row[0] for row in self.sql(
                "select distinct lower(lemma) from tokens where replace(lower(text), 'ё', 'е') = $1 "
                "or replace(lower(lemma), 'ё', 'е') = $1", [word]).rows]  # fmt: skip
            if not lemmas:
                every = self.sql("select distinct lower(lemma) from tokens").rows
                lemmas = [row[0] for row in every if stems(row[0].replace("ё", "е")) & stems(word)]
            name = f"words_{number}"
            self._db.execute(f"create or replace temp table {name} as select doc_id, token, start, \"end\" from tokens "
                             "where list_contains(?, lower(lemma))", [lemmas])  # fmt: skip
            tables.append(name)
        joins = "".join(f" join {name} on {name}.doc_id = words_0.doc_id and {name}.token = words_0.token + {k}"
                        for k, name in enumerate(tables) if k)  # fmt: skip
        return f"""select q.quote_id from words_0{joins} join quotes q on q.doc_id = words_0.doc_id
            and q.start <= words_0.start and {tables[-1]}."end" <= q."end" """


def _sql_type(type: pa.DataType) -> str:
    """The type of a column of our tables in SQL."""
    if pa.types.is_list(type):
        return f"{_sql_type(type.value_type)}[]"
    if pa.types.is_struct(type):
        return f"struct({', '.join(f'{field.name} {_sql_type(field.type)}' for field in type)})"
    return SQL_TYPES[type]


def _where(*conditions: tuple[str, Any]) -> tuple[str, list[Any]]:
    """SQL of the conditions whose value is given, and these values."""
    given = [(condition, value) for condition, value in conditions if value is not None]
    return " and ".join(condition for condition, _ in given) or "true", [value for _, value in given]


def _bound(date: str | None, first: bool) -> str | None:
    """The first or last day of an ISO year, month or day."""
    if date is None:
        return None
    if not re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2])(-\d\d)?)?", date):
        raise KtokogoError(f"'{date}' is no date: give a year, month or day such as 1917, 1917-04 or 1917-04-04")
    if first or len(date) == 10:
        return date + "-01-01"[len(date) - 4 :]
    year, month = int(date[:4]), int(date[5:7] or 12)
    return f"{date[:4]}-{month:02d}-{calendar.monthrange(year, month)[1]:02d}"

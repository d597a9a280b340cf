"""link: entities of documents to entities of the corpus, the only step that looks across documents.

The link of an entity depends on nothing but its own row, so a new document never changes the rows of another:
    authority   the authority file knows it: its id
    same name   a body, a full name or a surname: `TYPE:normal name`, shared by all documents that have it
    alone       a bare first name, or a family: the document's own id, until the authority file decides
Two entities are merged, or one name split in two, by a line in the authority file.
"""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import duckdb

from pipeline.core import params, publish, tables
from pipeline.core.authority import normal
from pipeline.core.errors import KtokogoError
from pipeline.core.rows import Row
from pipeline.nlp import names

WRITES = ("entities", "links")


def target(row: Mapping[str, Any]) -> tuple[str, str]:
    """The corpus entity of a row of `document_entities`, and the rule that chose it."""
    if not row["entity_id"].startswith(f"{row['doc_id']}:e:"):
        return row["entity_id"], "authority"
    words = row["name"].split()
    if row["type"] == "PER" and len(words) == 1 and (row["gender"] is None or names.is_given(words[0])):
        return row["entity_id"], "alone"
    return f"{row['type']}:{normal(row['name'])}", "same name"


def links(document_entities: Iterable[Mapping[str, Any]]) -> list[Row]:
    """Rows of `links`."""
    out = []
    for row in document_entities:
        entity, rule = target(row)
        out.append(dict(doc_id=row["doc_id"], document_entity_id=row["entity_id"], entity_id=entity, rule=rule))
    return out


def entities(
    document_entities: Iterable[Mapping[str, Any]], counts: Mapping[tuple[str, str], Mapping[str, Any]]
) -> list[Row]:
    """Rows of `entities`: names and genders of the first document that has them, aliases of all.

    `document_entities` are sorted by document; `counts`: (doc_id, document entity) -> mentions, first, last.
    """
    found: dict[str, Row] = {}
    for row in document_entities:
        entity, rule = target(row)
        made = found.setdefault(
            entity,
            dict(entity_id=entity, type=row["type"], name=row["name"], aliases=[], gender=row["gender"],
                 wikidata=row["wikidata"], mentions=0, documents=0, first_mention=None, last_mention=None,
                 resolved=rule == "authority"),
        )  # fmt: skip
        made["aliases"] = sorted({*made["aliases"], *row["aliases"]})
        made["gender"] = made["gender"] or row["gender"]
        made["documents"] += 1
        seen = counts.get((row["doc_id"], row["entity_id"]))
        if seen:
            made["mentions"] += seen["mentions"]
            made["first_mention"] = made["first_mention"] or seen["first"]
            made["last_mention"] = seen["last"]
    return [found[entity] for entity in sorted(found)]


def counted(folder: Path) -> dict[tuple[str, str], dict[str, Any]]:
    """Number, first and last of the mentions of each entity of each document in the tables below `folder`."""
    query = """
        select doc_id, entity_id, count(*) as mentions, arg_min(mention_id, start) as first,
            arg_max(mention_id, start) as last
        from read_parquet(?) where type <> 'DATE' group by doc_id, entity_id"""
    rows = duckdb.execute(query, [str(folder / "mentions" / "*.parquet")]).fetchall() if _any(folder) else []
    return {(doc, entity): dict(mentions=n, first=first, last=last) for doc, entity, n, first, last in rows}


def _any(folder: Path) -> bool:
    return any((folder / "mentions").glob("*.parquet"))


def main() -> int:
    """`python -m pipeline.link`: the stage; exit status 1 and a message when a table is missing."""
    try:
        processed = Path(params.load("run")["processed"])
        rows = tables.read(processed, "document_entities").to_pylist()
        with publish.outputs(processed, "link", WRITES) as private:
            tables.write(private, "links", links(rows))
            tables.write(private, "entities", entities(rows, counted(processed)))
    except KtokogoError as error:
        print(f"link: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

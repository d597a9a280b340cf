"""Records to rows and back, over a document with repairs."""

from pipeline.core import rows
from pipeline.core.offsets import Edit
from pipeline.core.records import Attribution, Candidate, Date, Document, Entities, Entity, Inner, Mention, Quote
from pipeline.core.schema import TABLES

TEXT = "ЦК КПГ ре-\nшил: «Мы ждём» (4 мая)."
DOCUMENT = Document("a.txt", TEXT, path="a.txt", references={"4": "Правда"}, edits=(Edit(9, 11, "", "hyphen"),))


def at(words: str) -> tuple[int, int]:
    start = DOCUMENT.clean.index(words)
    return start, start + len(words)


def columns(table: str) -> set[str]:
    return {column.name for column in TABLES[table].columns}


def test_documents_and_repairs() -> None:
    row, repairs = rows.document_row(DOCUMENT), rows.repair_rows(DOCUMENT)
    assert row.keys() == columns("documents")
    assert all(repair.keys() == columns("repairs") for repair in repairs)
    loaded = rows.load_document(row, repairs)
    assert (loaded, loaded.clean) == (DOCUMENT, "ЦК КПГ решил: «Мы ждём» (4 мая).")


def test_mentions_dates_and_entities() -> None:
    body = Mention(*at("ЦК КПГ"), "ORG", "ck", (Inner(*at("КПГ"), "ORG", "kpg"),), "test", 0.5)
    date = Date(*at("4 мая"), "1923-05-04", inferred=True)
    found = Entities((body,), (Entity("ck", "ORG", "ЦК КПГ", ("ЦК",)),), (date,))
    mentions = rows.mention_rows(DOCUMENT, found)
    assert [m["type"] for m in mentions] == ["ORG", "DATE"]
    for row in mentions:
        assert row.keys() == columns("mentions")
        assert row["text"] == TEXT[row["start"] : row["end"]]
    entities = [rows.entity_row(DOCUMENT, e) for e in found.entities]
    dates = [rows.date_row(DOCUMENT, d) for d in found.dates]
    assert entities[0].keys() == columns("document_entities")
    assert dates[0].keys() == columns("dates")
    assert rows.load_entities(DOCUMENT, mentions, entities, dates) == found


def test_quotes_and_attributions() -> None:
    span = at("«Мы ждём»")
    quote = Quote(DOCUMENT.span_id("q", span), *span, "speech", "direct", parts=(span,), cue=at("решил"))
    row = rows.quote_row(DOCUMENT, quote)
    assert row.keys() == columns("quotes")
    assert row["quote_id"] == f"a.txt:q:{row['start']}-{row['end']}"
    assert TEXT[row["cue_start"] : row["cue_end"]] == "ре-\nшил"
    assert rows.load_quotes(DOCUMENT, [row]) == [quote]
    said = Attribution(quote.id, "ck", at("ЦК КПГ"), about=("ck",), candidates=(Candidate("ck", at("ЦК"), 0.9),))
    mention = Mention(*at("ЦК КПГ"), "ORG", "ck")
    credited = rows.attribution_row(DOCUMENT, said, [mention])
    assert credited.keys() == columns("attributions")
    assert credited["mention_id"] == "a.txt:m:0-6"
    assert rows.candidate_rows(DOCUMENT, said)[0].keys() == columns("candidates")
    about = rows.about_rows(DOCUMENT, said, quote, [mention])
    assert [(a["entity_id"], a["mention_id"]) for a in about] == [("ck", None)]

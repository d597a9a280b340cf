"""A tiny processed corpus, made by hand, for tests of the query API and the command."""

import re
from pathlib import Path

from pipeline.core import rows, tables
from pipeline.core.records import Attribution, Candidate, Date, Document, Entities, Entity, Mention, Quote

TEXT = (
    "Ленин писал 4 мая 1917 г.: «Рабочие ждут революцию». "
    "Троцкий отвечал Ленину: «Мы не ждём». Газета «Правда» молчала."
)
DOC = "a.txt"


def _at(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


def build(folder: Path) -> Path:
    """Write the tables of one text: Lenin and Trotsky quoted by the author, a newspaper, a date."""
    document = Document(DOC, TEXT, path=DOC, author="Автор", date="1930")
    people = (
        Entity("lenin", "PER", "В. И. Ленин", ("Ленин", "Ульянов"), "male", "Q1394"),
        Entity("a.txt:e:53-60", "PER", "Троцкий", ("Троцкий",), "male"),
        Entity("a.txt:e:99-105", "ORG", "Правда", ("Правда",)),
    )
    names = [("Ленин", "PER", 0), ("Троцкий", "PER", 1), ("Ленину", "PER", 0), ("Правда", "ORG", 2)]
    mentions = tuple(Mention(*_at(word), type, people[k].id, rule="test") for word, type, k in names)  # type: ignore[arg-type]
    found = Entities(mentions, people, (Date(*_at("4 мая 1917 г."), "1917-05-04", None, "1917-05-04", "1917-05-04"),))
    spans = [_at("«Рабочие ждут революцию»"), _at("«Мы не ждём»"), _at("«Правда»")]
    quotes = [
        Quote(document.span_id("q", spans[0]), *spans[0], "speech", "direct", cue=_at("писал"), date="1917-05-04"),
        Quote(document.span_id("q", spans[1]), *spans[1], "speech", "direct", cue=_at("отвечал")),
        Quote(document.span_id("q", spans[2]), *spans[2], "title", "direct"),
    ]
    reasons = (Candidate("lenin", _at("Ленин"), 0.9, "subject of the cue"), Candidate(None, None, 0.1))
    said = [
        Attribution(quotes[0].id, "lenin", _at("Ленин"), None, (), "author", "explicit", 0.9, "model", None, reasons),
        Attribution(
            quotes[1].id, people[1].id, _at("Троцкий"), "lenin", ("lenin",), "author", "explicit", 0.8, "model"
        ),
    ]
    voice = Entity("author", "PER", "Автор")
    link = dict(doc_id=DOC, rule="test")
    corpus_people = [
        dict(entity_id=e.id, type=e.type, name=e.name, aliases=list(e.aliases), gender=e.gender, wikidata=e.wikidata,
             mentions=sum(m.entity == e.id for m in mentions), documents=1, first_mention="", last_mention="",
             resolved=e.id == "lenin")
        for e in people
    ]  # fmt: skip
    lemmas = {"ждут": "ждать", "ждём": "ждать", "революцию": "революция", "Рабочие": "рабочий"}
    tokens = [
        dict(doc_id=DOC, sent=0, token=k, start=m.start(), end=m.end(), text=m.group(),
             lemma=lemmas.get(m.group(), m.group().lower()), pos="X", feats="", head=k, dep="ROOT", ner="O")
        for k, m in enumerate(re.finditer(r"\w+", TEXT))
    ]  # fmt: skip
    edge = dict(level="sentence", count=1, npmi=1.0, llr=2.0, first_date=None, last_date=None)
    whom = dict(quoter_id="author", doc_id=DOC, n_indirect=0)
    said_of = list(zip(said, quotes, strict=False))
    content = {
        "documents": [rows.document_row(document)],
        "tokens": tokens,
        "mentions": rows.mention_rows(document, found),
        "dates": [rows.date_row(document, d) for d in found.dates],
        "document_entities": [rows.entity_row(document, e) for e in people],
        "entities": corpus_people,
        "links": [dict(link, document_entity_id=e.id, entity_id=e.id) for e in people],
        "voices": [rows.entity_row(document, voice)],
        "quotes": [rows.quote_row(document, q) for q in quotes],
        "attributions": [rows.attribution_row(document, a, mentions) for a in said],
        "candidates": [row for a in said for row in rows.candidate_rows(document, a)],
        "quote_about": [row for a, q in said_of for row in rows.about_rows(document, a, q, mentions)],
        "cooccurrence": [dict(edge, source="a.txt:e:53-60", target="lenin")],
        "who_quotes_whom": [dict(whom, quoted_id=e.id, n_direct=1, words=3) for e in people[:2]],
    }  # fmt: skip
    for name, table in content.items():
        tables.write(folder, name, table)
    return folder

from pathlib import Path

import pyarrow as pa

from pipeline import annotate, nlp
from pipeline.core.records import Document
from pipeline.core.schema import TABLES
from pipeline.nlp import docs

FIRST = Document("a", "Иванов приехал в Тверь. Его встретила Петрова.\n\nОни молчали.")
SECOND = Document("b", "Вчера тов. Сидоров сообщил: «Съезд закрыт»!")


def tables(document: Document) -> tuple[pa.Table, pa.Table]:
    doc = annotate.annotate(document)
    return docs.token_table(document, doc), docs.sentence_table(document, doc)


def test_a_document_does_not_depend_on_those_before_it() -> None:
    expected = tables(FIRST)
    tables(SECOND)
    with nlp.load().memory_zone():
        assert tables(FIRST) == expected


def test_tables_follow_the_schema() -> None:
    tokens, sentences = tables(FIRST)
    assert tokens.schema == TABLES["tokens"].arrow and sentences.schema == TABLES["sentences"].arrow
    assert all(row["text"] == FIRST.text[row["start"] : row["end"]] for row in tokens.to_pylist())
    assert [row["paragraph"] for row in sentences.to_pylist()] == [0, 0, 1]


def test_the_corpus_is_trees() -> None:
    path = next(iter(sorted((Path(__file__).parents[1] / "corpus" / "raw").glob("*.txt"))))
    doc = annotate.annotate(Document("c", path.read_text(encoding="utf-8")[:20_000]))
    assert sum(token.dep_ == "ROOT" for token in doc) == len(list(doc.sents))
    assert all(token.head.sent == token.sent for token in doc if not token.is_space)

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.vocab import Vocab

from pipeline.core.offsets import Edit
from pipeline.core.records import Document
from pipeline.nlp import docs, segment

COLUMNS = ("LEMMA", "POS", "MORPH", "DEP", "HEAD", "ENT_IOB", "ENT_TYPE", "SENT_START")
TEXTS = st.text(alphabet="аБ1.«» \n\t\u00a0", max_size=40)


@pytest.fixture(scope="module")
def vocab() -> Vocab:
    return spacy.blank("ru").vocab


def analysis(text: str, names: bool = False) -> docs.Analysis:
    """Every sentence a chain: each token hangs on the one before."""
    spans = list(segment.tokens(text))
    starts = {start for start, _ in segment.sentences(text)}
    sent, head, number = [], [], -1
    for k, (start, _) in enumerate(spans):
        first = start in starts or k == 0
        number += first
        sent.append(number)
        head.append(k if first else k - 1)
    ner = [("I-PER" if k else "B-PER") if names else "O" for k in range(len(spans))]
    return docs.Analysis(
        [a for a, _ in spans], [b for _, b in spans], sent, [text[a:b].lower() for a, b in spans],
        ["NOUN"] * len(spans), ["Case=Nom|Number=Sing"] * len(spans), head,
        ["ROOT" if h == k else "dep" for k, h in enumerate(head)], ner,
    )  # fmt: skip


@given(TEXTS, st.booleans())
@settings(deadline=None)
def test_text_and_table_come_back(vocab: Vocab, text: str, names: bool) -> None:
    document = Document("d", text)
    doc = docs.to_doc(vocab, text, analysis(text, names))
    assert doc.text == text
    table = docs.token_table(document, doc)
    back = docs.from_table(vocab, document, table)
    assert back.text == text and docs.token_table(document, back).equals(table)
    for column in COLUMNS:
        assert back.to_array(column).tolist() == doc.to_array(column).tolist()
    sentences = docs.sentence_table(document, doc)
    assert sentences.num_rows == len(list(segment.sentences(text)))


def test_white_space_beyond_one_space_is_a_token(vocab: Vocab) -> None:
    doc = docs.to_doc(vocab, "\nДа.  Нет.\n\nТак.", analysis("\nДа.  Нет.\n\nТак."))
    assert [token.text for token in doc] == ["\n", "Да", ".", " ", "Нет", ".", "\n\n", "Так", "."]
    assert [token.pos_ for token in doc if token.is_space] == ["SPACE"] * 3
    assert [sentence.text for sentence in doc.sents] == ["\nДа.  ", "Нет.\n\n", "Так."]


def test_a_name_runs_over_white_space(vocab: Vocab) -> None:
    doc = docs.to_doc(vocab, "Анна  Иванова", analysis("Анна  Иванова", names=True))
    assert [entity.text for entity in doc.ents] == ["Анна  Иванова"]


def test_an_inside_tag_without_a_beginning_begins_a_name(vocab: Vocab) -> None:
    given = analysis("А. Ветров и Мир", names=True)
    given.ner = ["I-PER", "I-PER", "I-PER", "O", "I-ORG"]
    doc = docs.to_doc(vocab, "А. Ветров и Мир", given)
    assert [(e.text, e.label_) for e in doc.ents] == [("А. Ветров", "PER"), ("Мир", "ORG")]


def test_rows_have_raw_offsets_and_paragraphs(vocab: Vocab) -> None:
    document = Document("d", "Да- да.\nНет. Так.", edits=(Edit(3, 4, "", "hyphen"),))
    doc = docs.to_doc(vocab, document.clean, analysis(document.clean))
    rows = docs.token_table(document, doc).to_pylist()
    assert [(row["text"], row["start"], row["end"]) for row in rows][:2] == [("Да- да", 0, 6), (".", 6, 7)]
    sentences = docs.sentence_table(document, doc).to_pylist()
    assert [(row["paragraph"], row["start"], row["end"]) for row in sentences] == [(0, 0, 7), (1, 8, 12), (1, 13, 17)]


def test_sentences_stay_where_arcs_cross(vocab: Vocab) -> None:
    text = " ".join("абвгдежзик") + "\n" + " ".join("абв")
    a = analysis(text)
    a.head = [5, 6, 7, 8, 9, 0, 5, 1, 2, 3, 10, 10, 10]
    a.head[0] = 0
    doc = docs.to_doc(vocab, text, a)
    assert [len(sentence) for sentence in doc.sents] == [11, 3]

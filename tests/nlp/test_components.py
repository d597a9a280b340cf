from pathlib import Path

import spacy
from spacy.language import Language

from pipeline import nlp
from pipeline.nlp import components

TEXT = "В 1925 г. Иванов приехал в Тверь.\n\n— Где тов. Петрова? — спросил он."


def columns(language: Language) -> list[list[int]]:
    doc = language(TEXT)
    return [doc.to_array(name).tolist() for name in ("ORTH", "POS", "MORPH", "LEMMA", "HEAD", "DEP", "ENT_TYPE")]


def test_the_pipeline_comes_back_from_disk(tmp_path: Path) -> None:
    nlp.load().to_disk(tmp_path)
    assert columns(spacy.load(tmp_path)) == columns(nlp.load())


def test_the_pipeline_comes_back_from_bytes() -> None:
    language = spacy.blank("ru", config={"nlp": {"tokenizer": {"@tokenizers": components.TOKENIZER}}})
    for name in components.PIPELINE:
        language.add_pipe(name)
    assert columns(language.from_bytes(nlp.load().to_bytes())) == columns(nlp.load())


def test_spacy_describes_it() -> None:
    described = nlp.load().analyze_pipes()
    assert described["summary"]["lemmas"]["requires"] == ["token.pos", "token.morph"]
    assert not any(described["problems"].values())


def test_what_it_finds() -> None:
    doc = nlp.load()(TEXT)
    assert doc.text == TEXT
    assert [sentence.text.strip() for sentence in doc.sents] == TEXT.split("\n\n")
    assert {(entity.text, entity.label_) for entity in doc.ents} >= {("Иванов", "PER"), ("Тверь", "LOC")}
    assert {token.text: token.lemma_ for token in doc}["приехал"] == "приехать"


def test_a_sentence_without_end_is_cut() -> None:
    doc = nlp.load()("слово " * (components.SENTENCE_LIMIT + 10))
    assert [len(sentence) for sentence in doc.sents] == [components.SENTENCE_LIMIT, 10]


def test_empty_and_blank_texts() -> None:
    for text in ("", " ", "\n\n \n"):
        assert nlp.load()(text).text == text

import random
import re

import pytest
import razdel

from pipeline.nlp import segment
from tests.nlp.cases import cases


@pytest.mark.parametrize("text, expected", cases("tokens"))
def test_tokens(text: str, expected: str) -> None:
    assert " ".join(text[start:end] for start, end in segment.tokens(text)) == expected


@pytest.mark.parametrize("marked", [row[0] for row in cases("sentences")])
def test_sentences(marked: str) -> None:
    text = marked.replace(" | ", " ")
    assert " | ".join(text[start:end] for start, end in segment.sentences(text)) == marked


def test_a_newline_ends_a_sentence() -> None:
    text = "Ночь,\nулица,\n\nфонарь."
    assert [text[start:end] for start, end in segment.sentences(text)] == ["Ночь,", "улица,", "фонарь."]


def test_tokens_are_those_of_razdel() -> None:
    """But for marks beside a space, through which razdel looks at the word beyond it."""
    atoms = ["слово", "Word", "12", "3", ".", ",", "!", "?", "…", "/", "-", "«", "»", "(", ")", ":", ";", "é", "№", "*"]
    chance = random.Random(5)
    for _ in range(2000):
        text = "".join(chance.choice([*atoms, " "]) for _ in range(8))
        text = re.sub(r"[-.,/]*(\s[-.,/]*)+", " ", text)
        assert list(segment.tokens(text)) == [(token.start, token.stop) for token in razdel.tokenize(text)], text


def test_brackets_never_closed_or_very_long_end_sentences() -> None:
    long = "(" + "Слово за словом. " * 40 + ")"
    assert len(list(segment.sentences(long))) > 30

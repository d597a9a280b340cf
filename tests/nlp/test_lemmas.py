import pytest

from pipeline.nlp.lemmas import lemma
from tests.nlp.cases import cases


@pytest.mark.parametrize(("word", "pos", "feats", "expected"), cases("lemmas"))
def test_lemma(word: str, pos: str, feats: str, expected: str) -> None:
    assert lemma(word, pos, feats) == expected

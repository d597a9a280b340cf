"""Words of names in Russian: lemmas and paradigms from pymorphy3."""

from functools import cache

from pymorphy3 import MorphAnalyzer


@cache
def analyzer() -> MorphAnalyzer:
    return MorphAnalyzer(lang="ru")


@cache
def lemma(word: str) -> str:
    """The dictionary form of a word out of context, in lower case: the likeliest parse of pymorphy3."""
    return analyzer().parse(word)[0].normal_form

"""Is this a Russian word?"""

from functools import lru_cache

from pipeline.nlp.names import analyzer


@lru_cache(maxsize=65536)
def is_word(word: str) -> bool:
    """Whether the dictionary (OpenCorpora, by way of pymorphy3) holds this very form, whatever its case."""
    return bool(analyzer().word_is_known(word.lower()))

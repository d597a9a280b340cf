"""Names compared without a morphological dictionary: by what is left when case endings are cut."""

import re
from functools import lru_cache

from pipeline.core import lexicon
from pipeline.core.authority import normal

SHORTEST = 3  # letters that an ending must leave


def words(name: str) -> list[str]:
    """The words of the normal form of a name."""
    return re.findall(r"\w+", normal(name))


@lru_cache(16_384)
def stems(word: str) -> frozenset[str]:
    """A normal word, and what is left when an ending is cut from it."""
    cut = {word[: -len(end)] for end in lexicon.words("name_endings") if word.endswith(end)}
    return frozenset({word} | {stem for stem in cut if len(stem) >= SHORTEST})


def same(a: str, b: str) -> bool:
    """Whether two names agree word by word, whatever their case: «Владимира Ильича» and «Владимир Ильич»."""
    one, other = words(a), words(b)
    return len(one) == len(other) and all(stems(x) & stems(y) for x, y in zip(one, other, strict=True))


def alike(a: str, b: str) -> bool:
    """Whether each word of the shorter name stands in the longer one, in any case (words of one letter left out)."""
    short, long = sorted(([w for w in words(x) if len(w) > 1] for x in (a, b)), key=len)
    return bool(short) and all(any(stems(x) & stems(y) for y in long) for x in short)

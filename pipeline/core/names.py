"""Names compared without a morphological dictionary: by their stems."""

import re
from functools import cache

from pipeline.core import lexicon
from pipeline.core.authority import normal

SHORTEST = 3  # letters that an ending must leave


def stems(name: str) -> tuple[str, ...]:
    """The words of a name, normal and without their case endings: «Владимира Ильича» and «Владимир Ильич» agree."""
    return tuple(_stem(word) for word in re.findall(r"\w+", normal(name)))


def alike(a: str, b: str) -> bool:
    """Whether each word of the shorter name stands in the longer one, in any case (words of one letter left out)."""
    short, long = sorted(([w for w in stems(x) if len(w) > 1] for x in (a, b)), key=len)
    return bool(short) and set(short) <= set(long)


@cache
def _endings() -> tuple[str, ...]:
    return tuple(sorted(lexicon.words("name_endings"), key=lambda ending: (-len(ending), ending)))


@cache
def _stem(word: str) -> str:
    return next((word[: -len(e)] for e in _endings() if word.endswith(e) and len(word) - len(e) >= SHORTEST), word)

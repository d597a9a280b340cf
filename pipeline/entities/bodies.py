"""Bodies: which names mean the same one."""

from collections.abc import Sequence

from spacy.tokens import Doc

from pipeline.core.authority import normal
from pipeline.entities.spans import Name, is_word


def cluster(doc: Doc, found: Sequence[Name]) -> list[tuple[str, list[int]]]:
    """Names of the same body by their lemmas, each group with its name."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for k, name in enumerate(found):
        key = tuple(normal(t.lemma_) for t in name.tokens(doc) if is_word(t))
        groups.setdefault(key, []).append(k)
    return [(found[members[0]].tokens(doc).text, members) for members in groups.values()]

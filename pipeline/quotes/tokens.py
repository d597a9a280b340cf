"""Tokens of a spaCy Doc by character offset, with their morphology ready to look up."""

from bisect import bisect_left
from functools import cache

from spacy.tokens import Doc


@cache
def morphology(feats: str) -> dict[str, str]:
    """The UD features of a FEATS string."""
    return dict(pair.split("=", 1) for pair in feats.split("|") if "=" in pair)


class Tokens:
    """Columns of the tokens that are not white space: offsets, text, lemma, part of speech, features, entity."""

    def __init__(self, doc: Doc):
        real = [t for t in doc if not t.is_space]
        self.start = [t.idx for t in real]
        self.end = [t.idx + len(t) for t in real]
        self.text = [t.text for t in real]
        self.lemma = [t.lemma_ for t in real]
        self.pos = [t.pos_ for t in real]
        self.feats = [morphology(str(t.morph)) for t in real]
        self.entity = [t.ent_type_ for t in real]
        opens = doc.to_array("SENT_START")  # Token.is_sent_start reads the whole Doc each time
        self.sentence_start = [int(opens[t.i]) == 1 for t in real]

    def __len__(self) -> int:
        return len(self.start)

    def between(self, start: int, end: int) -> range:
        """The tokens that begin at or after `start` and before `end`."""
        return range(bisect_left(self.start, start), bisect_left(self.start, end))

"""Columns of a Doc as plain lists: features look at tokens many times, and spaCy's Token objects are slow to ask."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from spacy.tokens import Doc

from pipeline.core.records import Span


class Feats(NamedTuple):
    """The Universal Dependencies features that agreement needs; "" and 0 where a word has none."""

    gender: str = ""  # male, female, neuter
    number: str = ""  # Sing, Plur
    case: str = ""
    person: int = 0
    finite: bool = False
    past: bool = False
    imperative: bool = False
    animate: bool = False


GENDERS = {"Masc": "male", "Fem": "female", "Neut": "neuter"}


@cache
def feats(text: str) -> Feats:
    """Features from their printed form, «Case=Nom|Gender=Masc|Number=Sing»."""
    found = dict(pair.split("=", 1) for pair in text.split("|") if "=" in pair)
    return Feats(
        gender=GENDERS.get(found.get("Gender", ""), ""),
        number=found.get("Number", ""),
        case=found.get("Case", ""),
        person=int(found.get("Person", "0")),
        finite=found.get("VerbForm") == "Fin",
        past=found.get("Tense") == "Past" and found.get("VerbForm") == "Fin",
        imperative=found.get("Mood") == "Imp",
        animate=found.get("Animacy") == "Anim",
    )


@dataclass(frozen=True, slots=True)
class Tokens:
    """Columns by token of the Doc; `head` is a token number, `para` and `sent` count from 0."""

    start: list[int]
    end: list[int]
    text: list[str]
    lower: list[str]
    lemma: list[str]
    pos: list[str]
    dep: list[str]
    head: list[int]
    feats: list[Feats]
    sent: list[int]
    para: list[int]

    def __len__(self) -> int:
        return len(self.start)

    def inside(self, span: Span) -> tuple[int, int]:
        """The tokens that a span of characters touches, half-open."""
        return bisect_right(self.end, span[0]), bisect_left(self.start, span[1])

    def span(self, first: int, last: int) -> Span:
        """Characters of the tokens from `first` to before `last`."""
        return self.start[first], self.end[last - 1]


def read(doc: Doc, whole: str) -> Tokens:
    """The columns of `doc`, whose text is `whole` (spaCy would put it together anew)."""
    strings = doc.vocab.strings
    table = doc.to_array(["IDX", "LENGTH", "LEMMA", "POS", "DEP", "HEAD", "MORPH", "SENT_START"])
    known: dict[int, str] = {}

    def string(key: int) -> str:
        if key not in known:
            known[key] = strings[key] if key else ""
        return known[key]

    size = len(doc)
    start = [int(x) for x in table[:, 0]]
    end = [s + int(n) for s, n in zip(start, table[:, 1], strict=True)]
    text = [whole[s:e] for s, e in zip(start, end, strict=True)]
    heads = table[:, 5].astype("int64")
    sent: list[int] = []
    para: list[int] = []
    sents = paras = 0
    for k in range(size):
        if k and int(table[k, 7]) == 1:
            sents += 1
        sent.append(sents)
        para.append(paras)
        if "\n" in text[k]:
            paras += 1
    return Tokens(
        start,
        end,
        text,
        [word.lower() for word in text],
        [string(int(key)) for key in table[:, 2]],
        [string(int(key)) for key in table[:, 3]],
        [string(int(key)) for key in table[:, 4]],
        [k + int(offset) for k, offset in enumerate(heads)],
        [feats(string(int(key))) for key in table[:, 6]],
        sent,
        para,
    )

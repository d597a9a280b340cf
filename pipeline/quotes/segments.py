"""Speech or the narrator's words: the stretches between the dashes of a dialogue turn.

A region (a paragraph after its first dash, or the inside of a pair of marks) is cut at every dash that follows
punctuation; a classifier gives each segment the probability that the narrator speaks, given who spoke before, and the
best path through the region (Viterbi) is taken. The first segment is always speech.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.core import lexicon
from pipeline.core.records import Span
from pipeline.quotes.marks import DASHES
from pipeline.quotes.tokens import Tokens

_DASH = re.escape(DASHES)
BREAK = re.compile(rf"(?<=[.,!?…:;»”“\"')\]])\s*[{_DASH}]+(?=\s|[^\W\d]|[«„“\"….])")
BRACKET = re.compile(r"[()\[\]]")
PUNCTUATION = {mark: code for code, mark in enumerate(",.!?…:;»)", 1)}
PARTS = ("VERB", "AUX", "NOUN", "PROPN", "PRON", "ADJ", "ADV", "CCONJ", "SCONJ", "PART", "INTJ", "ADP", "DET", "NUM")
POS = {name: code for code, name in enumerate((*PARTS, "PUNCT", "X", "SYM"), 1)}
REPORTING = {row["lemma"]: row for row in lexicon.load("reporting_verbs")}
CLASSES = {name: code for code, name in enumerate(sorted({row["class"] for row in REPORTING.values()}), 1)}
HEAD = 8  # tokens of a segment that are looked at one by one


@dataclass(frozen=True, slots=True)
class Region:
    """The words of a turn, cut into segments; `dashes[k]` stands between segments k and k + 1."""

    segments: tuple[Span, ...]
    in_marks: bool


def cut(text: str, start: int, end: int, holes: Iterable[Span], in_marks: bool) -> Region:
    """Segments of text[start:end]; dashes inside `holes` (quotes in marks) and brackets do not cut."""
    masked = list(holes) + _brackets(text, start, end)
    masked.sort()
    segments: list[Span] = []
    at = start
    k = 0
    reach = 0
    for dash in BREAK.finditer(text, start, end):
        while k < len(masked) and masked[k][0] <= dash.start():
            reach = max(reach, masked[k][1])
            k += 1
        if dash.start() < reach or dash.start() <= at:
            continue
        segments.append(_strip(text, at, dash.start()))
        at = dash.end()
    segments.append(_strip(text, at, end))
    return Region(tuple(s for s in segments if s[0] < s[1]), in_marks)


def _strip(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def without_aside(text: str, tokens: Tokens, span: Span) -> Span:
    """Speech without the narrator's words in brackets at its end: «… (Он погрозил пальцем сыну.)».

    Brackets within the speech stay: a quote is not broken by them.
    """
    start, end = span
    if text[end - 1] != ")":
        return span
    begin = max((a for a, b in _brackets(text, start, end) if b == end), default=start)
    aside = begin > start and _narrates(tokens, tokens.between(begin + 1, end))
    return _strip(text, start, begin) if aside else span


def _narrates(tokens: Tokens, inside: Sequence[int]) -> bool:
    clause = _clause(tokens, inside[:HEAD])
    feats = [tokens.feats[i] for i in clause]
    verb = next(
        (i for i, f in zip(clause, feats, strict=True) if _finite(tokens, i) and f.get("Tense") == "Past"), None
    )
    if verb is None or any(f.get("Person") in ("1", "2") for f in feats) or tokens.pos[clause[0]] in ("SCONJ", "CCONJ"):
        return False
    number = tokens.feats[verb].get("Number")
    return any(
        tokens.feats[i].get("Case") == "Nom"
        and tokens.feats[i].get("Number") == number
        and abs(i - verb) <= 2
        and (tokens.pos[i] == "PRON" or (tokens.pos[i] == "PROPN" and i < verb))
        for i in clause
    )


def answers(text: str, tokens: Tokens, region: Region, narrated: Sequence[bool]) -> list[bool]:
    """`narrated`, but a reply to a question without verb and subject is speech («— Вы куда? — К соседям.»)."""
    out = list(narrated)
    for k in range(1, len(region.segments)):
        start, end = region.segments[k]
        if (
            out[k]
            and not region.in_marks
            and text[region.segments[k - 1][1] - 1] == "?"
            and _upper(text, start, end) == 1
        ):
            words = tokens.between(start, end)
            nominal = any(tokens.feats[i].get("Case") == "Nom" for i in words)
            out[k] = nominal or any(tokens.pos[i] in ("VERB", "AUX") for i in words)
    return out


def _brackets(text: str, start: int, end: int) -> list[Span]:
    """Outermost bracketed spans that are closed again."""
    spans: list[Span] = []
    stack: list[int] = []
    for match in BRACKET.finditer(text, start, end):
        if match.group() in "([":
            stack.append(match.start())
        elif stack:
            opened = stack.pop()
            spans.append((opened, match.end()))
    return spans


# ------------------------------------------------------------------ features


def features(text: str, tokens: Tokens, region: Region) -> np.ndarray:
    """A row for each segment but the first; the last column (the label before) is left 0."""
    segments = region.segments
    heads = [_head(tokens, s) for s in segments]
    rows = []
    for k in range(1, len(segments)):
        start, end = segments[k]
        before = segments[k - 1]
        following = segments[k + 1] if k + 1 < len(segments) else None
        rows.append(
            [
                PUNCTUATION.get(text[before[1] - 1], 0),
                PUNCTUATION.get(text[end - 1], 0),
                _upper(text, start, end),
                _upper(text, *following) if following else 2,
                k,
                len(segments) - k - 1,
                region.in_marks,
                min(before[1] - before[0], 500),
                min(end - start, 500),
                *heads[k],
                *heads[k - 1][:8],
                0,
            ]
        )
    return np.array(rows, dtype=np.float32) if rows else np.zeros((0, 0), dtype=np.float32)


def _upper(text: str, start: int, end: int) -> int:
    for at in range(start, min(end, start + 4)):
        if text[at].isalpha():
            return int(text[at].isupper())
    return 2


def _head(tokens: Tokens, span: Span) -> list[float]:
    """What the first words of a segment are like: the first finite verb, its subject, persons, mood, marks inside."""
    every = tokens.between(*span)
    head = every[:HEAD]
    clause = _clause(tokens, head)
    verb = next((i for i in clause if _finite(tokens, i)), None)
    first_verb = next((i for i in head if _finite(tokens, i)), None)
    reporting = [_class(tokens.lemma[i]) for i in clause if tokens.pos[i] in ("VERB", "AUX", "ADJ", "ADV")]
    reporting = [code for code in reporting if code]
    later = [_class(tokens.lemma[i]) for i in head if tokens.pos[i] == "VERB"]
    feats = tokens.feats[verb] if verb is not None else {}
    persons = [tokens.feats[i].get("Person") for i in head if tokens.pos[i] in ("PRON", "VERB", "AUX", "DET")]
    subject, subject_pos, subject_person = _subject(tokens, verb, clause)
    return [
        reporting[0] if reporting else 0,
        next((code for code in later if code), 0),
        POS.get(tokens.pos[head[0]], 0) if head else 0,
        POS.get(tokens.pos[head[1]], 0) if len(head) > 1 else 0,
        -1 if verb is None else verb - head[0],
        {"Past": 1, "Pres": 2, "Fut": 3}.get(feats.get("Tense", ""), 0),
        int(feats.get("Person", 0)),
        subject,
        subject_pos,
        subject_person,
        -1 if first_verb is None else first_verb - head[0],
        persons.count("1"),
        persons.count("2"),
        persons.count("3"),
        any(tokens.feats[i].get("Mood") == "Imp" for i in head),
        any(tokens.feats[i].get("VerbForm") == "Conv" for i in head),
        sum(tokens.pos[i] in ("INTJ", "PART") for i in head),
        next((k for k, i in enumerate(head) if tokens.pos[i] == "PROPN"), -1),
        sum(tokens.text[i] in "?!" for i in every[:40]),
        sum(tokens.text[i] == "," for i in head),
        len(clause),
        min(len(every), 60),
        feats.get("Number") == "Plur",
        {"Masc": 1, "Fem": 2, "Neut": 3}.get(feats.get("Gender", ""), 0),
        any(tokens.pos[i] == "ADJ" and tokens.feats[i].get("Variant") == "Short" for i in clause),
        any(
            tokens.pos[i] == "PRON" and tokens.feats[i].get("Person") == "3" and tokens.feats[i].get("Case") == "Nom"
            for i in head
        ),
    ]


def _clause(tokens: Tokens, head: Sequence[int]) -> list[int]:
    """The tokens up to the first punctuation mark."""
    for k, i in enumerate(head):
        if tokens.pos[i] == "PUNCT" and k:
            return list(head[:k])
    return list(head)


def _finite(tokens: Tokens, i: int) -> bool:
    return tokens.pos[i] in ("VERB", "AUX") and tokens.feats[i].get("VerbForm", "Fin") == "Fin"


def _class(lemma: str) -> int:
    row = REPORTING.get(lemma)
    return CLASSES.get(row["class"], 0) if row else 0


def _subject(tokens: Tokens, verb: int | None, clause: Sequence[int]) -> tuple[int, int, int]:
    """Distance of the nearest nominative from the verb, its part of speech and person."""
    if verb is None:
        return 0, 0, 0
    near = [
        i for i in clause if tokens.pos[i] in ("NOUN", "PROPN", "PRON") and tokens.feats[i].get("Case", "Nom") == "Nom"
    ]
    if not near:
        return 0, 0, 0
    i = min(near, key=lambda j: (abs(j - verb), j < verb))
    return i - verb, POS[tokens.pos[i]], int(tokens.feats[i].get("Person", 0))


# ------------------------------------------------------------------ decoding


def decode(model: Any, matrices: Sequence[np.ndarray]) -> list[list[bool]]:
    """For each region, whether each segment is the narrator's; one call of the model for all."""
    filled = [m for m in matrices if len(m)]
    if not filled:
        return [[False] for _ in matrices]
    rows = np.concatenate(filled)
    after = []
    for label in (0, 1):
        rows[:, -1] = label
        after.append(np.clip(model.predict_proba(rows)[:, 1], 1e-6, 1 - 1e-6))
    out = []
    at = 0
    for matrix in matrices:
        out.append(_viterbi(after[0][at : at + len(matrix)], after[1][at : at + len(matrix)]))
        at += len(matrix)
    return out


def _viterbi(after_speech: np.ndarray, after_narrator: np.ndarray) -> list[bool]:
    score = (0.0, -np.inf)
    back: list[tuple[int, int]] = []
    for p, q in zip(after_speech, after_narrator, strict=True):
        to_speech = (score[0] + np.log(1 - p), score[1] + np.log(1 - q))
        to_narrator = (score[0] + np.log(p), score[1] + np.log(q))
        back.append((int(to_speech[1] > to_speech[0]), int(to_narrator[1] > to_narrator[0])))
        score = (max(to_speech), max(to_narrator))
    label = int(score[1] > score[0])
    labels = [label]
    for step in reversed(back):
        label = step[label]
        labels.append(label)
    return [bool(label) for label in reversed(labels)]

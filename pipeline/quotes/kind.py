"""Speech, title or term: features of the spans in marks, and the model's answer.

No feature knows a word beyond the closed lists in the lexicon, so that no name can be learned.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from pipeline.core import lexicon
from pipeline.core.records import Mention, Span
from pipeline.quotes import frames
from pipeline.quotes.frames import HEADS, Place
from pipeline.quotes.marks import DASHES, Marked
from pipeline.quotes.segments import CLASSES, POS, REPORTING
from pipeline.quotes.tokens import Tokens

KINDS = ("speech", "title", "term")
HEAD_CLASSES = {name: code for code, name in enumerate(sorted(set(HEADS.values())), 1)}
TERMS = {row["lemma"]: row["class"] for row in lexicon.load("term_cues")}
TERM_CLASSES = {name: code for code, name in enumerate(sorted(set(TERMS.values())), 1)}
CASES = {name: code for code, name in enumerate(("Nom", "Gen", "Dat", "Acc", "Ins", "Loc"), 1)}
AFTER = {mark: code for code, mark in enumerate(',.;:!?…)([»“"', 1)} | {dash: 20 for dash in DASHES}
INSIDE = 60  # tokens of a quote that are looked at
NEAR = 12  # tokens around it
LONG = 8  # words of a quote that later ones may echo
ECHOES = 20  # occurrences of a word that are compared
RULE_CONFIDENCE = 0.9  # about the share of right answers
Row = dict[str, float]


def places(
    text: str, tokens: Tokens, marked: Sequence[Marked], mentions: Sequence[Mention], paras: Sequence[Span]
) -> list[Place]:
    """The surroundings of each span of `marked`."""
    bodies = sorted((m.start, m.end) for m in mentions if m.type == "ORG")
    found = []
    for m in marked:
        around = tokens.between(m.start, m.end)
        words = [i for i in around[:INSIDE] if tokens.pos[i] != "PUNCT"]
        paragraph = paras[max(0, bisect_left(paras, (m.start + 1,)) - 1)]
        at = bisect_left(bodies, (m.start,))
        body = any(start - m.start <= 1 and 0 <= m.end - end <= 2 for start, end in bodies[at : at + 2])
        found.append(frames.surroundings(text, tokens, m.start, m.end, words, around, paragraph, body))
    return found


def features(
    text: str, tokens: Tokens, marked: Sequence[Marked], mentions: Sequence[Mention], around: Sequence[Place]
) -> list[Row]:
    """Features of each span of `marked` (`around`: their `places`), by name."""
    spans = [tokens.between(m.start, m.end) for m in marked]
    inside = [place.words for place in around]
    forms = [_form(tokens, words) for words in inside]
    count = Counter(forms)
    elsewhere = _places(tokens)
    depth = _depths(marked)
    begins = [m.start for m in mentions]
    quoted: set[str] = set()  # lemmas of the longer quotes so far
    rows = []
    for k, m in enumerate(marked):
        paragraph = around[k].paragraph
        rows.append(
            _shape(text, tokens, m, spans[k], inside[k])
            | _before(text, tokens, m, spans[k], paragraph)
            | _after(text, tokens, m, spans[k], paragraph)
            | _elsewhere(tokens, inside[k], count[forms[k]], elsewhere)
            | _mentioned(mentions, begins, m)
            | {"depth": depth[k], "whole": m.rule == "pair", "quoted before": _share(tokens, inside[k], quoted)}
            | {"reported": frames.reported(around[k])}
        )
        if len(inside[k]) >= LONG:
            quoted.update(tokens.lemma[i] for i in inside[k])
    return rows


def matrix(rows: Sequence[Row]) -> np.ndarray:
    """The rows as numbers, columns by name."""
    return np.array([[row[name] for name in sorted(row)] for row in rows], dtype=np.float32)


def decide(
    model: Any, text: str, tokens: Tokens, marked: Sequence[Marked], mentions: Sequence[Mention], paras: Sequence[Span]
) -> list[tuple[str, float, str]]:
    """Kind, its probability and the rule (that of `frames`, "model" or "echo") of each span of `marked`.

    Quotes in one list («А», «Б» и «В») are of one kind. A rule settles it, else the mean probability; at last quotes
    that repeat earlier speech are speech.
    """
    if not marked:
        return []
    around = places(text, tokens, marked, mentions, paras)
    probabilities = model.predict_proba(matrix(features(text, tokens, marked, mentions, around)))
    out = [("", 0.0, "")] * len(marked)
    for group in frames.chains(text, [(m.start, m.end) for m in marked]):
        found = frames.settle([around[k] for k in group])
        mean = probabilities[group].mean(axis=0)
        best = int(mean.argmax())
        for k in group:
            out[k] = (found[0], RULE_CONFIDENCE, found[1]) if found else (KINDS[best], float(mean[best]), "model")
    echoes = frames.Echoes(tokens)
    for k, place in enumerate(around):
        if out[k][0] != "speech" and out[k][2] == "model" and echoes.repeats(place):
            out[k] = "speech", RULE_CONFIDENCE, "echo"
        if out[k][0] == "speech":
            echoes.add(place.words)
    return out


# ------------------------------------------------------------------ the words inside


def _shape(text: str, tokens: Tokens, m: Marked, span: range, words: Sequence[int]) -> Row:
    pos = [tokens.pos[i] for i in words]
    feats = [tokens.feats[i] for i in words]
    upper = [tokens.text[i][:1].isupper() for i in words]
    finite = [p in ("VERB", "AUX") and f.get("VerbForm", "Fin") == "Fin" for p, f in zip(pos, feats, strict=True)]
    last = text[m.end - 2] if m.end - 2 > m.start else ""
    first = text[m.start + 1]
    return {
        "mark": {"«": 0, "„": 1, "“": 2, '"': 3}.get(text[m.start], 4),
        "length": min(len(span), INSIDE),
        "words": len(words),
        "first upper": bool(upper) and upper[0],
        "upper share": sum(upper) / max(1, len(upper)),
        "later upper": sum(upper[1:]),
        "capitals": bool(words) and all(tokens.text[i].isupper() for i in words),
        "stop inside": {"!": 1, "?": 2, "…": 3, ".": 4, ",": 5}.get(last, 0),
        "starts with dots": first in ".…",
        "commas": sum(tokens.text[i] == "," for i in span[:INSIDE]),
        "stops within": sum(tokens.text[i] in ".!?…;:" for i in span[1:-2][:INSIDE]),
        "finite": sum(finite),
        "first finite": finite.index(True) if True in finite else -1,
        "infinitive": any(f.get("VerbForm") == "Inf" for f in feats),
        "imperative": any(f.get("Mood") == "Imp" for f in feats),
        "person 1": sum(f.get("Person") == "1" for f in feats),
        "person 2": sum(f.get("Person") == "2" for f in feats),
        "pronouns": sum(p == "PRON" for p in pos),
        "particles": sum(p in ("PART", "INTJ") for p in pos),
        "conjunctions": sum(p in ("CCONJ", "SCONJ") for p in pos),
        "adjectives": sum(p == "ADJ" for p in pos),
        "nouns": sum(p in ("NOUN", "PROPN") for p in pos),
        "first pos": POS.get(pos[0], 0) if pos else 0,
        "last pos": POS.get(pos[-1], 0) if pos else 0,
        "first case": CASES.get(feats[0].get("Case", ""), 0) if feats else 0,
        "last case": CASES.get(feats[-1].get("Case", ""), 0) if feats else 0,
        "participle": any(f.get("VerbForm") == "Part" for f in feats),
        "latin": sum(tokens.text[i].isascii() and tokens.text[i].isalpha() for i in words) / max(1, len(words)),
        "digits": any(c.isdigit() for i in words for c in tokens.text[i]),
        "named": sum(tokens.entity[i] in ("ORG", "LOC") for i in words) / max(1, len(words)),
        "person": sum(tokens.entity[i] == "PER" for i in words) / max(1, len(words)),
    }


# ------------------------------------------------------------------ the words around


def _before(text: str, tokens: Tokens, m: Marked, span: range, paragraph: Span) -> Row:
    begin = span.start if len(span) else bisect_left(tokens.start, m.start)
    near = range(max(0, begin - NEAR), begin)
    while len(near) and tokens.start[near[0]] < paragraph[0]:
        near = near[1:]
    words = [i for i in near if tokens.pos[i] != "PUNCT"]
    last = words[-1] if words else None
    previous = text[max(paragraph[0], m.start - 3) : m.start].rstrip()[-1:]
    own = _since(tokens, near, ".!?…;")
    reporting = [i for i in own if tokens.lemma[i] in REPORTING]
    heads = [i for i in words[-3:] if tokens.lemma[i] in HEADS]
    cues = [i for i in words[-3:] if tokens.lemma[i] in TERMS]
    feats = tokens.feats[last] if last is not None else {}
    return {
        "paragraph start": m.start == paragraph[0],
        "colon before": previous == ":",
        "mark before": {",": 1, ".": 2, "(": 3, ":": 4, "»": 5, '"': 5, "?": 6, "!": 6}.get(
            previous, 7 if previous in DASHES and previous else 0
        ),
        "pos before": POS.get(tokens.pos[last], 0) if last is not None else 0,
        "case before": CASES.get(feats.get("Case", ""), 0),
        "pos before that": POS.get(tokens.pos[words[-2]], 0) if len(words) > 1 else 0,
        "that before": last is not None and tokens.pos[last] == "SCONJ",
        "head": HEAD_CLASSES[HEADS[tokens.lemma[heads[-1]]]] if heads else 0,
        "head distance": words[::-1].index(heads[-1]) if heads else 9,
        "term cue": TERM_CLASSES[TERMS[tokens.lemma[cues[-1]]]] if cues else 0,
        "term cue distance": words[::-1].index(cues[-1]) if cues else 9,
        "reporting before": near.stop - reporting[-1] if reporting else 0,
        "reporting class": CLASSES.get(REPORTING[tokens.lemma[reporting[-1]]]["class"], 0) if reporting else 0,
        "name before": last is not None and tokens.entity[last] != "",
        "person before": any(tokens.entity[i] == "PER" for i in words[-3:]),
        "quote before": any(c in "»”“" for c in text[max(paragraph[0], m.start - 4) : m.start]),
        "and before": last is not None and tokens.pos[last] == "CCONJ",
    }


def _since(tokens: Tokens, near: range, stops: str) -> list[int]:
    """The tokens of `near` after the last of `stops`."""
    own: list[int] = []
    for i in near:
        own = [] if tokens.text[i] in stops else [*own, i]
    return own


def _after(text: str, tokens: Tokens, m: Marked, span: range, paragraph: Span) -> Row:
    near = range(span.stop, min(len(tokens), span.stop + NEAR))
    words = []
    for i in near:
        if tokens.start[i] >= paragraph[1] or tokens.text[i] in ".!?…;":
            break
        words.append(i)
    plain = [i for i in words if tokens.pos[i] != "PUNCT"]
    first = plain[0] if plain else None
    follow = text[m.end : m.end + 4].lstrip()
    adjacent = first is not None and tokens.start[first] - m.end <= 1
    return {
        "mark after": AFTER.get(follow[:1], 0),
        "dash after": any(c in DASHES for c in follow[:3]),
        "paragraph end": paragraph[1] - m.end <= 1,
        "pos after": POS.get(tokens.pos[first], 0) if first is not None else 0,
        "adjacent pos": POS.get(tokens.pos[first], 0) if first is not None and adjacent else 0,
        "adjacent case": CASES.get(tokens.feats[first].get("Case", ""), 0) if first is not None and adjacent else 0,
        "reporting after": next((k for k, i in enumerate(plain, 1) if tokens.lemma[i] in REPORTING), 0),
        "name after": adjacent and first is not None and tokens.entity[first] != "",
        "lower after": first is not None and tokens.text[first][:1].islower(),
    }


# ------------------------------------------------------------------ the document


def _form(tokens: Tokens, words: Sequence[int]) -> tuple[str, ...]:
    """The words without case, number and other endings, to compare by."""
    return tuple(tokens.lemma[i].lower() for i in words[:8])


def _places(tokens: Tokens) -> Mapping[str, list[int]]:
    places: dict[str, list[int]] = defaultdict(list)
    for i, lemma in enumerate(tokens.lemma):
        if len(places[lemma.lower()]) < ECHOES:
            places[lemma.lower()].append(i)
    return places


def _elsewhere(tokens: Tokens, words: Sequence[int], times: int, elsewhere: Mapping[str, list[int]]) -> Row:
    """How often the same words stand in marks, and whether the document has them without."""
    plain = capital = 0
    if 0 < len(words) <= 8:
        size = len(words)
        form = [tokens.lemma[i].lower() for i in words]
        for at in elsewhere.get(form[0], ()):
            if at != words[0] and [lemma.lower() for lemma in tokens.lemma[at : at + size]] == form:
                earlier = at < words[0]
                plain += earlier
                capital += tokens.text[at][:1].isupper() and not tokens.sentence_start[at]
    return {"times": min(times, 10), "echo": min(plain, 5), "capital elsewhere": min(capital, 5)}


def _share(tokens: Tokens, words: Sequence[int], quoted: set[str]) -> float:
    """The share of the content words that a longer quote before had."""
    content = [i for i in words if tokens.pos[i] in ("NOUN", "ADJ", "VERB", "ADV", "PROPN")]
    return sum(tokens.lemma[i] in quoted for i in content) / max(1, len(content))


def _depths(marked: Sequence[Marked]) -> list[int]:
    depths = []
    around: list[int] = []
    for m in marked:
        while around and around[-1] <= m.start:
            around.pop()
        depths.append(len(around))
        around.append(m.end)
    return depths


def _mentioned(mentions: Sequence[Mention], begins: Sequence[int], m: Marked) -> Row:
    """Whether the entities' finder took the whole span for a name."""
    at = bisect_left(begins, m.start)
    near = [x for x in mentions[at : at + 2] if x.start - m.start <= 1]
    return {
        "is body": any(x.type == "ORG" and m.end - x.end <= 2 for x in near),
        "is person": any(x.type == "PER" and m.end - x.end <= 2 for x in near),
    }

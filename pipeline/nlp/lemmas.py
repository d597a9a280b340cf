"""Dictionary forms: pymorphy3's analyses, chosen by the network's part of speech and features."""

from functools import cache, lru_cache

import pymorphy3

from pipeline.core.lexicon import load

UNKNOWN = frozenset[str]()


@cache
def _analyzer() -> pymorphy3.MorphAnalyzer:
    return pymorphy3.MorphAnalyzer(result_type=None)


@cache
def _grammemes() -> dict[tuple[str, str], frozenset[str]]:
    return {(row["ud"], row["value"]): frozenset(row["opencorpora"].split()) for row in load("grammemes")}


@lru_cache(200_000)
def lemma(word: str, pos: str, feats: str) -> str:
    """The dictionary form of `word` as it is used: `pos` is the UD part of speech, `feats` its UD features.

    Names keep their capitals («Ленина» gives «Ленин», «ЦК» stays «ЦК»); other words are lower case.
    """
    if not any(letter.isalpha() for letter in word):
        return word
    table = _grammemes()
    kinds = table.get(("POS", pos), UNKNOWN)
    features = [table.get(tuple(pair.split("=", 1)), UNKNOWN) for pair in feats.split("|") if pair]
    best, best_score = word.lower(), -1.0
    for rank, (_, tag, normal, _, _) in enumerate(_analyzer().parse(word)):
        grammemes = tag.grammemes
        score = 4 * bool(kinds & grammemes) + sum(bool(f & grammemes) for f in features) - 0.01 * rank
        if pos == "PROPN":
            score += bool(NAMES & grammemes)
        if score > best_score:
            best, best_score = normal, score
    if pos != "PROPN":
        return best
    if word.isupper() and len(word) > 1:
        return word
    return best[:1].upper() + best[1:]


NAMES = frozenset({"Name", "Surn", "Patr", "Geox", "Orgn"})

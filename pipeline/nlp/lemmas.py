"""Dictionary forms: pymorphy3's analyses, chosen by the network's part of speech and features."""

from functools import cache, lru_cache
from itertools import zip_longest
from typing import Any

import pymorphy3

from pipeline.core.lexicon import load

NONE = frozenset[str]()
ACRONYMS = frozenset({"NOUN", "PROPN", "X"})
CAPITALS = frozenset({"Abbr", "LATN", "ROMN"})
LONGEST_ACRONYM = 4  # letters; longer words in capitals are names in a heading
NAMES = frozenset({"Name", "Surn", "Patr", "Geox", "Orgn", "Trad"})
NOMINAL = frozenset({"NOUN", "ADJF", "Abbr", "LATN", "ROMN"})
PERSONAL = frozenset({"Surn", "Patr"})
PART_OF_SPEECH = 4.0  # what agreement in it weighs against agreement in one feature


@cache
def _analyzer() -> pymorphy3.MorphAnalyzer:
    """Without probabilities, which cost half of the time: `_likeliest` asks for them where they decide."""
    return pymorphy3.MorphAnalyzer(lang="ru", result_type=None, probability_estimator_cls=None)


@cache
def _probabilities() -> Any:
    analyzer = _analyzer()
    return pymorphy3.analyzer.ProbabilityEstimator(analyzer.choose_dictionary_path(lang="ru")).p_t_given_w


@cache
def _grammemes() -> dict[tuple[str, str], frozenset[str]]:
    return {(row["ud"], row["value"]): frozenset(row["opencorpora"].split()) for row in load("grammemes")}


@cache
def _wanted(pos: str, feats: str) -> tuple[frozenset[str], tuple[frozenset[str], ...]]:
    """OpenCorpora grammemes for a UD part of speech and for each UD feature."""
    table = _grammemes()
    pairs = [pair.partition("=") for pair in feats.split("|")]
    features = [table.get((name, value), NONE) for name, _, value in pairs]
    return table.get(("POS", pos), NONE), tuple(feature for feature in features if feature)


@lru_cache(100_000)
def lemma(word: str, pos: str, feats: str) -> str:
    """The dictionary form of `word` as it is used: `pos` is the UD part of speech, `feats` its UD features.

    Names and abbreviations keep their capitals («Ленина» gives «Ленин», «ЦК» stays «ЦК»); other words are lower case.
    """
    if not any(letter.isalpha() for letter in word):
        return word
    tag, normal = _parse(word, pos, feats)
    grammemes = tag.grammemes if tag else NONE
    if len(word) > 1 and word.isupper():
        if grammemes & CAPITALS or (pos in ACRONYMS and not _analyzer().word_is_known(word)):
            return word
        if pos == "PROPN":
            return normal.title() if len(word) > LONGEST_ACRONYM and grammemes & NAMES else word
        return normal
    return _capitals(normal, word) if pos == "PROPN" or word[1:2].isupper() else normal


def _capitals(normal: str, word: str) -> str:
    """`normal` with the capitals that `word` has at the same places of its hyphenated parts: Нью-Йорк, НЭП."""
    parts, pattern = normal.split("-"), word.split("-")
    if len(parts) != len(pattern):
        parts, pattern = [normal], [word]
    return "-".join(
        "".join(n.upper() if w.isupper() else n for n, w in zip_longest(part, form[: len(part)], fillvalue=""))
        for part, form in zip(parts, pattern, strict=True)
    )


def _parse(word: str, pos: str, feats: str) -> tuple[Any, str]:
    """The best analysis: its OpenCorpora tag, or None, and its normal form."""
    parses = _analyzer().parse(word)
    if pos == "PROPN":
        parses = [parse for parse in parses if NOMINAL & parse[1].grammemes]
        if "Case=Nom" in feats and "Number=Sing" in feats:
            parses = [parse for parse in parses if _same(_feminine(parse), word)]
    if not parses:
        return None, word.lower()
    if pos != "PROPN" and len({parse[2] for parse in parses}) == 1:
        return parses[0][1], parses[0][2]
    kinds, features = _wanted(pos, feats)
    scores = []
    for parse in parses:
        grammemes = parse[1].grammemes
        score = PART_OF_SPEECH * bool(kinds & grammemes) + sum(bool(feature & grammemes) for feature in features)
        scores.append(score + (pos == "PROPN" and bool(NAMES & grammemes)))
    best = [parse for parse, score in zip(parses, scores, strict=True) if score == max(scores)]
    if len({normal for _, _, normal, _, _ in best}) > 1:
        probability = _probabilities().prob
        best.sort(key=lambda parse: -probability(word.lower(), parse[1]))
    return best[0][1], _feminine(best[0]) if pos == "PROPN" else best[0][2]


def _same(normal: str, word: str) -> bool:
    return normal.replace("ё", "е") == word.lower().replace("ё", "е")


def _feminine(parse: Any) -> str:
    """The nominative of a woman's surname or patronymic, of others the normal form, which is a man's: Крупская."""
    if not PERSONAL & parse[1].grammemes or "femn" not in parse[1].grammemes:
        return str(parse[2])
    forms = [
        form[0]
        for form in _analyzer().get_lexeme(pymorphy3.analyzer.Parse(*parse))
        if form[1].grammemes >= {"nomn", "sing", "femn"}
    ]
    return str(forms[0] if forms else parse[2])

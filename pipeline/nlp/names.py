"""Words of Russian names: what a form may be the case of, which words are first names and patronymics.

Known first names come from pymorphy3's dictionary, all other names from the endings in `name_endings.tsv`.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from pymorphy3 import MorphAnalyzer

from pipeline.core.lexicon import load

VOWELS = frozenset("аеёиоуыэюя")
HUSHING = frozenset("жшчщц")
VELAR = frozenset("гкхжшчщ")
CASES = ("Nom", "Gen", "Dat", "Acc", "Ins", "Loc")
TAG_CASES = {
    "nomn": "Nom",
    "gent": "Gen",
    "gen2": "Gen",
    "datv": "Dat",
    "accs": "Acc",
    "ablt": "Ins",
    "loct": "Loc",
    "loc2": "Loc",
    "voct": "Nom",
}
GENDERS = {"masc": "male", "femn": "female"}


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a form: its nominative, and what it would be. Empty `gender` or `cases`: any."""

    nominative: str
    gender: str
    cases: frozenset[str]
    number: str
    weight: float


@cache
def analyzer() -> MorphAnalyzer:
    return MorphAnalyzer(lang="ru")


@lru_cache(16_384)
def lemma(word: str) -> str:
    """The dictionary form of a word out of context, in lower case: the likeliest parse of pymorphy3."""
    return analyzer().parse(word)[0].normal_form


def plain(word: str) -> str:
    return word.lower().replace("ё", "е")


@lru_cache(16_384)
def _parses(word: str, grammeme: str) -> tuple[Any, ...]:
    if not analyzer().word_is_known(word):
        return ()
    return tuple(p for p in analyzer().parse(word) if grammeme in p.tag and p.tag.number != "plur")


def is_first(word: str) -> bool:
    """Whether the dictionary has the word as (a form of) a first name."""
    return bool(_parses(plain(word), "Name"))


def is_given(word: str) -> bool:
    """Whether a nominative is a first name, full or short."""
    return is_first(word) or any(row["short"] == plain(word) for row in load("diminutives"))


def is_full_first(word: str) -> bool:
    """Whether a nominative is a full first name: patronymics are made from it, or it is no short form of another."""
    return not any(row["short"] == word for row in load("diminutives")) or any(
        row["name"] == word for row in load("diminutives")
    )


def is_surname(word: str) -> bool:
    """Whether the dictionary has the word as (a form of) a surname."""
    return bool(_parses(plain(word), "Surn"))


@lru_cache(16_384)
def is_adjective(word: str) -> bool:
    """Whether the dictionary has the word as a form of an adjective."""
    return analyzer().word_is_known(word.lower()) and any("ADJF" in p.tag for p in analyzer().parse(word.lower()))


@lru_cache(16_384)
def is_patronymic(word: str) -> bool:
    """Whether a word is a patronymic and no surname in «-ич»."""
    low = plain(word)
    if not patronymic(low):
        return False
    return any("Patr" in p.tag for p in analyzer().parse(low))


def is_place(word: str) -> bool:
    """Whether the dictionary has the word as a form of a place name."""
    return bool(_parses(plain(word), "Geox"))


@lru_cache(16_384)
def is_common(word: str) -> bool:
    """Whether the dictionary has the word, and not as a name of a person, place or body."""
    low = plain(word)
    if not analyzer().word_is_known(low):
        return False
    return not any(g in p.tag for p in analyzer().parse(low) for g in ("Name", "Surn", "Patr", "Geox", "Orgn", "Trad"))


@cache
def _endings(paradigms: str) -> dict[str, tuple[tuple[dict[str, str], frozenset[str]], ...]]:
    """Ending -> rows of the paradigms that have it, each with the cases that it stands for."""
    found: dict[str, list[tuple[dict[str, str], frozenset[str]]]] = {}
    for row in load(paradigms):
        forms: dict[str, set[str]] = {}
        for case in CASES:
            for ending in row[case].split():
                forms.setdefault(ending.strip("-"), set()).add(case)
        for ending, cases in forms.items():
            found.setdefault(ending, []).append((row, frozenset(cases) if len(cases) < len(CASES) else frozenset()))
    return {ending: tuple(rows) for ending, rows in found.items()}


@lru_cache(16_384)
def patronymic(word: str) -> tuple[Reading, ...]:
    """Readings of a patronymic, by its ending; () when it is none."""
    low = plain(word)
    return tuple(
        Reading(low[:cut] + row["Nom"], row["gender"], cases, "Sing", 2.0)
        for cut in range(2, len(low))
        for row, cases in _endings("patronymic_paradigms").get(low[cut:], ())
    )


@lru_cache(16_384)
def first(word: str) -> tuple[Reading, ...]:
    """Readings of a first name by the dictionary; () when it has none."""
    found: dict[tuple[str, str], set[str]] = {}
    for p in _parses(plain(word), "Name"):
        cases = {TAG_CASES[p.tag.case]} if p.tag.case in TAG_CASES and "Fixd" not in p.tag else set()
        found.setdefault((plain(p.normal_form), GENDERS.get(p.tag.gender, "")), set()).update(cases)
    return tuple(Reading(n, g, frozenset(c), "Sing", 3.0) for (n, g), c in found.items())


@lru_cache(16_384)
def surname(word: str) -> tuple[Reading, ...]:
    """Readings of a surname by the dictionary; () when it has none."""
    found: dict[tuple[str, str], set[str]] = {}
    for p in _parses(plain(word), "Surn"):
        inflected = p.inflect({"nomn"})
        if inflected and "Fixd" not in p.tag and p.tag.case in TAG_CASES:
            found.setdefault((plain(inflected.word), GENDERS.get(p.tag.gender, "")), set()).add(TAG_CASES[p.tag.case])
    return tuple(Reading(n, g, frozenset(c), "Sing", 2.5) for (n, g), c in found.items())


@lru_cache(16_384)
def readings(word: str) -> tuple[Reading, ...]:
    """All readings of a form as a name by its ending, the dictionary's first names and surnames among them."""
    low = plain(word)
    best: dict[tuple[str, str, frozenset[str]], Reading] = {}
    for cut in range(1, len(low) + 1):
        for row, cases in _endings("name_paradigms").get(low[cut:], ()):
            if not _fits(low[cut - 1], row["after"]):
                continue
            nominative = low[:cut] + row["Nom"].strip("-")
            reading = Reading(nominative, row["gender"], cases, row["number"], float(row["weight"]))
            key = nominative, reading.gender, cases
            if key not in best or best[key].weight < reading.weight:
                best[key] = reading
    return (*first(word), *surname(word), *best.values())


def _fits(letter: str, after: str) -> bool:
    match after:
        case "cons":
            return letter not in VOWELS and letter not in "ьй"
        case "vowel":
            return letter in VOWELS
        case "hush":
            return letter in HUSHING
        case "velar":
            return letter in VELAR
        case "nonvelar":
            return letter not in VELAR and letter not in VOWELS
    return True


def cases(word: str) -> frozenset[str]:
    """The cases a form can stand in as a name; empty when any (it does not decline)."""
    found: set[str] = set()
    for reading in (*patronymic(word), *readings(word)):
        if reading.weight >= 1:
            if not reading.cases:
                return frozenset()
            found |= reading.cases
    return frozenset(found)


def capitalised(word: str, like: str) -> str:
    """`word` (in lower case) with capitals where the form `like` has them: at its beginning and after hyphens."""
    if like.isupper() and len(like) > 1:
        return word.upper()
    parts = word.split("-")
    models = like.split("-")
    if len(parts) != len(models):
        return word[:1].upper() + word[1:]
    return "-".join(p[:1].upper() + p[1:] if m[:1].isupper() else p for p, m in zip(parts, models, strict=True))


@lru_cache(16_384)
def nominative(word: str, pos: str, case: str, number: str, gender: str) -> str:
    """The nominative of a noun or adjective of a body's name, in lower case.

    `case`, `number` and `gender` (UD) are those of the head noun; a word that does not fit them stays as it is.
    """
    low = word.lower()
    if case == "Nom":
        return low
    kind = "ADJF" if pos == "ADJ" else "NOUN"
    sex = {"Masc": "masc", "Fem": "femn", "Neut": "neut"}.get(gender, "")
    for parse in analyzer().parse(low):
        tag = parse.tag
        if kind != tag.POS or TAG_CASES.get(tag.case) != case or (tag.number == "plur") != (number == "Plur"):
            continue
        wanted = {"nomn"} if number == "Plur" or pos != "ADJ" or not sex else {"nomn", sex}
        if (pos != "ADJ" and sex and tag.gender not in (sex, None)) or not (found := parse.inflect(wanted)):
            continue
        return str(found.word) if "ё" in low else str(found.word).replace("ё", "е")
    return low

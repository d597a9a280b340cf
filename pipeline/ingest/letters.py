"""Repairs of single characters and words. Each rule is a function from a text to the changes it wants, by place."""

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache

from pipeline.core import lexicon
from pipeline.ingest.draft import Change
from pipeline.nlp.words import is_word

Rule = Callable[[str], Iterator[Change]]

LOWER = "а-яёіѣѳѵ"
CYRILLIC = f"А-ЯЁІѢѲѴ{LOWER}"
LATIN = "A-Za-zÀ-ÿ"
LINE_END = re.compile("\r\n?|[\u0085\u2028\u2029\v]")
SPACE = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff]+")
SOFT_HYPHEN = re.compile("[\u00ad\u00ac][ \t]*\n[ \t]*|\u00ad")
SPLIT_LETTER = re.compile("[ИиЕе][\u0306\u0308]")
WHOLE = {"и\u0306": "й", "И\u0306": "Й", "е\u0308": "ё", "Е\u0308": "Ё"}
STRESS = re.compile(f"(?:[{CYRILLIC}]|(?<=[{CYRILLIC}])[{LATIN}])[\u0300\u0301\u0341]+|[\u0450\u045d\u0400\u040d]")
STRESSED = {"\u0450": "е", "\u045d": "и", "\u0400": "Е", "\u040d": "И"}
MEETING = re.compile(f"[{LATIN}][{CYRILLIC}]|[{CYRILLIC}][{LATIN}]")
LETTERS = re.compile(f"[{LATIN}{CYRILLIC}]+")
SAME_LETTER = re.compile(f"(?<![{LATIN}{CYRILLIC}])Х{{2,3}}(?![{LATIN}{CYRILLIC}])")
ROMAN = re.compile("M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
ROMAN_AND_ENDING = re.compile(f"(?:[IVX]{{2,}}|V)[{LOWER}]+")
APOSTROPHE = re.compile("(?<=[бвгджзклмнпрстфхцчшщ])['’ʼ`](?=[еёюя])")
OLD_LETTER = re.compile("[ѣѢіІѳѲѵѴ]")
HARD_SIGN = re.compile(f"[бвгджзклмнпрстфхцчшщБВГДЖЗКЛМНПРСТФХЦЧШЩ][ъЪ](?![{CYRILLIC}])")
WORD = re.compile(f"[{CYRILLIC}]{{2,}}")


def line_end(text: str) -> Iterator[Change]:
    """Every kind of line end becomes a line feed; a form feed stays, since it tells of a page."""
    return _replace(LINE_END, text, lambda _: "\n", "line_end")


def space(text: str) -> Iterator[Change]:
    """Non-breaking and other spaces become plain ones."""
    return _replace(SPACE, text, lambda _: " ", "space")


def invisible(text: str) -> Iterator[Change]:
    """Characters without width are dropped."""
    return _replace(INVISIBLE, text, lambda _: "", "invisible")


def soft_hyphen(text: str) -> Iterator[Change]:
    """Soft hyphens are dropped, with the line end after them; so is the sign ¬ that OCR programs put there."""
    return _replace(SOFT_HYPHEN, text, lambda _: "", "soft_hyphen")


def split_letter(text: str) -> Iterator[Change]:
    """Й and ё that come as a letter and a combining mark become one character."""
    return _replace(SPLIT_LETTER, text, lambda s: WHOLE.get(s, s[0]), "split_letter")


def stress_mark(text: str) -> Iterator[Change]:
    """Combining accents are dropped with their letter kept: «больши́й» is «больший»."""
    return _replace(STRESS, text, lambda s: STRESSED.get(s, s[0]), "stress_mark")


def roman_numeral(text: str) -> Iterator[Change]:
    """Cyrillic letters inside Roman numerals become Latin ones: «ХIII» (with a Cyrillic Х) is «XIII»."""
    for match in _mixed(text):
        if _is_roman(match.group()):
            yield from _letters(match, _latin(), "roman_numeral")


def same_letter_numeral(text: str) -> Iterator[Change]:
    """«ХХ» and «ХХХ» in Cyrillic letters are numerals: no Russian word looks so."""
    for match in SAME_LETTER.finditer(text):
        yield from _letters(match, _latin(), "roman_numeral")


def look_alike(text: str) -> Iterator[Change]:
    """Letters of the other alphabet inside a word are mended when all of them have a look-alike."""
    for match in _mixed(text):
        word = match.group()
        if _is_roman(word) or ROMAN_AND_ENDING.fullmatch(word):
            continue
        latin = [c for c in word if c in _cyrillic() or not _is_cyrillic(c)]
        cyrillic = [c for c in word if _is_cyrillic(c)]
        only_latin = any(c not in _cyrillic() for c in latin)
        only_cyrillic = any(c not in _latin() for c in cyrillic)
        if not only_latin and (only_cyrillic or len(cyrillic) >= len(latin)):
            yield from _letters(match, _cyrillic(), "look_alike")
        elif not only_cyrillic and len(latin) > len(cyrillic):
            yield from _letters(match, _latin(), "look_alike")


def apostrophe(text: str) -> Iterator[Change]:
    """The apostrophe of the twenties and thirties is a hard sign: «с'езд»."""
    return _replace(APOSTROPHE, text, lambda _: "ъ", "apostrophe")


def old_letter(text: str) -> Iterator[Change]:
    """Letters abolished in 1918 become those of today."""
    table = {row["old"]: row["new"] for row in lexicon.load("old_letters")}
    return _replace(OLD_LETTER, text, table.__getitem__, "old_letter")


def hard_sign(text: str) -> Iterator[Change]:
    """The hard sign after a final consonant is dropped."""
    return _replace(HARD_SIGN, text, lambda s: s[0], "hard_sign")


def old_spelling(text: str) -> Iterator[Change]:
    """Endings and prefixes of before 1918, in words that the dictionary knows in the new spelling only."""
    for match in WORD.finditer(text):
        word = match.group().lower()
        new = _new_spelling(word)
        for k, (before, after) in enumerate(zip(word, new, strict=True)):
            if before != after:
                at = match.start() + k
                yield Change(at, at + 1, after.upper() if text[at].isupper() else after, "old_spelling")


def has_old_spelling(text: str) -> bool:
    """Whether letters of before 1918 stand in the text: an abolished letter, or hard signs at the ends of words."""
    return OLD_LETTER.search(text) is not None or sum(1 for _ in HARD_SIGN.finditer(text)) > len(text) / 2000


@lru_cache(16_384)
def _new_spelling(word: str) -> str:
    options = [new for row in lexicon.load("old_spellings") if (new := _respell(word, **row)) != word]
    if not options or (is_word(word) and word not in _always()):
        return word
    both = [new for first in options for row in lexicon.load("old_spellings") if (new := _respell(first, **row))]
    return next((new for new in (*options, *both) if is_word(new)), word)


def _respell(word: str, old: str, new: str, place: str) -> str:
    if place == "end" and word.endswith(old):
        return word[: -len(old)] + new
    if place == "start" and word.startswith(old):
        return new + word[len(old) :]
    return new if place == "whole" and word == old else word


@cache
def _always() -> frozenset[str]:
    return lexicon.words("old_spellings", place="whole")


@cache
def _cyrillic() -> dict[str, str]:
    """Latin letter to the Russian letter that it stands for in a Russian word."""
    modern = {row["old"]: row["new"] for row in lexicon.load("old_letters")}
    return {r["latin"]: modern.get(r["cyrillic"], r["cyrillic"]) for r in lexicon.load("look_alikes")}


@cache
def _latin() -> dict[str, str]:
    return {r["cyrillic"]: r["latin"] for r in lexicon.load("look_alikes") if r["direction"] == "both"}


def _mixed(text: str) -> Iterator[re.Match[str]]:
    """The words in which both alphabets meet."""
    end = 0
    for meeting in MEETING.finditer(text):
        if meeting.start() >= end:
            start = meeting.start()
            while start > end and LETTERS.match(text, start - 1, start):
                start -= 1
            if word := LETTERS.match(text, start):
                end = word.end()
                yield word


def _is_cyrillic(letter: str) -> bool:
    return "\u0400" <= letter <= "\u04ff"


def _is_roman(word: str) -> bool:
    return ROMAN.fullmatch("".join(_latin().get(c, c) for c in word)) is not None


def _letters(match: re.Match[str], table: dict[str, str], rule: str) -> Iterator[Change]:
    for at, letter in enumerate(match.group(), match.start()):
        if letter in table:
            yield Change(at, at + 1, table[letter], rule)


def _replace(pattern: re.Pattern[str], text: str, new: Callable[[str], str], rule: str) -> Iterator[Change]:
    return (Change(m.start(), m.end(), new(m.group()), rule) for m in pattern.finditer(text))


BEFORE_LAYOUT: tuple[Rule, ...] = (line_end, space, invisible, soft_hyphen, split_letter, stress_mark)
AFTER_LAYOUT: tuple[Rule, ...] = (roman_numeral, same_letter_numeral, look_alike, apostrophe, old_letter, hard_sign)

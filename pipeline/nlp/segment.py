"""Tokens and sentences: razdel's, with the abbreviations, dates and brackets of political and scholarly prose.

Where razdel's rules for abbreviations stand in its list, ours stand here: they read `abbreviations.tsv`, and look at
the word that follows and at what the sentence has said so far.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache

from razdel.rule import JOIN, FunctionRule
from razdel.segmenters.sentenize import DELIMITER, ROMAN, RULES, SentSegmenter, SentSplit, SentSplitter
from razdel.segmenters.tokenize import DASHES, ENDINGS, PUNCTS

from pipeline.core.lexicon import load, words

Span = tuple[int, int]

EM_DASH = "—"
BRACKET = re.compile(r"[()\[\]]")
CLAUSE = re.compile(r"[,;:«»\"“”„()—–]|\s-\s")
FORMS = re.compile(r"[^\W\d]+(?:-[^\W\d]+)*")
NEXT_WORD = re.compile(r"\s*[«\"„“]?([A-ZА-ЯЁ][\w-]*)(\.?)")
NUMBER = re.compile(r"(?:\d|\b[IVXLХ]+)\s*(?:-?[^\W\d]{1,2})?\s*$")
DATE_LENGTH = 5  # words of the longest date that opens a clause: в самом начале октября 1917 г.
LONGEST_BRACKET = 400  # characters; what is longer has sentences of its own
WINDOW = 24  # characters that rules see on either side of a stop


@cache
def _token() -> re.Pattern[str]:
    """razdel's rules as one expression: atoms of one alphabet, joined by hyphens and inside numbers; runs of stops."""
    punctuation = re.escape(PUNCTS)
    letters = "(?:[а-яё]+|[a-z]+)"
    other = rf"[^\sа-яёa-z\d{punctuation}]+"  # a letter of another alphabet joins those around it
    atom = rf"(?:{letters}(?:{other}{letters}?)*|(?:{other}{letters}?)+|\d+)"
    hyphens = "".join(sorted(set(DASHES) - {EM_DASH}))
    joint = rf"(?:[{re.escape(hyphens)}_]|(?<=\d)[.,/\\{EM_DASH}](?=\d))"
    return re.compile(rf"{atom}(?:{joint}{atom})*|[{ENDINGS}]+|--+|\*\*+|[=:;][()]{{1,3}}|\S", re.IGNORECASE)


def tokens(text: str) -> Iterator[Span]:
    """Offsets of razdel's tokens, save that an em dash joins numbers only and a hyphen after a space joins nothing."""
    return (match.span() for match in _token().finditer(text))


def sentences(text: str) -> Iterator[Span]:
    """Offsets of the sentences. A newline always ends one, a stop inside brackets never does."""
    position = 0
    for line in text.split("\n"):
        brackets = _brackets(line)
        openings = [opening for opening, _ in brackets]
        start = None
        for sentence in _segmenter()(line):
            start = sentence.start if start is None else start
            bracket = bisect_left(openings, sentence.stop) - 1
            if sentence.text and (bracket < 0 or sentence.stop > brackets[bracket][1]):
                yield position + start, position + sentence.stop
                start = None
        position += len(line) + 1


def _brackets(line: str) -> list[Span]:
    """Places of the brackets that open and close, of several within one another the outermost, paragraphs left out."""
    pairs: list[Span] = []
    opened: list[int] = []
    for bracket in BRACKET.finditer(line):
        if bracket.group() in "([":
            opened.append(bracket.start())
        elif opened:
            start = opened.pop()
            if bracket.start() - start <= LONGEST_BRACKET:
                while pairs and pairs[-1][0] > start:
                    pairs.pop()
                pairs.append((start, bracket.start()))
    return pairs


_words = cache(words)


@cache
def _abbreviations() -> dict[str, frozenset[str]]:
    places: dict[str, frozenset[str]] = {}
    for row in load("abbreviations"):
        places[row["form"]] = places.get(row["form"], frozenset()) | {row["place"]}
    return places


def abbreviation(split: SentSplit) -> str | None:
    """т. Сталин; 5 тыс. голосов; и др. города; В 1925 г. Троцкий."""
    if split.delimiter != ".":
        return None
    forms = [form.lower() for form in FORMS.findall(split.left)]
    if not forms or not split.left.rstrip()[-1].isalpha():
        return None
    places = _abbreviations().get(" ".join(forms[-2:])) or _abbreviations().get(forms[-1])
    if not places or begins_sentence(split):
        return None
    if len(places) > 1:
        behind_number = NUMBER.search(split.left.rstrip()[: -len(forms[-1])])
        places = places - {"before"} if behind_number else frozenset({"before"})
    if "before" in places or not NEXT_WORD.match(split.right):
        return JOIN
    return JOIN if "year" in places and opening_date(split.buffer) else None


def begins_sentence(split: SentSplit) -> bool:
    """Whether the next word has a capital though it begins no name; one letter with a stop is an initial."""
    following = NEXT_WORD.match(split.right)
    return bool(following and not following.group(2) and following.group(1).lower() in _words("sentence_openers"))


def opening_date(said: str) -> bool:
    """Whether the clause has said no more than a date: «Летом 1925», «в начале октября 1917»."""
    clause = CLAUSE.split(said)[-1].split()
    if not clause or len(clause) > DATE_LENGTH + 1:
        return False
    return clause[0][0].isdigit() or clause[0].lower() in _words("date_openers")


def initial(split: SentSplit) -> str | None:
    """В. И. Ленин."""
    letter = split.left_token
    if split.delimiter != "." or len(letter) != 1 or not letter.isupper():
        return None
    return None if begins_sentence(split) and len(split.right_token) > 1 else JOIN


def numeric_date(split: SentSplit) -> str | None:
    """23. XII. 1925."""
    if split.delimiter != ".":
        return None
    left, right = split.left_token, split.right_token
    day = left.isdigit() and len(left) <= 2 and ROMAN.match(right)
    return JOIN if day or (ROMAN.match(left) and right.isdigit() and len(right) == 4) else None


OURS = {"sokr_left": abbreviation, "inside_pair_sokr": numeric_date, "initials_left": initial}


@cache
def _segmenter() -> SentSegmenter:
    # razdel never ends a sentence before a small letter or where no space follows: those stops need no look
    pattern = DELIMITER + r"(?=\s+[^\sа-яё])"
    rules = [FunctionRule(OURS[rule.name]) if rule.name in OURS else rule for rule in RULES]
    return SentSegmenter(SentSplitter(pattern, WINDOW), rules)

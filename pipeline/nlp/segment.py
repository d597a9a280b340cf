"""Tokens and sentences: razdel's, with the abbreviations and brackets of scholarly and political prose."""

from collections.abc import Iterator

import razdel

Span = tuple[int, int]


def tokens(text: str) -> Iterator[Span]:
    """Offsets of the tokens."""
    for token in razdel.tokenize(text):
        yield token.start, token.stop


def sentences(text: str) -> Iterator[Span]:
    """Offsets of the sentences; a newline always ends one."""
    start = 0
    for line in text.splitlines(keepends=True):
        for sentence in razdel.sentenize(line):
            if sentence.text:
                yield start + sentence.start, start + sentence.stop
        start += len(line)

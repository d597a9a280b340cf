"""Reporting words in a text: verbs, nouns and crediting phrases, each with the noun phrase that is its source."""

from collections import defaultdict
from dataclasses import dataclass

from pipeline.core import lexicon
from pipeline.core.records import Span
from pipeline.quotes.syntax import TIMES, Syntax

VERBS = {row["lemma"]: row for row in lexicon.load("reporting_verbs")}
NOUNS = {row["lemma"]: row for row in lexicon.load("reporting_nouns")}
ADJECTIVES = tuple(sorted(lexicon.words("function_words", kind="adjective")))
PHRASES: dict[str, list[tuple[list[str], str]]] = defaultdict(list)
for _row in lexicon.load("source_phrases"):
    if "NOUN" not in _row["phrase"]:
        _words = _row["phrase"].split()
        PHRASES[_words[0]].append((_words, _row["class"]))
POSSESSIVES = lexicon.words("function_words", kind="possessive")
NO_SOURCE = lexicon.words("function_words", kind="no source")
LIGHT_REACH = 3  # tokens between a light verb and its noun that one cue may span
PHRASE_REACH = 4  # words between the preposition and the noun of a crediting phrase


@dataclass(frozen=True, slots=True)
class Cue:
    """A reporting word: its token, the tokens [begin, end) of the cue, and the token that heads its source."""

    token: int
    begin: int
    end: int
    form: str  # verb, noun, phrase
    lemma: str
    word_class: str
    source: int | None
    verb: int  # the verb of the reporting clause: the cue itself or the verb that governs the noun

    def takes(self, clause: str) -> bool:
        """Does the lexicon let this word take a clause with `clause` (что, чтобы, ли, inf, direct)?"""
        return bool((NOUNS if self.form == "noun" else VERBS)[self.lemma].get(clause))


def verb(s: Syntax, k: int) -> Cue | None:
    """The cue that token `k` is, if it is a reporting verb or predicative adjective."""
    row = VERBS.get(s.lemma[k])
    if row is None or s.pos[k] not in ("VERB", "AUX", "ADJ"):
        return None
    if (row["class"] == "adj") != (s.pos[k] == "ADJ") or (s.pos[k] == "ADJ" and s.feats[k].get("Variant") != "Short"):
        return None
    source = cited(s, k) if row["source"] == "object" else s.subject(k)
    return Cue(k, k, k + 1, "verb", row["lemma"], row["class"], source, k)


def cited(s: Syntax, k: int) -> int | None:
    """The object of a verb whose object speaks: «Иванова цитирует агентство»."""
    if s.lemma[k] not in VERBS or VERBS[s.lemma[k]]["source"] != "object":
        return None
    return next((c for c in s.kids[k] if s.dep[c] == "obj" and s.animate(c) and s.quote[c] == s.quote[k]), None)


def noun(s: Syntax, k: int) -> Cue | None:
    """The cue that token `k` is, if it is a reporting noun.

    Its source is its genitive, its possessive or the subject of its verb.
    """
    row = NOUNS.get(s.lemma[k])
    if row is None or s.pos[k] != "NOUN":
        return None
    source = owner(s, k)
    begin, end = k, k + 1
    head = s.head[k]
    if source is None and s.dep[k] in ("obj", "obl", "xcomp", "iobj") and s.pos[head] == "VERB":
        source = s.subject(head)
        if 0 < k - head <= LIGHT_REACH:
            begin = head
    return Cue(k, begin, end, "noun", row["lemma"], row["class"], source, head)


def owner(s: Syntax, k: int) -> int | None:
    """Whose `k` is: «слова министра», «его слова»."""
    for c in s.kids[k]:
        if s.lower[c] in POSSESSIVES or (s.lemma[c] in POSSESSIVES and s.dep[c] == "det"):
            return c
    for c in s.kids[k]:
        if s.quote[c] != s.quote[k]:
            continue
        genitive = s.feats[c].get("Case") in ("Gen", None) or s.pos[c] in ("PROPN", "X")
        if c > k and s.dep[c] in ("nmod", "appos", "flat:name") and genitive and s.child(c, "case") is None:
            return c
    return None


def phrase(s: Syntax, k: int) -> Cue | None:
    """The crediting phrase that begins at token `k`: «по словам врача», «согласно отчёту», «на его взгляд»."""
    if s.lower[k] == "по":
        return _by(s, k)
    for words, word_class in PHRASES.get(s.lower[k], ()):
        at, possessive = k + 1, None
        for word in words[1:]:
            if at < s.last[k] and s.lower[at] in POSSESSIVES:
                possessive = at
                at += 1
            if at >= s.last[k] or s.lower[at] != word:
                break
            at += 1
        else:
            source = possessive if possessive is not None else _object(s, at)
            if source is not None and s.lower[source] not in NO_SOURCE:
                return Cue(k, k, at, "phrase", " ".join(words), word_class, source, k)
    return None


def _by(s: Syntax, k: int) -> Cue | None:
    for n in range(k + 1, min(k + 1 + PHRASE_REACH, s.last[k])):
        row = NOUNS.get(s.lemma[n])
        if row is not None and row["по"] and s.pos[n] == "NOUN":
            source = owner(s, n)
            if source is None:
                source = _beside(s, n)
            return Cue(n, k, n + 1, "phrase", row["lemma"], row["class"], _noun_of(s, source), n)
        if s.pos[n] not in ("DET", "ADJ", "PRON", "NUM") and s.feats[n].get("VerbForm") != "Part":
            return None
    return None


def _noun_of(s: Syntax, k: int | None) -> int | None:
    """«по словам знакомого с ним врача»: the noun that the genitive adjective `k` belongs to, before the next comma."""
    if k is None or not (s.pos[k] in ("ADJ", "VERB") or s.lemma[k].endswith(ADJECTIVES)):
        return k
    for n in range(k + 1, min(k + 1 + 2 * PHRASE_REACH, s.last[k])):
        if s.word[n] == ",":
            break
        if s.pos[n] in ("NOUN", "PROPN") and s.feats[n].get("Case") in ("Gen", "Acc") and s.animate(n):
            return n
    return k


def _beside(s: Syntax, n: int) -> int | None:
    """The genitive or the quoted name right after noun `n`, where the tree does not tie them."""
    k = n + 1
    while k < s.last[n] and s.pos[k] in ("ADJ", "DET", "NUM", "PUNCT") and s.word[k] not in (",", ":", "("):
        k += 1
    if (
        k < s.last[n]
        and s.quote[k] == s.quote[n]
        and (s.pos[k] in ("PROPN", "X") or (s.pos[k] in ("NOUN", "PRON") and s.feats[k].get("Case") == "Gen"))
    ):
        return k if s.lemma[k] not in TIMES else None
    return None


def _object(s: Syntax, k: int) -> int | None:
    """The head of the noun phrase that begins at token `k`."""
    for n in range(k, min(k + PHRASE_REACH, s.last[k - 1])):
        if s.pos[n] in ("NOUN", "PROPN", "PRON", "X"):
            return n
        if s.pos[n] not in ("ADJ", "DET", "NUM", "PUNCT") or s.word[n] in (",", ":"):
            return None
    return None


def personal(s: Syntax, k: int | None) -> bool:
    """Is token `k` a pronoun or a living being?"""
    return k is not None and (s.pos[k] in ("PRON", "DET") or s.feats[k].get("Animacy") == "Anim")


def source_span(s: Syntax, cue: Cue) -> Span | None:
    """Characters of the cue's source: the whole noun phrase, or the pronoun alone; a verb is no part of it."""
    span = phrase_span(s, cue.source)
    if span is None or cue.source is None or cue.form != "verb" or not span[0] <= s.start[cue.token] < span[1]:
        return span
    return (s.start[cue.token + 1], span[1]) if cue.source > cue.token else (span[0], s.end[cue.token - 1])


def phrase_span(s: Syntax, k: int | None) -> Span | None:
    """Characters of the noun phrase of token `k`, of a pronoun only the word."""
    if k is None:
        return None
    if s.pos[k] in ("PRON", "DET") and not any(s.dep[c] == "nmod" for c in s.kids[k]):
        return s.span(k, k + 1)
    return s.noun_phrase(k)

"""The narrator's words beside quoted ones («— Нет, — проговорил, задыхаясь, князь»): their verb and who does it.

In such sentences the parser ties the narrator's verb to the quoted words, and the tagger takes rare past tenses for
nouns; so the verb is found by its form, and the subject by case and place, the tree being asked first.
"""

from collections.abc import Iterator
from dataclasses import replace

from pipeline.core import lexicon
from pipeline.quotes import reporting
from pipeline.quotes.extent import COMPLEMENTIZERS
from pipeline.quotes.reporting import Cue
from pipeline.quotes.syntax import Syntax

PAST = tuple(sorted(lexicon.words("function_words", kind="past"), key=lambda e: (-len(e), e)))
PLAIN = frozenset(e for e in PAST if not e.endswith(("ся", "сь")))
SHORTEST = 5  # letters of a word that only its ending shows to be a verb
INFINITIVES = tuple(sorted(lexicon.words("function_words", kind="infinitive")))
LOOK_AHEAD = 5  # tokens from the narrator's first verb to the reporting verb it introduces
SUBJECT_REACH = 15  # tokens from the verb to its subject


def verb(s: Syntax, first: int, last: int) -> Cue | None:
    """The verb of the narrator's words [first, last) as a cue; its class is `act` where it is no reporting verb."""
    for k in range(first, last):
        cue = _verb(s, k)
        if cue is not None:
            return _introduced(s, cue, last) or cue
    return None


def _verb(s: Syntax, k: int) -> Cue | None:
    cue = reporting.verb(s, k)
    if cue is not None and s.feats[k].get("VerbForm") not in ("Conv", "Part", "Inf"):
        return cue
    if s.pos[k] == "VERB" and s.feats[k].get("VerbForm") == "Fin":
        return Cue(k, k, k + 1, "verb", s.lemma[k], "act", None, k)
    lemma = _infinitive(s, k)
    if lemma is None:
        return None
    row = reporting.VERBS.get(lemma)
    return Cue(k, k, k + 1, "verb", lemma, row["class"] if row else "act", None, k)


def _infinitive(s: Syntax, k: int) -> str | None:
    """The infinitive of a past tense that the tagger took for something else: «захихикал» → «захихикать»."""
    word = s.lower[k]
    ending = next((e for e in PAST if word.endswith(e)), None)
    if ending is None or len(word) < SHORTEST or not s.word[k][0].islower():
        return None
    lemma = word.removesuffix(ending) + ("ть" if ending in PLAIN else "ться")
    return lemma if lemma in reporting.VERBS or lemma == s.lemma[k] else None


def _introduced(s: Syntax, cue: Cue, last: int) -> Cue | None:
    """«поспешил сказать», «засмеялся и прибавил»: the reporting verb that follows without a comma."""
    if cue.word_class not in ("act", "gesture", "other"):
        return None
    for k in range(cue.token + 1, min(cue.token + LOOK_AHEAD, last)):
        if s.pos[k] == "PUNCT":
            return None
        other = reporting.verb(s, k)
        if other is not None and other.word_class not in ("gesture", "adj", "judge", "intend"):
            return replace(other, source=None) if s.feats[k].get("VerbForm") in ("Fin", "Inf") else None
    return None


def subject(s: Syntax, verb: int, first: int, last: int) -> int | None:
    """The token among the narrator's words [first, last) that heads the subject of `verb`."""
    tree = s.subject(verb)
    if tree is not None and (not first <= tree < last or tree == verb or not s.may_be_subject(tree, verb)):
        tree = None
    if tree is not None and s.pos[tree] in ("NOUN", "PROPN", "PRON") and s.animate(tree) and not _is_verb(s, tree):
        return tree
    after = range(verb + 1, min(verb + SUBJECT_REACH, last))
    before = range(verb - 1, first - 1, -1)
    for find in (_nominative, _adjective):
        for places in (after, before):
            found = find(s, verb, places)
            if found is not None:
                return found
    return tree if tree is not None else _owner(s, after)


def _is_verb(s: Syntax, k: int) -> bool:
    """Is token `k` an adverb or a form of a verb that the tagger took for a noun («суетясь», «раздражительно»)?"""
    lemma = s.lemma[k]
    return (len(lemma) > 4 and lemma.endswith(INFINITIVES)) or (
        lemma.endswith(reporting.ADJECTIVES) and s.lower[k].endswith("о")
    )


def _nominative(s: Syntax, verb: int, places: range) -> int | None:
    """The first person or name in the nominative."""
    for k in _own(s, verb, places):
        if s.pos[k] in ("NOUN", "PROPN", "PRON") and s.animate(k) and not _is_verb(s, k) and s.may_be_subject(k, verb):
            return _name_head(s, k, verb)
    return None


def _name_head(s: Syntax, k: int, verb: int) -> int:
    """The first word of the name or apposition that token `k` belongs to, where the tree joins them."""
    while s.dep[k] in ("flat:name", "appos") and s.quote[s.head[k]] == s.quote[k]:
        if not verb < s.head[k] < k and not s.head[k] < k < verb:
            break
        k = s.head[k]
    return k


def _adjective(s: Syntax, verb: int, places: range) -> int | None:
    """The first adjective in the nominative that stands for a person: «спросил другой»."""
    for k in _own(s, verb, places):
        if s.pos[k] in ("ADJ", "DET") and s.may_be_subject(k, verb):
            return k
    return None


def _owner(s: Syntax, places: range) -> int | None:
    """Whose words come by themselves: «вырвалось у хозяина»."""
    for k in places[1:]:
        if s.lower[k - 1] == "у" and s.pos[k] in ("NOUN", "PROPN", "PRON") and s.animate(k):
            return k
    return None


def _own(s: Syntax, verb: int, places: range) -> Iterator[int]:
    """The places in the clause of `verb`: no quoted words, nothing after a conjunction that opens a clause."""
    for k in places:
        if s.lower[k] in COMPLEMENTIZERS or s.lemma[k] == "который":
            return
        if s.quote[k] == s.quote[verb]:
            yield k

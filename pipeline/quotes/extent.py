"""Where reported content begins and ends: walls of quotations, clauses that go on, clauses that are the narrator's.

Every function looks at one sentence and walks over it a bounded number of times.
"""

from collections.abc import Sequence

from pipeline.core import lexicon
from pipeline.core.records import Quote
from pipeline.quotes import reporting
from pipeline.quotes.reporting import Cue
from pipeline.quotes.syntax import CLOSE, DASH, MARKS, OPEN, Syntax

COMPLEMENTIZERS = {row["word"]: row["clause"] for row in lexicon.load("complementizers")}
SUBORDINATORS = lexicon.words("connectives", kind="subordinate")
CONTRASTS = lexicon.words("connectives", kind="contrast")
CONNECTIVES = lexicon.words("connectives", kind="link") | CONTRASTS | SUBORDINATORS
NARRATIVE = frozenset({"say", "write", "think", "manner", "ask", "feel", "know", "other", "order"})  # classes of cues
VERB_REACH = 20  # tokens from the start of a clause to its verb


class Walls:
    """Where content must stop: the ends of the quotation that a token stands in."""

    def __init__(self, s: Syntax, quotes: Sequence[Quote]):
        self.low = [0] * len(s)
        self.high = [len(s)] * len(s)
        self.inner: dict[int, int] = {}  # first token of a quote in marks -> one past its last token
        for quote in sorted(quotes, key=lambda q: (q.start, -q.end)):
            begin, end = s.at(quote.start), s.before(quote.end) + 1
            words = [k for k in (begin, begin + 1) if k < end and s.is_word(k)]
            if quote.mode != "dialogue" and words:
                self.inner.setdefault(begin, end)
            if quote.kind != "speech":
                continue
            for left, right in quote.parts or (quote.span,):
                for k in range(s.at(left), s.before(right) + 1):
                    self.low[k], self.high[k] = begin, end


def statement_start(s: Syntax, low: int, k: int, whole: bool = False) -> int:
    """Where the statement begins that an insertion at `k` stands in; `k` itself where only conjunctions precede it.
    `whole`: the statement is all that stands before, and not the clause that the insertion interrupts."""
    n = k - 1
    while n >= low and (not s.is_word(n) or s.lower[n] in CONNECTIVES) and s.word[n] not in (":", ";", ")"):
        if s.word[n] in MARKS and s.word[n] in CLOSE and s.word[n] not in OPEN:
            break
        n -= 1
    if n < low or s.word[n] in (":", ";"):
        return k
    if not whole and (s.lower[n] in COMPLEMENTIZERS or s.lemma[n] == "который"):
        return k
    begin = n
    while begin > low and s.word[begin - 1] not in (":", ";", "("):
        if whole:
            begin -= 1
            continue
        if s.lower[begin - 1] in ("что", "чтобы") and begin >= 2 and s.word[begin - 2] == ",":
            break
        if s.word[begin - 1] == "," and s.lower[begin] in CONTRASTS:
            begin += 1
            break
        begin -= 1
    while begin < k and not s.is_word(begin) and s.word[begin] not in OPEN:
        begin += 1
    if s.lower[begin] in CONNECTIVES and s.lower[begin] in CONTRASTS:
        begin += 1
        while begin < k and s.word[begin] == ",":
            begin += 1
    return begin


def content_end(s: Syntax, walls: Walls, begin: int, cue: Cue, statement: int = -1) -> int:
    """One past the last token of a content that begins at `begin`.

    `statement`: the content is no clause that depends on the cue but a statement that the cue is inserted
    into; nothing ends it before that token.
    """
    high = min(s.last[begin], walls.high[cue.token], walls.high[begin])
    depth = 0
    k = begin
    while k < high:
        if k in walls.inner and walls.inner[k] <= high:
            k = max(walls.inner[k], k + 1)
            continue
        word = s.word[k]
        depth += (word == "(") - (word == ")")
        if depth < 0:
            break
        if depth == 0 and k > begin and k >= statement and _ends_here(s, walls, k, begin, cue, statement >= 0):
            break
        k += 1
    return strip(s, begin, k)


def strip(s: Syntax, begin: int, end: int) -> int:
    """`end` without closing punctuation, and without a bracketed reference to a source."""
    while end > begin and not s.is_word(end - 1) and s.word[end - 1] not in CLOSE:
        end -= 1
    if end > begin and s.word[end - 1] == ")":
        opening = next((k for k in range(end - 2, begin, -1) if s.word[k] == "("), begin)
        first = s.word[opening + 1]
        if opening > begin and (
            first in MARKS or (first[0].isupper() and any(w.isdigit() for w in s.word[opening:end]))
        ):
            return opening
    return end


def _ends_here(s: Syntax, walls: Walls, k: int, begin: int, cue: Cue, statement: bool) -> bool:
    """Does the content stop before the comma, colon, dash or conjunction at `k`?"""
    word = s.word[k]
    if word == ":":
        return k + 1 in walls.inner
    joined = s.pos[k] == "CCONJ" and s.word[k - 1] != ","
    if word not in (",", ";") and not joined and word not in DASH:
        return False
    n = k + 1
    while n < s.last[k] and (not s.is_word(n) or s.pos[n] == "CCONJ") and n not in walls.inner:
        n += 1
    if n >= s.last[k] or n in walls.inner:
        return False
    verb = _first_verb(s, n)
    if verb is None or verb in (cue.token, cue.verb):
        return False
    if _is_new_report(s, verb, n, cue):
        return True
    if statement:
        return False
    if verb in s.ancestors(cue.token) and not joined:
        return True
    openers = {s.lower[m] for m in range(k, n + 1)}
    if "а" in openers and any(s.lower[m] == "не" for m in range(begin, k)):
        return False  # «не один, а все»
    if openers & SUBORDINATORS or s.lemma[n] == "который":
        return False
    if word == "," and s.lower[k + 1] == "и" and "," not in s.word[begin:k]:
        return verb == n and _same_subject(s, verb, cue)  # «сказала, что устала, и ушла»: the comma closes the clause
    if openers & CONTRASTS:
        return _attached(s, verb, begin, k, cue) or s.feats[begin].get("VerbForm") == "Inf"
    return s.dep[verb] == "conj" and _attached(s, verb, begin, k, cue) and _same_subject(s, verb, cue)


def _same_subject(s: Syntax, verb: int, cue: Cue) -> bool:
    """Do the verb and the cue agree, and has the verb no subject of its own?"""
    agree = all(s.feats[verb].get(f) == s.feats[cue.verb].get(f) for f in ("Number", "Gender", "Person"))
    return agree and s.child(verb, "nsubj", "nsubj:pass") is None


def _first_verb(s: Syntax, n: int) -> int | None:
    """The finite verb of the clause that begins at `n`."""
    for m in range(n, min(n + VERB_REACH, s.last[n])):
        if s.word[m] in (",", ";", ":"):
            return None
        if s.pos[m] in ("VERB", "AUX", "ADJ") and (
            s.feats[m].get("VerbForm") == "Fin" or s.feats[m].get("Variant") == "Short"
        ):
            return m
    return None


def _is_new_report(s: Syntax, verb: int, n: int, cue: Cue) -> bool:
    """«…и отметил, что» or «…, передаёт агентство»: another reporting word of the narrator's."""
    other = reporting.verb(s, verb)
    if other is None or other.word_class not in NARRATIVE:
        return False
    same = all(
        s.feats[verb].get(f) == s.feats[cue.verb].get(f) for f in ("Number", "Gender", "Tense", "Person", "VerbForm")
    )
    if same and s.head[verb] == cue.verb:
        return True
    if s.word[n - 1] == "," and _reports_itself(s, other, n):
        return True
    inverted = verb == n and other.source is not None and verb < other.source <= verb + 6 and s.dep[verb] == "parataxis"
    return inverted and s.word[n - 1] != ":" and s.pos[n - 1] == "PUNCT"


def _reports_itself(s: Syntax, other: Cue, n: int) -> bool:
    """«…, он убеждает всех, что …»: has the clause from `n` a subject, a reporting verb and a clause?"""
    if other.source is None or not n <= other.source < other.token or s.dep[other.token] == "ccomp":
        return False
    after = range(other.token + 1, min(other.token + 6, s.last[n] - 1))
    return any(s.word[m] == "," and s.lower[m + 1] in ("что", "чтобы") for m in after)


def _attached(s: Syntax, verb: int, begin: int, k: int, cue: Cue) -> bool:
    """Does the clause of `verb` hang on something before the content, and not on the content?"""
    if s.dep[verb] == "root":
        return False
    for x in s.ancestors(verb):
        if begin <= x < k:
            return False
        if x < begin or x == cue.token:
            return True
    return False

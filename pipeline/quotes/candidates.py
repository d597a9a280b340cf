"""Stretches of a text that may be reported speech or thought, found from the tree, the lexicon and commas.

Each rule looks at one reporting word and proposes a content; what is really reported is decided by a model
(`pipeline.quotes.indirect`). All rules look at one sentence and walk over it a bounded number of times.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.core import lexicon
from pipeline.core.records import Quote
from pipeline.quotes import reporting
from pipeline.quotes.reporting import Cue
from pipeline.quotes.syntax import CLOSE, DASH, MARKS, OPEN, Syntax

COMPLEMENTIZERS = {row["word"]: row["clause"] for row in lexicon.load("complementizers")}
NOT_CONTENT = lexicon.words("connectives", kind="not content")
CONNECTIVES = frozenset().union(
    *(lexicon.words("connectives", kind=kind) for kind in ("link", "contrast", "subordinate"))
)
SUBORDINATORS = lexicon.words("connectives", kind="subordinate")
CONTRASTS = lexicon.words("connectives", kind="contrast")
REPORT_CLASSES = frozenset({"say", "write", "think", "manner", "ask", "feel", "know", "other"})
CORRELATES = lexicon.words("connectives", kind="correlate")
QUESTION_REACH = 4  # the same, where a question word opens the clause
CUE_REACH = 10  # tokens between a reporting word and the comma before its clause


@dataclass(frozen=True, slots=True)
class Report:
    """One possible piece of reported speech: tokens [begin, end) of the content, and the rule that proposes it."""

    rule: str
    cue: Cue
    begin: int
    end: int
    opener: str = ""  # the word that opens the clause


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


def find(s: Syntax, walls: Walls, quotations: bool = False) -> list[Report]:
    """All candidates of a document, by place; the same content may be proposed twice. `quotations`: also those whose
    content is nothing but a quotation in marks."""
    reports: list[Report] = []
    for k in range(len(s)):
        reports.extend(_at(s, walls, k))
    around = {
        r.cue.token for r in reports if r.rule == "verb-inside"
    }  # «Мы понимаем, отвечал он, что …» is one statement
    reports = [r for r in reports if r.cue.token not in around or r.rule not in ("что", "чтобы")]
    kept = (r for r in reports if r.end > r.begin and (quotations or not _is_quotation(walls, r)))
    return sorted(kept, key=lambda r: (r.begin, r.end, r.rule, r.cue.token))


def _is_quotation(walls: Walls, report: Report) -> bool:
    """Is the content nothing but (the end of) a quotation in marks, that the cue stands outside of?"""
    begin = report.begin
    k = report.cue.token
    apart = (walls.low[begin], walls.high[begin]) != (walls.low[k], walls.high[k])
    return apart and walls.high[begin] >= report.end - 1


def _at(s: Syntax, walls: Walls, k: int) -> Iterator[Report]:
    word = s.lower[k]
    if word in COMPLEMENTIZERS:
        yield from _clause(s, walls, k, COMPLEMENTIZERS[word])
    if word == "как" or (word == "о" and k + 1 < s.last[k] and s.lower[k + 1] in ("чём", "чем")):
        yield from _as_said(s, walls, k)
    elif (cue := reporting.phrase(s, k)) is not None:
        yield from _inserted(s, walls, k, _phrase_end(s, cue), cue, "phrase")
    if (cue := reporting.verb(s, k)) is not None:
        yield from _after_content(s, walls, cue)
        yield from _colon(s, walls, cue)
        yield from _infinitive(s, walls, cue)


# ------------------------------------------------------------------ «сказал, что …»


def _clause(s: Syntax, walls: Walls, k: int, clause: str) -> Iterator[Report]:
    """A clause that a conjunction or question word opens; its reporting word stands before it."""
    comma = _comma(s, k, clause)
    if comma is None:
        return
    cue = _governor(s, walls, comma, k, clause)
    if cue is None or _is_aside(s, walls, cue):
        return
    begin = k + 1 if clause in ("что", "чтобы") else comma + 1
    while begin < s.last[k] and s.word[begin] in (",", "'"):
        begin += 1
    if begin < s.last[k]:
        yield Report(clause, cue, begin, _end(s, walls, begin, cue), s.lower[k])


def _is_aside(s: Syntax, walls: Walls, cue: Cue) -> bool:
    """«Напомним, что …»: the writer's own «we», outside of quotations, reports nobody."""
    feats = s.feats[cue.verb]
    we = cue.source is None and feats.get("Person") == "1" and feats.get("Number") == "Plur"
    return we and walls.low[cue.token] == 0 and walls.high[cue.token] == len(s)


def _comma(s: Syntax, k: int, clause: str) -> int | None:
    """The comma that opens the clause of `k`: right before it, or a few words before «ли»."""
    for n in range(k - 1, max(s.first[k], k - (6 if clause == "ли" else 3)) - 1, -1):
        if s.word[n] == ",":
            return n
        if clause != "ли" and s.pos[n] not in ("ADP", "PART"):
            break
    return None


def _governor(s: Syntax, walls: Walls, comma: int, k: int, clause: str) -> Cue | None:
    """The reporting word before the clause: the nearest one in its own clause, else the one that the tree says."""
    n = comma - 1
    if n < 0 or s.lower[n] in NOT_CONTENT or (clause == "вопрос" and s.lemma[n] in CORRELATES):
        return None
    if n >= 1 and s.lemma[n] == "то" and s.lower[n] in ("того", "тому"):
        return None
    nearest_noun: Cue | None = None
    low = max(s.first[k], comma - (QUESTION_REACH if clause == "вопрос" else CUE_REACH), walls.low[k])
    for n in range(comma - 1, low - 1, -1):
        if s.word[n] in (",", ";", ":") or (s.word[n] in DASH and s.pos[n] == "PUNCT"):
            break
        cue = reporting.verb(s, n)
        if cue is not None and _fits(cue, clause):
            if nearest_noun is not None and not _is_argument(s, nearest_noun.token, n):
                return nearest_noun
            return cue
        if s.pos[n] == "VERB" and s.feats[n].get("VerbForm") == "Fin":
            break
        noun = reporting.noun(s, n)
        if noun is not None and nearest_noun is None and _fits(noun, clause) and _holds_clause(s, noun.token, comma):
            nearest_noun = noun
    return nearest_noun or (_by_tree(s, k, comma, clause) if clause != "вопрос" else None)


def _holds_clause(s: Syntax, noun: int, comma: int) -> bool:
    """«новость, что» and «сообщение (врачей) о том, что» hold a clause; «в интервью газете, что» does not."""
    correlate = s.lemma[comma - 1] == "то"
    return correlate or all(s.pos[n] in ("NOUN", "PROPN", "ADJ", "DET", "PRON") for n in range(noun + 1, comma))


def _is_argument(s: Syntax, noun: int, verb: int) -> bool:
    """Is the noun a circumstance of the verb («заявил в интервью, что») and not its object («выразил мнение, что»)?"""
    return s.child(noun, "case") is not None or s.feats[noun].get("Case") in ("Dat", "Ins", "Nom", "Gen")


def _fits(cue: Cue, clause: str) -> bool:
    if clause == "вопрос":
        return cue.form == "verb" and cue.word_class in ("ask", "say", "know", "write", "think")
    return cue.takes(clause) or (clause == "ли" and cue.word_class in ("ask", "know"))


def _by_tree(s: Syntax, k: int, comma: int, clause: str) -> Cue | None:
    for n in s.ancestors(k)[:4]:
        if n < comma and n >= s.first[k]:
            cue = reporting.verb(s, n) or reporting.noun(s, n)
            if cue is not None and _fits(cue, clause):
                return cue
            if s.pos[n] not in ("PRON", "DET"):
                return None
    return None


# ------------------------------------------------------------------ «по словам X, …», «…, как отметил X, …»


def _phrase_end(s: Syntax, cue: Cue) -> int:
    """One past the last token of a crediting phrase with its source."""
    span = reporting.source_span(s, cue)
    return max(cue.end, s.before(span[1]) + 1 if span else 0)


def _as_said(s: Syntax, walls: Walls, k: int) -> Iterator[Report]:
    """«как сообщил X» or «о чём заявил X» between commas."""
    if (
        k > s.first[k]
        and s.word[k - 1] != ","
        and s.word[k - 1] not in DASH | {"("}
        and s.lower[k - 1] not in CONNECTIVES
    ):
        return
    offset = 1 if s.lower[k] == "как" else 2
    for n in range(k + offset, min(k + offset + 6, s.last[k])):
        cue = reporting.verb(s, n)
        if cue is not None and cue.word_class in REPORT_CLASSES and s.feats[n].get("VerbForm") == "Fin":
            if cue.source is not None or s.feats[n].get("Voice") in ("Pass", "Mid"):
                yield from _inserted(s, walls, k, _clause_end(s, cue), cue, "as" if offset == 1 else "about")
            return
        if s.word[n] in (",", ":") or (s.pos[n] == "VERB" and s.feats[n].get("VerbForm") == "Fin"):
            return


def _clause_end(s: Syntax, cue: Cue) -> int:
    """The comma or stop that ends a short reporting clause."""
    span = reporting.source_span(s, cue)
    k = max(cue.end, s.before(span[1]) + 1 if span else 0)
    while k < s.last[cue.token] and s.word[k] not in (",", ".", ":", ";", ")", "!", "?", "…"):
        k += 1
    return k


def _inserted(s: Syntax, walls: Walls, k: int, after: int, cue: Cue, rule: str) -> Iterator[Report]:
    """The statement that a credit at tokens [k, after) stands in: after it, before it, or around it."""
    low, high = max(s.first[k], walls.low[k]), min(s.last[k], walls.high[k])
    begin = _statement_start(s, low, k)
    follows = after
    while follows < high and (not s.is_word(follows)) and follows not in walls.inner:
        follows += 1
    while after < high and s.word[after] in MARKS and s.word[after] in CLOSE:
        after += 1
    comma = after < high and (s.word[after] in (",", ":") or s.word[after] in DASH)
    if begin >= k:  # the credit opens the statement
        if follows < high and (comma or rule == "phrase"):
            yield Report(rule, cue, follows, _end(s, walls, follows, cue, -1 if _in_relative(s, k) else follows))
        return
    if k > begin and s.word[k - 1] != "," and s.word[k - 1] not in DASH | {"("}:
        return  # no commas: an ordinary circumstance
    if follows >= high or not comma or rule == "about":
        yield Report(rule + "-last", cue, begin, _strip(s, begin, k))
    else:
        yield Report(rule + "-inside", cue, begin, _end(s, walls, begin, cue, after + 1))


def _in_relative(s: Syntax, k: int) -> bool:
    """«…, у которой, по её словам, …»: does the insertion at `k` stand right after a relative pronoun?"""
    return k - 2 >= s.first[k] and s.lemma[k - 2] == "который"


def _statement_start(s: Syntax, low: int, k: int, whole: bool = False) -> int:
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


# ------------------------------------------------------------------ «…, сказал X», «X сказал: …», «X предложил …ть»


def _after_content(s: Syntax, walls: Walls, cue: Cue) -> Iterator[Report]:
    """A statement without marks, then a comma or dash, the reporting verb and its subject."""
    k = cue.token
    if cue.word_class not in REPORT_CLASSES - {"know", "other"} or s.feats[k].get("VerbForm") != "Fin":
        return
    n = k - 1
    while n > s.first[k] and s.pos[n] in ("ADV", "PRON", "PART") and s.lower[n] not in COMPLEMENTIZERS and k - n <= 3:
        n -= 1
    if n <= s.first[k] or not (s.word[n] == "," or s.word[n] in DASH):
        return
    if any(s.pos[m] == "PRON" and s.feats[m].get("Case") == "Nom" for m in range(n + 1, k)):
        return
    placed = cue.source is not None and s.child(cue.source, "case") is not None  # «говорится в тексте»
    if cue.source is None or not (placed or k < cue.source <= k + 12):
        return
    comma = n
    while comma > s.first[k] and (s.word[comma - 1] == "," or s.word[comma - 1] in DASH):
        comma -= 1
    low = max(s.first[k], walls.low[k])
    begin = _statement_start(s, low, comma, whole=True) if comma > low else comma
    if begin >= comma:
        return
    after = _clause_end(s, cue)
    high = min(s.last[k], walls.high[k])
    if after + 1 < high and s.word[after] == "," and _resumes(s, after + 1, cue):
        yield Report("verb-inside", cue, begin, _end(s, walls, begin, cue, after + 1))
    else:
        yield Report("verb-last", cue, begin, _strip(s, begin, comma))


def _resumes(s: Syntax, k: int, cue: Cue) -> bool:
    """Does the statement go on at `k`, after the insertion, and not the reporting clause?"""
    if s.lemma[k] == "который" or s.feats[k].get("VerbForm") in ("Conv", "Part"):
        return False
    if s.lower[k] in COMPLEMENTIZERS:
        return True
    above = [k, *s.ancestors(k)]
    return cue.token not in above


def _colon(s: Syntax, walls: Walls, cue: Cue) -> Iterator[Report]:
    """Direct words without marks after a reporting verb and a colon."""
    k = cue.token
    if cue.word_class not in REPORT_CLASSES or not cue.takes("direct"):
        return
    for n in range(k + 1, min(k + 2 * CUE_REACH, s.last[k] - 1, walls.high[k])):
        if s.word[n] == ":":
            begin = n + 1
            if s.is_word(begin) and s.para[begin] == s.para[k] and begin not in walls.inner:
                yield Report("colon", cue, begin, _strip(s, begin, min(s.last[k], walls.high[k])))
            return
        if s.word[n] in (";", ".") or n in walls.inner:
            return


def _infinitive(s: Syntax, walls: Walls, cue: Cue) -> Iterator[Report]:
    """«попросил его прийти»: the infinitive with what belongs to it."""
    if not cue.takes("inf") or cue.word_class not in ("order", "ask", "say", "think", "intend"):
        return
    k = cue.token
    for n in range(k + 1, min(k + CUE_REACH, s.last[k], walls.high[k])):
        if s.word[n] in (",", ":", ";"):
            return
        if s.feats[n].get("VerbForm") == "Inf":
            begin = n
            while begin - 1 > k and s.head[begin - 1] in range(begin, n + 1) and s.dep[begin - 1] != "iobj":
                begin -= 1
            yield Report("infinitive", cue, begin, _end(s, walls, begin, cue))
            return
        if s.pos[n] == "VERB" and s.feats[n].get("VerbForm") == "Fin":
            return


# ------------------------------------------------------------------ where the content ends


def _end(s: Syntax, walls: Walls, begin: int, cue: Cue, statement: int = -1) -> int:
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
    return _strip(s, begin, k)


def _strip(s: Syntax, begin: int, end: int) -> int:
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
    for m in range(n, min(n + 2 * CUE_REACH, s.last[n])):
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
    if other is None or other.word_class not in REPORT_CLASSES | {"order"}:
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

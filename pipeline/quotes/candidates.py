"""Stretches of a text that may be reported speech or thought, found from the tree, the lexicon and commas.

Each rule looks at one reporting word and proposes a content; what is really reported is decided by a model
(`pipeline.quotes.indirect`). All rules look at one sentence and walk over it a bounded number of times.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.core import lexicon
from pipeline.quotes import extent, reporting
from pipeline.quotes.extent import COMPLEMENTIZERS, CONNECTIVES, Walls
from pipeline.quotes.reporting import Cue
from pipeline.quotes.syntax import CLOSE, DASH, MARKS, Syntax

REPORT_CLASSES = frozenset({"say", "write", "think", "manner", "ask", "feel", "know", "other"})
CREDIT_CLASSES = REPORT_CLASSES - {"manner", "other"}
PROVERBS = lexicon.words("function_words", kind="proverb")
QUESTIONS = frozenset({"вопрос", "ли"})
NOT_CONTENT = lexicon.words("connectives", kind="not content")
CORRELATES = lexicon.words("connectives", kind="correlate")
CUE_REACH = 10  # tokens between a reporting word and the comma before its clause
QUESTION_REACH = 4  # the same, where a question word opens the clause


@dataclass(frozen=True, slots=True)
class Report:
    """One possible piece of reported speech: tokens [begin, end) of the content, and the rule that proposes it."""

    rule: str
    cue: Cue
    begin: int
    end: int
    opener: str = ""  # the word that opens the clause


def find(s: Syntax, walls: Walls) -> list[Report]:
    """All candidates of a document, by place; the same content may be proposed twice."""
    reports: list[Report] = []
    for k in range(len(s)):
        reports.extend(_at(s, walls, k))
    around = {
        r.cue.token for r in reports if r.rule == "verb-inside"
    }  # «Мы понимаем, отвечал он, что …» is one statement
    reports = [r for r in reports if r.cue.token not in around or r.rule not in ("что", "чтобы")]
    return sorted((r for r in reports if r.end > r.begin), key=lambda r: (r.begin, r.end, r.rule, r.cue.token))


def is_quotation(walls: Walls, report: Report) -> bool:
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
    if cue is None or _is_aside(s, walls, cue) or (clause in QUESTIONS and s.negated(cue.verb)):
        return
    begin = k + 1 if clause in ("что", "чтобы") else comma + 1
    while begin < s.last[k] and s.word[begin] in (",", "'"):
        begin += 1
    if begin < s.last[k]:
        yield Report(clause, cue, begin, extent.content_end(s, walls, begin, cue), s.lower[k])


def _is_aside(s: Syntax, walls: Walls, cue: Cue) -> bool:
    """«Напомним, что …», «скажу, что …»: the writer's own announcements report nobody; nor do orders to speak."""
    feats = s.feats[cue.verb]
    if feats.get("Mood") == "Imp":
        return True
    own = cue.source is None and feats.get("Person") == "1"
    announced = feats.get("Number") == "Plur" or feats.get("Tense") == "Fut"
    return own and announced and walls.low[cue.token] == 0 and walls.high[cue.token] == len(s)


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
        if cue is not None and cue.word_class in CREDIT_CLASSES and s.feats[n].get("VerbForm") == "Fin":
            unnamed = s.feats[n].get("Voice") in ("Pass", "Mid") and cue.lemma not in PROVERBS
            if cue.source is not None or unnamed:
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
    begin = extent.statement_start(s, low, k)
    follows = after
    while follows < high and (not s.is_word(follows)) and follows not in walls.inner:
        follows += 1
    while after < high and s.word[after] in MARKS and s.word[after] in CLOSE:
        after += 1
    comma = after < high and (s.word[after] in (",", ":") or s.word[after] in DASH)
    if cue.source is not None and s.lemma[cue.source] == "который":  # «отчёт, согласно которому …»
        begin = k
    if begin >= k:  # the credit opens the statement
        if follows < high and (comma or rule == "phrase"):
            yield Report(
                rule, cue, follows, extent.content_end(s, walls, follows, cue, -1 if _in_relative(s, k) else follows)
            )
        return
    if k > begin and s.word[k - 1] != "," and s.word[k - 1] not in DASH | {"("}:
        return  # no commas: an ordinary circumstance
    if follows >= high or not comma or rule == "about":
        yield Report(rule + "-last", cue, begin, extent.strip(s, begin, k))
    else:
        yield Report(rule + "-inside", cue, begin, extent.content_end(s, walls, begin, cue, after + 1))


def _in_relative(s: Syntax, k: int) -> bool:
    """«…, у которой, по её словам, …»: does the insertion at `k` stand right after a relative pronoun?"""
    return k - 2 >= s.first[k] and s.lemma[k - 2] == "который"


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
    begin = extent.statement_start(s, low, comma, whole=True) if comma > low else comma
    if begin >= comma:
        return
    after = _clause_end(s, cue)
    high = min(s.last[k], walls.high[k])
    if after + 1 < high and s.word[after] == "," and _resumes(s, after + 1, cue):
        yield Report("verb-inside", cue, begin, extent.content_end(s, walls, begin, cue, after + 1))
    else:
        yield Report("verb-last", cue, begin, extent.strip(s, begin, comma))


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
    if cue.word_class == "other" and not reporting.personal(s, cue.source):
        return
    for n in range(k + 1, min(k + 2 * CUE_REACH, s.last[k] - 1, walls.high[k])):
        if s.word[n] == ":":
            begin = n + 1
            end = extent.strip(s, begin, min(s.last[k], walls.high[k]))
            listed = s.pos[n - 1] in ("NOUN", "PROPN", "NUM") and not any(
                s.pos[m] in ("VERB", "AUX") or s.feats[m].get("Variant") == "Short" for m in range(begin, end)
            )
            if s.is_word(begin) and s.para[begin] == s.para[k] and begin not in walls.inner and not listed:
                yield Report("colon", cue, begin, end)
            return
        if s.word[n] in (";", ".") or n in walls.inner:
            return


def _infinitive(s: Syntax, walls: Walls, cue: Cue) -> Iterator[Report]:
    """«попросил его прийти»: the infinitive with what belongs to it."""
    if not cue.takes("inf") or cue.word_class not in ("order", "ask", "say", "think"):
        return
    k = cue.token
    for n in range(k + 1, min(k + CUE_REACH, s.last[k], walls.high[k])):
        if s.word[n] in (",", ":", ";"):
            return
        if s.feats[n].get("VerbForm") == "Inf":
            begin = n
            while begin - 1 > k and s.head[begin - 1] in range(begin, n + 1) and s.dep[begin - 1] != "iobj":
                begin -= 1
            yield Report("infinitive", cue, begin, extent.content_end(s, walls, begin, cue))
            return
        if s.pos[n] == "VERB" and s.feats[n].get("VerbForm") == "Fin":
            return

"""The reporting clause of each quote in marks or dialogue: cue, the noun phrase named as the source, citation, date.

The places where a reporting clause stands are tried in a fixed order, from the surest to the weakest; the rule that
answers is added to the quote's own rule.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.core.records import Date, Entities, Quote, Span
from pipeline.quotes import citations, insertion, reporting
from pipeline.quotes.candidates import Report
from pipeline.quotes.reporting import Cue
from pipeline.quotes.scene import Scene
from pipeline.quotes.syntax import CLOSE, DASH, MARKS, OPEN, WORDS_AND_PAPERS, Syntax

CLAUSE_REACH = 25  # tokens of a reporting clause that are read
AFTER_COMMA = 3  # tokens that may precede the verb after a quote where only a comma separates them
CREDIT_REACH = 3  # words that may precede a crediting phrase («…», по словам врача)
HEADING = 4  # tokens of a heading with a date inside a quote
OPENING = 6  # words of a sentence of its own after a quote before its reporting verb
GAP = 4  # punctuation tokens between a quote and its reporting clause
GOVERNOR_STEPS = 5  # steps up the tree from quoted words to the word that reports them


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule found for a quote: the cue, the source's span, and the clause they stand in."""

    rule: str
    cue: Cue | None
    source: Span | None
    begin: int
    end: int


def with_cues(scene: Scene, found: Entities, quotes: Sequence[Quote]) -> list[Quote]:
    """`quotes` with cue, source_hint, citation and date where the text gives them; other kinds stay as they are."""
    return [_with_cue(scene, found, quote) if quote.kind == "speech" else quote for quote in quotes]


def _with_cue(scene: Scene, found: Entities, quote: Quote) -> Quote:
    s = scene.s
    begin, end = s.at(quote.start), s.before(quote.end) + 1
    if end <= begin:
        return quote
    clause = next(_clauses(scene, quote, begin, end), None)
    citation = citations.after(s.text, quote.end)
    if citation is None and clause is not None and clause.rule.startswith("colon"):
        citation = citations.inside(s.text, s.start[clause.begin], s.start[begin])
    date = _date(s, found.dates, clause, citation, begin)
    if clause is None:
        return replace(quote, citation=citation, date=date)
    cue = s.span(clause.cue.begin, clause.cue.end) if clause.cue else None
    return replace(
        quote,
        cue=cue,
        source_hint=clause.source,
        citation=citation,
        date=date,
        rule=f"{quote.rule} {clause.rule}".strip(),
    )


def _clauses(scene: Scene, quote: Quote, begin: int, end: int) -> Iterator[Found]:
    """Reporting clauses of a quote, the surest first."""
    for (_, left), (right, _) in zip(quote.parts, quote.parts[1:], strict=False):
        yield from _after(scene, "inside", scene.s.before(left) + 1, scene.s.at(right))
    yield from _after(
        scene, "after", end, min(scene.next_quote(end), scene.walls.high[begin - 1] if begin else len(scene.s))
    )
    if (said := scene.before.get(quote.id)) is not None:
        yield from _after(scene, "turn", scene.s.before(said.end) + 1, begin)
    yield from _colon(scene, quote, begin)
    yield from _covering(scene, begin, end, tight=True)
    yield from _governing(scene, begin, end)
    yield from _covering(scene, begin, end, tight=False)
    yield from _beside(scene, begin, end)


# ------------------------------------------------------------------ «…», — сказал он


def _after(scene: Scene, rule: str, k: int, high: int) -> Iterator[Found]:
    """The reporting clause between token `k`, where the quoted words end, and `high`."""
    s = scene.s
    first, dashed, separated = k, False, False
    while first < high and not s.is_word(first) and s.word[first] not in ("(", "["):
        dashed |= s.word[first] in DASH
        separated |= dashed or s.word[first] == ","
        first += 1
    if k and "\n" in s.text[s.end[k - 1] : s.start[first] if first < len(s) else len(s.text)]:
        return
    if first >= high or not s.is_word(first):
        return
    last = _clause_end(s, first, high)
    reach = last if dashed or rule != "after" else min(last, first + AFTER_COMMA)
    lower = s.word[first][0].islower()
    if not separated and not (lower and rule != "after"):
        return
    for n in range(first, min(first + CREDIT_REACH, reach)):
        credit = reporting.phrase(s, n)
        if credit is not None and credit.source is not None:
            yield Found(f"{rule}-credit", credit, reporting.source_span(s, credit), first, last)
            return
    cue = insertion.verb(s, first, reach)
    if cue is None:
        return
    reports = cue.word_class != "act" and cue.takes("direct") and (lower or cue.token - first <= OPENING)
    source = reporting.cited(s, cue.verb)
    if source is None:
        source = insertion.subject(s, cue.verb, first, last)
    cue = replace(cue, source=source)
    name = rule if reports else f"{rule}-act" if lower else f"{rule}-narration"
    yield Found(name, cue if reports or lower else None, reporting.source_span(s, cue), first, last)


def _clause_end(s: Syntax, first: int, high: int) -> int:
    """One past the last token of the sentence part that begins at `first`."""
    k = first
    limit = min(high, first + CLAUSE_REACH, len(s))
    while k < limit and s.para[k] == s.para[first] and s.word[k] not in (".", "!", "?", "…", ";", ":"):
        k += 1
    return k


# ------------------------------------------------------------------ X сказал: «…»


def _colon(scene: Scene, quote: Quote, begin: int) -> Iterator[Found]:
    """The sentence before a quote that a colon introduces."""
    s = scene.s
    k = begin - 1
    while k >= 0 and begin - k <= GAP and (s.word[k] in MARKS or s.word[k] in DASH or s.word[k] == "'"):
        k -= 1
    if k < 0 or s.word[k] != ":" or s.para[begin] - s.para[k] > 1:
        return
    low = max(s.first[k], k - 2 * CLAUSE_REACH)
    nouns: list[Cue] = []
    verbs: list[Cue] = []
    for n in range(k - 1, low - 1, -1):
        if scene.quoted[n] and not scene.quoted[k]:
            if n == k - 1:
                return
            continue
        cue = reporting.verb(s, n)
        if cue is not None and cue.takes("direct"):
            verbs.append(cue)
            break
        noun = reporting.noun(s, n)
        if noun is not None and noun.word_class != "data":
            nouns.append(noun)
    yield from _colon_cue(s, verbs, nouns, low, k)


def _colon_cue(s: Syntax, verbs: list[Cue], nouns: list[Cue], low: int, k: int) -> Iterator[Found]:
    for noun in nouns:
        if verbs and not _announces(s, noun, verbs[0]):
            continue
        span = reporting.source_span(s, noun)
        if noun.word_class == "document" and not reporting.personal(s, noun.source):
            span = s.noun_phrase(noun.token)
        if span is not None:
            yield Found("colon-noun", noun, span, low, k)
            return
    if verbs:
        yield Found("colon", verbs[0], reporting.source_span(s, verbs[0]), low, k)
        return
    main = [n for n in range(low, k) if s.pos[n] == "VERB" and s.feats[n].get("VerbForm") == "Fin"]
    root = next((n for n in main if s.dep[n] == "ROOT"), main[-1] if main else None)
    if root is not None:
        yield Found("colon-narration", None, reporting.phrase_span(s, s.subject(root)), low, k)
        return
    for n in range(low, k):  # «В "Правде" — о том же:»
        if s.pos[n] in ("NOUN", "PROPN", "PRON"):
            yield Found("colon-name", None, s.noun_phrase(n), low, k)
            return


def _announces(s: Syntax, noun: Cue, verb: Cue) -> bool:
    """Is the noun, and not the reporting verb before it, what the colon explains («выступил и сделал заявление: …»)?"""
    free = s.child(noun.token, "case") is None and noun.token > verb.token
    return free and noun.verb != verb.token and s.pos[noun.verb] == "VERB"


# ------------------------------------------------------------------ назвал это «…»; по словам X, «…»


def _governing(scene: Scene, begin: int, end: int) -> Iterator[Found]:
    """The reporting word that quoted words depend on: «назвал это „подлостью“», «говорит о „единомыслии“»."""
    s = scene.s
    top = next((k for k in range(begin, end) if s.is_word(k) and not begin <= s.head[k] < end), None)
    if top is None or (begin == s.first[begin] and end >= s.last[begin] - 1):
        return
    below = top
    for n in s.ancestors(top)[:GOVERNOR_STEPS]:
        if scene.quoted[n] and not (scene.walls.low[n] <= begin and end <= scene.walls.high[n]):
            return
        if s.dep[below] in ("conj", "parataxis", "advcl", "acl:relcl") and s.pos[n] in ("VERB", "AUX"):
            return
        cue = reporting.verb(s, n)
        if (
            cue is None
            and n == s.head[top]
            and s.dep[top] in ("nmod", "appos")
            and reporting.verb(s, s.head[n]) is None
        ):
            cue = reporting.noun(s, n)
        if cue is not None and cue.word_class not in ("know", "other", "data"):
            yield Found("governing", cue, reporting.source_span(s, cue), s.first[n], s.last[n])
            return
        if s.pos[n] == "VERB":
            return
        below = n


def _covering(scene: Scene, begin: int, end: int, tight: bool) -> Iterator[Found]:
    """The innermost reported statement around the quote; `tight`: the quote is most of it."""
    s = scene.s
    best: Report | None = None
    low = s.first[begin]
    for at in range(bisect_left(scene.report_starts, low), len(scene.reports)):
        report = scene.reports[at]
        if report.begin > begin + 1:
            break
        overlap = min(end, report.end) - max(begin, report.begin)
        outside = not begin <= report.cue.token < end
        if (
            outside
            and overlap >= 0.8 * min(end - begin, report.end - report.begin)
            and report.end >= min(end, s.last[begin]) - 2
        ):
            mostly = overlap >= 0.6 * (report.end - report.begin)
            if (mostly or not tight) and (best is None or report.end - report.begin <= best.end - best.begin):
                best = report
    if best is not None:
        cue = best.cue
        yield Found(f"statement-{best.rule}", cue, reporting.source_span(s, cue), s.first[cue.token], s.last[cue.token])


# ------------------------------------------------------------------ a sentence away


def _beside(scene: Scene, begin: int, end: int) -> Iterator[Found]:
    """A reporting sentence right after or right before a quote that is a sentence of its own, in the same paragraph."""
    s = scene.s
    k = end
    while k < len(s) and not s.is_word(k) and s.word[k] not in OPEN:
        k += 1
    if k < len(s) and s.para[k] == s.para[end - 1] and not scene.quoted[k]:
        yield from _reporting_sentence(scene, "next", k)
    k = begin - 1
    while k >= 0 and (not s.is_word(k) and s.word[k] not in CLOSE):
        k -= 1
    if k >= 0 and s.para[k] == s.para[begin] and not scene.quoted[k]:
        yield from _reporting_sentence(scene, "previous", s.first[k])


def _reporting_sentence(scene: Scene, rule: str, first: int) -> Iterator[Found]:
    s = scene.s
    for n in range(first, min(s.last[first], first + CLAUSE_REACH)):
        cue = reporting.verb(s, n)
        if cue is None or s.feats[n].get("VerbForm") != "Fin" or scene.quoted[n]:
            continue
        if cue.word_class in ("say", "write") and s.dep[n] in ("ROOT", "conj") and cue.source is not None:
            span = reporting.source_span(s, cue)
            yield Found(rule, cue if rule == "next" else None, span, s.first[n], s.last[n])
        return


# ------------------------------------------------------------------ when the words were said


def _date(s: Syntax, dates: Sequence[Date], clause: Found | None, citation: Span | None, begin: int) -> str | None:
    """The date in the citation, the most exact one, else that of the reporting clause or the heading of minutes."""
    if citation:
        book = any(c in MARKS for c in s.text[slice(*citation)])  # of a book the year of printing is given
        inside = [d for d in _within(dates, *citation) if d.edtf and not (book and len(d.edtf) <= len("1917/1924"))]
        if inside:
            return max(inside, key=lambda d: len(d.edtf or "")).edtf
    if clause is not None and not clause.rule.startswith(("next", "previous")) and clause.end > clause.begin:
        found = clause_date(s, dates, clause.cue, clause.begin, clause.end)
        if found is not None:
            return found
    return _heading_date(s, dates, begin)


def _heading_date(s: Syntax, dates: Sequence[Date], begin: int) -> str | None:
    """«Заседание 23.2.1918: „…“»: the date of the verbless sentence that heads a quote, before it or in it."""
    k = begin - 1
    while k >= 0 and not s.is_word(k) and begin - k <= GAP:
        k -= 1
    before = (s.first[k], k + 1) if k >= 0 and s.para[begin] - s.para[k] <= 1 else (begin, begin)
    head = begin + (s.word[begin] in MARKS)
    for first, last in (before, (head, min(head + HEADING, s.last[begin]))):
        if first < last and s.lemma[first] in citations.SESSIONS and "VERB" not in s.pos[first:last]:
            return next((d.edtf for d in _within(dates, s.start[first], s.end[last - 1]) if d.edtf), None)
    return None


def clause_date(s: Syntax, dates: Sequence[Date], cue: Cue | None, begin: int, end: int) -> str | None:
    """The EDTF value of the date that says when the reporting word of tokens [begin, end) was uttered."""
    if cue is None:
        return None
    for date in _within(dates, s.start[begin], s.end[end - 1]):
        if date.edtf is None or date.modifier in ("since", "until", "after", "before"):
            continue
        first, last = s.at(date.start), s.before(date.end) + 1
        if last < len(s) and s.feats[last].get("VerbForm") == "Part" and last != cue.token:
            continue  # «в 1928 г. уехавший за границу»
        if any(_tells_when(s, k, cue) for k in range(first, last)) or _dates_a_paper(s, first, cue):
            return date.edtf
    return None


def _tells_when(s: Syntax, k: int, cue: Cue) -> bool:
    """Does the date's token `k` hang on the cue or its verb, with no other verb between?"""
    for n in s.ancestors(k):
        if n in (cue.token, cue.verb):
            return True
        if s.pos[n] in ("VERB", "AUX"):
            return False
    return False


def _dates_a_paper(s: Syntax, k: int, cue: Cue) -> bool:
    """«отвечает в статье от 17 марта»: the date at `k` after the paper or words that the cue stands by."""
    paper = k >= 2 and s.lower[k - 1] == "от" and s.lemma[k - 2] in WORDS_AND_PAPERS
    return paper and (k - 2 == cue.token or cue.verb in s.ancestors(k - 2))


def _within(dates: Sequence[Date], start: int, end: int) -> list[Date]:
    first = bisect_left(dates, start, key=lambda d: d.start)
    last = bisect_left(dates, end, key=lambda d: d.start)
    return list(dates[first:last])

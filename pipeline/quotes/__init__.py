"""Quotes of one document: in marks, in dialogue, and indirect speech, with kind, cue and citation."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

from spacy.tokens import Doc

from pipeline.core import models as store
from pipeline.core.records import Document, Entities, Kind, Quote, Span
from pipeline.quotes import cues, dialogue, indirect, kind, marks, segments
from pipeline.quotes.scene import Scene
from pipeline.quotes.segments import Region
from pipeline.quotes.tokens import Tokens


def detect(document: Document, doc: Doc, found: Entities, models: Path = store.FOLDER) -> list[Quote]:
    """All quotes by place, outer before inner: in marks, in dialogue, indirect; with cue and citation."""
    quoted = direct(document, doc, found, models)
    scene = Scene(doc, quoted)
    quoted = cues.with_cues(scene, found, quoted)
    reported = indirect.find(document, scene, found, quoted, models)
    return sorted(quoted + reported, key=lambda q: (q.start, -q.end, q.mode))


def direct(document: Document, doc: Doc, found: Entities, models: Path = store.FOLDER) -> list[Quote]:
    """Quotes in marks and in dialogue, by place, outer before inner.

    `models` is the folder with dialogue.skops (speech or the narrator's words) and kind.skops (speech, title, term).
    """
    text = doc.text
    tokens = Tokens(doc)
    paras = marks.paragraphs(text)
    marked = marks.find(text)
    turns = dialogue.turns(text, tokens, paras, marked)
    inside = dialogue.interruptible(text, paras, marked)
    regions = [turn.region for turn in turns] + [region for _, region in inside]
    narrated = segments.decode(
        store.load(models / "dialogue.skops"), [segments.features(text, tokens, region) for region in regions]
    )
    narrated = [segments.answers(text, tokens, *pair) for pair in zip(regions, narrated, strict=True)]
    stretches = [_stretches(text, region, labels) for region, labels in zip(regions, narrated, strict=True)]
    parts: dict[int, list[Span]] = {}
    interrupted: set[int] = set()
    for (k, _), spans, labels in zip(inside, stretches[len(turns) :], narrated[len(turns) :], strict=True):
        parts.setdefault(k, []).extend(spans)
        if any(labels):
            interrupted.add(k)
    kinds = kind.decide(store.load(models / "kind.skops"), text, tokens, marked, found.mentions, paras)
    quotes = []
    for k, (m, (label, confidence, why)) in enumerate(zip(marked, kinds, strict=True)):
        pieces = tuple(parts.get(k, ())) if len(parts.get(k, ())) > 1 else ()
        if k in interrupted and pieces:
            label, confidence = "speech", max(confidence, 0.5)
        quotes.append(
            Quote(
                document.span_id("q", (m.start, m.end)), m.start, m.end, cast(Kind, label), "direct",
                parts=pieces if label == "speech" else (), confidence=round(confidence, 4),
                rule=f"marks-{m.rule} {why}",
            )
        )  # fmt: skip
    in_marks = {_trim(text, (m.start, m.end)) for m in marked}
    number = -1
    for turn, spans, labels in zip(turns, stretches, narrated, strict=False):
        number += 1
        for before, span in zip([None, *spans], spans, strict=False):
            if before and dialogue.replies(text, before, span, any(labels)):
                number += 1
            said = segments.without_aside(text, tokens, span)
            if _trim(text, said) not in in_marks:
                quotes.append(
                    Quote(document.span_id("q", said), *said, "speech", "dialogue", turn=number, rule=turn.rule)
                )
    return _nested(quotes)


def _stretches(text: str, region: Region, narrated: Sequence[bool]) -> list[Span]:
    """Runs of segments that are speech, without the comma before the narrator's words."""
    spans: list[Span] = []
    open_run = False
    for (start, end), narrator in zip(region.segments, narrated, strict=True):
        if narrator:
            open_run = False
        elif open_run and not (not region.in_marks and dialogue.replies(text, spans[-1], (start, end), any(narrated))):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
            open_run = True
    trimmed = [(start, _without_comma(text, start, end)) for start, end in spans]
    return [(start, end) for start, end in trimmed if marks.WORD.search(text, start, end)]


def _without_comma(text: str, start: int, end: int) -> int:
    while end > start and (text[end - 1] in ",;:" or text[end - 1].isspace()):
        end -= 1
    return end


def _trim(text: str, span: Span) -> Span:
    """The span without anything but letters and digits at its edges."""
    start, end = span
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return start, end


def _nested(quotes: list[Quote]) -> list[Quote]:
    """Sorted, each with the id of the quote around it; of two that cross the later one goes."""
    kept: list[Quote] = []
    around: list[Quote] = []
    for quote in sorted(quotes, key=lambda q: (q.start, -q.end)):
        while around and around[-1].end <= quote.start:
            around.pop()
        if around and quote.end > around[-1].end:
            continue
        kept.append(replace(quote, parent=around[-1].id if around else None))
        around.append(quote)
    return kept

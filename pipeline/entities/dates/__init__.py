"""Dates of one document, with EDTF values.

figures, months and years hold the rules for what stands alone; compose joins ranges and adds parts and modifiers;
context fills in the years that are not printed; values makes the EDTF.
"""

import logging
import re

from spacy.tokens import Doc

from pipeline.core.records import Date, Document
from pipeline.entities.dates import figures, months, years
from pipeline.entities.dates.compose import compose
from pipeline.entities.dates.context import infer
from pipeline.entities.dates.guards import counts
from pipeline.entities.dates.rules import Found, apply
from pipeline.entities.dates.values import bounds, possible, valid, value

RULES = (*figures.RULES, *months.RULES, *years.RULES)

log = logging.getLogger(__name__)


def find(document: Document, doc: Doc) -> list[Date]:
    """Calendar expressions of a document, sorted by place; offsets are clean.

    `edtf` is None for days that do not exist (a warning is logged) and for values that EDTF cannot express.
    Years that the text does not print come from the dates before, or from `document.date`, and are `inferred`.
    """
    text = doc.text
    said = re.match(r"\d{4}", document.date or "")
    counted = counts(doc)
    alone = [one for one in apply(RULES, text) if not (one.end in counted and text[one.end - 1].isdigit())]
    found = compose(text, alone)
    return [
        _date(text, one, inferred, document) for one, inferred in infer(text, found, int(said[0]) if said else None)
    ]


def _date(text: str, one: Found, inferred: bool, document: Document) -> Date:
    edtf = _value(one)
    for point in (one.first, one.last):
        if point is not None and not possible(point):
            log.warning("%s: no such day: «%s»", document.span_id("d", (one.start, one.end)), text[one.start : one.end])
    earliest, latest = bounds(edtf) if edtf else (None, None)
    old = value(one.old) if one.old and possible(one.old) else None
    return Date(
        one.start,
        one.end,
        edtf,
        old,
        earliest,
        latest,
        one.calendar,
        one.modifier,
        inferred and edtf is not None,
        one.rule,
    )


def _value(one: Found) -> str | None:
    ends = [value(point) if possible(point) else None for point in (one.first, one.last) if point is not None]
    if None in ends:
        return None
    edtf = "/".join(end for end in ends if end)
    if one.modifier == "about" and valid(edtf + "~"):
        return edtf + "~"
    return edtf if valid(edtf) else None

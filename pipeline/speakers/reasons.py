"""Why a candidate is likely or not, in words, read off its features."""

from collections.abc import Callable

import numpy as np

from pipeline.speakers.features import FAR, LOCAL

PLACE = {name: n for n, name in enumerate(LOCAL)}
Test = Callable[[float], bool]


def _above(limit: float) -> Test:
    return lambda value: value > limit


def _below(limit: float) -> Test:
    return lambda value: value < limit


REASONS: tuple[tuple[str, Test, str], ...] = (
    ("cue_names", _above(0.5), "subject of the reporting clause"),
    ("cue_names", lambda v: 0 < v <= 0.5, "may be the subject of the clause beside"),
    ("cue_names", _below(-0.5), "the reporting clause names another"),
    ("cue_hint", _above(0.5), "named as the source"),
    ("cited", _above(0), "named in the reference after the words"),
    ("cue_pronoun", _above(0), "agrees with the pronoun"),
    ("cue_pronoun", _below(0), "disagrees with the pronoun"),
    ("cue_verb_gender", _above(0), "agrees with the verb"),
    ("cue_verb_gender", _below(0), "disagrees with the verb"),
    ("cue_first_person", _above(0), "the reporting clause says «я»"),
    ("cue_object", _above(0), "spoken to, by the reporting clause"),
    ("called_in_words", _above(0), "addressed in the words"),
    ("said_in_words", _above(0), "spoken of in the words"),
    ("called_before", _above(0), "addressed in the turn before"),
    ("object_before", _above(0), "spoken to in the turn before"),
    ("own_gender", _above(0), "gender of «я» in the words agrees"),
    ("own_gender", _below(0), "gender of «я» in the words disagrees"),
    ("cue_names-1", _above(0), "spoke one turn ago"),
    ("cue_names-2", _above(0), "spoke two turns ago"),
    ("cue_names+2", _above(0), "speaks two turns later"),
    ("before_gap", _below(FAR), "named in the narration before"),
    ("after_gap", _below(FAR), "named in the narration after"),
    ("previous_gap", _below(FAR), "named in the paragraph before"),
    ("is_nobody", _above(0), "nobody in particular"),
)
MOST = 4  # reasons given


def of(row: np.ndarray) -> str:
    """The strongest reasons that a row of LOCAL features shows, joined by semicolons."""
    shown = [text for name, test, text in REASONS if test(float(row[PLACE[name]]))]
    return "; ".join(shown[:MOST])

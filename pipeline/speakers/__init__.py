"""Who says the quoted words: candidates ranked by a model, their sources, addressees, and whom the words are about."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from spacy.tokens import Doc

from pipeline.core import models as store
from pipeline.core.authority import Authority
from pipeline.core.records import Attribution, Attributions, Candidate, Document, Entities, Quote, Span
from pipeline.speakers import addressee, decode, reasons, scene, sources
from pipeline.speakers.features import NOBODY
from pipeline.speakers.scene import Scene

KEPT = 5  # candidates kept for each quote
THRESHOLD = 0.12


def attribute(
    document: Document,
    doc: Doc,
    found: Entities,
    quotes: Sequence[Quote],
    authority: Authority,
    models: Path = store.FOLDER,
    threshold: float = THRESHOLD,
) -> Attributions:
    """Attributions of the speech among `quotes`, in their order, and the entities that had to be made for them.

    `models` is the folder with speaker.skops. A speaker less probable than `threshold` is null.
    """
    stage = scene.read(document, doc, found, quotes, authority)
    keys, given, rows = decode.predict(store.load(models / "speaker.skops"), stage)
    voices = sources.Voices(document, stage, found, authority)
    said = [_chosen(names, probabilities, threshold) for names, probabilities in zip(keys, given, strict=True)]
    unit_of = {quote.id: k for k, unit in enumerate(stage.units) for quote in unit.quotes}
    chosen = [sources.find(stage, k, c) if c is not None else None for k, c in enumerate(said)]
    speakers = [
        voices.entity(c, source.span) if c is not None and source is not None else None
        for c, source in zip(said, chosen, strict=True)
    ]
    starts = np.cumsum([0, *(len(names) for names in keys)])
    ranked = [
        _ranked(stage, voices, k, keys[k], given[k], rows[starts[k] : starts[k + 1]]) for k in range(len(stage.units))
    ]
    author = voices.author() if unit_of else None
    attributions = []
    for quote in quotes:
        if quote.id not in unit_of:
            continue
        k = unit_of[quote.id]
        speaker, source = speakers[k], chosen[k]
        parent = stage.units[k].parent
        heard = addressee.find(stage, k, said) if speaker else None
        best = float(given[k].max())
        attributions.append(
            Attribution(
                quote.id,
                speaker,
                source=source.span if speaker and source else None,
                addressee=voices.entity(heard, None) if heard else None,
                about=_about(stage, voices, quote, said[k]),
                quoter=speakers[parent] if parent >= 0 else author,
                type=source.type if speaker and source else None,
                confidence=round(best, 4),
                rule=source.rule if speaker and source else "nobody",
                reason=None if speaker else _why(said[k], keys[k], given[k]),
                candidates=ranked[k],
            )
        )
    return Attributions(tuple(attributions), tuple(sorted(voices.made.values(), key=lambda entity: entity.id)))


def _chosen(names: Sequence[str], probabilities: np.ndarray, threshold: float) -> str | None:
    best = min(range(len(names)), key=lambda n: (-round(float(probabilities[n]), 6), names[n]))
    return names[best] if names[best] != NOBODY and probabilities[best] >= threshold else None


def _why(said: str | None, names: Sequence[str], probabilities: np.ndarray) -> str:
    if said is not None:
        return "no phrase in the text names the likeliest source"
    if len(names) == 1:
        return "the text names nobody who could be the source"
    if names[int(np.argmax(probabilities))] == NOBODY:
        return "nobody in particular is likely to be quoted"
    return "no candidate is likely enough"


def _about(stage: Scene, voices: sources.Voices, quote: Quote, speaker: str | None) -> tuple[str, ...]:
    found: dict[str, None] = {}
    spans: Sequence[Span] = quote.parts or (quote.span,)
    for first, last in map(stage.tokens.inside, spans):
        for candidate in addressee.about(stage, first, last, speaker):
            entity = voices.entity(candidate, None)
            if entity is not None:
                found[entity] = None
    return tuple(found)


def _ranked(
    stage: Scene, voices: sources.Voices, k: int, names: Sequence[str], probabilities: np.ndarray, rows: np.ndarray
) -> tuple[Candidate, ...]:
    order = sorted(range(len(names)), key=lambda n: (-round(float(probabilities[n]), 6), names[n]))
    ranked = []
    for n in order[:KEPT]:
        span = sources.find(stage, k, names[n]).span if names[n] != NOBODY else None
        entity = (voices.known(names[n]) or names[n].removeprefix("np:")) if names[n] != NOBODY else None
        ranked.append(Candidate(entity, span, round(float(probabilities[n]), 4), reasons.of(rows[n])))
    return tuple(ranked)

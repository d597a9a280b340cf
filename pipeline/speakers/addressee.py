"""To whom words are spoken, and whom they speak of."""

from collections.abc import Sequence

from pipeline.speakers.features import gap, neighbour
from pipeline.speakers.refs import Ref
from pipeline.speakers.scene import Scene

NEAR = 120  # tokens between two turns of one conversation


def find(scene: Scene, k: int, said: Sequence[str | None]) -> str | None:
    """The candidate that unit `k` is spoken to, by the first rule that answers; `said` holds each unit's speaker.

    Called by name in the words; object of the reporting verb; in dialogue the speaker before, the speaker after.
    """
    speaker = said[k]
    dialogue = scene.units[k].quotes[0].mode == "dialogue"
    for rule in (_called, _object, _before, _after) if dialogue else (_called, _object):
        found = rule(scene, k, said)
        if found is not None and found != speaker and not found.startswith("np:"):
            return found
    return None


def _called(scene: Scene, k: int, said: Sequence[str | None]) -> str | None:
    for ref in scene.own[k]:
        if ref.vocative and ref.options:
            likely = _likeliest(ref)
            if likely != said[k] and not likely.startswith("np:"):
                return likely
    return None


def _object(scene: Scene, k: int, said: Sequence[str | None]) -> str | None:
    cue = scene.cues[k]
    if cue is None or not cue.strength:
        return None
    for ref in cue.objects:
        if ref.options and ref.case in ("Dat", "Acc") and ref.first - cue.verb < 8:
            return _likeliest(ref)
    return None


def _before(scene: Scene, k: int, said: Sequence[str | None]) -> str | None:
    at = neighbour(scene, k, -1)
    for _ in range(3):
        if at < 0 or gap(scene, at, k) > NEAR:
            return None
        if said[at] is not None and said[at] != said[k]:
            return said[at]
        at = neighbour(scene, at, -1)
    return None


def _after(scene: Scene, k: int, said: Sequence[str | None]) -> str | None:
    at = neighbour(scene, k, 1)
    for _ in range(3):
        if at < 0 or gap(scene, k, at) > NEAR:
            return None
        if said[at] is not None and said[at] != said[k]:
            return said[at]
        at = neighbour(scene, at, 1)
    return None


def _likeliest(ref: Ref) -> str:
    return max(zip(ref.shares, ref.options, strict=True))[1]


def about(scene: Scene, first: int, last: int, speaker: str | None) -> list[str]:
    """Entities that tokens [first, last) speak of, in the order of the text, by name or by pronoun."""
    found: dict[str, None] = {}
    for ref in scene.refs_between(first, last):
        if ref.kind == "pronoun" and ref.person == 3:
            antecedent = _antecedent(scene, ref, speaker)
            if antecedent is not None:
                found[antecedent] = None
        elif ref.kind != "pronoun" and not ref.vocative:
            likely = _likeliest(ref)
            if not likely.startswith("np:"):
                found[likely] = None
    return list(found)


def _antecedent(scene: Scene, pronoun: Ref, speaker: str | None) -> str | None:
    """The nearest name or title before a pronoun in the same words that agrees with it, else before the words."""
    if pronoun.number == "Plur":
        return None
    for inside in (True, False):
        for ref in reversed(scene.refs_between(max(0, pronoun.first - 150), pronoun.first)):
            if ref.kind == "pronoun" or ref.vocative or (ref.unit == pronoun.unit) != inside:
                continue
            likely = _likeliest(ref)
            gender = scene.genders.get(likely, "")
            if likely != speaker and not likely.startswith("np:") and gender and gender == pronoun.gender:
                return likely
    return None

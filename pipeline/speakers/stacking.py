"""Features of the later rounds: what the round before gave to the same candidate at other units.

Stacked generalisation (Wolpert 1992): turn-taking, chains of «он … он», the same description, the way somebody
addresses others. All look both ways, so no mistake of the beginning is carried on as in left-to-right decoding.
"""

import math
from bisect import bisect_left
from collections.abc import Sequence

import numpy as np

from pipeline.speakers.features import LOCAL, NEIGHBOURS, STACKED, neighbour
from pipeline.speakers.scene import Scene

WINDOW = 12  # units on each side
FADE = 0.85  # weight of a unit against the one next to it
Table = dict[str, float]


def stacked(scene: Scene, keys: Sequence[Sequence[str]], local: np.ndarray, given: Sequence[np.ndarray]) -> np.ndarray:
    """Rows of STACKED features: `local` with what the round before gave (`given[k]`, aligned with `keys[k]`)."""
    tables = [dict(zip(names, map(float, values), strict=True)) for names, values in zip(keys, given, strict=True)]
    best = [max(table, key=lambda c: (table[c], c)) for table in tables]
    share: Table = {}
    for table in tables:
        for c, p in table.items():
            share[c] = share.get(c, 0.0) + p / len(tables)
    genders, phrases = [_gender(scene, k) for k in range(len(tables))], [_phrase(scene, k) for k in range(len(tables))]
    manners = _manners(scene)
    calls = [frozenset(scene.tokens.lemma[r.head] for r in own if r.vocative) for own in scene.own]
    lengths = [math.log1p(unit.last - unit.first) for unit in scene.units]
    rows: list[list[float]] = []
    for k, names in enumerate(keys):
        around = [neighbour(scene, k, n) for n in NEIGHBOURS]
        before, second = around[3], around[2]
        past, future = _line(scene, k, -1), _line(scene, k, 1)
        active, active_after = _sum(tables, past), _sum(tables, future)
        chains = [_nearest(line, genders, genders[k]) for line in (past, future)]
        descriptions = [_nearest(line, phrases, phrases[k]) for line in (past, future)]
        manner = [_manner(tables, line, manners, manners[k]) for line in (past, future)]
        called = _sum(tables, [n for n in (*past, *future) if calls[n] & calls[k]]) if calls[k] else {}
        length = _lengths(tables, (*past, *future), lengths)
        parent = scene.units[k].level
        order = sorted(names, key=lambda c: (-tables[k][c], c))
        rank = {c: float(n) for n, c in enumerate(order)}
        top = tables[k][order[0]]
        next_best = tables[k][order[1]] if len(order) > 1 else 0.0
        for c in names:
            own = tables[k][c]
            rows.append(
                [own, tables[parent].get(c, 0.0) if parent >= 0 else -1.0]
                + [tables[n].get(c, 0.0) if n >= 0 else -1.0 for n in around]
                + [
                    float(before >= 0 and best[before] == c), float(second >= 0 and best[second] == c),
                    active.get(c, 0.0), active_after.get(c, 0.0), rank[c], own - (next_best if c == order[0] else top),
                    share[c],
                ]
                + [tables[n].get(c, 0.0) if n >= 0 else -1.0 for n in (*chains, *descriptions)]
                + [manner[0].get(c, 0.0), manner[1].get(c, 0.0), called.get(c, 0.0)]
                + [lengths[k] - length[c] if c in length else 0.0]
            )  # fmt: skip
    extra = np.array(rows, dtype=np.float32).reshape(len(rows), len(STACKED) - len(LOCAL))
    return np.hstack([local, extra])


def _line(scene: Scene, k: int, step: int) -> list[int]:
    """The units before or after on the same level, the nearest first."""
    line = []
    at = k
    for _ in range(WINDOW):
        at = neighbour(scene, at, step)
        if at < 0:
            break
        line.append(at)
    return line


def _sum(tables: Sequence[Table], line: Sequence[int]) -> Table:
    total: Table = {}
    for age, n in enumerate(line):
        for c, p in tables[n].items():
            total[c] = total.get(c, 0.0) + p * FADE**age
    return total


def _gender(scene: Scene, k: int) -> str:
    cue = scene.cues[k]
    if cue is None or not cue.strength:
        return ""
    return cue.gender or (cue.subject.gender if cue.subject and cue.subject.person == 3 else "")


def _phrase(scene: Scene, k: int) -> str:
    cue = scene.cues[k]
    if cue is None or not cue.strength or cue.subject is None or cue.subject.kind != "noun":
        return ""
    return scene.tokens.lemma[cue.subject.head]


def _nearest(line: Sequence[int], marks: Sequence[str], mark: str) -> int:
    """The nearest unit of the line with the same mark, -1 without one."""
    return next((n for n in line if marks[n] == mark), -1) if mark else -1


def _manners(scene: Scene) -> list[int]:
    """How each unit addresses: 1 «ты», -1 «вы», 0 neither or both."""
    places = [k for k, f in enumerate(scene.tokens.feats) if f.person == 2]
    manners = []
    for k, unit in enumerate(scene.units):
        singular = plural = 0
        for first, last in unit.stretches:
            for j in places[bisect_left(places, first) : bisect_left(places, last)]:
                if scene.inner[j] == k:
                    singular += scene.tokens.feats[j].number == "Sing"
                    plural += scene.tokens.feats[j].number == "Plur"
        manners.append((singular > plural) - (plural > singular))
    return manners


def _manner(tables: Sequence[Table], line: Sequence[int], manners: Sequence[int], manner: int) -> Table:
    """How far those who spoke nearby addressed others as this unit does."""
    total: Table = {}
    if manner:
        for age, n in enumerate(line):
            if manners[n]:
                for c, p in tables[n].items():
                    total[c] = total.get(c, 0.0) + p * manner * manners[n] * FADE**age
    return total


def _lengths(tables: Sequence[Table], line: Sequence[int], lengths: Sequence[float]) -> Table:
    total: Table = {}
    weight: Table = {}
    for n in line:
        for c, p in tables[n].items():
            total[c] = total.get(c, 0.0) + p * lengths[n]
            weight[c] = weight.get(c, 0.0) + p
    return {c: total[c] / weight[c] for c in total if weight[c] > 0.05}

"""Features of (unit, candidate) pairs.

Candidates are keys: entity ids, "np:LEMMA" for persons known by a common noun only, `narrator`, and NOBODY.
The first round looks at the text alone; later rounds add the probabilities that the round before gave to the
same candidate at the neighbouring units (stacked generalisation, Wolpert 1992), which is how turns are taken.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

import numpy as np

from pipeline.core.records import NARRATOR
from pipeline.speakers.conventions import REFERENCE, Ruling
from pipeline.speakers.refs import Ref, documents
from pipeline.speakers.scene import Cue, Scene
from pipeline.speakers.tokens import Tokens
from pipeline.speakers.units import ZONES

NOBODY = ""
RECENT = 13  # candidates taken from the text before a unit
FAR = 99.0
SLIGHT = 0.05  # an option with a smaller share is not what the form means
TURNS = {"": 0, "continue": 1, "answer": 2, "ask": 3}
SUBJECTS = {"name": 1, "noun": 2, "pronoun": 3}
HINT_RULES = (
    "previous", "next", "colon-name", "colon-narration", "after-narration", "inside-act", "after-act", "turn",
    "governing", "colon-noun", "colon", "after", "inside",
)  # fmt: skip
MARKS = frozenset("«\"“„‘'")
DASHES = frozenset("—–-−―")
NEIGHBOURS = (-4, -3, -2, -1, 1, 2, 3)

ZONE_NAMES = tuple(f"{zone}_{what}" for zone in ZONES for what in ("gap", "nominative", "rank"))
PAIR = (
    "cue_names", "cue_share", "cue_first_option", "cue_pronoun", "cue_verb_gender",
    "cue_first_person", "cue_object", "cue_hint", "cited",
    *ZONE_NAMES,
    "said_in_words", "called_in_words", "called_before", "called_after", "said_before",
    "object_before", "object_before_2",
    "since_narrated", "since_subject", "since_any", "since_named", "rank_named", "rank_narrated",
    "rank_subject", "rank_any", "rank_gender", "rank_gender_subject",
    "count", "total", "recent_count", "own_gender",
    *(f"cue_names{n:+d}" for n in NEIGHBOURS), *(f"cue_gender{n:+d}" for n in NEIGHBOURS),
    "named_before_parity", "is_parent_cue",
    "male", "female", "is_narrator", "is_noun", "is_body", "is_nobody", "is_reference", "is_document",
)  # fmt: skip
UNIT = (
    "candidates", "agreeing", "strength", "subject_kind", "verb_person", "verb_gender_known", "plural",
    "dialogue", "nested", "colon", "same_paragraph", "gap_before", "gap_after", "gap_before_2", "words",
    "question", "question_before",
    "run", "first_person", "own_words_gender", "you_before", "lower", "opening", "turn_verb", "that", "hint_rule",
)  # fmt: skip
LOCAL = PAIR + UNIT
STACKED = (
    *LOCAL,
    "own", "parent", *(f"given{n:+d}" for n in NEIGHBOURS), "best_before", "second_before", "active", "active_after",
    "own_rank", "best_gap", "share", "chain_before", "chain_after", "phrase_before", "phrase_after",
    "address", "address_after", "calls", "length",
)  # fmt: skip


class Memory:
    """Where each candidate was last seen, up to a place in the text."""

    def __init__(self) -> None:
        self.any: dict[str, int] = {}
        self.narrated: dict[str, int] = {}
        self.subject: dict[str, int] = {}
        self.named: dict[str, int] = {}
        self.count: dict[str, int] = {}
        self.heat: dict[str, float] = {}
        self.heated: dict[str, int] = {}

    def see(self, ref: Ref) -> None:
        for key, share in zip(ref.options, ref.shares, strict=True):
            if key.startswith("np:") and (ref.number != "Sing" or ref.verb < 0 or ref.unit != -1):
                continue
            if key == NARRATOR and ref.unit != -1:
                continue
            at = ref.head
            if len(ref.options) == 1:
                self.named[key] = at
            if share < SLIGHT:
                continue
            self.any[key] = at
            self.count[key] = self.count.get(key, 0) + 1
            self.heat[key] = self.warmth(key, at) + share
            self.heated[key] = at
            if ref.unit == -1:
                self.narrated[key] = at
                if ref.case == "Nom":
                    self.subject[key] = at

    def warmth(self, key: str, at: int) -> float:
        """Mentions so far, each halved every 350 tokens or so."""
        return self.heat.get(key, 0.0) * math.exp((self.heated.get(key, at) - at) / 500.0)


def pairs(scene: Scene) -> tuple[list[list[str]], np.ndarray]:
    """Candidates of each unit, and a float32 row of LOCAL features for each (unit, candidate), in that order."""
    keys: list[list[str]] = []
    rows: list[list[float]] = []
    memory = Memory()
    at = 0
    cues = scene.cues
    called = [{k for ref in own if ref.vocative for k in ref.options} for own in scene.own]
    said = [{k for ref in own if not ref.vocative for k in ref.options} for own in scene.own]
    total: dict[str, float] = {}
    for ref in scene.refs:
        for key, share in zip(ref.options, ref.shares, strict=True):
            total[key] = total.get(key, 0.0) + share
    runs = _runs(scene)
    papers = documents()
    voice = [_own_words(scene, k) for k in range(len(scene.units))]
    for k, unit in enumerate(scene.units):
        while at < len(scene.refs) and scene.refs[at].head < unit.first:
            memory.see(scene.refs[at])
            at += 1
        candidates = _candidates(scene, k, memory, called)
        candidates = _with_ruled(scene.rulings[k], candidates, keys)
        keys.append(candidates)
        common = _unit_features(scene, k, candidates, runs[k], voice[k])
        zones = _zone_table(scene, k)
        cue = cues[k]
        ranks = [_ranks(table, candidates) for table in (memory.narrated, memory.subject, memory.any, memory.named)]
        agreeing = [c for c in candidates if cue and cue.gender and scene.genders.get(c) == cue.gender]
        gender_rank, gender_subject = _ranks(memory.narrated, agreeing), _ranks(memory.subject, agreeing)
        neighbours = [neighbour(scene, k, n) for n in NEIGHBOURS]
        before, after, second = neighbour(scene, k, -1), neighbour(scene, k, 1), neighbour(scene, k, -2)
        objects_before = _objects(cues[before]) if before >= 0 else set()
        objects_second = _objects(cues[second]) if second >= 0 else set()
        objects = _objects(cue)
        last_named = _last_named(scene, k)
        parent = cues[unit.level] if unit.level >= 0 else None
        for c in candidates:
            gender = scene.genders.get(c, "")
            row = _cue_features(scene, cue, c, gender)
            row.append(1.0 if c in objects else 0.0)
            row += [_hint(scene.hints[k], c, gender), float(c in scene.cited[k])]
            for zone in ZONES:
                row.extend(zones[zone].get(c, (FAR, 0.0, FAR)))
            row += [
                float(c in said[k]), float(c in called[k]),
                float(before >= 0 and c in called[before]), float(after >= 0 and c in called[after]),
                float(before >= 0 and c in said[before]), float(c in objects_before), float(c in objects_second),
                _since(memory.narrated, c, unit.first), _since(memory.subject, c, unit.first),
                _since(memory.any, c, unit.first),
                _since(memory.named, c, unit.first), ranks[3].get(c, FAR), ranks[0].get(c, FAR),
                ranks[1].get(c, FAR), ranks[2].get(c, FAR), gender_rank.get(c, FAR), gender_subject.get(c, FAR),
                math.log1p(memory.count.get(c, 0)), math.log1p(total.get(c, 0.0)), memory.warmth(c, unit.first),
                _agrees(gender, voice[k]),
            ]  # fmt: skip
            row += [_names(cues[n], c) if n >= 0 else 0.0 for n in neighbours]
            row += [_pronoun_agrees(cues[n], gender) if n >= 0 else 0.0 for n in neighbours]
            row.append(last_named[1] if last_named and c == last_named[0] else 0.0)
            row.append(_names(parent, c) if parent else 0.0)
            row += [
                float(gender == "male"), float(gender == "female"), float(c == NARRATOR), float(c.startswith("np:")),
                float(scene.types.get(c) == "ORG"), float(c == NOBODY),
                float(c.startswith(REFERENCE)), float(c.startswith("np:") and c[3:] in papers),
            ]  # fmt: skip
            rows.append(row + common)
    return keys, np.array(rows, dtype=np.float32).reshape(len(rows), len(LOCAL))


def _candidates(scene: Scene, k: int, memory: Memory, called: Sequence[set[str]]) -> list[str]:
    unit = scene.units[k]
    recent = sorted(memory.any, key=lambda c: (-memory.any[c], c))[:RECENT]
    found = dict.fromkeys(recent)
    warm = sorted(memory.heat, key=lambda c: (-memory.warmth(c, unit.first), c))[:4]
    found.update(dict.fromkeys(warm))
    for items in scene.by_zone[k].values():
        for _, ref in items:
            if ref.kind == "noun" and ref.case not in ("Nom", "") and ref.options[0].startswith("np:"):
                continue
            found.update(dict.fromkeys(ref.options))
    for n in (-1, 1):
        other = neighbour(scene, k, n)
        if other >= 0:
            found.update(dict.fromkeys(sorted(called[other])))
    if scene.told_by_i:
        found[NARRATOR] = None
    else:
        found.pop(NARRATOR, None)
    hint = scene.hints[k]
    if hint:
        found.update(dict.fromkeys(hint.options))
    found.update(dict.fromkeys(sorted(scene.cited[k])))
    found[NOBODY] = None
    return list(found)


def _with_ruled(ruling: Ruling | None, candidates: list[str], keys: Sequence[Sequence[str]]) -> list[str]:
    if ruling is None:
        return candidates
    more = keys[ruling.same] if ruling.same >= 0 else [ruling.candidate]
    return list(dict.fromkeys([*candidates, *more]))


def _zone_table(scene: Scene, k: int) -> dict[str, dict[str, tuple[float, float, float]]]:
    tables = {}
    for zone in ZONES:
        table: dict[str, tuple[float, float, float]] = {}
        for gap, ref in scene.by_zone[k].get(zone, ()):
            for key in ref.options:
                nominative = float(ref.case == "Nom")
                if key not in table:
                    table[key] = (float(gap), nominative, float(len(table)))
                elif nominative > table[key][1]:
                    table[key] = (table[key][0], nominative, table[key][2])
        tables[zone] = table
    return tables


def _names(cue: Cue | None, c: str) -> float:
    """1 where the reporting clause names the candidate, -1 where it names another, 0 where it names nobody."""
    if cue is None or cue.subject is None or not cue.subject.options:
        return 0.0
    weight = 1.0 if cue.strength else 0.5
    share = _share(cue.subject, c)
    return weight * max(share, 0.2) if share >= SLIGHT else -weight


def _agrees(gender: str, wanted: str) -> float:
    return 0.0 if not gender or not wanted else 1.0 if gender == wanted else -1.0


def _pronoun_agrees(cue: Cue | None, gender: str) -> float:
    if cue is None or not cue.strength or (cue.subject is not None and cue.subject.options):
        return 0.0
    return _agrees(gender, (cue.subject.gender if cue.subject else "") or cue.gender)


def _cue_features(scene: Scene, cue: Cue | None, c: str, gender: str) -> list[float]:
    if cue is None:
        return [0.0] * 6
    subject = cue.subject
    share = _share(subject, c) if subject else 0.0
    first_option = float(share > 0 and subject is not None and share == max(subject.shares))
    pronoun = 0.0
    if subject is not None and subject.kind == "pronoun" and subject.person == 3:
        pronoun = _agrees(gender, subject.gender) if subject.number == "Sing" else -1.0
    first = (subject is not None and subject.person == 1) or cue.person == 1
    return [
        _names(cue, c), share, first_option, pronoun, _agrees(gender, cue.gender),
        float(first) * (1.0 if c == NARRATOR else -1.0),
    ]  # fmt: skip


def _share(ref: Ref, c: str) -> float:
    return ref.shares[ref.options.index(c)] if c in ref.options else 0.0


def _objects(cue: Cue | None) -> set[str]:
    return {key for ref in cue.objects for key in ref.options} if cue and cue.strength else set()


def _hint(hint: Ref | None, c: str, gender: str) -> float:
    """1 where the source that the detecting rule saw is the candidate, -1 another, between where a pronoun may be."""
    if hint is None:
        return 0.0
    if not hint.options:
        return 0.3 * _agrees(gender, hint.gender) if hint.number != "Plur" else -0.5
    share = _share(hint, c)
    return max(share, 0.2) if share >= SLIGHT else -1.0


def _ranks(table: dict[str, int], candidates: Sequence[str]) -> dict[str, float]:
    seen = sorted((c for c in candidates if c in table), key=lambda c: -table[c])
    return {c: float(rank) for rank, c in enumerate(seen)}


def _since(table: dict[str, int], c: str, at: int) -> float:
    return math.log1p(at - table[c]) if c in table and table[c] <= at else 12.0


def neighbour(scene: Scene, k: int, n: int) -> int:
    """The n-th unit before or after on the same level, -1 if there is none; indirect speech is passed over."""
    line = scene.lines.get(scene.units[k].level, [])
    at = bisect_left(line, k) + n if n < 0 else bisect_right(line, k) + n - 1
    return line[at] if 0 <= at < len(line) else -1


def _last_named(scene: Scene, k: int) -> tuple[str, float] | None:
    """Whom a reporting clause named last, and how many turns ago, odd turns negative."""
    for ago in range(1, 12):
        n = neighbour(scene, k, -ago)
        if n < 0:
            return None
        cue = scene.cues[n]
        if cue and cue.strength and cue.subject and len(cue.subject.options) == 1:
            return cue.subject.options[0], float(ago if ago % 2 == 0 else -ago)
    return None


def _own_words(scene: Scene, k: int) -> str:
    """The gender that the speaker shows in saying «я»: «я сказала», «я рад»."""
    tokens = scene.tokens
    shown = {"male": 0, "female": 0}
    for ref in scene.own[k]:
        if ref.options == (NARRATOR,) and ref.verb >= 0 and ref.unit == k:
            f = tokens.feats[ref.verb]
            if f.gender in shown and f.number == "Sing" and (f.past or tokens.pos[ref.verb] == "ADJ"):
                shown[f.gender] += 1
    if shown["male"] == shown["female"]:
        return ""
    return max(shown, key=lambda g: shown[g])


def gap(scene: Scene, a: int, b: int) -> float:
    """Tokens between two units, -1 if either is none."""
    if a < 0 or b < 0:
        return -1.0
    return float(max(0, scene.units[b].first - scene.units[a].last))


def _runs(scene: Scene) -> list[int]:
    """How many units a dialogue has had before each: a gap of more than 80 tokens begins a new one."""
    runs: list[int] = []
    for k in range(len(scene.units)):
        before = neighbour(scene, k, -1)
        runs.append(runs[before] + 1 if 0 <= before < k and gap(scene, before, k) <= 80 else 0)
    return runs


def _unit_features(scene: Scene, k: int, candidates: Sequence[str], run: int, voice: str) -> list[float]:
    unit, tokens, cue = scene.units[k], scene.tokens, scene.cues[k]
    before, after, second = neighbour(scene, k, -1), neighbour(scene, k, 1), neighbour(scene, k, -2)
    subject = cue.subject if cue else None
    agreeing = sum(1 for c in candidates if cue and cue.gender and scene.genders.get(c) == cue.gender)
    kind = SUBJECTS[subject.kind] + (subject.person == 1) if subject else 0
    return [
        float(len(candidates)), float(agreeing), float(cue.strength) if cue else -1.0, float(kind),
        float(cue.person) if cue else 0.0, float(bool(cue and cue.gender)), float(bool(cue and cue.number == "Plur")),
        float(unit.quotes[0].mode == "dialogue"), float(unit.level >= 0), float(unit.colon),
        float(before >= 0 and tokens.para[scene.units[before].last - 1] == tokens.para[unit.first]),
        gap(scene, before, k), gap(scene, k, after), gap(scene, second, before), float(unit.last - unit.first),
        float(_asks(scene, k)), float(before >= 0 and _asks(scene, before)), float(run), scene.first_person,
        float({"": 0, "male": 1, "female": 2}[voice]), float(before >= 0 and _says_you(scene, before)),
        float(tokens.text[unit.first][:1].islower()), float(_opening(tokens, unit.first)),
        float(TURNS[cue.turn]) if cue else 0.0, float(subject is not None and tokens.lemma[subject.head] == "тот"),
        float(_hint_rule(scene, k)),
    ]  # fmt: skip


def _hint_rule(scene: Scene, k: int) -> int:
    """Where the detecting rule saw the source: 0 nowhere, the surest places highest."""
    unit = scene.units[k]
    if unit.hint is None:
        return 0
    place = next(quote.rule for quote in unit.quotes if quote.source_hint).rpartition(" ")[2]
    return HINT_RULES.index(place) + 2 if place in HINT_RULES else 1


def _opening(tokens: Tokens, first: int) -> int:
    """0 after a dash at the beginning of a paragraph, 1 a mark or dash within one, 2 a paragraph without either."""
    if tokens.text[first][0] in MARKS:
        return 1
    k = first - 1
    while k >= 0 and tokens.pos[k] == "SPACE" and "\n" not in tokens.text[k]:
        k -= 1
    if k < 0 or "\n" in tokens.text[k]:
        return 2
    return 0 if tokens.text[k] in DASHES and (k == 0 or "\n" in tokens.text[k - 1]) else 1


def _asks(scene: Scene, k: int) -> bool:
    last = scene.units[k].stretches[-1][1]
    return any("?" in scene.tokens.text[j] for j in range(max(0, last - 2), last))


def _says_you(scene: Scene, k: int) -> bool:
    return any(ref.person == 2 for ref in scene.own[k])

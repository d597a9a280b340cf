"""Parts of a person's name, read together: initials, first name, patronymic, surname, with gender and nominative.

Every word of a name has several readings (`pipeline.nlp.names`): «Ветрова» is the genitive of «Ветров» or the
nominative of «Ветрова». The words of one name agree in gender and case, slovnet's tags say which are likely, and
other forms of the same name in the document support one of the readings.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from spacy.tokens import Doc, Token

from pipeline.core.lexicon import load, words
from pipeline.entities.spans import Name, feature, is_title
from pipeline.nlp import names
from pipeline.nlp.names import Reading

GENDER = {"Masc": "male", "Fem": "female"}
SURNAME = 2.0  # weight of endings that only surnames have
KNOWN = 3.0  # weight of a first name that the lexicon has, beside those of endings


@dataclass
class Words:
    """The words of a name as they stand, with the role of each; `gender` and `case` are slovnet's, or ""."""

    forms: tuple[str, ...]
    roles: tuple[
        str, ...
    ]  # initial, first, patronymic, surname, particle; single: the only word, first name or surname
    gender: str = ""
    case: str = ""
    plural: bool = False


@dataclass
class Parts:
    """A name in the nominative, lower case; empty: not given. `surname` keeps the gender («ветрова»)."""

    first: str = ""
    patronymic: str = ""
    surname: str = ""
    initials: tuple[str, ...] = ()
    gender: str = ""
    plural: bool = False
    shown: dict[str, str] = field(default_factory=dict)  # role -> as it is written, with its capitals

    @property
    def key(self) -> tuple[str, str, str, tuple[str, ...], str, bool]:
        return self.first, self.patronymic, self.surname, self.initials, self.gender, self.plural


def is_initial(word: str) -> bool:
    return word[:1].isupper() and (len(word) == 1 or word in words("initials"))


def bare(form: str) -> str:
    """A form without a particle hung on by a hyphen («Анна-то»)."""
    stem, hyphen, tail = form.rpartition("-")
    return stem if hyphen and tail.lower() in words("particles", place="hyphen") else form


def split(doc: Doc, name: Name) -> Words:
    """The words of a name with their roles."""
    tokens = [t for t in name.tokens(doc) if t.text[:1].isupper() or is_linking(t.text.partition("-")[0])]
    forms = (name.text(doc),) if name.chars else tuple(bare(t.text) for t in tokens)
    telling = [t for t in tokens if not is_initial(t.text) and not _mistagged(t)]
    if name.start and is_title(title := doc[name.start - 1]) and feature(title, "Case"):
        telling = [title]  # it agrees with the name, and its own forms are no riddle
    genders = {GENDER[g] for t in telling if (g := feature(t, "Gender")) in GENDER}
    cases = {c for t in telling if (c := feature(t, "Case"))}
    return Words(
        forms,
        roles(forms),
        genders.pop() if len(genders) == 1 else "",
        cases.pop() if len(cases) == 1 else "",
        any(feature(t, "Number") == "Plur" for t in tokens[-1:]),
    )


def _mistagged(token: Token) -> bool:
    """A nominative where syntax has none: case and gender are then wrong together («заявление т. Ветрова»)."""
    return feature(token, "Case") == "Nom" and token.dep_ in ("nmod", "obl", "obj", "iobj")


def is_linking(word: str) -> bool:
    return word.lower() in words("name_particles")


@lru_cache(16_384)
def roles(forms: tuple[str, ...]) -> tuple[str, ...]:
    """The role of each word of a name."""
    found = ["initial" if is_initial(f) else "particle" if is_linking(f) else "" for f in forms]
    rest = [k for k, role in enumerate(found) if not role]
    for k in rest:
        if names.is_patronymic(forms[k]) and (len(rest) == 1 or (k > 0 and found[k - 1] != "particle")):
            found[k] = "patronymic"
            break
    rest = [k for k in rest if not found[k]]
    given = "initial" in found
    if "patronymic" in found:
        before = [k for k in rest if k < found.index("patronymic")]
        if before and not given:
            found[before[-1]] = "first"
    elif len(rest) == 1 and not given:
        found[rest[0]] = "single"
    elif len(rest) > 1 and not given:
        reverse = len(rest) == 2 and _given(forms[rest[1]]) and not _given(forms[rest[0]]) and _russian(forms[rest[0]])
        found[rest[1] if reverse else rest[0]] = "first"
    elif len(rest) > 1 and rest[0] < found.index("initial"):
        found[rest[0]] = "first"
    return tuple(role or "surname" for role in found)


def _given(form: str) -> bool:
    return names.is_first(form) or is_short(form)


def _russian(form: str) -> bool:
    """Whether the ending is one that only Russian surnames have."""
    return any(r.weight >= SURNAME for r in names.readings(form))


def is_short(form: str) -> bool:
    return any(r.nominative in short_names() for r in names.readings(form))


@cache
def short_names() -> dict[str, frozenset[tuple[str, str]]]:
    """Short and fond forms of first names: form -> {(full name, gender)}."""
    found: dict[str, set[tuple[str, str]]] = {}
    for row in load("diminutives"):
        found.setdefault(row["short"], set()).add((row["name"], row["gender"]))
    return {short: frozenset(full) for short, full in found.items()}


@lru_cache(16_384)
def full_names(first: str) -> frozenset[str]:
    """The first names that a (short) first name may stand for, itself among them."""
    return frozenset({first} | {full for full, _ in short_names().get(first, ())})


@lru_cache(16_384)
def _readings(form: str, role: str) -> tuple[Reading, ...]:
    if role == "patronymic":
        return names.patronymic(form) or names.readings(form)
    if role in ("first", "single"):
        known = list(names.first(form))
        for reading in names.readings(form):
            genders = {gender for _, gender in short_names().get(reading.nominative, ())}
            known += [Reading(reading.nominative, g, reading.cases, "Sing", KNOWN) for g in sorted(genders)]
        if known and role == "first":
            return tuple(known)
        return (*known, *names.readings(form))
    return names.readings(form)


def support(every: Iterable[Words]) -> Counter[tuple[str, str]]:
    """How many words of the document's names can be read as a form of each (nominative, gender)."""
    count: Counter[tuple[str, str]] = Counter()
    for one in every:
        for form, role in zip(one.forms, one.roles, strict=True):
            if role not in ("initial", "particle"):
                count.update({(r.nominative, r.gender) for r in _readings(form, role)})
    return count


def read(one: Words, support: Counter[tuple[str, str]]) -> Parts:
    """The likeliest reading of a name: its words agree in gender, case and number."""
    best: tuple[float, list[Reading | None], str] | None = None
    for gender in ("male", "female"):
        for case in names.CASES:
            score = (1.0 if one.case in ("", case) else 0.25) * (1.0 if one.gender in ("", gender) else 0.4)
            chosen: list[Reading | None] = []
            for form, role in zip(one.forms, one.roles, strict=True):
                if role in ("initial", "particle"):
                    chosen.append(None)
                    continue
                value, reading = _best(_readings(form, role), gender, case, one.plural, support)
                score *= value
                chosen.append(reading)
            if best is None or score > best[0] * 1.0001:
                best = score, chosen, gender
    assert best is not None
    return _parts(one, best[1], best[2])


def _best(
    readings: Sequence[Reading], gender: str, case: str, plural: bool, support: Counter[tuple[str, str]]
) -> tuple[float, Reading | None]:
    best: tuple[float, Reading | None] = (0.01, None)
    for r in readings:
        if (r.gender and r.gender != gender) or (r.cases and case not in r.cases):
            continue
        value = r.weight * support[r.nominative, r.gender] * (1.0 if (r.number == "Plur") == plural else 0.2)
        if value > best[0]:
            best = value, r
    return best


def _parts(one: Words, chosen: Sequence[Reading | None], gender: str) -> Parts:
    parts = Parts()
    sure = bool(one.gender)
    initials = []
    for form, role, reading in zip(one.forms, one.roles, chosen, strict=True):
        if role == "initial":
            initials.append(names.plain(form))
            continue
        word = reading.nominative if reading else names.plain(form)
        sure = sure or bool(reading and reading.gender)
        parts.plural = parts.plural or bool(reading and reading.number == "Plur")
        shown = names.capitalised(_dotted(word, form), form)
        if role == "single":
            role = "first" if names.is_first(word) or word in short_names() else "surname"
        key = "surname" if role == "particle" else role
        setattr(parts, key, f"{getattr(parts, key)} {word}".strip())
        parts.shown[key] = f"{parts.shown.get(key, '')} {shown if role != 'particle' else form}".strip()
    parts.initials = tuple(initials)
    parts.gender = gender if sure and not parts.plural else ""
    return parts


def _dotted(word: str, form: str) -> str:
    """`word` with «ё» where `form` has it."""
    low = form.lower()
    return "".join("ё" if a == "е" and low[k : k + 1] == "ё" else a for k, a in enumerate(word))


def written(parts: Parts, order: Sequence[str] = ("first", "initials", "patronymic", "surname")) -> str:
    """The name in the nominative, as one writes it."""
    initials = " ".join(f"{i.upper()}." if len(i) == 1 else f"{i.capitalize()}." for i in parts.initials)
    return " ".join(s for s in (initials if k == "initials" else parts.shown.get(k, "") for k in order) if s)

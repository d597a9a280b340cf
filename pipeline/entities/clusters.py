"""Which names of one document mean the same person.

Names are read (`persons.read`), then taken from the fullest to the barest; each joins the one person that it fits,
or begins a new one. Where several fit, each single mention goes to the one named last before it. The authority's
persons stand ready from the beginning, with all their aliases.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from spacy.tokens import Doc

from pipeline.core.authority import Authority, Entry
from pipeline.entities import persons
from pipeline.entities.persons import Parts, Words
from pipeline.entities.spans import Name
from pipeline.nlp import names

EDGES = '.,;:!?«»"()'
LONGEST = 4  # words of an alias that is read as a name

Key = tuple[str, str, str, tuple[str, ...], str, bool]  # of Parts


@dataclass(eq=False)
class Person:
    """One person: what is known of the name, and the places of the mentions (numbers of names)."""

    parts: Parts
    entry: Entry | None = None
    members: list[int] = field(default_factory=list)
    known: tuple[Parts, ...] = ()  # the authority's aliases, read


def cluster(doc: Doc, found: Sequence[Name], authority: Authority, given: Sequence[tuple[Entry, ...]]) -> list[Person]:
    """Persons of the names in `found` (all PER, by place); `given`: what the authority says of each."""
    split = [persons.split(doc, n) for n in found]
    support = persons.support(split)
    read = [persons.read(one, support) if one.forms else Parts() for one in split]
    people = [_known(entry) for entry in authority.entries if entry.type == "PER"]
    by_entry = {p.entry.id: p for p in people if p.entry}
    places: dict[tuple[Key, tuple[str, ...]], list[int]] = {}
    for k, parts in enumerate(read):
        bearers = tuple(e.id for e in given[k] if e.id in by_entry)
        if len(bearers) == 1:
            by_entry[bearers[0]].members.append(k)
        else:
            places.setdefault((parts.key, bearers), []).append(k)
    index = _Index(people)
    open_: list[tuple[int, list[Person]]] = []
    for (_, bearers), members in sorted(places.items(), key=lambda item: (-_fullness(read[item[1][0]]), item[1][0])):
        parts = read[members[0]]
        named = _likely([by_entry[e] for e in bearers], parts) or index.fitting(parts)
        if not named:
            named = [Person(parts)]
            people += named
            index.add(named[0])
        if len(named) == 1:
            named[0].members += members
            _enrich(named[0], parts)
            index.add(named[0])
        else:
            open_ += [(k, named) for k in members]
    _by_place(open_, people)
    return [p for p in people if p.members]


def _likely(bearers: list[Person], parts: Parts) -> list[Person]:
    """Of several persons who bear a name those whose gender and number the text allows; all when it allows none."""
    return [p for p in bearers if any(fits(known, parts) for known in p.known)] or bearers


def _by_place(open_: Sequence[tuple[int, list[Person]]], people: Sequence[Person]) -> None:
    """Give each undecided name to the fitting person named last before it, else to the one named first after it."""
    owner: dict[int, int] = {k: number for number, p in enumerate(people) for k in p.members}
    number = {id(p): n for n, p in enumerate(people)}
    order = sorted(set(owner) | {k for k, _ in open_})
    waiting = dict(open_)
    first: dict[int, int] = {}
    for k in sorted(owner):
        first.setdefault(owner[k], k)
    last: dict[int, int] = {}
    for k in order:
        if k in waiting:
            fitting = waiting[k]
            recent = [p for p in fitting if number[id(p)] in last]
            if recent:
                choice = max(recent, key=lambda p: (last[number[id(p)]], -number[id(p)]))
            else:
                choice = min(fitting, key=lambda p: (first.get(number[id(p)], len(order) + k), number[id(p)]))
            choice.members.append(k)
            owner[k] = number[id(choice)]
        last[owner[k]] = k


@cache
def _readings(entry: Entry) -> tuple[Parts, ...]:
    """The names of an entry, read as nominatives."""
    known = []
    for form in entry.forms:
        words = [w.strip(EDGES) for w in form.replace(".", ". ").split()]
        forms = tuple(persons.bare(w) for w in words if w[:1].isupper() or persons.is_linking(w))
        if 0 < len(forms) <= LONGEST:
            one = Words(forms, persons.roles(forms), entry.gender or "", "Nom")
            known.append(persons.read(one, persons.support([one])))
    return tuple(known)


def _known(entry: Entry) -> Person:
    known = _readings(entry)
    return Person(known[0] if known else Parts(), entry, [], known)


def _fullness(parts: Parts) -> int:
    return 8 * bool(parts.surname) + 4 * bool(parts.first) + 3 * bool(parts.patronymic) + 2 * len(parts.initials)


class _Index:
    """Persons by the words of their names."""

    def __init__(self, people: Sequence[Person]):
        self.by_word: dict[str, list[Person]] = {}
        for person in people:
            self.add(person)

    def add(self, person: Person) -> None:
        for parts in (person.parts, *person.known):
            for word in (parts.surname, *persons.full_names(parts.first), parts.patronymic):
                if word and person not in (group := self.by_word.setdefault(word, [])):
                    group.append(person)

    def fitting(self, parts: Parts) -> list[Person]:
        """Persons that the name may mean; when some fit better than by a bare first name, only those."""
        words = (parts.surname,) if parts.surname else (*sorted(persons.full_names(parts.first)), parts.patronymic)
        if parts.first and not (parts.surname or parts.patronymic):
            words += (parts.first,)
        seen: dict[int, Person] = {}
        for word in words:
            for person in self.by_word.get(word, ()) if word else ():
                seen.setdefault(id(person), person)
        return [p for p in seen.values() if any(fits(known, parts) for known in (p.parts, *p.known))]


def fits(known: Parts, parts: Parts) -> bool:
    """Whether a barer name may mean the person with the fuller name `known`."""
    if parts.plural != known.plural or (parts.gender and known.gender and parts.gender != known.gender):
        return False
    if parts.surname:
        if known.surname:
            if parts.surname != known.surname or (_bare(parts) and _is_child(known)):
                return False
        elif not (parts.surname == known.first and _bare(parts)):
            return False
    elif parts.first and not parts.patronymic and known.surname == parts.first:
        return True
    elif parts.patronymic and not known.patronymic and not _initial_of(known.initials, 1, parts.patronymic):
        return False
    return _first_fits(known, parts) and _patronymic_fits(known, parts)


def _bare(parts: Parts) -> bool:
    return not (parts.first or parts.patronymic or parts.initials)


def _is_child(known: Parts) -> bool:
    """«Костя Ветров» is not who is called «Ветров»: a man's short first name goes with his first name alone."""
    return known.gender == "male" and known.first in persons.short_names() and not names.is_full_first(known.first)


def _first_fits(known: Parts, parts: Parts) -> bool:
    if parts.first and known.first:
        return bool(persons.full_names(parts.first) & persons.full_names(known.first))
    if parts.initials and known.initials:
        return parts.initials[0] == known.initials[0]
    if parts.first and known.initials:
        return any(full.startswith(known.initials[0]) for full in persons.full_names(parts.first))
    if parts.initials and known.first:
        return any(full.startswith(parts.initials[0]) for full in persons.full_names(known.first))
    return True if parts.surname or parts.patronymic else bool(parts.first) == bool(known.first)


def _patronymic_fits(known: Parts, parts: Parts) -> bool:
    if parts.patronymic and known.patronymic:
        return same_patronymic(parts.patronymic, known.patronymic)
    if len(parts.initials) > 1 and len(known.initials) > 1:
        return parts.initials[1] == known.initials[1]
    if len(parts.initials) > 1 and known.patronymic:
        return known.patronymic.startswith(parts.initials[1])
    if parts.patronymic and len(known.initials) > 1:
        return parts.patronymic.startswith(known.initials[1])
    return True


def _initial_of(initials: Sequence[str], place: int, word: str) -> bool:
    return len(initials) > place and word.startswith(initials[place])


def same_patronymic(a: str, b: str) -> bool:
    """«Антоныч» is «Антонович», «Никитишна» is «Никитична»."""
    return a == b or names.lemma(a) == names.lemma(b)


def _enrich(person: Person, parts: Parts) -> None:
    own = person.parts
    if person.entry:
        return
    for role in ("first", "patronymic", "surname"):
        better = role == "first" and own.first in persons.short_names() and parts.first not in persons.short_names()
        if getattr(parts, role) and (not getattr(own, role) or (better and parts.first)):
            setattr(own, role, getattr(parts, role))
            own.shown = {**own.shown, role: parts.shown.get(role, "")}
    if len(parts.initials) > len(own.initials):
        own.initials = parts.initials
    own.gender = own.gender or parts.gender


def canonical(person: Person, read: Sequence[str] = ()) -> str:
    """The fullest name of a person, in the nominative: initials only where no first name is known."""
    parts = person.parts
    order = ["first", "patronymic", "surname"]
    if parts.initials and not parts.first:
        order = ["initials", "surname"] if not parts.patronymic else ["initials", "patronymic", "surname"]
    return persons.written(parts, order)


def commonest(forms: Sequence[str]) -> list[str]:
    """Forms from the most frequent to the rarest, equal ones by the alphabet."""
    return [form for form, _ in sorted(Counter(forms).items(), key=lambda item: (-item[1], item[0]))]

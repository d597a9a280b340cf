"""Authority files: the persons and bodies that a researcher knows, with their names in all the forms that texts use.

A file is a YAML or JSON list of `{id, type, name, aliases, gender, wikidata, ...}`; a folder is all the files in it.
Unknown keys and values are accepted. An alias may belong to several entries: which of them is meant is decided
by the reader of the text, never here.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

from pipeline.core.errors import KtokogoError
from pipeline.core.lexicon import load as lexicon

SUFFIXES = (".json", ".yaml", ".yml")
TYPES = ("PER", "ORG", "DOC", "OTHER")
GENDERS = ("male", "female")
_QUOTES = re.compile(r"[«»„“”\"']")
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Entry:
    """One person or body; `type` and `gender` hold only known values, all else is dropped."""

    id: str
    type: str
    name: str
    aliases: tuple[str, ...] = ()
    gender: str | None = None
    wikidata: str | None = None

    @property
    def forms(self) -> tuple[str, ...]:
        """The name and the aliases, each once."""
        return tuple(dict.fromkeys((self.name, *self.aliases)))


def normal(form: str) -> str:
    """A form without case, quotation marks, «ё», kinds of dashes and extra white space."""
    form = _QUOTES.sub("", form.casefold().replace("ё", "е"))
    return _SPACE.sub(" ", form.replace("–", "-").replace("—", "-").replace("‑", "-")).strip()


def skeleton(form: str) -> str:
    """A normal form with every Latin letter that looks like a Cyrillic one replaced by it («coco» = «сосо»)."""
    return normal(form).translate(_look_alikes())


@cache
def _look_alikes() -> dict[int, str]:
    return {ord(row["latin"]): row["cyrillic"] for row in lexicon("skeleton_letters")}


class Authority:
    """Entries by id, and by the forms of their names."""

    def __init__(self, entries: Iterable[Entry] = ()):
        self.entries = tuple(entries)
        self.by_id = {entry.id: entry for entry in self.entries}
        self._lemmas: dict[Callable[[str], str], dict[tuple[str, ...], tuple[Entry, ...]]] = {}

    def __bool__(self) -> bool:
        return bool(self.entries)

    @cached_property
    def forms(self) -> dict[str, tuple[Entry, ...]]:
        """Normal forms of all names and aliases, and who bears them, in the order of the files."""
        return _group((normal(form), entry) for entry in self.entries for form in entry.forms)

    @cached_property
    def skeletons(self) -> dict[str, tuple[Entry, ...]]:
        return _group((skeleton(form), entry) for entry in self.entries for form in entry.forms)

    def find(self, form: str) -> tuple[Entry, ...]:
        """Entries that bear the name `form`, exactly as given or by its skeleton; none is ()."""
        return self.forms.get(normal(form)) or self.skeletons.get(skeleton(form), ())

    def find_lemmas(self, words: Sequence[str], lemmatise: Callable[[str], str]) -> tuple[Entry, ...]:
        """Entries with a name whose words have the same lemmas as `words`, in order; punctuation is not counted.

        `lemmatise` gives the lemma of one word (`pipeline.nlp.names.lemma`); `words` may be inflected or lemmas.
        """
        if lemmatise not in self._lemmas:
            self._lemmas[lemmatise] = _group(
                (_lemmas(normal(form).split(), lemmatise), entry) for entry in self.entries for form in entry.forms
            )
        return self._lemmas[lemmatise].get(_lemmas(words, lemmatise), ())


def _lemmas(words: Iterable[str], lemmatise: Callable[[str], str]) -> tuple[str, ...]:
    return tuple(normal(lemmatise(word.strip(",;:!?…"))) for word in words if _WORD.search(word))


def _group(pairs: Iterable[tuple[Any, Entry]]) -> dict[Any, tuple[Entry, ...]]:
    groups: dict[Any, dict[str, Entry]] = {}
    for key, entry in pairs:
        if key:
            groups.setdefault(key, {})[entry.id] = entry
    return {key: tuple(entries.values()) for key, entries in groups.items()}


def load(path: Path | None, broken: Callable[[KtokogoError], object] | None = None) -> Authority:
    """The authority in a file or folder; None gives an empty one. KtokogoError names file, place and remedy.

    With `broken`, files that cannot be read are left out and their errors go there.
    """
    if path is None:
        return Authority()
    if path.is_dir():
        files = sorted(file for file in path.iterdir() if file.suffix in SUFFIXES)
    elif path.is_file():
        files = [path]
    else:
        raise KtokogoError(f"{path}: no such authority file or folder; name a YAML or JSON file, or leave the option")
    entries: dict[str, Entry] = {}
    origin: dict[str, Path] = {}
    for file in files:
        try:
            read: dict[str, Entry] = {}
            for entry in _read(file):
                if entry.id in read or entry.id in entries:
                    other = origin.get(entry.id, file)
                    raise KtokogoError(f"{file}: id '{entry.id}' is also in {other}; join the two or rename one")
                read[entry.id] = entry
        except KtokogoError as error:
            if broken is None:
                raise
            broken(error)
            continue
        entries |= read
        origin |= dict.fromkeys(read, file)
    return Authority(entries.values())


def _read(file: Path) -> list[Entry]:
    try:
        text = file.read_text(encoding="utf-8-sig")
        tree = json.loads(text) if file.suffix == ".json" else yaml.safe_load(text)
    except UnicodeDecodeError as error:
        raise KtokogoError(f"{file}: not UTF-8 at byte {error.start}; save it as UTF-8") from None
    except json.JSONDecodeError as error:
        raise KtokogoError(f"{file}:{error.lineno}:{error.colno}: not valid JSON: {error.msg}") from None
    except yaml.YAMLError as error:
        raise KtokogoError(f"{file}: not valid YAML: {error}") from None
    if tree is None:
        return []
    if not isinstance(tree, list):
        raise KtokogoError(f"{file}: must be a list of entries (- id: ..., name: ...), not a {type(tree).__name__}")
    return [_entry(item, f"{file}: entry {number}") for number, item in enumerate(tree, 1)]


def _entry(item: Any, place: str) -> Entry:
    if not isinstance(item, Mapping):
        raise KtokogoError(f"{place}: must be a mapping with at least an id and a name, not {item!r}")
    if item.get("id") in (None, ""):
        raise KtokogoError(f"{place}: has no id; give it a short one that is used nowhere else")
    place = f"{place} (id {item['id']})"
    aliases = item.get("aliases") or ()
    if isinstance(aliases, str):
        aliases = [aliases]
    if not isinstance(aliases, Sequence):
        raise KtokogoError(f"{place}: aliases must be a list of names, not {aliases!r}")
    forms = tuple(dict.fromkeys(str(alias).strip() for alias in aliases if alias not in (None, "")))
    name = str(item.get("name") or (forms[0] if forms else item["id"])).strip()
    kind, gender, wikidata = item.get("type") or "PER", item.get("gender"), item.get("wikidata")
    return Entry(
        id=str(item["id"]),
        type=kind if kind in TYPES else "OTHER",
        name=name,
        aliases=forms,
        gender=gender if gender in GENDERS else None,
        wikidata=str(wikidata) if wikidata else None,
    )

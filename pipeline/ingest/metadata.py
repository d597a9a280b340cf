"""What is told about a text: YAML between lines of `---` at its head, or a file NAME.yaml beside it."""

import re
from pathlib import Path
from typing import Any

import yaml

from pipeline.core.errors import KtokogoError

FIELDS = ("title", "author", "date", "source", "url")
KEYS = (*FIELDS, "references", "encoding")
FRONT = re.compile(r"---[ \t]*\r?\n(.*?\r?\n)---[ \t]*(?:\r?\n|\Z)\s*", re.DOTALL)
ANY_KEY = re.compile(rf"^(?:{'|'.join(KEYS)})[ \t]*:", re.MULTILINE)


def front_matter(text: str, place: str) -> tuple[dict[str, Any], int]:
    """The metadata at the head of a text, and the length of that head (0 where there is none).

    A head counts when a line of it begins with one of KEYS; then it must be valid, or `KtokogoError` names `place`.
    """
    match = FRONT.match(text)
    if not match or not ANY_KEY.search(match[1]):
        return {}, 0
    return _checked(match[1], f"{place}: front matter"), match.end()


def sidecar(path: Path) -> dict[str, Any]:
    """The metadata in NAME.yaml beside NAME.txt; empty when there is no such file."""
    beside = path.with_suffix(".yaml")
    if not beside.is_file():
        return {}
    try:
        return _checked(beside.read_text(encoding="utf-8-sig"), str(beside))
    except UnicodeDecodeError as error:
        raise KtokogoError(f"{beside}: not UTF-8 (byte {error.start}); save it as UTF-8") from None


def _checked(text: str, place: str) -> dict[str, Any]:
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "not valid YAML"
        raise KtokogoError(f"{place}{line}: {problem}; put values with a colon or quotation mark in quotes") from None
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise KtokogoError(f"{place}: expected lines `key: value`, with the keys {', '.join(KEYS)}")
    return {key: _value(key, value, place) for key, value in data.items() if key in KEYS and value is not None}


def _value(key: str, value: Any, place: str) -> Any:
    if key == "references":
        if not isinstance(value, dict):
            raise KtokogoError(f"{place}: `references` must be lines `number: description`")
        return {str(number): str(description) for number, description in value.items()}
    if isinstance(value, dict | list):
        raise KtokogoError(f"{place}: `{key}` must be one value, not a list or mapping")
    return str(value)

"""Bytes to text: UTF-8 with and without a byte-order mark, UTF-16, Windows-1251, KOI8-R."""

import codecs
import re
from collections import Counter
from pathlib import Path

from pipeline.core.errors import KtokogoError

MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
SINGLE_BYTE = ("cp1251", "koi8-r")
CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
COMMON = frozenset("оеаинтсрвл")  # ten letters make up two thirds of any Russian text
RUSSIAN = 0.45
REMEDY = "save it as UTF-8, or write its `encoding:` into a file {name} beside it"


def decode(data: bytes, path: Path, encoding: str | None = None) -> tuple[str, str]:
    """Text and name of its encoding, a leading byte-order mark dropped; `encoding`, if given, is believed.

    Raises `KtokogoError` for an empty, binary or undecodable file. Of the two single-byte encodings the one is taken
    in which the common letters of Russian are common.
    """
    if not data.strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n\f"):
        raise KtokogoError(f"{path}: the file is empty; remove it, or put the text into it")
    remedy = REMEDY.format(name=path.with_suffix(".yaml").name)
    if encoding:
        try:
            return data.decode(encoding).removeprefix("\ufeff"), encoding.lower()
        except LookupError:
            raise KtokogoError(f"{path}: unknown encoding '{encoding}'; {remedy}") from None
        except UnicodeDecodeError as error:
            raise KtokogoError(f"{path}: byte {error.start} is not {encoding}; correct `encoding:`") from None
    for mark, name in MARKS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], name, path, remedy), name
    for name, high in (("utf-16-le", data[1::2]), ("utf-16-be", data[::2])):
        if _is_high_half(high[:4096]):
            return _strict(data, name, path, remedy), name
    if len(CONTROL.findall(data[:65536])) > len(data[:65536]) // 1000:
        raise KtokogoError(f"{path}: a binary file, not a text; convert it to .txt, or move it out of the folder")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        broken = error
    if data.decode("utf-8", errors="ignore").isascii() or _mostly_broken(data):
        scores = {name: _russian(data[:65536].decode(name, errors="replace")) for name in SINGLE_BYTE}
        best = max(SINGLE_BYTE, key=lambda name: scores[name])
        if scores[best] > RUSSIAN:
            return data.decode(best, errors="replace"), best
    line = data.count(b"\n", 0, broken.start) + 1
    raise KtokogoError(f"{path}, line {line}: byte {broken.start} is in no known encoding; {remedy}")


def _strict(data: bytes, name: str, path: Path, remedy: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        raise KtokogoError(f"{path}: byte {error.start} is not {name}; {remedy}") from None


def _is_high_half(data: bytes) -> bool:
    """Whether these are the upper bytes of UTF-16: few values, 4 (Cyrillic) or 0 (Latin, spaces)."""
    return len(data) > 1 and 0 in data and sum(b in (0, 4, 0x20) for b in data) >= 0.9 * len(data)


def _mostly_broken(data: bytes) -> bool:
    """Whether the bytes above ASCII are in general not UTF-8, and not just a few of them."""
    high = sum(count for byte, count in Counter(data).items() if byte >= 0x80)
    text = data.decode("utf-8", errors="ignore")
    good = sum(len(c.encode()) for c in text if not c.isascii())
    return good < high / 2


def _russian(text: str) -> float:
    """Share of the common letters among all characters that are not ASCII."""
    counts = Counter(c.lower() for c in text if not c.isascii())
    return sum(counts[c] for c in COMMON) / max(1, counts.total())

"""Texts as they came to documents: decoded, described, and mended for the machine's reading.

`read` takes a file, `document` a string. The text itself is never changed: repairs are edits that a `Document`
carries along, so that every span of the clean text maps back to the source (`pipeline.core.offsets`). The rules
are in `letters` (characters and words) and `layout` (lines, pages, paragraphs); each edit bears the name of its rule.
"""

import hashlib
import logging
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

from pipeline.core.errors import KtokogoError
from pipeline.core.records import Document
from pipeline.ingest import layout, letters, metadata
from pipeline.ingest import references as sources
from pipeline.ingest.decode import decode
from pipeline.ingest.draft import Change, Draft
from pipeline.nlp.words import is_word

log = logging.getLogger(__name__)

SUFFIXES = (".txt", ".md")
WORD = re.compile("[а-яё]{3,}", re.IGNORECASE)


def paths(root: Path) -> list[Path]:
    """The texts below `root`, sorted: .txt and .md, but no README; `KtokogoError` when there is none."""
    found = [p for p in root.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file() and p.stem.lower() != "readme"]
    if not found:
        raise KtokogoError(f"{root}: no texts; put files ending in {' or '.join(SUFFIXES)} there")
    return sorted(found, key=lambda p: p.relative_to(root).as_posix())


def read(path: Path, root: Path) -> Document:
    """The document in a file; its id is the path below `root`, with its ending.

    Metadata come from front matter and from NAME.yaml beside the file, which wins. Raises `KtokogoError` for an
    empty, binary or undecodable file and for broken metadata; warns when the text does not look Russian.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise KtokogoError(f"{path}: {error.strerror or error}") from None
    beside = metadata.sidecar(path)
    text, encoding = decode(data, path, beside.pop("encoding", None))
    doc_id = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()
    made = document(doc_id, text, path=doc_id, sha256=hashlib.sha256(data).hexdigest(), encoding=encoding, **beside)
    if not _is_russian(made.clean):
        log.warning("%s: hardly a Russian word in it; is it the right file, in the right encoding?", path)
    return made


def document(
    doc_id: str,
    text: str,
    *,
    path: str = "",
    title: str | None = None,
    author: str | None = None,
    date: str | None = None,
    source: str | None = None,
    url: str | None = None,
    sha256: str = "",
    encoding: str = "utf-8",
    references: Mapping[str, str] | None = None,
) -> Document:
    """The document with the repairs of `text`; what is told here wins over front matter and a list of sources.

    Raises `KtokogoError` for broken front matter.
    """
    front, head = metadata.front_matter(text, doc_id)
    told = {"title": title, "author": author, "date": date, "source": source, "url": url}
    draft = repaired(text, head)
    return Document(
        doc_id,
        text,
        path=path,
        **{key: front.get(key) if value is None else value for key, value in told.items()},
        sha256=sha256,
        encoding=encoding,
        references=references or front.get("references") or sources.find(draft.text),
        edits=tuple(draft.edits),
    )


def repaired(text: str, head: int = 0) -> Draft:
    """The text after all rules, in their order; the first `head` characters (front matter) are dropped."""
    draft = Draft(text)
    if head:
        draft.apply([Change(0, head, "", "front_matter")])
    old = letters.has_old_spelling(text)
    rules = (
        *letters.BEFORE_LAYOUT, layout.page_number, layout.paragraph, *letters.AFTER_LAYOUT,
        *((letters.old_spelling,) if old else ()),
    )  # fmt: skip
    for rule in rules:
        draft.apply(_outside_urls(draft.text, rule(draft.text)))
    return draft


def _outside_urls(text: str, changes: Iterator[Change]) -> Iterator[Change]:
    """The changes that touch no address; both come sorted by place."""
    addresses = ((m.start(), m.end()) for m in layout.URL.finditer(text))
    start, end = next(addresses, (len(text), len(text)))
    for change in changes:
        while end <= change.start and start < len(text):
            start, end = next(addresses, (len(text), len(text)))
        if change.end <= start or change.start >= end:
            yield change


def _is_russian(text: str) -> bool:
    """Whether the dictionary knows most of the first words of three letters and more."""
    words = [m.group() for m in islice(WORD.finditer(text), 300)]
    return bool(words) and 2 * sum(map(is_word, words)) > len(words)

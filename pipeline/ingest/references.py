"""The numbered list of sources at the end of a text."""

import re

from pipeline.core import lexicon

NUMBERED = re.compile(r"\[(\d{1,3})\]\s+(\S.*)|(\d{1,3})[.)]\s+(\S.*)")


def find(text: str) -> dict[str, str]:
    """Number to description, from the last lines of the clean text.

    Either lines «[4] …» close the text, or a heading such as «Литература:» stands over numbered lines; blank lines
    may stand between. Of two with the same number the first counts.
    """
    lines = [line.strip() for line in text.rstrip().split("\n")]
    headed = {heading.lower() for heading in lexicon.words("list_headings")}
    found: list[tuple[str, str]] = []
    bracketed = True
    for line in reversed(lines):
        if not line:
            continue
        match = NUMBERED.fullmatch(line)
        if not match:
            is_heading = line.rstrip(":. ").lower() in headed
            break
        bracketed &= match[1] is not None
        found.append((match[1] or match[3], match[2] or match[4]))
    else:
        is_heading = False
    if not is_heading and not (bracketed and len(found) > 1):
        return {}
    references: dict[str, str] = {}
    for number, description in reversed(found):
        references.setdefault(number, description)
    return references

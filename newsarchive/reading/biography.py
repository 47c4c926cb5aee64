"""The lines under an article that tell who its author is."""

from __future__ import annotations

import re
from collections.abc import Collection

from newsarchive.reading.body import Line
from newsarchive.text.languages import any_of

WORK = re.compile(
    r"writer|reporter|editor|journalist|correspondent|columnist|author|producer|professor|fellow|founder|freelance|"
    r"redakt|autor|korrespondent|volontär|journaliste|rédact|periodista|redactor|giornalista|jornalista|verslaggever|"
    r"twitter|@|degree|university|born|follow",
    re.IGNORECASE,
)
"""What people who write are, and what is said of them."""
BEHIND_NAME = re.compile(any_of("about"), re.IGNORECASE)
UNNAMED = re.compile(any_of("unnamed_author"), re.IGNORECASE)
LAST_LINES = 4
"""Lines at an article's end in which its author may be introduced."""
LONGEST = 900
"""Characters of such a line."""


def without_biography(lines: list[Line], authors: Collection[str]) -> list[Line]:
    """Leave out the last lines that say who the authors are, from the first such one on."""
    for position in range(max(1, len(lines) - LAST_LINES), len(lines)):
        if _introduces(lines[position].text, authors):
            return lines[:position]
    return lines


def _introduces(text: str, authors: Collection[str]) -> bool:
    if len(text) > LONGEST or not (UNNAMED.match(text) or any(_begins_with(text, name) for name in authors)):
        return False
    return WORK.search(text) is not None


def _begins_with(text: str, author: str) -> bool:
    """Whether a line is a sentence about an author, by the whole name or the first one."""
    for name in (author, author.partition(" ")[0]):
        if len(name) > 2 and text.startswith(name):
            return BEHIND_NAME.match(text[len(name) :].lstrip(" ,")) is not None
    return False

"""What e-paper systems note of an article in a comment: the lines above and under its headline among others.

Their tables do not name these lines, so a note is believed where the page shows the same words in the right place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from newsarchive.reading.blocks import Block
from newsarchive.reading.title import fold

NOTES = "enpproperty"
"""What the comment is called."""
NOTE = re.compile(r"<(?P<name>introtitle|subtitle)>(?P<text>[^<>]{2,200})</(?P=name)>", re.IGNORECASE)
FAR = 3
"""Lines above a headline, or under it, among which such a line stands."""


def notes_of(page: str) -> str:
    """Return the comment in which the software of e-papers leaves an article's facts; nothing where there is none."""
    begin = page.find(NOTES)
    return page[begin : max(begin, page.find("-->", begin))] if begin >= 0 else ""


def noted_line(notes: str, name: str, lines: Iterable[Block]) -> Block | None:
    """Return the one of the page's `lines` that its notes call so (introtitle, subtitle); None where none is."""
    text = next((fold(note["text"]) for note in NOTE.finditer(notes) if note["name"].lower() == name), "")
    return next((line for line in lines if text and fold(line.text) == text), None)

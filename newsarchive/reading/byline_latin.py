"""Bylines in Latin letters: a word that opens one, names in capitals, and the labels of others who had a part in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsarchive.items import Credit, Role
from newsarchive.reading.byline import Byline
from newsarchive.reading.names import is_latin_name
from newsarchive.reading.roles import (
    LATIN_BOTH,
    LATIN_NOISE,
    LATIN_OPENER,
    LATIN_OTHER,
    LATIN_SEPARATOR,
    LATIN_TITLE,
    latin_role,
)

LONGEST = 120
"""Characters of a byline."""


def read_latin(line: str) -> Byline | None:
    """Return the people of `By Jane Doe and John Smith, Staff Writers` or `Text and photos: Jane Doe`."""
    if len(line) > LONGEST or line.endswith(("?", "!", ":")):
        return None
    both = LATIN_BOTH.match(line)
    opener = both or LATIN_OPENER.match(line)
    if opener is None or _is_sentence(line):
        return None
    rest = line[opener.end() :]
    other = LATIN_OTHER.search(rest)
    writers = latin_names(rest[: other.start()] if other else rest)
    if not writers:
        return None
    people = [Credit(name=name, role=Role.AUTHOR, raw=line) for name in writers]
    if both:
        people += [Credit(name=name, role=Role.PHOTOGRAPHER, raw=line) for name in writers]
    return Byline((*people, *_others(rest, other, line)), "", line)


def _is_sentence(line: str) -> bool:
    """Whether a line ends as a sentence does, and not as an abbreviation."""
    return line.endswith(".") and not line.endswith("Jr.") and not LATIN_OTHER.search(line)


def _others(rest: str, found: re.Match[str] | None, raw: str) -> Iterator[Credit]:
    """Give those behind the labels of other parts: `; photos by John Smith`."""
    while found:
        following = LATIN_OTHER.search(rest, found.end())
        for name in latin_names(rest[found.end() : following.start() if following else len(rest)]):
            yield Credit(name=name, role=latin_role(found), raw=raw)
        found = following


def latin_names(text: str) -> list[str]:
    """Return the names that a list of them gives; titles, outlets, places and dates between them left out."""
    names: list[str] = []
    parts = [" ".join((part or "").split()).strip(" .,:") for part in LATIN_SEPARATOR.split(LATIN_NOISE.sub(" ", text))]
    for part in parts:
        if part.isupper() and names and not parts[0].isupper():
            continue  # behind a name in small letters it is an outlet's
        name = part.title() if part.isupper() and len(part) > 5 else part
        if not LATIN_TITLE.search(name) and is_latin_name(name):
            names.append(name)
    return list(dict.fromkeys(names))

"""Bylines: who wrote, photographed and edited an article, from the line or the brackets in which the page says so.

A line is a byline only when all of it can be read as one: a sentence that speaks of a reporter is not. How names are
told from other words differs by script, so each has a grammar of its own.
"""

from __future__ import annotations

from dataclasses import replace

from newsarchive.items import Credit, Role
from newsarchive.reading.byline import Byline
from newsarchive.reading.byline_chinese import HAN_LETTER, LONGEST, chinese_people, read_chinese
from newsarchive.reading.byline_japanese import read_japanese
from newsarchive.reading.byline_korean import read_korean
from newsarchive.reading.byline_latin import latin_names, read_latin
from newsarchive.reading.roles import LATIN_OPENER

__all__ = ["Byline", "read_byline", "read_names"]


def read_byline(text: str, *, language: str | None = None) -> Byline | None:
    """Return the byline that a line is, begins with or ends with; None where there is none.

    `language` is the text's BCP 47 tag; the scripts of the text itself decide what is tried.
    """
    line = text.strip()
    if not line:
        return None
    if language == "ja":
        found = read_japanese(line)
        if found:
            return found
    if HAN_LETTER.search(line):
        return read_chinese(line)
    return read_korean(line) or read_latin(line)


def read_names(text: str, role: Role = Role.AUTHOR) -> tuple[Credit, ...]:
    """Return the people that a statement of names (a meta tag, a box called author) lists; organisations left out."""
    line = " ".join(text.split())[: 4 * LONGEST]
    if HAN_LETTER.search(line):
        people = chinese_people(line, sure=True)
        return tuple(replace(c, role=role if c.role is Role.AUTHOR else c.role) for c in people or ())
    return tuple(Credit(name=name, role=role, raw=line) for name in latin_names(LATIN_OPENER.sub("", line)))

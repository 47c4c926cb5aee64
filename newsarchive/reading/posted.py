"""Who posted an article: lines of blogs, forums and small sites, which name people by a word of their own choosing.

`Erstellt von Fabian am 6. Mai`, `Posted in Gardens by marshwalker on August 3`, `青石 发表于 2005-9-15`.
"""

from __future__ import annotations

import re
from typing import Literal

from newsarchive.items import Credit, Role
from newsarchive.reading.names import HAN, NO_WRITER, ORGANISATION, is_latin_name
from newsarchive.text.languages import any_of, words

BY = any_of("by")
WORD = r"[^\W\d_][\w.'’&-]{1,24}"
ENDS = r"(?=\s+(?:am|on|um|at|le|el|il|op|in|unter|under|filed|zum|für)\b|\s*[|,·•—–(\d@]|\s*$)"
LATIN = re.compile(
    rf"\b(?:{any_of('posted')})\b[^!?:]{{0,60}}?\s(?:{BY})\s*:?\s+(?P<name>{WORD}(?:\s{WORD}){{0,3}}?){ENDS}",
    re.IGNORECASE,
)
NAME = rf"(?P<name>{WORD}(?:\s{WORD}){{0,2}}?)"
AUTHORED = re.compile(rf"\W{{0,3}}(?:{any_of('author_label')})\s*:\s*{NAME}{ENDS}", re.IGNORECASE)
"""The label of an author, then who is."""
LABELLED = re.compile(
    rf"\W{{0,3}}(?:{any_of('author_label')})\s*:?\s+(?P<name>{WORD}(?:\s{WORD}){{1,2}})\s*:?", re.IGNORECASE
)
"""A line that is nothing but the label of an author and a whole name."""
EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
BESIDE_DATE = re.compile(
    rf"\W{{0,3}}(?:{BY})\s+{NAME}\s*(?:[|,·•—–-]|\b(?:on|am|le|el|il|op)\b)(?:[^.!?]{{0,24}}\b(?:19|20)\d\d\b|"
    r"[^.!?]{0,6}\b\d{1,2}(?P<s>[./-])\d{1,2}(?P=s)\d\d\b).{0,20}",
    re.IGNORECASE,
)
"""A line that is `by`, a word or two, and a date."""
BEFORE_TIME = re.compile(rf"(?:\s[—–-]\s|(?:{BY})\s){NAME}\s*(?:@\s*\d{{1,2}}:\d\d|»\s*\D{{0,12}}\d)", re.IGNORECASE)
"""How weblogs and forums set a name before the time of an entry: … — marshwalker @ 10:12, by marshwalker » 3 May."""
ALONE = re.compile(rf"\s*(?:{BY})\s*:?\s+(?P<name>{WORD})\s*", re.IGNORECASE)
"""A line that is nothing but `by` and one word."""
HAN_NAME = rf"(?P<name>[{HAN}\w][{HAN}\w&.·-]{{1,19}}?)"
CHINESE = (
    re.compile(rf"^\s*{HAN_NAME}\s*(?:发表于|发布于|發表於|写于)\s*[:：]?\s*\d"),
    re.compile(rf"本[帖贴文]由\s*{HAN_NAME}\s*(?:于|在|发表|发布)"),
    re.compile(rf"(?:发[表布]时间|发表于)\s*[:：]?\s*[\d/.: -]{{8,25}}\s*by\s+{HAN_NAME}(?:\s|$)"),
)
SIGNED = {language: re.compile(pattern) for language, pattern in words("signed").items()}
"""By language, what stands under an entry of a forum."""
LONGEST = 160
"""Characters of such a line."""


def read_poster(line: str) -> Credit | None:
    """Return who a line says has posted the entry, by a name or a pen name; None where it names nobody."""
    if len(line) > LONGEST:
        return None
    found = (
        LATIN.search(line)
        or ALONE.fullmatch(line)
        or AUTHORED.match(line)
        or ((m := LABELLED.fullmatch(line)) and not EAST_ASIAN.search(line) and is_latin_name(m["name"]) and m)
        or BESIDE_DATE.fullmatch(line)
        or BEFORE_TIME.search(line)
        or next((m for p in CHINESE if (m := p.search(line))), None)
    )
    return _poster(found, line)


def read_author(line: str) -> Credit | None:
    """Return whom a line calls its author by a label, in first and last name."""
    found = AUTHORED.match(line) if len(line) <= LONGEST else None
    person = _poster(found, line)
    return person if person and is_latin_name(person.name) else None


def _poster(found: re.Match[str] | Literal[False] | None, line: str) -> Credit | None:
    name = " ".join(found["name"].split()) if found else ""
    if (
        not name
        or NO_WRITER.search(name)
        or ORGANISATION.search(name.rstrip("0123456789"))
        or (name.isupper() and len(name) < LEAST_CAPITALS)
    ):
        return None
    return Credit(name=name, role=Role.AUTHOR, raw=line)


def signs_post(line: str, language: str | None) -> bool:
    """Whether a line under an entry of a forum says who posted it: what follows are the answers.

    Where the language is not known, it may do so in any.
    """
    return len(line) <= LONGEST and any(pattern.search(line) for pattern in _signatures(language))


def may_sign_post(language: str | None) -> bool:
    """Whether anything is known of how lines of that language say who posted an entry."""
    return bool(_signatures(language))


def _signatures(language: str | None) -> tuple[re.Pattern[str], ...]:
    known = (language or "").partition("-")[0].lower()
    return tuple(SIGNED.values()) if not known else (SIGNED[known],) if known in SIGNED else ()


LEAST_CAPITALS = 6
"""Letters of a name in capitals; shorter ones are agencies."""

"""Bylines in Korean: names, by the word for a reporter behind them or a label before them."""

from __future__ import annotations

import re

from newsarchive.items import Credit, Role
from newsarchive.reading.byline import Byline
from newsarchive.text.languages import LANGUAGES

WORDS = LANGUAGES["ko"]
LONGEST = 80
"""Characters of a line of people."""
NAME = r"[가-힣]{2,4}"
NAMES = rf"(?P<names>{NAME}(?:\s?[·,、ㆍ]\s?{NAME}|\s{NAME}){{0,4}})"
MAIL = r"(?:\s*[(\[]?[\w.+-]{1,64}@[\w.-]{1,80}[)\]]?)?"
REPORTER = rf"(?:{WORDS.reporter})"
PLACED = r"(?:[가-힣]{2,8}\s?=\s?)?"
ROLES = (
    (Role.AUTHOR, WORDS.author_label),
    (Role.PHOTOGRAPHER, WORDS.photographer_label),
    (Role.EDITOR, WORDS.editor_label),
)
LABEL = "|".join(f"(?P<{role.name}>{words})" for role, words in ROLES)
WHOLE = re.compile(
    rf"[\[(]?{PLACED}(?:(?:{LABEL})\s?[=:]?\s*)?(?:[가-힣A-Za-z]{{2,8}}(?:신문|뉴스|일보|방송|타임스)\s)?{NAMES}\s?{REPORTER}{MAIL}[\])]?"
)
LABELLED = re.compile(rf"(?:{LABEL}|{REPORTER})\s?[=:]?\s+(?P<names>{NAME})|(?:글|취재)\s?[=:]\s?(?P<one>{NAME})")
PAIRS = re.compile(
    rf"(?:(?:{WORDS.author_label}|{WORDS.photographer_label}|{WORDS.editor_label})\s?[=:]?\s*(?:{NAME})\s*){{2,4}}"
)
PAIR = re.compile(rf"(?:{LABEL})\s?[=:]?\s*(?P<names>{NAME})(?=\s|$)")
"""글 홍길동 사진 김철수"""
OPENING = re.compile(
    rf"(?P<raw>[\[(][가-힣]{{2,8}}\s?=\s?[가-힣A-Za-z]{{2,12}}[\])]\s?{NAMES}\s?{REPORTER}\s?=\s?)(?P<rest>\S.*)",
    re.DOTALL,
)
"""[서울=뉴시스] 홍길동 기자 = 본문: how agencies begin."""
AT_END = re.compile(rf"(?P<before>^.*[다요]\.)\s*(?P<raw>[(\[]?{NAMES}\s?{REPORTER}{MAIL}[)\]]?)$", re.DOTALL)
NO_NAME = re.compile(WORDS.no_name)


def read_korean(line: str) -> Byline | None:
    """Return the byline that a line is, begins with or ends with."""
    if line.isascii() or (max(line[:LONGEST]) < "가" and max(line[-LONGEST:]) < "가"):
        return None
    found = (WHOLE.fullmatch(line) or LABELLED.fullmatch(line)) if len(line) <= LONGEST else None
    if found:
        return _byline(found, line, "")
    if len(line) <= LONGEST and PAIRS.fullmatch(line):
        pairs = [_byline(pair, line, "") for pair in PAIR.finditer(line)]
        return Byline(tuple(c for pair in pairs if pair for c in pair.credits), "", line)
    found = OPENING.match(line) if line.startswith(("[", "(")) else None
    if found:
        return _byline(found, found["raw"].strip(), found["rest"])
    found = AT_END.match(line)
    return _byline(found, found["raw"].strip(), found["before"].strip()) if found else None


def _byline(found: re.Match[str], raw: str, rest: str) -> Byline | None:
    told = found.groupdict()
    role = next((role for role, _ in ROLES if told.get(role.name)), Role.REPORTER)
    names = re.split(r"[·,、ㆍ\s]+", told.get("names") or told.get("one") or "")
    people = tuple(Credit(name=n, role=role, raw=raw) for n in names if not NO_NAME.fullmatch(n))
    return Byline(people, rest, raw) if people else None

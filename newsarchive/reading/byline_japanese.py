"""Bylines in Japanese: names, which no list of family names could tell, by the words and brackets around them."""

from __future__ import annotations

import re

from newsarchive.items import Credit, Role
from newsarchive.reading.byline import Byline
from newsarchive.text.languages import LANGUAGES

WORDS = LANGUAGES["ja"]
LONGEST = 60
"""Characters of a line of people."""
NAME = r"[\u3400-\u9fff々ヶ]{1,4}[ \u3000]?[\u3400-\u9fff々\u3041-\u3096\u30a1-\u30f6ー]{1,4}"
AT_END = re.compile(
    rf"(?P<before>^.*[。！？」])\s*(?:[（(]|(?P<square>[【\[]))(?P<inside>(?=[^、・）)】\]]{{3,8}}[、・）)】\]])"
    rf"{NAME}(?:[、・]{NAME}){{0,3}})(?(square)[】\]]|[）)])$",
    re.DOTALL,
)
NO_NAME = re.compile(WORDS.no_name)
SEPARATOR = re.compile(r"[、,，/／|｜:：・＝=&＆]\s*|\s{2,}|\u3000(?=\S{3})")
ROLES = (
    (Role.AUTHOR, WORDS.author_label),
    (Role.PHOTOGRAPHER, WORDS.photographer_label),
    (Role.EDITOR, WORDS.editor_label),
    (Role.TRANSLATOR, WORDS.translator_label),
    (Role.REPORTER, WORDS.reporter),
)
LABEL = "|".join(f"(?P<{role.name}>{words})" for role, words in ROLES)
PIECE = re.compile(
    rf"(?:(?:{LABEL})(?=\s|$)\s*(?:と\s*)?)?(?:(?P<name>{NAME}?)\s*(?P<behind>{WORDS.reporter})|(?P<alone>{NAME}))?"
)
PLACE = re.compile(r"[\u3400-\u9fff\u30a1-\u30faー・]{2,12}[＝=]")
"""Where a reporter writes from, before the name: ワシントン＝山田太郎."""


def read_japanese(line: str) -> Byline | None:
    """Return the byline that a line is, or ends with."""
    return _whole(line) or _at_end(line)


def _at_end(line: str) -> Byline | None:
    """… 本文。（三雲航平）"""
    found = AT_END.match(line)
    if found is None or NO_NAME.search(found["inside"]):
        return None
    raw = line[found.end("before") :].strip()
    names = (_closed(name) for name in re.split(r"[、・]", found["inside"]))
    return Byline(tuple(Credit(name=n, role=Role.AUTHOR, raw=raw) for n in names), found["before"].strip(), raw)


def _whole(line: str) -> Byline | None:
    """取材・文 山田太郎, 山田太郎記者, 【山田太郎】, （ワシントン＝山田太郎）"""
    if len(line) > LONGEST or line.endswith("。"):
        return None
    bare = line.strip("（()）【】[]《》 \u3000")
    place = PLACE.match(bare) if bare != line else None
    told = place is not None or line.startswith("【")
    people: list[Credit] = []
    roles: list[Role] = [Role.AUTHOR]
    named = True
    for text in SEPARATOR.split(bare[place.end() :] if place else bare):
        piece = PIECE.fullmatch(text.strip())
        if piece is None or not text.strip():
            return None
        label = next((role for role, _ in ROLES if piece[role.name]), None)
        if label is not None:
            roles = [label] if named else [*roles, label]
            named, told = False, True
        if piece["name"] or piece["alone"]:
            name = _closed(piece["name"] or piece["alone"])
            if not 3 <= len(name) <= 8 or NO_NAME.search(name):
                return None
            told = told or piece["behind"] is not None
            own = [Role.REPORTER] if piece["behind"] and label is None else roles
            people.extend(Credit(name=name, role=role, raw=line) for role in dict.fromkeys(own))
            named = True
    return Byline(tuple(people), "", line) if people and told else None


def _closed(name: str) -> str:
    return re.sub(r"\s", "", name)

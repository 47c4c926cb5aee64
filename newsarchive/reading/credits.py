"""Bylines: who wrote, photographed and edited an article, from the line or the brackets in which the page says so.

A line is a byline only when all of it can be read as one: a sentence that speaks of a reporter is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from newsarchive.items import Credit, Role
from newsarchive.reading.names import HAN, HAN_NAME, MIXED_NAME, SURNAMES, is_han_name, is_latin_name
from newsarchive.reading.roles import (
    AFTER_NAME,
    BOTH,
    FILLER,
    HAN_ROLE,
    LATIN_NOISE,
    LATIN_OPENER,
    LATIN_SEPARATOR,
    LATIN_TITLE,
    PLACED,
    han_role,
)

LONGEST = 120
"""Characters of a byline."""

MARKS = r"■□◎●○▲△◆◇★☆▪►▶※◤◣"
MARK = re.compile(rf"[{MARKS}]\s*")
SEPARATOR = re.compile(r"[\s、,，;；/／|｜:：&+]+|(?:和|与|及)(?=\s)")
SPACED = re.compile(rf"(?<![{HAN}])([{HAN}])[ \u3000]+([{HAN}])(?![{HAN}])")
"""A name of two characters that are set apart (王　芳)."""
HAN_LETTER = re.compile(rf"[{HAN}]")
NOBODY = re.compile(r"^[（(]?(?:本报|本网|本台)?(?:综合|据新华社|新华社电|据.{2,8}消息)(?:整理|报道|消息|电)?[）)]?$")
WIRE = (
    rf"(?:(?:本报|本网|本台|本刊|[{HAN}]{{1,8}}(?:社|网|报))?"
    rf"(?:讯|[{HAN}]{{0,6}}\d{{1,2}}月\d{{1,2}}日(?:电|讯|消息)|电|消息))"
)
BRACKETED = re.compile(rf"^\s*{WIRE}?\s*[（(【\[](?P<inside>[^（）()【】\[\]]{{2,80}})[）)】\]]\s*")
AT_END = re.compile(r"(?P<before>^.*[。！？”!?…])\s*[（(](?P<inside>[^（）()]{2,60})[）)]\s*$", re.DOTALL)
AFTER_WIRE = re.compile(rf"^\s*{WIRE}\s+(?P<inside>[^。，,]{{2,40}}?)(?:报道)?(?:\s{{1,}}|　)(?=\S{{6,}})")
DATED = re.compile(
    r"\s*(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?(?:\s*\d{1,2}[:：]\d\d(?:[:：]\d\d)?)?[\s|｜]+"
)
JAPANESE_NAME = r"[\u3400-\u9fff々ヶ]{1,4}[ \u3000]?[\u3400-\u9fff々\u3041-\u3096\u30a1-\u30f6]{1,4}"
JAPANESE_AT_END = re.compile(
    rf"(?P<before>^.*[。！？」])\s*[（(](?P<inside>(?=[^、・）)]{{3,8}}[、・）)]){JAPANESE_NAME}(?:[、・]{JAPANESE_NAME}){{0,3}})[）)]$",
    re.DOTALL,
)
NO_JAPANESE_NAME = re.compile(
    r"[略続終完訳税省庁]|[部社局班欄県市区町村府氏]$|さん|ちゃん|発表|調べ|取材|通信|写真|提供|撮影|時事|共同|当時|仮名|抜粋|要旨|以下|[はがをのに]|[一二三四五六七八九十][年月日]"
)
"""What stands in brackets at the end of Japanese paragraphs without being a name."""
KOREAN = re.compile(
    r"(?:[가-힣]{2,8}\s?=\s?)?(?P<name>[가-힣]{2,4})\s?(?:기자|특파원)(?:\s+[\w.+-]{1,64}@[\w.-]{1,80})?"
)
NO_KOREAN_NAME = frozenset(
    ("인턴", "수습", "시민", "객원", "본지", "온라인", "취재", "사진", "전문", "선임", "대표", "편집")
)
"""Words before 기자 that say which kind of reporter."""
WHEN = r"(?:近日|日前|昨日|昨天|今天|今日|近年|今年|去年|目前|连日|前不久|\d|“|本报|为|春节)"
GLUED = re.compile(rf"^[{MARKS}]\s*(?P<name>[{HAN}]{{2,3}}?)\s*(?={WHEN})")


@dataclass(frozen=True)
class Byline:
    """A byline and what of its line is text."""

    credits: tuple[Credit, ...]
    """The people; none for 本报综合 and its like."""
    rest: str
    """What remains of the paragraph without the byline; empty for a line that is nothing else."""
    raw: str
    """The byline as it stands."""


@dataclass(frozen=True)
class _Word:
    """A piece of a Chinese byline: a name, or the role of the names beside it."""

    name: str | None = None
    role: Role | None = None
    affiliation: str | None = None
    both: bool = False


def read_byline(text: str, *, language: str | None = None) -> Byline | None:
    """Return the byline that a line is, begins with or ends with; None where there is none.

    `language` is the text's BCP 47 tag; the scripts of the text itself decide what is tried.
    """
    line = text.strip()
    if not line:
        return None
    if language == "ja":
        found = _japanese(line)
        if found:
            return found
    if HAN_LETTER.search(line):
        return _whole(line) or _behind_date(line) or _bracketed(line) or _at_end(line) or _glued(line)
    return _korean(line) or _latin(line, language)


def read_names(text: str, role: Role = Role.AUTHOR) -> tuple[Credit, ...]:
    """Return the people that a statement of names (a meta tag, a box called author) lists; organisations left out."""
    line = " ".join(text.split())[: 4 * LONGEST]
    if HAN_LETTER.search(line):
        people = _people(line, sure=True)
        return tuple(replace(c, role=role if c.role is Role.AUTHOR else c.role) for c in people or ())
    names = _latin_names(LATIN_OPENER.sub("", line))
    return tuple(Credit(name=name, role=role, raw=line) for name in names)


def _whole(line: str) -> Byline | None:
    """A line that is nothing but a byline."""
    if NOBODY.match(line):
        return Byline((), "", line)
    if len(line) > LONGEST:
        return None
    marked = MARK.match(line)
    bare = line[marked.end() :] if marked else line.strip("（()）【】[]")
    people = _people(bare, sure=marked is not None)
    if not people or not (
        _has_role(_without_names(bare, people)) or (marked and all(is_han_name(c.name) for c in people))
    ):
        return None
    return Byline(tuple(replace(c, raw=line) for c in people), "", line)


def _behind_date(line: str) -> Byline | None:
    """2017-05-06 14:35 記者李四／台北報導: a byline on one line with the date before it."""
    dated = DATED.match(line) if len(line) <= LONGEST else None
    return _whole(line[dated.end() :]) if dated and dated.end() < len(line) else None


def _japanese(line: str) -> Byline | None:
    """… 本文。（三雲航平）: the writers' names in brackets, which no list of family names could tell."""
    found = JAPANESE_AT_END.match(line)
    if found is None or NO_JAPANESE_NAME.search(found["inside"]):
        return None
    raw = line[found.end("before") :].strip()
    names = (re.sub(r"\s", "", name) for name in re.split(r"[、・]", found["inside"]))
    people = tuple(Credit(name=name, role=Role.AUTHOR, raw=raw) for name in names)
    return Byline(people, found["before"].strip(), raw)


def _korean(line: str) -> Byline | None:
    """홍길동 기자: a line that is a name and the word for a reporter, perhaps with an address."""
    found = KOREAN.fullmatch(line)
    if found is None or found["name"] in NO_KOREAN_NAME:
        return None
    return Byline((Credit(name=found["name"], role=Role.REPORTER, raw=line),), "", line)


def _has_role(text: str) -> bool:
    return HAN_ROLE.search(text) is not None or BOTH.search(text) is not None


def _without_names(text: str, people: tuple[Credit, ...]) -> str:
    """Leave out the names: the 文 of 任文 is no role."""
    for credit in people:
        text = text.replace(credit.name, " ", 1)
    return text


def _bracketed(line: str) -> Byline | None:
    """本报讯（记者 王五 通讯员 李四）正文 …, and 本报讯 记者王五 正文 …"""
    for pattern in (BRACKETED, AFTER_WIRE):
        found = pattern.match(line)
        if found is None or not _has_role(found["inside"]):
            continue
        people = _people(found["inside"], sure=True)
        if people:
            raw = found.group().strip()
            return Byline(tuple(replace(c, raw=raw) for c in people), line[found.end() :].strip(), raw)
    return None


def _at_end(line: str) -> Byline | None:
    """… 正文。（记者 王五） and … 正文。（王五）"""
    found = AT_END.match(line)
    if found is None:
        return None
    people = _people(found["inside"], sure=_has_role(found["inside"]))
    if not people:
        return None
    raw = line[found.end("before") :].strip()
    return Byline(tuple(replace(c, raw=raw) for c in people), found["before"].strip(), raw)


def _glued(line: str) -> Byline | None:
    """◎伍慈近日，…: a mark, a name, and the text begins without a space."""
    found = GLUED.match(line)
    if found is None or not is_han_name(found["name"]):
        return None
    credit = Credit(name=found["name"], role=Role.AUTHOR, raw=found.group())
    return Byline((credit,), line[found.end() :].strip(), found.group().strip())


def _people(text: str, *, sure: bool) -> tuple[Credit, ...] | None:
    """Return the people of a Chinese byline; None unless all of the text is one."""
    words = _words(SPACED.sub(r"\1\2", text), sure=sure)
    return None if words is None else tuple(_credits(words, text))


def _words(text: str, *, sure: bool) -> list[_Word] | None:
    words: list[_Word] = []
    at, named = 0, sure
    while at < len(text):
        step = SEPARATOR.match(text, at) or FILLER.match(text, at)
        if step is not None:
            at = step.end()
            continue
        both, role = BOTH.match(text, at), HAN_ROLE.match(text, at)
        if both is not None:
            words.append(_Word(role=Role.PHOTOGRAPHER, both=True))
            at = both.end()
        elif role is not None and role.end() > at:
            kind, affiliation = han_role(role)
            words.append(_Word(role=kind, affiliation=affiliation))
            at, named = role.end(), True
        else:
            apart = at == 0 or SEPARATOR.match(text, at - 1) is not None
            placed = PLACED.match(text, at) if apart and words and words[-1].name else None
            if placed and not is_han_name(placed["place"]):
                at = placed.end()
                continue
            found, at = _name_at(text, at, sure=named and apart)
            if not found:
                return None
            words.extend(_Word(name=name) for name in found)
    return words


def _name_at(text: str, at: int, *, sure: bool) -> tuple[list[str], int]:
    """Return the name that begins here (two, where two are written as one), and where it ends."""
    stop = at
    while stop < len(text) and not SEPARATOR.match(text, stop):
        stop += 1
    chunk = text[at:stop]
    if chunk.endswith("摄") and is_han_name(chunk[:-1]):
        return [chunk[:-1]], stop - 1
    if MIXED_NAME.fullmatch(chunk) or is_han_name(chunk, sure=sure and len(chunk) < 4):
        return [chunk], stop
    if HAN_NAME.fullmatch(chunk) and len(chunk) == 4 and chunk[0] in SURNAMES and chunk[2] in SURNAMES:
        return [chunk[:2], chunk[2:]], stop
    if is_latin_name(chunk):
        return [chunk], stop
    for length in (3, 2, 4):  # a role word follows without a space: 李四摄
        name, rest = chunk[:length], chunk[length:]
        after_role = rest.startswith("发自")
        if (
            rest
            and is_han_name(name, sure=after_role)
            and (HAN_ROLE.match(rest) or BOTH.match(rest) or FILLER.fullmatch(rest))
        ):
            return [name], at + length
    return [], at


def _credits(words: list[_Word], raw: str) -> Iterator[Credit]:
    """Give each name its role: that of the word before it, or of the word behind it (张三 摄)."""
    behind = bool(words) and words[0].name is not None
    pending: list[Credit] = []
    role, affiliation = Role.AUTHOR, None
    for number, word in enumerate(words):
        if word.name is not None:
            pending.append(Credit(name=word.name, role=role, affiliation=affiliation, raw=raw))
            continue
        assert word.role is not None
        last = all(later.name is None for later in words[number + 1 :])
        if pending and word.role in AFTER_NAME and word.affiliation is None and (last or behind):
            yield from _renamed(pending, word)
            pending, role, affiliation = [], Role.AUTHOR, None
            continue
        yield from pending
        pending, role, affiliation = [], word.role, word.affiliation
    yield from pending


def _renamed(pending: list[Credit], word: _Word) -> Iterator[Credit]:
    assert word.role is not None
    for credit in pending:
        if word.both:
            yield credit
        if word.role is Role.AUTHOR and credit.role is not Role.AUTHOR:
            yield credit
        else:
            yield replace(credit, role=word.role)


def _latin(line: str, language: str | None) -> Byline | None:
    """`By Jane Doe and John Smith, Staff Writers`."""
    opener = LATIN_OPENER.match(line)
    if opener is None or len(line) > LONGEST or (line.endswith((".", "?", "!", ":")) and not line.endswith("Jr.")):
        return None
    names = _latin_names(line[opener.end() :])
    if not names:
        return None
    return Byline(tuple(Credit(name=name, role=Role.AUTHOR, raw=line) for name in names), "", line)


def _latin_names(text: str) -> list[str]:
    names: list[str] = []
    parts = [" ".join((part or "").split()).strip(" .,:") for part in LATIN_SEPARATOR.split(LATIN_NOISE.sub(" ", text))]
    for part in parts:
        if part.isupper() and names and not parts[0].isupper():
            continue  # behind a name in small letters it is an outlet's
        name = part.title() if part.isupper() and len(part) > 5 else part
        if not LATIN_TITLE.search(name) and is_latin_name(name):
            names.append(name)
    return list(dict.fromkeys(names))

"""Bylines in Chinese: people, told by their family names, and what they did, before or behind their names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from newsarchive.items import Credit, Role
from newsarchive.reading.byline import Byline
from newsarchive.reading.names import HAN, HAN_NAME, MIXED_NAME, SURNAMES, is_han_name, is_latin_name
from newsarchive.reading.roles import AFTER_NAME, BOTH, CENTRE, FILLER, HAN_ROLE, PLACED, han_role

LONGEST = 120
"""Characters of a byline."""

HAN_LETTER = re.compile(rf"[{HAN}]")
MARKS = r"■□◎●○▲△◆◇★☆▪►▶※◤◣"
MARK = re.compile(rf"[{MARKS}]\s*")
SEPARATOR = re.compile(r"[\s、,，;；/／|｜丨:：&+]+|(?:和|与|及)(?=\s)")
SPACED = re.compile(rf"(?<![{HAN}])([{HAN}])[ \u3000]+([{HAN}])(?![{HAN}])")
"""A name of two characters that are set apart (王　芳)."""
NOBODY = re.compile(r"^[（(]?(?:本报|本网|本台)?(?:综合|据新华社|新华社电|据.{2,8}消息)(?:整理|报道|消息|电)?[）)]?$")
WIRE = (
    rf"(?:(?:本报|本网|本台|本刊|[{HAN}]{{1,8}}(?:社|网|报))?"
    rf"(?:讯|[{HAN}]{{0,6}}\d{{1,2}}月\d{{1,2}}日(?:电|讯|消息)|电|消息))"
)
BRACKETED = re.compile(rf"^\s*{WIRE}?\s*[（(【\[〔](?P<inside>[^（）()【】〔〕\[\]]{{2,80}})[）)】\]〕]\s*")
AT_END = re.compile(r"(?P<before>^.*[。！？”!?…])\s*[（(](?P<inside>[^（）()]{2,60})[）)]\s*$", re.DOTALL)
UNBRACKETED = re.compile(
    rf"(?P<before>^.*[。！？”!?…])\s*(?P<inside>[{HAN}]{{0,8}}(?:记者|記者|通讯员|文[/／、]?图|图[/／、]?文)[^。！？!?，,（）()]{{2,40}})$",
    re.DOTALL,
)
"""… 正文。本报记者 张三"""
AUTHOR_IS = re.compile(
    rf"[（(]\s*(?:本文)?(?:作者|通讯员|撰文)\s*[:：]?\s*(?P<name>[{HAN}]{{2,4}})\s*[，,]\s*(?:系|为|是|单位|现任)[^（）()]{{2,60}}[）)]"
)
"""（作者：张三，系大学教授）"""
AFTER_WIRE = re.compile(
    rf"^\s*{WIRE}\s+(?P<inside>[^。，,]{{2,40}}?(?<!记者)(?<!通讯员)(?<!实习生))(?:报道)?"
    r"(?:\s{1,}|　|[:：])(?=\S{6,})"
)
DATED = re.compile(
    r"\s*(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?(?:\s*\d{1,2}[:：]\d\d(?:[:：]\d\d)?)?[\s|｜]+"
)
SLASHES = "／/"
FILED = "報導"
"""How reports in Taiwan are signed: （王小明／綜合報導）."""
WHEN = r"(?:近日|日前|昨日|昨天|今天|今日|近年|今年|去年|目前|连日|前不久|\d|“|本报|为|春节)"
GLUED = re.compile(rf"^[{MARKS}]\s*(?P<name>[{HAN}]{{2,3}}?)\s*(?={WHEN})")


@dataclass(frozen=True)
class _Word:
    """A piece of a Chinese byline: a name, or the role of the names beside it."""

    name: str | None = None
    role: Role | None = None
    affiliation: str | None = None
    both: bool = False


def read_chinese(line: str) -> Byline | None:
    """Return the byline that a line with Chinese characters is, begins with or ends with."""
    return _whole(line) or _behind_date(line) or _bracketed(line) or _at_end(line) or _glued(line)


def _whole(line: str) -> Byline | None:
    """A line that is nothing but a byline."""
    if NOBODY.match(line):
        return Byline((), "", line)
    if len(line) > LONGEST:
        return None
    author = AUTHOR_IS.fullmatch(line)
    if author and is_han_name(author["name"], sure=True):
        return Byline((Credit(name=author["name"], role=Role.AUTHOR, raw=line),), "", line)
    marked = MARK.match(line)
    bare = line[marked.end() :] if marked else line.strip("（()）【】[]〔〕")
    people = chinese_people(bare, sure=marked is not None)
    if not people or not (
        _has_role(_without_names(bare, people))
        or CENTRE.search(bare)
        or (marked and all(is_han_name(c.name) for c in people))
    ):
        return None
    return Byline(tuple(replace(c, raw=line) for c in people), "", line)


def _behind_date(line: str) -> Byline | None:
    """2017-05-06 14:35 記者李四／台北報導: a byline on one line with the date before it."""
    dated = DATED.match(line) if len(line) <= LONGEST else None
    return _whole(line[dated.end() :]) if dated and dated.end() < len(line) else None


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
        if found is None or not (_has_role(found["inside"]) or (FILED in found["inside"])):
            continue
        people = chinese_people(found["inside"], sure=_has_role(found["inside"]))
        if people:
            raw = found.group().strip()
            return Byline(tuple(replace(c, raw=raw) for c in people), line[found.end() :].strip(), raw)
    return None


def _at_end(line: str) -> Byline | None:
    """… 正文。（记者 王五） and … 正文。（王五）"""
    found = AT_END.match(line) or UNBRACKETED.match(line)
    if found is None:
        return None
    people = chinese_people(found["inside"], sure=_has_role(found["inside"]))
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


def chinese_people(text: str, *, sure: bool) -> tuple[Credit, ...] | None:
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
        both, role, centre = BOTH.match(text, at), HAN_ROLE.match(text, at), CENTRE.match(text, at)
        if centre is not None:
            words.append(_Word(role=Role.REPORTER, affiliation=centre["affiliation"]))
            at, named = centre.end(), True
        elif both is not None:
            words.append(_Word(role=Role.PHOTOGRAPHER, both=True))
            at = both.end()
        elif role is not None and role.end() > at:
            kind, affiliation = han_role(role)
            words.append(_Word(role=kind, affiliation=affiliation))
            at, named = role.end(), True
        else:
            apart = at == 0 or SEPARATOR.match(text, at - 1) is not None
            placed = PLACED.match(text, at) if words and words[-1].name else None
            if placed and (placed["day"] or text[at - 1] in SLASHES or not is_han_name(placed["place"])):
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
            and (HAN_ROLE.match(rest) or BOTH.match(rest) or FILLER.fullmatch(rest) or PLACED.fullmatch(rest))
        ):
            return [name], at + length
    return [], at


def _credits(words: list[_Word], raw: str) -> Iterator[Credit]:
    """Give each name its role: that of the word before it, or of the word behind it (张三 摄)."""
    behind = bool(words) and words[0].name is not None
    pending: list[Credit] = []
    role, affiliation, both = Role.AUTHOR, None, False
    for number, word in enumerate(words):
        if word.name is not None:
            pending.append(Credit(name=word.name, role=role, affiliation=affiliation, raw=raw))
            if both:
                pending.append(replace(pending[-1], role=Role.PHOTOGRAPHER))
            continue
        assert word.role is not None
        last = all(later.name is None for later in words[number + 1 :])
        if pending and word.role in AFTER_NAME and word.affiliation is None and (last or behind):
            yield from _renamed(pending, word)
            pending, role, affiliation, both = [], Role.AUTHOR, None, False
            continue
        yield from pending
        keeps = word.role is Role.REPORTER and affiliation and not pending and not word.affiliation
        pending, affiliation = [], affiliation if keeps else word.affiliation
        role, both = (Role.AUTHOR, True) if word.both else (word.role, False)
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

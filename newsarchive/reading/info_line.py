"""The line under a headline: source, time, author, editor, each behind its label."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from newsarchive.items import Credit, Role
from newsarchive.reading.credits import read_byline, read_names
from newsarchive.reading.names import HAN, HAN_ORGANISATION, is_han_name
from newsarchive.text.dates import Dated, read_date
from newsarchive.text.languages import any_of

LONGEST = 250
"""Characters of such a line."""

LABELS = {
    name: any_of(f"{name}_label") for name in ("source", "author", "editor", "photographer", "translator", "other")
}
LABEL = re.compile(
    rf"(?<![{HAN}\w])(?:" + "|".join(f"(?P<{name}>{words})" for name, words in LABELS.items()) + r")\s*[:：]\s*",
    re.IGNORECASE,
)
UNOPENED = re.compile(rf"[{HAN}·\s]+[)）\]】]")
"""The end of brackets around label and name: (责任编辑：李四)."""
VALUE_END = re.compile(
    r"(?:浏览|点击|阅读|访问)(?:量|数|次数)?\s?[:：]|字[体号]\s?[:：]|\s{2,}|\s出自|[|｜·•\u3000]|https?://|\[|【|$"
)
NOISE = re.compile(
    r"https?://\S+|[\[【(（]?\s*[大中小]\s*[大中小]\s*[大中小]\s*[\]】)）]?|\d+\s*(?:次|人|条)?|打印|关闭|收藏|分享|评论|\W+"
)
IN_LATIN = re.compile(r"[（(][A-Za-z .'-]*[)）]")
"""A foreign name behind its Chinese form."""
BEHIND_DATE = re.compile(rf"[\s|｜]+(?P<outlet>[{HAN}]{{2,12}}(?:报|報|网|網|社|电视台|客户端|融媒体中心))\s*")
SIGN = re.compile(r"\s+[A-Z]{1,4}\d{2,6}$")
"""What editors sign with behind their name: 李四 SN123."""
HAN_LETTER = re.compile(rf"[{HAN}]")
PEN_NAME = re.compile(rf"[{HAN}]{{2,6}}(?:&[{HAN}]{{1,4}})?|[a-z][a-z\d_]{{3,15}}")
NOBODY = re.compile(
    r"admin|editor|editeur|redaktion|rédaction|team|staff|unknown|guest|user|webmaster|news|media|office|"
    r"管理|小编|佚名|未知|匿名|网络|原创|综合|编辑|记者|通讯员|本[报网站刊台]|来源|转载"
)
"""Words that no writer is called."""
ROLES = {
    "author": Role.AUTHOR,
    "editor": Role.EDITOR,
    "photographer": Role.PHOTOGRAPHER,
    "translator": Role.TRANSLATOR,
}


@dataclass(frozen=True)
class InfoLine:
    """What a line says of the article above or below it."""

    source: str | None
    dated: Dated | None
    credits: tuple[Credit, ...]


def read_info_line(
    text: str, *, fetched_at: datetime | None = None, zone: str | None = None, language: str | None = None
) -> InfoLine | None:
    """Return what an info line states; None for a line that is text, however many dates it names."""
    if len(text) > LONGEST:
        return None
    labels = list(LABEL.finditer(text)) if ":" in text or "：" in text else []
    values = {m.lastgroup or "": _value(text, m, labels[n + 1 :]) for n, m in reversed(list(enumerate(labels)))}
    dated = read_date(text, fetched_at=fetched_at, zone=zone, language=language)
    if labels and all(label.lastgroup == "photographer" for label in labels):
        dated = None  # under a picture stands when it was taken
    source = _source(values.get("source", ""), dated) or _source_behind(text, dated)
    people = tuple(
        credit for name, role in ROLES.items() if values.get(name) for credit in _credited(values[name], role)
    )
    if source is None and not people and not _is_only_a_date(text, dated):
        return None
    return InfoLine(source, dated, people)


def _value(text: str, label: re.Match[str], later: list[re.Match[str]]) -> str:
    end = later[0].start() if later else len(text)
    value = text[label.end() : end].strip()
    value = SIGN.sub("", value)
    return value[:-1] if UNOPENED.fullmatch(value) else value


def _credited(value: str, role: Role) -> tuple[Credit, ...]:
    value = IN_LATIN.sub("", VALUE_END.split(value, maxsplit=1)[0])
    byline = read_byline(value)
    if byline and byline.credits and role is Role.AUTHOR:
        return byline.credits
    people = read_names(value, role)
    if role is Role.AUTHOR and not all(is_han_name(c.name) for c in people if HAN_LETTER.search(c.name)):
        return _pen_name(value) or people
    return people or (_pen_name(value) if role is Role.AUTHOR else ())


def _pen_name(value: str) -> tuple[Credit, ...]:
    """Return who a label calls the author and no family name tells, in one name: 柳絮&晚风, marshwalker."""
    name = value.strip().partition(" ")[0]
    pair = name.split("&")
    if all(map(is_han_name, pair)):
        return tuple(Credit(name=each, role=Role.AUTHOR, raw=value) for each in pair)
    if not PEN_NAME.fullmatch(name) or NOBODY.search(name) or HAN_ORGANISATION.search(name):
        return ()
    return (Credit(name=name, role=Role.AUTHOR, raw=value),)


def _source(value: str, dated: Dated | None) -> str | None:
    """Return the outlet's name alone: no date, no address, no brackets behind it."""
    if dated is not None:
        value = value.partition(dated.raw)[0]
    value = VALUE_END.split(value.strip(), maxsplit=1)[0].strip(" \t,，;；:：《》〈〉“”\"'()（）-–—")
    if re.match(rf"[{HAN}]", value):
        value = value.split()[0]
    if not 2 <= len(value) <= 40 or re.search(r"[。！？!?=]", value) or value.isdigit():
        return None
    return value


def _source_behind(text: str, dated: Dated | None) -> str | None:
    """Return the outlet that stands alone behind a date with its time, without a label; menus show days without one."""
    if dated is None or dated.precision == "day":
        return None
    before, _, after = text.partition(dated.raw)
    found = BEHIND_DATE.fullmatch(after)
    return found["outlet"] if found and not before.strip() else None


def _is_only_a_date(text: str, dated: Dated | None) -> bool:
    """Whether nothing of weight stands beside the date."""
    if dated is None:
        return False
    left = NOISE.sub("", LABEL.sub("", text.replace(dated.raw, " ")))
    return len(left) <= (8 if re.search(rf"[{HAN}]", left) else 30) and "。" not in text

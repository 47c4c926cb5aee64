"""Words that say what a person did for an article."""

from __future__ import annotations

import re

from newsarchive.items import Role
from newsarchive.reading.names import HAN
from newsarchive.text.languages import any_of

OUTLET = (
    rf"(?:(?:[{HAN}]{{2,6}}[·•])?[{HAN}]{{1,10}}?(?:日报|晚报|晨报|早报|时报|都市报|快报|商报|周报|报社|报|通讯社|社|网|电视台|广播台|台"
    r"|融媒体中心|融媒|新闻中心|新闻|視頻|视频|央视|卫视|传媒|频道|客户端|電視台|網|報|週刊|周刊)|央视|央广)"
)
SELF = r"(?:本报|本网|本台|本刊|本站|我报|我网|我台)"
RANK = rf"(?:全媒体|融媒体|融媒|首席|特约|特約|特派|实习|實習|见习|見習|摄影|攝影|文字|视频|驻[{HAN}]{{1,6}}?)*"

HAN_ROLES = (
    (Role.CORRESPONDENT, r"(?:特约)?(?:通讯员|通訊員|特约员)"),
    (
        Role.EDITOR,
        r"(?:责任编辑|本期编辑|本版编辑|值班编辑|见习编辑|责编|编辑|編輯|主编|值班主任|统筹|責任編輯|主編|审核|审读|审校|校对|编审|监制|初审|复审|终审|一审|二审|三审|值班编委|签发)",
    ),
    (Role.PHOTOGRAPHER, r"(?:摄影记者|攝影記者|摄影|攝影|供图|图片|圖片|摄|攝|图|圖)"),
    (Role.TRANSLATOR, r"(?:翻译|翻譯|编译|編譯|译者|譯者|译)"),
    (Role.REPORTER, r"(?:记者|記者|实习生|见习生)"),
    (Role.AUTHOR, r"(?:特约撰稿人?|撰稿人?|撰文|执笔|作者|著者|評論員|评论员|主笔|文)"),
)
HAN_ROLE = re.compile(
    rf"(?P<affiliation>{SELF}|{OUTLET}(?=\s?(?:全媒体|融媒体|首席|特约|特約|特派|实习|實習|见习|見習|驻)*(?:记者|記者|評論員|评论员|通讯员)))?\s*+(?P<rank>{RANK})\s*+(?:"
    + "|".join(f"(?P<{role.name}>{pattern})" for role, pattern in HAN_ROLES)
    + r")"
)
BOTH = re.compile(
    r"(?:文\s*[/／、&]?\s*[图圖]|[图圖]\s*[/／、&]?\s*文|文\s*[/／、并]?\s*摄影?|摄影\s*[/／、]?\s*文)(?:报道)?|摄影报道|攝影報導"
)
"""The same person wrote it and took the pictures."""

FILLER = re.compile(
    rf"(?:联合|综合|现场|聯合|綜合|現場|[{HAN}]{{0,2}}即時)?(?:报道|報導|整理|采写|採訪|采访|讯|訊|电|電)|发自[{HAN}]{{2,4}}(?:报道)?|受访(?:者|单位|对象|企业)供图|翻[攝摄]|資料照片?|资料图片?"
)
CENTRE = re.compile(
    rf"(?P<affiliation>[{HAN}]{{2,10}}?(?:融媒体中心|融媒中心|记者站|分社))(?=[\s:：/／|｜丨]+(?!(?:记者|通讯员))[{HAN}]{{2,4}}(?:[\s、/／]|$))"
)
"""A newsroom before names without a word for what they did, as counties sign: 县融媒体中心 张三."""
PLACED = re.compile(rf"(?P<place>[{HAN}]{{2,4}})(?P<day>\d{{1,2}}日)?(?:即時|綜合|综合)?(?:报道|報導|电|電|讯|訊)")
"""Where a reporter wrote from, behind the name: 张三 上海报道."""
AFTER_NAME = frozenset({Role.PHOTOGRAPHER, Role.AUTHOR, Role.TRANSLATOR})
"""Roles whose word may stand behind the name: 张三 摄, 李四/文."""


def han_role(found: re.Match[str]) -> tuple[Role, str | None]:
    """Return the role and the affiliation that a match of HAN_ROLE states."""
    role = next(role for role, _ in HAN_ROLES if found[role.name])
    return role, found["affiliation"]


PARTS = (
    (Role.PHOTOGRAPHER, any_of("photographer_label")),
    (Role.EDITOR, any_of("editor_label")),
    (Role.TRANSLATOR, any_of("translator_label")),
)
BY = rf"(?:\s+(?:{any_of('by')}|de|of))?\s*:?\s+"
LATIN_OTHER = re.compile(
    r"(?:^|[\s,;.|/–—-]+)\b(?:(?:"
    + "|".join(f"(?P<{role.name}>{words})" for role, words in PARTS)
    + rf")|(?P<none>illustr\w+|grafik|graphics?|video|camera|additional reporting)){BY}",
    re.IGNORECASE,
)
"""The label of another part in an article, before those whose it was."""


def latin_role(found: re.Match[str]) -> Role:
    """Return the role that a match of LATIN_OTHER states; that of a picture where it is none of ours."""
    return next((role for role, _ in PARTS if found[role.name]), Role.PHOTOGRAPHER)


LATIN_BOTH = re.compile(
    rf"^\W{{0,3}}(?:{any_of('byline')})\s*(?:&|/|\+|\b(?:and|und|et|y|e|en)\b)\s*(?:{PARTS[0][1]}){BY}", re.IGNORECASE
)
"""The same person wrote it and took the pictures."""
LATIN_OPENER = re.compile(rf"^\W{{0,3}}(?:{any_of('byline')})\s*:?\s+", re.IGNORECASE)
LATIN_SEPARATOR = re.compile(
    r"\s*(?:,|;|\||/|•|·|–|—|\s-\s|\band\b|\bund\b|\bet\b|\bwith\b|\bmit\b|\bavec\b|\by\b|\be\b|\ben\b|\bog\b|\boch\b|&)\s*"
)
LATIN_NOISE = re.compile(
    r"\([^()]*\)|\S+@\S+|@\w+|,?\s*(?i:(?:the\s+)?(?:australian\s+)?(?:associated|canadian)\s+press)\b"
    r"|\b(?:on|am|le|el|il|op)\s+(?=[^,;|]*\d).*$"
    r"|(?<=[^\W\d_])\d{1,2}[./-]\d{1,2}[./-]\d.*$"
    r"|(?:\s(?:Jan|Feb|Mar|Apr|Ma[iy]|Jun|Jul|Aug|Sep|O[ck]t|Nov|De[cz])[a-zé]{0,6}\.?)?\s\d.*$"
    r"|\b(?:for|in|at|from|of|aus|pour|para)\s+(?:the\s+)?[A-Z][\w .'-]*$"
    r"|\b(?:Dr|Prof|Mr|Mrs|Ms|Sir)\.?\s+(?=[A-Z])"
)
"""What stands around names in a byline: addresses, agencies, the date, the place, titles."""
LATIN_TITLE = re.compile(
    r"\b(?:writer|reporter|correspondent|editor|columnist|journalist|redakteur(?:in)?|staff|producer|contributor|critic|"
    r"photographer|chefredakteur(?:in)?|specialist|chief|senior|political|special|bureau|analyst|author|updated|published|"
    r"illustrations?|illustriert|by$)\b",
    re.IGNORECASE,
)

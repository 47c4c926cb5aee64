"""Which outlet a source string (来源) means: by a rule, and by what people decided where the rule is wrong.

Both are pure: the same string and the same decisions give the same outlet, in whatever order articles came. The rule
takes away what does not make another newspaper (labels, quotation marks, case, traditional characters, the publishing
house, the way by which a paper reaches its readers) and picks, of several names, the newspaper's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Protocol

from newsarchive.text.cjk import CJK, fold
from newsarchive.text.whitespace import clean

ALIAS, UNALIAS = "outlet-alias", "outlet-unalias"
"""What an entry of the journal decides."""

LONGEST = 200
"""Characters of a name that are looked at: no newspaper's is longer, and a database's index has room for them."""

MARKS = str.maketrans(
    dict.fromkeys('"“”„‟«»‹›「」『』《》〈〉【】〔〕[]{}<>', " ")
    | dict.fromkeys("‘’‛ʼ`´", "'")
    | dict.fromkeys("‐‑‒–—―−─", "-")
    | dict.fromkeys("•・‧∙⋅●", "·")
    | dict.fromkeys("。、，；", ",")
    | {"¦": "|", "﹨": "/", "\\": "/", "：": ":"}
)
"""Marks that mean the same: quotation marks say nothing, the rest part names."""
UNSTORABLE = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\ud800-\udfff]")
BETWEEN_CJK = re.compile(rf"(?<=[{CJK}]) (?=[^{CJK}\w])|(?<=[^{CJK}\w]) (?=[{CJK}])")
SPREAD = re.compile(rf"^[{CJK}](?: [{CJK}])+$")
"""泸 州 日 报."""
ENDS = " .,;:|/·-_'*#~!?…"

LABEL = re.compile(
    r"^(?:(?:(?:(?:文章|新闻|信息|消息|稿件|本文|内容|图文|图片)?(?:来源于?|稿源|出处)"
    r"|(?:官方)?(?:微信)?公众号|sources?|quelle|fuente|fonte|출처|出典)\s*[:|]\s*"
    r"|(?:本文)?(?:转载自|转载|转自|摘自|来自|综合自|据)\s*:?\s*|(?:©|\(c\)|copyright)\s*(?:\d{4})?\s*))+(?=.)"
)
"""What stands before the name."""
AFTER = re.compile(
    r"(?:(?<=[报刊社网台闻心])|[\s(,;|/·-]+)"
    r"(?:特约|见习|实习|全媒体|融媒体?|首席|本报|驻\w{1,6})*(?:记者|通讯员|作者|编辑|责编|责任编辑|摄影|校对)(?=[\s:]|\w{0,12}$).*$"
    r"|[\s(,;|/·-]*(?:(?:发布|发表|刊发)?(?:时间|日期|字号|字体|浏览|阅读|点击)\s*:|(?<=\s)(?:author|by|autor)\s*:"
    r"|(?<=\D)(?:19|20)\d\d\s*[-年/.]\s*\d).*$"
)
"""What stands behind it: people, times, counters. 中国记者 and 中国摄影 are magazines."""
REPORTS = re.compile(r"(?<=[报社网台])(?:报道|消息|讯|综合)$|(?<=.社)[^社]{0,12}电$")
"""泸州日报讯, 新华社北京2月13日电; but 21世纪经济报道 is a newspaper."""

STRONG = re.compile(r"\s*[/|,;]\s*| - | via ")
"""Marks that part names whatever these are."""
WEAK = re.compile(rf"\s*[·+()]\s*|(?<=[{CJK}])\s*-+\s*(?=[{CJK}])|(?<=[{CJK}]) (?=[{CJK}])")
"""Marks that part names where one of the parts is an outlet's; else they belong to a name (约翰·史密斯)."""

PAPER = re.compile(r"(?:报|周刊|月刊|双周刊|杂志|画刊|일보|신문)$")
AGENCY = re.compile(r"(?:新华|中新|通讯|新闻)社$")
STATION = re.compile(r"(?:电视|电台|广播|卫视|频道|台)$")
OTHER = re.compile(r"(?:网|新闻|在线|客户端|公众号|发布|融媒体?|融媒体?中心|日报集团|集团)$")
RANKS = (PAPER, AGENCY, STATION, OTHER)
"""Of several names the first newspaper's counts, else the first agency's, station's, website's."""

HOUSE = re.compile(r"(?<=报|刊|志)社$")
"""The house that makes a paper: 泸州日报社."""
WAY = re.compile(
    r"(?:(?<=报)(?:(?:新闻)?(?:网|客户端)|数字报|电子报|电子版|数字版|融媒体?(?:中心)?|全媒体|微信|微博|第?[a-z]?\d{1,3}版?)"
    rf"|(?<=..)(?:(?:手机)?客户端|手机app|(?<=[{CJK}])app|(?:官方)?(?:微信)?公众号|官方微信|(?:官方|新浪)微博"
    r"|抖音号|视频号|头条号|百家号|官方网站|官网|网站))$"
)
"""The way by which an outlet reaches its readers. A paper's name with 网 behind it is the paper's own website; a
county's media centre (泸县融媒体中心) is an outlet by itself, a newspaper's is the newspaper."""
DOMAIN = re.compile(
    r"^(?:https?:/+)?(?:www\.)?([\w-]{2,})\.(?:com?|net|org|info|news|cn|hk|tw|jp|kr|sg|my|de|at|ch|fr|es|it|nl|uk|us|au|eu)"
    r"(?:\.(?:cn|hk|tw|uk|au|sg|my|jp|kr))?/?$"
)
THE = re.compile(r"^the (?=\w)|, the$")
DOTS = re.compile(r"(?<=\w\w)\.(?=\s|$)")
"""St. Louis."""

LATIN = re.compile(rf"(?:(?![{CJK}])[^\W\d_])+(?:'(?:(?![{CJK}])[^\W\d_])+)?")
SMALL = re.compile(r"a|and|at|da|das|de|del|der|des|di|do|du|e|et|for|in|la|le|of|on|the|to|und|van|von|y")
"""Words that are written small within a name."""
CAPITALS = re.compile(r"abc|afp|ap|apa|ard|dpa|efe|itv|upi|usa|[b-df-hj-np-tv-xz]{3,4}")
"""Words that are written in capitals: short ones without vowels (BBC), and agencies."""


@dataclass(frozen=True, kw_only=True)
class Names:
    """What a source string is looked up by."""

    spelling: str
    """The whole string as it is compared."""
    outlet: str
    """The key of the outlet that the rule takes from it."""


@lru_cache(maxsize=4096)
def names_of(source: str) -> Names | None:
    """Return what a source string is looked up by; None for one that names nothing."""
    spelling = compared(source)
    return Names(spelling=spelling, outlet=_ruled(spelling)) if spelling else None


def compared(text: str) -> str:
    """Return a spelling as it is compared: case, width, traditional characters and marks folded.

    At most 200 characters of it. Comparing twice changes nothing. Empty where the text has no letters and digits.
    """
    text, before = UNSTORABLE.sub("", text[: 4 * LONGEST]), None
    while text != before:  # a mark that is taken away may have kept two characters from becoming one
        before, text = text, _compared(text)
    return text if any(char.isalnum() for char in text) else ""


def _compared(text: str) -> str:
    folded = clean(fold(text.translate(MARKS)).translate(MARKS))
    near = BETWEEN_CJK.sub("", folded)
    return (near.replace(" ", "") if SPREAD.match(near) else near)[:LONGEST].strip(ENDS)


def shown(key: str) -> str:
    """Return the name of an outlet that nobody gave another: its key, the words of Latin scripts in capitals.

    The name compares to the key again.
    """
    name = LATIN.sub(lambda word: _capital(word[0], is_first=word.start() == 0), key)
    return name if compared(name) == key else key


def _capital(word: str, *, is_first: bool) -> str:
    if CAPITALS.fullmatch(word):
        return word.upper()
    if SMALL.fullmatch(word) and not is_first:
        return word
    head, mark, tail = word.partition("'")
    return _raised(head) + mark + (_raised(tail) if len(tail) > 2 else tail)


def _raised(word: str) -> str:
    return word[:1].upper() + word[1:]


# --- the rule ---


def _ruled(key: str) -> str:
    """Return the key of the outlet that a compared spelling names. Each step makes it shorter, until none does."""
    while (shorter := _shortened(key)) and len(shorter) < len(key):
        key = shorter
    return key


def _shortened(key: str) -> str:
    for taken in (LABEL, AFTER, REPORTS):
        key = compared(taken.sub("", key)) or key
    site = DOMAIN.match(key)
    return compared(site[1]) if site else _bare(_chosen(key))


def _chosen(key: str) -> str:
    """Return the one of several names that is the outlet."""
    parts = [part for part in map(compared, STRONG.split(key)) if part]
    lesser = [[name for name in map(compared, WEAK.split(part)) if name] for part in parts]
    names = [_bare(name) for group in lesser for name in group]
    if len(names) < 2:
        return names[0] if names else key
    for kind in RANKS:
        found = next((name for name in names if kind.search(name)), None)
        if found is not None:
            return found
    return compared(re.sub(r"\(.*", "", parts[0])) or parts[0]


def _bare(name: str) -> str:
    """Return a name without what does not make another newspaper of it."""
    bare = name
    for taken in (THE, DOTS, HOUSE, WAY):
        bare = taken.sub("", bare)
    bare = compared(bare)
    return bare if len(bare) > 1 else name


# --- what people decided ---


class Entry(Protocol):
    """An entry of the journal, as far as it is looked at here."""

    @property
    def seq(self) -> int:
        """Its number."""

    @property
    def at(self) -> str:
        """When, ISO 8601."""

    @property
    def by(self) -> str:
        """Who."""

    @property
    def what(self) -> str:
        """What kind of decision."""

    @property
    def facts(self) -> Mapping[str, str]:
        """The particulars."""


@dataclass(frozen=True, kw_only=True)
class Alias:
    """A spelling that means an outlet because somebody said so."""

    spelling: str
    """As it was written."""
    outlet: str
    """Key of the outlet."""
    name: str | None
    """How the outlet was written, where that is a spelling of its key."""
    decision: int
    """Number of the entry."""
    at: datetime
    by: str


Aliases = dict[str, Alias]
"""By the spelling as it is compared."""


def meant(names: Names, aliases: Mapping[str, Alias]) -> str:
    """Return the key of the outlet that a source string means."""
    alias = aliases.get(names.spelling) or aliases.get(names.outlet)
    return alias.outlet if alias else names.outlet


def decided(entries: Iterable[Entry]) -> Aliases:
    """Return what all decisions together, in their order, say. Entries about other things are passed over."""
    aliases: Aliases = {}
    for entry in entries:
        if entry.what == UNALIAS:
            aliases.pop(compared(entry.facts["spelling"]), None)
        elif entry.what == ALIAS:
            at = datetime.fromisoformat(entry.at)
            spelling, outlet = entry.facts["spelling"], entry.facts["outlet"]
            aliases = with_alias(aliases, spelling, outlet, decision=entry.seq, at=at, by=entry.by)
    return aliases


def with_alias(
    aliases: Mapping[str, Alias], spelling: str, outlet: str, *, decision: int, at: datetime, by: str
) -> Aliases:
    """Return the decisions with one more: a spelling means an outlet, which may be named by any of its own spellings.

    What meant the spelling's own outlet follows it. An outlet that stands for itself is one by itself. Names without
    letters decide nothing.
    """
    spelling, outlet = written(spelling), written(outlet)
    key, target, changed = compared(spelling), names_of(outlet), dict(aliases)
    if not key or target is None:
        return changed
    to = key if target.spelling == key else meant(target, changed)
    if to == key != target.spelling:  # until now the outlet was a spelling of this one
        changed = {k: a for k, a in changed.items() if k not in (target.spelling, target.outlet) or a.outlet != key}
        to = meant(target, changed)
    if to != key:
        changed = {k: replace(a, outlet=to, name=None) if a.outlet == key else a for k, a in changed.items()}
    name = outlet if target.spelling == to else None
    changed[key] = Alias(spelling=spelling, outlet=to, name=name, decision=decision, at=at, by=by)
    return changed


def given_names(aliases: Mapping[str, Alias]) -> dict[str, str]:
    """Return the names of the outlets that people gave one, by key: as it was written last."""
    ordered = sorted(aliases.values(), key=lambda alias: alias.decision)
    return {alias.outlet: alias.name for alias in ordered if alias.name}


def written(text: str) -> str:
    """Return what somebody wrote as it is kept: on one line, without what no database takes."""
    return clean(UNSTORABLE.sub("", text))

"""Dates as news pages write them, by a grammar of our own: nothing is guessed, and a date without a year is no date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from functools import cache, lru_cache
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateutil.parser import isoparse

from newsarchive.text.languages import words
from newsarchive.text.months import MONTHS

Precision = Literal["day", "minute", "second"]
ZoneFrom = Literal["page", "portal", "language"]

ZONES = words("zone")
"""Zones that a language leaves no doubt about; English, French, Spanish, Portuguese and Russian are not among them."""

ABBREVIATIONS = {
    "z": 0,
    "utc": 0,
    "gmt": 0,
    "cet": 60,
    "cest": 120,
    "mez": 60,
    "mesz": 120,
    "eet": 120,
    "eest": 180,
    "msk": 180,
    "jst": 540,
    "kst": 540,
    "hkt": 480,
    "sgt": 480,
    "aest": 600,
    "aedt": 660,
    "nzst": 720,
    "nzdt": 780,
    "est": -300,
    "edt": -240,
    "cdt": -300,
    "mst": -420,
    "mdt": -360,
    "pst": -480,
    "pdt": -420,
    "北京时间": 480,
}
"""Minutes east of UTC; those that mean several zones (CST, IST, BST) are left out."""

NAMED = {"et": "America/New_York", "ct": "America/Chicago", "mt": "America/Denver", "pt": "America/Los_Angeles"}

FULLWIDTH = {0xFF10 + n: str(n) for n in range(10)} | {ord("："): ":", ord("／"): "/", ord("－"): "-", ord("．"): "."}
HAN_DIGITS = {
    ch: n for n, chs in enumerate(("〇零○Ｏ", "一", "二", "三", "四", "五", "六", "七", "八", "九")) for ch in chs
}

ADDRESS = re.compile(r"https?://\S+")
YEAR = re.compile(r"(?:19|20)\d\d|[一二]...年")
"""What every form of a whole date has."""
MONTH = r"(?P<name>[^\W\d_]{3,12})"
DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<!\d)(?P<y>(?:19|20)\d\d)\s*[年년]\s*(?P<m>\d{1,2})\s*[月월]\s*(?P<d>\d{1,2})\s*[日号號일]?",
        r"(?P<hy>[一二][〇零○Ｏ一二三四五六七八九]{3})年(?P<hm>[一二三四五六七八九十]{1,2})月(?P<hd>[一二三四五六七八九十]{1,3})[日号]",
        r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<s>[-/.])\s?(?P<m>\d{1,2})(?P=s)\s?(?P<d>\d{1,2})(?!\d)(?:\.(?=\s\d{1,2}:))?",
        r"(?<![\d.])(?P<a>\d{1,2})(?P<s>[-/.])\s?(?P<b>\d{1,2})(?P=s)\s?(?P<y>(?:19|20)\d\d)(?!\d|\.\d)",
        rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?\s*(?:de |of |-)?{MONTH}\.?,?-?\s*(?:de |del )?"
        r"(?P<y>(?:19|20)\d\d)(?!\d(?!\d?:\d\d))",
        rf"\b{MONTH}\.?\s*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s*(?P<y>(?:19|20)\d\d)(?!\d)",
        rf"(?<!\d)(?P<y>(?:19|20)\d\d)\.?\s+{MONTH}\s+(?P<d>\d{{1,2}})(?!\d)\.?",
    )
)
TIME = (
    r"(?P<half>上午|下午|凌晨|早上|清晨|中午|傍晚|晚上|晚间|晚|午前|午後|오전|오후)?\s*"
    r"(?<!\d)(?P<h>[01]?\d|2[0-4])(?:\s*[:时時点點시]\s*|\s?[hH.]\s?(?=\d\d))(?P<min>[0-5]\d)\s*[分분]?"
    r"(?:\s*:?\s*(?P<sec>[0-5]\d)(?:\.\d+)?\s*秒?)?(?![\d:])"
    r"\s*(?P<ampm>[ap]\.?\s?m\b\.?|[صم](?!\w))?\s*(?:uhr|h\b|Uhr)?"
    r"\s*\(?(?P<zone>Z\b|[+-]\d\d:?\d\d|(?:UTC|GMT)(?:\s*[+-]\d{1,2}(?::\d\d)?)?|[A-Za-z]{2,4}\b|北京时间)?\)?"
)
HOUR_ONLY = r"(?P<h>1[0-2]|[1-9])\s*(?P<ampm>[ap]\.?\s?m\b\.?)(?P<min>)(?P<sec>)(?P<half>)\s*(?P<zone>[A-Za-z]{2,4}\b)?"
WEEKDAY = r"(?:星期|周|週)[^\W\d_][)）]?|[月火水木金土日월화수목금토일][)）]|[^\W\d_]{3,10},"
GAP = rf"[\sT,，|·•(（\-–—/]*(?:(?:at|um|à|a las|às|alle|ore|om|kl\.?|o|klo|ob|{WEEKDAY})\s*)?"
AFTER = tuple(re.compile(GAP + pattern, re.IGNORECASE) for pattern in (TIME, HOUR_ONLY))
BEFORE = tuple(
    re.compile(pattern + r"[\s,，|·•\-–—]*(?:on\s+)?(?:[^\W\d_]{3,10},?\s*)?$", re.IGNORECASE)
    for pattern in (TIME, HOUR_ONLY)
)

COUNT = r"(?P<n>\d{1,3}|an?|one|eine[rmn]?|une?|un[ao]|um|een|en|ett)"
UNIT = (
    r"(?P<unit>seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?|sekunden?|minuten?|stunden?|tag(?:en)?|wochen?"
    r"|secondes?|heures?|jours?|semaines?|segundos?|minutos?|horas?|d[ií]as?|semanas?|second[oi]|minut[oi]|or[ae]"
    r"|giorn[oi]|settiman[ae]|seconden|minuut|uur|dag(?:en|ar|e)?|weken|minutter|minuter|minut|timer|time|timmar|timme)"
)
AGO = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?P<n>\d{1,3})\s*(?P<unit>秒|分[钟鐘]?|小时|小時|个小时|時間|天|日|周|초|분|시간|일)\s*(?:之?前|전)",
        rf"(?<![^\W_]){COUNT}\s+{UNIT}\s+(?:ago|fa|geleden|atrás|sedan|siden)(?!\w)",
        rf"(?<![^\W_])(?:vor|hace|il y a|há|för)\s+{COUNT}\s+{UNIT}(?!\w)",
    )
)
AFTERNOON = frozenset({"下午", "傍晚", "晚上", "晚间", "晚", "午後", "오후"})
MORNING = frozenset({"上午", "凌晨", "午前", "오전"})
UNITS = (
    (("秒", "초", "second", "sekund", "segund"), timedelta(seconds=1)),
    (("分", "분", "min"), timedelta(minutes=1)),
    (("小", "个", "時", "시", "hour", "hr", "stund", "heure", "hora", "or", "uur", "tim"), timedelta(hours=1)),
    (("天", "日", "일", "day", "tag", "jour", "dí", "di", "giorn", "dag"), timedelta(days=1)),
    (("周", "we", "woche", "sem", "settim"), timedelta(weeks=1)),
)
DAYS_AGO = {"今天": 0, "昨天": 1, "前天": 2, "today": 0, "yesterday": 1, "heute": 0, "gestern": 1, "ayer": 1, "ieri": 1}
LONGEST_RELATIVE, LONGEST_NAMED = 60, 30
"""Characters of a line beyond which relative words, and days that are named without a time, are part of a sentence."""
LONGEST_REMEMBERED = 200
"""Characters of a line whose date is kept for a while."""
NAMED_DAY = re.compile(r"(?<![^\W_])(?:" + "|".join(DAYS_AGO) + r")(?![A-Za-z])", re.IGNORECASE)

UNSETTLED = ("zh", "ja", "ko")
"""Languages that write the year first: where it stands last, the order of the others is anyone's."""
COMPACT = re.compile(r"(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)(?:T?(?P<h>\d\d)(?P<min>\d\d)(?P<sec>\d\d)?)?")


@dataclass(frozen=True, kw_only=True)
class Dated:
    """A moment that a page states, and how much of it."""

    moment: datetime
    """Aware of its zone."""
    precision: Precision
    raw: str
    """As the page writes it."""
    zone_from: ZoneFrom | None
    """What the zone was taken from; None where nothing tells, and UTC stands in."""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Clock:
    time: time
    seconds: bool
    zone: tzinfo | None
    start: int
    end: int


def read_date(
    text: str, *, fetched_at: datetime | None = None, zone: str | None = None, language: str | None = None
) -> Dated | None:
    """Return the first date of a line of visible text, with the time beside it; None where it states none.

    `zone` is the portal's (IANA name), used where the page states none; `fetched_at` makes relative words (3小时前,
    yesterday) readable, and a date that lies after it is warned of.
    """
    read = _remembered if len(text) <= LONGEST_REMEMBERED else _read
    return read(text, fetched_at, zone, language)


def _read(text: str, fetched_at: datetime | None, zone: str | None, language: str | None) -> Dated | None:
    plain = ADDRESS.sub(lambda found: " " * len(found.group()), text.translate(FULLWIDTH))
    for start, end, day in sorted(_days(plain, language), key=lambda found: (found[0], -found[1])):
        clock = _clock(plain, start, end)
        begin, stop = (min(start, clock.start), max(end, clock.end)) if clock else (start, end)
        return _dated(day, clock, text[begin:stop].strip(" \t,，|(（-–—"), fetched_at, zone, language)
    return _relative(plain, fetched_at, zone, language)


_remembered = lru_cache(maxsize=512)(_read)
"""The same for short lines: several readers ask it of those around a headline."""


def read_iso(
    text: str, *, fetched_at: datetime | None = None, zone: str | None = None, language: str | None = None
) -> Dated | None:
    """Return the moment of a machine-readable value; None where it states none.

    ISO 8601, RFC 2822, seconds or milliseconds since 1970, else a date as people write it.
    """
    raw = text.strip()
    found = _epoch(raw) or _iso(raw) or _mail(raw)
    if found is None:
        return read_date(raw, fetched_at=fetched_at, zone=zone, language=language)
    moment, precision = found
    clock = _Clock(moment.timetz().replace(tzinfo=None), precision == "second", moment.tzinfo, 0, 0)
    return _dated(moment.date(), None if precision == "day" else clock, raw, fetched_at, zone, language)


def _days(text: str, language: str | None) -> Iterator[tuple[int, int, date]]:
    if not YEAR.search(text):
        return
    for pattern in DATES:
        for found in pattern.finditer(text):
            day = _day(found.groupdict(), language)
            if day is not None:
                yield found.start(), found.end(), day


def _day(part: dict[str, str | None], language: str | None) -> date | None:
    if part.get("hy"):
        year = int("".join(str(HAN_DIGITS[c]) for c in part["hy"] or ""))
        return _valid(year, _han_number(part["hm"] or ""), _han_number(part["hd"] or ""))
    year = int(part["y"] or 0)
    if part.get("name"):
        return _valid(year, MONTHS.get((part["name"] or "").casefold(), 0), int(part["d"] or 0))
    if part.get("a"):
        return _day_and_month(year, int(part["a"] or 0), int(part["b"] or 0), part["s"] or "", language)
    return _valid(year, int(part["m"] or 0), int(part["d"] or 0))


def _day_and_month(year: int, a: int, b: int, separator: str, language: str | None) -> date | None:
    """Read 03/04/2021 where what stands around it leaves no doubt."""
    month_first, day_first = _valid(year, a, b), _valid(year, b, a)
    if month_first is None or day_first is None or month_first == day_first:
        return month_first or day_first
    tag = (language or "").lower()
    if tag.startswith(UNSETTLED) or (tag in ("en", "en-ca", "") and separator != "."):
        return None
    return month_first if tag in ("en-us", "en-ph") and separator != "." else day_first


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _han_number(text: str) -> int:
    if text == "十":
        return 10
    tens, ten, ones = text.rpartition("十")
    return (HAN_DIGITS.get(tens, 1) * 10 if ten else 0) + HAN_DIGITS.get(ones, 0)


def _clock(text: str, start: int, end: int) -> _Clock | None:
    """Return the time that stands right after a date, or right before it."""
    for pattern in AFTER:
        found = pattern.match(text, end)
        if found and (clock := _read_clock(found)):
            return clock
    before = text[max(0, start - 40) : start]
    for pattern in BEFORE:
        found = pattern.search(before)
        if found and (clock := _read_clock(found)):
            offset = max(0, start - 40)
            return _Clock(clock.time, clock.seconds, clock.zone, found.start() + offset, end)
    return None


def _read_clock(found: re.Match[str]) -> _Clock | None:
    hour = _hour(int(found["h"]), found["half"] or "", (found["ampm"] or "").lower())
    zone = _zone_of(found["zone"])
    end = found.end() if zone is not None or not found["zone"] else found.start("zone")
    text = found.string[found.start() : end].rstrip()
    try:
        at = time(hour, int(found["min"] or 0), int(found["sec"] or 0))
    except ValueError:
        return None
    return _Clock(at, bool(found["sec"]), zone, found.start(), found.start() + len(text))


def _hour(hour: int, half: str, ampm: str) -> int:
    """Return the hour of the day; 24 for one in the night that may be this day's or the next one's."""
    if half.startswith("晚") and (hour == 12 or hour < 5):
        return 24
    if hour < 12 and (ampm.startswith(("p", "م")) or half in AFTERNOON or (half == "中午" and hour < 10)):
        return hour + 12
    return 0 if hour == 12 and (ampm.startswith(("a", "ص")) or half in MORNING) else hour


def _zone_of(text: str | None) -> tzinfo | None:
    name = (text or "").lower().replace(" ", "")
    if name in ABBREVIATIONS:
        return timezone(timedelta(minutes=ABBREVIATIONS[name]))
    if name in NAMED:
        return ZoneInfo(NAMED[name])
    found = re.fullmatch(r"(?:utc|gmt)?([+-])(\d{1,2}):?(\d\d)?", name)
    if not found or int(found[2]) > 14:
        return None
    minutes = int(found[2]) * 60 + int(found[3] or 0)
    return timezone(timedelta(minutes=-minutes if found[1] == "-" else minutes))


def _dated(
    day: date, clock: _Clock | None, raw: str, fetched_at: datetime | None, zone: str | None, language: str | None
) -> Dated:
    own, zone_from = _default_zone(zone, language)
    if clock is not None and clock.zone is not None:
        own, zone_from = clock.zone, "page"
    moment = datetime.combine(day, clock.time if clock else time(), own)
    precision: Precision = "day" if clock is None else "second" if clock.seconds else "minute"
    late = fetched_at is not None and moment > fetched_at + timedelta(days=1 if precision == "day" else 0, minutes=5)
    warnings = (f"the date {raw} lies after the fetch",) if late else ()
    return Dated(moment=moment, precision=precision, raw=raw, zone_from=zone_from, warnings=warnings)


def _default_zone(zone: str | None, language: str | None) -> tuple[tzinfo, ZoneFrom | None]:
    if zone is not None and (known := _zone(zone)) is not None:
        return known, "portal"
    name = ZONES.get((language or "").partition("-")[0].lower())
    if name is not None and (known := _zone(name)) is not None:
        return known, "language"
    return UTC, None


@cache
def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _relative(text: str, fetched_at: datetime | None, zone: str | None, language: str | None) -> Dated | None:
    if fetched_at is None or len(text) > LONGEST_RELATIVE:
        return None
    own, zone_from = _default_zone(zone, language)
    now = fetched_at.astimezone(own)
    found = next((found for pattern in AGO if (found := pattern.search(text))), None)
    if found:
        count = int(found["n"]) if found["n"].isdigit() else 1
        unit = next(step for names, step in UNITS if found["unit"].lower().startswith(names))
        moment, exact = now - count * unit, unit < timedelta(days=1)
        day, clock = moment.date(), _Clock(moment.time().replace(second=0, microsecond=0), False, moment.tzinfo, 0, 0)
        dated = _dated(day, clock if exact else None, found.group().strip(), None, zone, language)
        return Dated(moment=dated.moment, precision=dated.precision, raw=dated.raw, zone_from=zone_from)
    named = NAMED_DAY.search(text)
    if named is None:
        return None
    day = now.date() - timedelta(days=DAYS_AGO[named.group().lower()])
    at = _clock(text, named.start(), named.end())
    if at is None and len(text.strip()) > LONGEST_NAMED:
        return None
    raw = text[named.start() : max(named.end(), at.end if at else 0)].strip()
    return _dated(day, at, raw, None, zone, language)


def _epoch(text: str) -> tuple[datetime, Precision] | None:
    if not re.fullmatch(r"[12]\d{9}(?:\d{3})?", text):
        return None
    seconds = int(text) / (1000 if len(text) == 13 else 1)
    return datetime.fromtimestamp(int(seconds), UTC), "second"


def _iso(text: str) -> tuple[datetime, Precision] | None:
    compact = COMPACT.fullmatch(text)
    if compact is None and not re.match(r"(?:19|20)\d\d-\d\d-\d\d(?:[T ]\d\d:\d\d|$)", text):
        return None
    try:
        if compact is not None:
            part = {name: int(value) for name, value in compact.groupdict().items() if value is not None}
            at = time(part.get("h", 0), part.get("min", 0), part.get("sec", 0))
            moment = datetime.combine(date(part["y"], part["m"], part["d"]), at)
            return moment, "second" if "sec" in part else "minute" if "h" in part else "day"
        moment = isoparse(re.sub(r"\s+(?=[+-]\d\d|Z)", "", text).replace(" ", "T", 1))
    except (ValueError, OverflowError):
        return None
    if len(text) == 10:
        return moment, "day"
    return moment.replace(microsecond=0), "second" if re.match(r".{13}:\d\d:\d\d", text) else "minute"


def _mail(text: str) -> tuple[datetime, Precision] | None:
    if not re.match(r"(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d", text):
        return None
    try:
        return parsedate_to_datetime(text), "second"
    except (ValueError, TypeError, IndexError):
        return None

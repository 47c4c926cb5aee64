"""Numbers as news write them: in digits, in Chinese numerals with 万 and 亿, in words that a language file has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from newsarchive.text.cjk import CJK
from newsarchive.text.languages import LANGUAGES

DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2, "兩": 2}
SMALL = {"十": 10, "百": 100, "千": 1000}
LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
ONES, UNITS = "".join(DIGITS), "".join((*SMALL, *LARGE))
SIGNS = ONES + UNITS
MEASURE = (
    "[人名位件宗起户戶条條例倍岁歲元角里米吨噸斤亩畝年月日号號时時点點秒辆輛所家间間座栋棟张張本部场場届屆项項成万萬亿億%％℃]|分之|公[里斤顷頃]|"
    "平方|立方|小时|小時|分[钟鐘]|比[零一二三四五六七八九十]"
)
"""What is counted behind a single numeral; without it 一 and 十 are part of words more often than numbers."""
COUNTED = "[个個次天种種类類批组組份套层層轮輪只隻支篇幅棵株头頭枚颗顆]"
"""What is counted behind any single numeral but 一, which before these is no more than an article (一个人)."""
NUMBER = re.compile(
    rf"(?P<digits>\d+(?:[.,'’ \u00a0\u202f]\d{{3}})*(?:[.,]\d+)?)(?P<times>\s?[{UNITS}]{{1,3}})?"
    rf"|(?P<fraction>[{SIGNS}]{{1,30}}[点點][{ONES}]{{1,30}}[{''.join(LARGE)}]{{0,2}})"
    rf"|(?P<han>[{SIGNS}]{{2,30}})(?P<counted>{MEASURE})?"
    rf"|(?:(?<=第)|(?<=分之)|(?=[{SIGNS}](?:{MEASURE})|[二两兩三四五六七八九十百千]{COUNTED}|一[个個]月)(?![百千万萬]分之))(?P<one>[{SIGNS}])"
    rf"|(?<!\w)(?P<word>(?:(?![{CJK}])[^\W\d_]){{2,12}})(?!\w)"
)
GROUPED = re.compile(r"\d{1,3}(?P<sign>[.,'’ \u00a0\u202f])\d{3}(?:(?P=sign)\d{3})*(?:[.,]\d+)?")
LONGEST = 40
"""Digits above which a number is only compared as it is written."""


@dataclass(frozen=True)
class Number:
    """A number in a text."""

    start: int
    end: int
    """Behind its last character."""
    value: str
    """In digits, without grouping: the same for 1,200, 1200 and 一千二百."""


def numbers_in(text: str, language: str | None = None) -> Iterator[Number]:
    """Give the numbers of a text in their order; those in words, from two to twelve, in the language given."""
    words = _words((language or "").partition("-")[0].lower())
    for match in NUMBER.finditer(text):
        value = _value(match, words)
        if value is not None:
            start, end = match.span("counted")
            yield Number(match.start(), start if end > start else match.end(), value)


def _value(match: re.Match[str], words: dict[str, int]) -> str | None:
    if match["word"]:
        value = words.get(match["word"].casefold())
        return None if value is None else str(value)
    if match["digits"]:
        return _of_digits(match["digits"], (match["times"] or "").strip())
    if match["fraction"]:
        return _of_fraction(match["fraction"].replace("點", "点"))
    return _of_signs(match["han"] or match["one"], is_counted=bool(match["counted"] or match["one"]))


def _of_digits(written: str, times: str) -> str:
    if len(written) > LONGEST:
        return written
    grouped = GROUPED.fullmatch(written)
    plain = written.replace(grouped["sign"], "") if grouped else written
    value = Decimal(plain.replace(",", "."))
    for sign in times:
        value *= SMALL.get(sign) or LARGE[sign]
    return _plain(value)


def _of_fraction(written: str) -> str:
    whole, _, behind = written.partition("点")
    value = Decimal(f"{_summed(whole)}.{_spelled(behind.rstrip(''.join(LARGE)))}")
    for sign in behind.lstrip(ONES):
        value *= LARGE[sign]
    return _plain(value)


def _of_signs(written: str, *, is_counted: bool) -> str | None:
    """Return the value of Chinese numerals; None for what is no number but part of a word (千万, 一一, 十分)."""
    has_unit = any(sign in UNITS for sign in written)
    if not is_counted and (written[0] in UNITS.replace("十", "") or not (has_unit or len(written) >= 4)):
        return None
    return str(_summed(written) if has_unit else int(_spelled(written)))


def _spelled(ones: str) -> str:
    return "".join(str(DIGITS[sign]) for sign in ones)


def _summed(signs: str) -> int:
    """Add up numerals: a digit times its unit, what stands before 万 and 亿 times these."""
    total = part = digit = 0
    for sign in signs:
        if sign in DIGITS:
            digit = DIGITS[sign]
        elif sign in SMALL:
            part, digit = part + (digit or 1) * SMALL[sign], 0
        else:
            total, part, digit = (total + part + digit or 1) * LARGE[sign], 0, 0
    return total + part + digit


def _plain(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


@cache
def _words(language: str) -> dict[str, int]:
    told = LANGUAGES.get(language)
    lines = told.numbers if told else ()
    return {word: value for line in lines for value, word in enumerate(line.split(), start=2)}

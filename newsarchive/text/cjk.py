"""Tokens to find text by: runs of CJK characters as overlapping bigrams, everything else as words."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from opencc import OpenCC

CJK = (
    r"\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3105-\u312f\u31a0-\u31bf"
    r"\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Han, kana, bopomofo and hangul: scripts whose words are not told apart by spaces."""

UNSPACED = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3001-\u30ff\u3105-\u312f\u31a0-\u31bf"
    r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uff65\U00020000-\U0003ffff"
)
"""Scripts that put no spaces between words (Han, kana, Thai, Lao, Burmese, Khmer; not hangul), with their signs."""

RUNS = re.compile(rf"(?P<cjk>[{CJK}]+)|(?P<word>(?:(?![{CJK}])\w)+)")


def fold(text: str) -> str:
    """Return the text as it is compared: compatibility forms and case folded, traditional characters simplified.

    The method is Unicode's caseless matching (Unicode Standard, 3.13, D146) in NFKC; folding twice changes nothing.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return folded if folded.isascii() else folded.translate(_simplified())


def tokens(text: str) -> list[str]:
    """Return the tokens of a text in order: each CJK run's bigrams and its last character alone; words whole."""
    found: list[str] = []
    for run in RUNS.finditer(fold(text)):
        word, cjk = run["word"], run["cjk"]
        if word:
            found.append(word)
        else:
            found.extend(cjk[at : at + 2] for at in range(len(cjk)))
    return found


def query_tokens(text: str, *, begins: bool = False) -> list[str]:
    """Return the tokens that every text containing `text` has; a single CJK character is a prefix, told by a `*`.

    `begins`: a word at its end may go on.
    """
    found: list[str] = []
    folded = fold(text)
    for run in RUNS.finditer(folded):
        word, cjk = run["word"], run["cjk"]
        if word:
            found.append(f"{word}*" if begins and run.end() == len(folded) else word)
        elif len(cjk) == 1:
            found.append(f"{cjk}*")
        else:
            found.extend(cjk[at : at + 2] for at in range(len(cjk) - 1))
    return list(dict.fromkeys(found))


@cache
def _simplified() -> dict[int, str]:
    """Return the simplified form of every character that has another (OpenCC's t2s table, character by character)."""
    convert = OpenCC("t2s").convert
    characters = [chr(code) for first, last in ((0x3400, 0x9FFF), (0xF900, 0xFAFF)) for code in range(first, last + 1)]
    simple = convert(convert("\n".join(characters))).split("\n")  # twice: what it makes of one may itself be mapped
    return {ord(old): new for old, new in zip(characters, simple, strict=True) if old != new and len(new) == 1}

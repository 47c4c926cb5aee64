"""Lines that only count: how often a page was looked at, answered, shared. They change while the article does not."""

from __future__ import annotations

import re

from newsarchive.text.languages import any_of

LONGEST = 80
"""Characters above which a line says more than a few counts."""
COUNT = r"\d[\d.,' \u00a0\u202f]{0,12}\s?[kKmM万萬亿億+]{0,2}\s?(?:次|人次?|条|條|个|個|位|회|개|명)?"
COUNTED = any_of("counted")
COUNTS = re.compile(
    rf"(?:[\s|｜·•,，、/;；()（）\[\]【】]*(?:(?:{COUNTED})\s*[:：(（]?\s*{COUNT}|{COUNT}\s?(?:{COUNTED})))+"
    r"[\s|｜·•,，、/;；.。()（）\[\]【】]*",
    re.IGNORECASE,
)


def is_counter(line: str) -> bool:
    """Whether a line is nothing but counts with what they count: 阅读 1234, 浏览次数：35, 1,234 views · 5 comments."""
    return len(line) <= LONGEST and any(sign.isdigit() for sign in line) and COUNTS.fullmatch(line) is not None

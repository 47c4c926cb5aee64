"""Which links lead to another page of the same list."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from lxml.etree import _Element

from newsarchive.text.whitespace import clean

WORDS = re.compile(
    r"""(?: 下[一\d十]*[页頁] | [后後]一?[页頁] | 向[后後]翻[页頁] | [尾末][页頁] | 最[后後]一?[页頁] | 最末[页頁]
        | 次へ | 次のページ | 다음 | next(?:\ page)? | older(?:\ (?:posts|entries|articles))? | last(?:\ page)?
        | weiter | nächste(?:\ seite)? | (?:page\ )?suivante? | (?:página\ )?siguiente | próxima | далее )""",
    re.IGNORECASE | re.VERBOSE,
)
"""What a link to a later page says in words."""

NUMBER = re.compile(r"第?\s*\d{1,5}\s*[页頁]?|page\s*\d{1,5}|\d{1,5}\s*/\s*\d{1,5}", re.IGNORECASE)
DIGITS = re.compile(r"\d+")
ARROWS = re.compile(r"[>›»→＞≫▶]{1,3}")
AROUND = " \xa0[]()（）【】<>‹›«»←→＞.…|·"
"""What stands around the words of a pager's links."""

PAGE_PART = re.compile(r"(?:/(?:page|p|list|index)?[-_/]?\d+/?|(?:[-_/](?:index|list|page|p))?[-_]\d+)?(?:/?index)?/?$")
"""The end of a path that tells pages of one list apart: /2/, /page/3, /index_2, _4; also the first page's /index."""

PAGE_PARAMETER = re.compile(
    r"(?:^|&)(?:p|pg|page|pn|cur|curr|start|offset)[_-]?(?:no|num|number|index|id|page)?=\d{1,6}(?:&|$)", re.I
)
"""A query that tells pages apart, whatever script answers it."""

EXTENSION = re.compile(r"\.(?:s?html?|php|aspx?|jsp|do)$", re.IGNORECASE)


def says_next(element: _Element, text: str) -> bool:
    """Whether a link (or an <option>) says of itself that it leads to another page: by rel, words, number or arrow."""
    if "next" in element.get("rel", "").lower().split():
        return True
    shown = text or clean(element.get("title", "") or element.get("aria-label", ""))
    if not shown:
        return "next" in re.split(r"[\s_-]+", element.get("class", "").lower())
    words = shown.strip(AROUND)
    return bool(WORDS.fullmatch(words) or NUMBER.fullmatch(words) or ARROWS.fullmatch(shown))


def page_number(text: str) -> int | None:
    """Return the number that a link to another page shows; None where it shows words or an arrow."""
    words = text.strip(AROUND)
    found = DIGITS.search(words) if NUMBER.fullmatch(words) else None
    return int(found[0]) if found else None


def same_list(page: str, url: str) -> bool:
    """Whether two addresses can be pages of one list: of one host, and alike but for a number or a query.

    A further page can also be a script's answer (`/plus/list.php?tid=5&PageNo=2`) to a first page in its own folder.

    Raises ValueError for an address that cannot be parsed.
    """
    one, other = urlsplit(page), urlsplit(url)
    if one.hostname != other.hostname or (one.path, one.query) == (other.path, other.query):
        return False
    if (one.path or "/") == (other.path or "/") or PAGE_PARAMETER.search(other.query):
        return True
    alike = _folder(one.path) == _folder(other.path) or _stem(one.path) == _stem(other.path)
    return alike and bool(re.search(r"\d", f"{_last(other.path)}?{other.query}"))


def _last(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _stem(path: str) -> str:
    return PAGE_PART.sub("", EXTENSION.sub("", path))

"""Pages that say "not found" with status 200: told by what the same site answers to an address that it never gave.

The way is that of Bar-Yossef, Broder, Kumar and Tomkins, "Sic transit gloria telae" (WWW 2004): no list of words knows
how every site says it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree

from newsarchive.reading.tree import parse, read_text

MOST_OWN = 15
"""Characters that either of two pages that say the same may have for itself: the day of the week, a greeting. The
shortest news has more with its headline, however much stands around it on every page of the site."""
MOST_LINES = 5000
UNSEEN = frozenset({"script", "style", "noscript", "template", "title"})
NUMBERS = re.compile(r"\d+")


def says_the_same(one: bytes, other: bytes, content_type: str | None = None) -> bool:
    """Whether two pages show a reader the same, numbers aside; never where one of them shows no text."""
    first, second = _lines(one, content_type), _lines(other, content_type)
    return bool(first and second) and max(_size(first - second), _size(second - first)) <= MOST_OWN


def _size(lines: frozenset[str]) -> int:
    return sum(map(len, lines))


def _lines(html: bytes, content_type: str | None) -> frozenset[str]:
    root, _ = parse(read_text(html, content_type).text)
    if root is None:
        return frozenset()
    return frozenset(filter(None, map(_lasting, islice(_texts(root), MOST_LINES))))


def _lasting(text: str) -> str:
    """Leave out what differs between two answers of one kind: numbers, times, and the address that was asked for."""
    return NUMBERS.sub("", "".join(word for word in text.split() if "/" not in word))


def _texts(root: etree._Element) -> Iterator[str]:
    for element in root.iter():
        if element.text and element.tag not in UNSEEN:
            yield element.text
        if element.tail:
            yield element.tail

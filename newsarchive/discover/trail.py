"""The breadcrumb: the chain of names at the top of a page that tells where the page lies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml.etree import _Element

from newsarchive.discover.markup import local_name, pieces
from newsarchive.text.whitespace import clean

SEPARATOR = re.compile(r"[>＞›»→﹥≫]+|(?<!\S)/(?!\S)")
"""What stands between two names; a slash only with space around it, or alone in its element."""

LEAD_IN = re.compile(r"^.{0,8}(?:位置|所在)(?:是|为)?\s*[:：]?\s*|^[:：]\s*|^you are here\s*:?\s*", re.IGNORECASE)
"""The words before the first name."""

NO_NAME = re.compile(r"更多|[上下后尾末]一?[页頁篇]|^(?:more|\d+|next|prev(?:ious)?|last)?$", re.IGNORECASE)
"""Texts beside an arrow that are no place: pagers and links to more."""

BLOCKS = frozenset(
    {"div", "p", "table", "ul", "ol", "dl", "h1", "h2", "h3", "section", "article", "header", "nav", "br"}
)
"""Elements whose edges end a chain; list items and cells do not, since chains are made of them too."""

MARKED = re.compile(r"breadcrumb|crumbs?\b", re.IGNORECASE)
"""Class or label of an element that is a chain without showing separators (they are drawn by a style sheet)."""

LONGEST = 40
"""Characters of one name."""

PROSE = 200
"""Characters beyond which a text is no name or chain of names."""

TOP = 4000
"""How many pieces of text from the top of the page are looked at."""

EDGE = None
"""The edge of a block among the pieces."""


def read_trail(root: _Element) -> tuple[str, ...]:
    """Return the names of the page's breadcrumb, outermost first; empty when there is none."""
    best: tuple[str, ...] = ()
    for chain in _chains(islice(_pieces(root), TOP)):
        if len(chain) >= 3:
            return chain
        best = best or chain
    return best or _marked(root)


def _chains(texts: Iterator[str | None]) -> Iterator[tuple[str, ...]]:
    """Give every run of names with the same separator between them."""
    names: list[str] = []
    separator = waiting = ""
    for piece in _split(texts):
        if piece is not EDGE and SEPARATOR.fullmatch(piece):
            mark = piece[0]
            if names and not waiting and separator in ("", mark):
                separator = waiting = mark
                continue
        elif piece is not EDGE and waiting:
            names.append(piece)
            waiting = ""
            continue
        yield from _chain(names, separator)
        names = [piece] if piece is not EDGE and not SEPARATOR.fullmatch(piece) else []
        separator = waiting = ""
    yield from _chain(names, separator)


def _chain(names: list[str], separator: str) -> Iterator[tuple[str, ...]]:
    cleaned = [re.split(r"\s{2,}", LEAD_IN.sub("", name.strip()))[0] for name in names]
    if len(cleaned) < (3 if separator == "/" else 2):
        return
    if all(0 < len(name) <= LONGEST and not NO_NAME.search(name) for name in cleaned):
        yield tuple(clean(name) for name in cleaned)


def _split(texts: Iterator[str | None]) -> Iterator[str | None]:
    """Give names and separators apart, and the edges between them."""
    for piece in texts:
        if piece is EDGE:
            yield EDGE
            continue
        start = 0
        for match in SEPARATOR.finditer(piece):
            yield from filter(str.strip, (piece[start : match.start()],))
            yield match[0]
            start = match.end()
        yield from filter(str.strip, (piece[start:],))


def _pieces(root: _Element) -> Iterator[str | None]:
    """Give the texts of the page in reading order, with the edges of its blocks."""
    for element, entering in _walk(root):
        if local_name(element) in BLOCKS:
            yield EDGE
        text = ((element.text if entering else element.tail) or "").strip()
        if text:
            yield EDGE if len(text) > PROSE else text


def _walk(root: _Element) -> Iterator[tuple[_Element, bool]]:
    """Give every element twice, on entering (its text) and on leaving it (its tail); scripts only on leaving."""
    stack = [(root, True)]
    while stack:
        element, entering = stack.pop()
        if entering:
            stack.append((element, False))
        if entering and element.tag in ("script", "style", "head", "select"):
            continue
        yield element, entering
        if entering:
            stack.extend((child, True) for child in reversed(element))


def _marked(root: _Element) -> tuple[str, ...]:
    """Return the names of an element that says itself that it is a breadcrumb."""
    for element in root.iter("ol", "ul", "nav", "div"):
        said = " ".join(element.get(name, "") for name in ("class", "id", "aria-label", "itemtype"))
        if MARKED.search(said):
            parts = list(islice(element.iter("li"), 12)) or list(islice(element.iter("a"), 12))
            names = [clean("".join(pieces(part, 8))) for part in parts]
            if len(names) > 1 and all(0 < len(name) <= LONGEST for name in names):
                return tuple(names)
    return ()

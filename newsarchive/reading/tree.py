"""One parse: text in, an lxml tree out, whatever the page does."""

from __future__ import annotations

import re

from lxml import etree

from newsarchive.text.charset import Decoded, decode

LONG_TAG = re.compile(r"<([a-zA-Z][\w:-]{0,40})[^<>]{65536,}>")
"""A tag longer than any honest one: its attributes are dropped, since parsers take quadratic time over them."""

LONGEST_HONEST = 65536
SMALLEST_ATTACK = 400_000
"""Characters under which a page has no room for a tag that matters."""
PARSER = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True)


def read_text(html: bytes | str, content_type: str | None) -> Decoded:
    """Return the page's text; bytes are decoded by what they and the Content-Type header declare."""
    if isinstance(html, bytes):
        return decode(html, content_type)
    text = html.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")
    return Decoded(text=text, encoding="", warnings=())


def parse(text: str, data: bytes | None = None) -> tuple[etree._Element | None, tuple[str, ...]]:
    """Return the tree's root (None for a page without any element) and warnings about what was left out.

    `data` is the text in UTF-8, where it is at hand.
    """
    warnings: tuple[str, ...] = ()
    if len(text) > SMALLEST_ATTACK and any(map(_is_overlong, text.split(">"))):
        text, cut = LONG_TAG.subn(r"<\1>", text)
        warnings = (f"attributes of {cut} overlong tags were left out",) if cut else ()
        data = None if cut else data
    try:
        root = etree.fromstring(text.encode("utf-8") if data is None else data, PARSER)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None, warnings
    return root, warnings


DEEPEST = 2000
"""Levels of nesting near which the parser gives up (libxml2 stops at 2,048)."""
SHAPELESS = re.compile(
    r"</?(?:div|span|b|i|u|em|strong|font|section|article|main|center|a|ul|ol|dl|blockquote|big|small|table|tbody|tr|td)(?:\s[^<>]*)?>",
    re.IGNORECASE,
)


def flattened(text: str) -> tuple[etree._Element | None, tuple[str, ...]]:
    """Parse a page that nests too deeply for the parser, without the elements that only nest."""
    root, warnings = parse(SHAPELESS.sub("<br>", text))
    return root, (*warnings, "elements nested too deeply were flattened")


def _is_overlong(piece: str) -> bool:
    """Whether what stands before a `>` could be an overlong tag; scripts without one are not."""
    if len(piece) <= LONGEST_HONEST:
        return False
    start = piece.rfind("<")
    return start >= 0 and len(piece) - start > LONGEST_HONEST and piece[start + 1 : start + 2].isalpha()


def text_of(element: etree._Element) -> str:
    """Return all text inside an element, on one line."""
    return " ".join("".join(str(piece) for piece in element.itertext()).split())

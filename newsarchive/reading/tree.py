"""One parse: text in, an lxml tree out, whatever the page does."""

from __future__ import annotations

import re

from lxml import etree

from newsarchive.text.charset import Decoded, decode

LONG_TAG = re.compile(r"<([a-zA-Z][\w:-]{0,40})[^<>]{65536,}>")
"""A tag longer than any honest one: its attributes are dropped, since parsers take quadratic time over them."""

PARSER = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True)


def read_text(html: bytes | str, content_type: str | None) -> Decoded:
    """Return the page's text; bytes are decoded by what they and the Content-Type header declare."""
    if isinstance(html, bytes):
        return decode(html, content_type)
    text = html.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")
    return Decoded(text=text, encoding="", warnings=())


def parse(text: str) -> tuple[etree._Element | None, tuple[str, ...]]:
    """Return the tree's root (None for a page without any element) and warnings about what was left out."""
    warnings: tuple[str, ...] = ()
    if len(text) > LONGEST_HONEST and max(map(len, text.split(">"))) > LONGEST_HONEST:
        text, cut = LONG_TAG.subn(r"<\1>", text)
        warnings = (f"attributes of {cut} overlong tags were left out",) if cut else ()
    try:
        root = etree.fromstring(text.encode("utf-8"), PARSER)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None, warnings
    return root, warnings


LONGEST_HONEST = 65536

"""One parse: text in, an lxml tree out, whatever the page does."""

from __future__ import annotations

import re
from itertools import islice

from lxml import etree

from newsarchive.text.charset import Decoded, decode

ATTRIBUTE = r"""[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"?|'[^']*+'?|[^\s>]*+))?+"""
"""One attribute as tokenizers take it (WHATWG HTML, 13.2.5): a > or < in quotes ends no tag."""
MARKUP = re.compile(
    rf"<(?:!--(?:[^-]++|-(?!->))*+|(?P<raw>script|style|title|textarea)(?=[\s/>])(?P<of_raw>(?:{ATTRIBUTE})*+)[\s/]*+>?"
    rf"(?:[^<]++|<(?!/(?P=raw)))*+|(?P<name>[a-zA-Z][^\s/>]*+)(?P<attributes>(?:{ATTRIBUTE})*+))",
    re.IGNORECASE,
)
"""A comment, an element whose content is no markup, or a tag: each is taken whole, so that none hides another."""
NEXT_ATTRIBUTE = re.compile(ATTRIBUTE)
MOST_ATTRIBUTES = 1000
"""Attributes of a tag above which all are dropped: libxml2 compares each with all before it."""
SHORTEST_CROWD = 5000
"""Characters of attributes under which there are too few of them to matter."""
SMALLEST_ATTACK = 250_000
"""Characters under which a page has no room for a tag that matters: at worst it takes a second."""
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
    if len(text) > SMALLEST_ATTACK:
        text, cut = _thinned(text)
        warnings = (f"attributes of {cut} overlong tags were left out",) if cut else ()
        data = None if cut else data
    try:
        root = etree.fromstring(text.encode("utf-8") if data is None else data, PARSER)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None, warnings
    return root, warnings


DEEPEST = 2000
"""Levels of nesting near which the parser gives up (libxml2 stops at 2,048)."""
MOST_AROUND = 400
"""Boxes around one another that are looked at one by one; no page of a publisher has a tenth of them."""
SHAPELESS = re.compile(
    r"</?(?:div|span|b|i|u|em|strong|font|section|article|main|center|a|ul|ol|dl|blockquote|big|small|table|tbody|tr|td)(?:\s[^<>]*)?>",
    re.IGNORECASE,
)


PLAINEST = re.compile(
    r"</?(?!(?:p|br|html|head|body|title|meta|link|base|script|style)[\s/>])[a-zA-Z][^\s<>]{0,40}(?:\s[^<>]*)?>",
    re.IGNORECASE,
)
"""All tags but those of paragraphs, which never nest, and of the head."""


def flattened(text: str, tags: re.Pattern[str] = SHAPELESS) -> tuple[etree._Element | None, tuple[str, ...]]:
    """Parse a page that nests too deeply for the parser, without the elements that only nest."""
    root, warnings = parse(tags.sub("<br>", text))
    return root, (*warnings, "elements nested too deeply were flattened")


def _thinned(text: str) -> tuple[str, int]:
    """Drop the attributes of tags that have too many, since the parser takes quadratic time over them; count these."""
    pieces, at = [], 0
    for tag in MARKUP.finditer(text):
        start, end = tag.span("of_raw" if tag["raw"] else "attributes")
        if end - start > SHORTEST_CROWD and _is_crowd(text, start, end):
            pieces.append(text[at:start])
            at = end
    return "".join([*pieces, text[at:]]), len(pieces)


def _is_crowd(text: str, start: int, end: int) -> bool:
    return next(islice(NEXT_ATTRIBUTE.finditer(text, start, end), MOST_ATTRIBUTES, None), None) is not None


MOST_PIECES = 2000
"""Pieces of text between two tags of one element that are looked at, where it stands for a short statement."""


def text_of(element: etree._Element, most: int = MOST_PIECES) -> str:
    """Return the text inside an element, its first pieces between two tags, on one line."""
    return " ".join("".join(str(piece) for piece in islice(element.itertext(), most)).split())

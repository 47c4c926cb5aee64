"""One parse: text in, an lxml tree out, whatever the page does."""

from __future__ import annotations

import re
from itertools import islice

from lxml import etree

from newsarchive.text.charset import Decoded, decode

ATTRIBUTE = r"""[\s/]*+[^\s/>][^\s/>=]*+(?>(?:\s*+=\s*+(?:"[^"]*+"?|'[^']*+'?|[^\s>]*+))?)"""
"""One attribute as tokenizers take it (WHATWG HTML, 13.2.5): a > or < in quotes ends no tag.

Here and below no group is repeated possessively, as in (?:…)*+: Python before 3.11.5 matches that wrongly (gh-100061,
gh-106052). An atomic group around a greedy repeat means the same.
"""
RAW = "script|style|title|textarea|xmp|iframe|noembed|noframes"
"""Elements whose content is no markup (WHATWG HTML, 13.2.6.2)."""
COMMENT = r"!--(?:-?>|(?>(?:[^-]++|-(?!-!?>))*)(?:--!?>)?)"
MARKUP = re.compile(
    rf"<(?:{COMMENT}|(?P<raw>(?i:{RAW}))(?=[\s/>])(?P<of_raw>(?>(?:{ATTRIBUTE})*))[\s/]*+>?"
    rf"(?>(?:[^<]++|<(?!/(?i:(?P=raw))))*)|(?P<name>[a-zA-Z][^\s/>]*+)(?P<attributes>(?>(?:{ATTRIBUTE})*)))"
)
"""A comment, an element whose content is no markup, or a tag: each is taken whole, so that none hides another."""
NEXT_ATTRIBUTE = re.compile(ATTRIBUTE)
FEW = r"""[^<>"'=]{0,400}+(?>(?:(?<![\s/"'])=(?:"[^"]*+"|'[^']*+')[^<>"'=]{0,40}+){0,40})>"""
"""Attributes of which all are bare or a name, an equals sign and a value in quotes, and the end of their tag."""
ORDINARY = re.compile(
    rf"""(?>(?:[^<]*+<(?:/[^>]*+>?|(?!(?i:{RAW})[\s/>])[a-zA-Z][^\s<>"'/]{{0,40}}+(?=[\s/>]){FEW}"""
    rf"""|(?i:script)(?=[\s/>]){FEW}(?>(?:[^<]++|<(?!/(?i:script)))*)"""
    rf"""|{COMMENT}|[!?](?!--)[^>]*+>?|(?![a-zA-Z/!?])))*)[^<]*+"""
)
"""Text, comments, scripts, and tags, whose attributes are few; what never ends goes on to the page's end, once."""
MOST_ATTRIBUTES = 1000
"""Attributes of a tag above which all are dropped: libxml2 compares each with all before it."""
SHORTEST_CROWD = 5000
"""Characters of attributes under which there are too few of them to matter."""
SMALLEST_ATTACK = 60_000
"""Characters under which a page has no room for a tag that matters: at worst it takes a second."""
PARSER = etree.HTMLParser(
    encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True, collect_ids=False
)


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
    pieces, at, kept = [], _after_ordinary(text, 0), 0
    while at < len(text):
        tag = MARKUP.match(text, at)
        if tag is not None:
            start, end = tag.span("of_raw" if tag["raw"] else "attributes")
            if end - start > SHORTEST_CROWD and _is_crowd(text, start, end):
                pieces.append(text[kept:start])
                kept = end
        at = _after_ordinary(text, max(at + 1, tag.end() if tag else 0))
    return "".join([*pieces, text[kept:]]), len(pieces)


def _after_ordinary(text: str, at: int) -> int:
    found = ORDINARY.match(text, at)
    return found.end() if found else at


def _is_crowd(text: str, start: int, end: int) -> bool:
    return next(islice(NEXT_ATTRIBUTE.finditer(text, start, end), MOST_ATTRIBUTES, None), None) is not None


MOST_PIECES = 2000
"""Pieces of text between two tags of one element that are looked at, where it stands for a short statement."""


def text_of(element: etree._Element, most: int = MOST_PIECES) -> str:
    """Return the text inside an element, its first pieces between two tags, on one line."""
    text = "".join(map(str, islice(element.itertext(), most))) if len(element) else element.text
    return " ".join(text.split()) if text else ""


UNTOLD = frozenset({"script", "style", "noscript", "template"})
"""Elements whose text is not for readers."""


def text_apart(element: etree._Element, line: str, most: int = MOST_PIECES) -> str:
    """Return a line of an element's text with a space wherever a tag stands in it, as a style sheet may set it.

    It is the line as it is where its pieces are not found among the element's first ones.
    """
    told = (
        (e.text if e.tag not in UNTOLD else None) if event == "start" else e.tail if e is not element else None
        for event, e in islice(etree.iterwalk(element, events=("start", "end")), most)
    )
    pieces = [text for t in told if (text := " ".join((t or "").split()))]
    wanted = line.replace(" ", "")
    for start in range(len(pieces)):
        said, end = "", start
        while end < len(pieces) and len(said) < len(wanted):
            said += pieces[end].replace(" ", "")
            end += 1
        if said == wanted:
            return " ".join(pieces[start:end])
    return line

"""Strangers' markup as a tree: no network, no entities, bounded, and never an exception."""

from __future__ import annotations

import re
from html.entities import html5
from itertools import islice

from lxml import etree
from lxml.etree import _Element

XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")

UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 (2.2) does not allow; some of them end a parse early."""


ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)(\w{1,32});")
"""A named entity other than XML's own five (4.6)."""


def read_html(text: str) -> _Element | None:
    """Return the root of an HTML page, or None for one without any element."""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    return _parse(text, parser)


def read_xml(text: str) -> _Element | None:
    """Return the root of an XML document as far as it can be read, or None.

    Named entities are those of HTML, which feeds use undeclared; what a document declares itself is left out.
    """
    parser = etree.XMLParser(
        encoding="utf-8",
        recover=True,
        no_network=True,
        resolve_entities=False,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    return _parse(ENTITY.sub(lambda match: html5.get(f"{match[1]};", ""), text), parser)


def local_name(element: _Element) -> str:
    """Return an element's name in lower case without namespace; empty for an entity or another node without one."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def pieces(element: _Element, most: int = 64) -> list[str]:
    """Return the first texts inside an element, in reading order."""
    return [str(piece) for piece in islice(element.itertext(), most)]


def _parse(text: str, parser: etree.HTMLParser | etree.XMLParser) -> _Element | None:
    # The text is decoded already: an encoding that it still declares would be applied a second time.
    data = UNREADABLE.sub("\N{REPLACEMENT CHARACTER}", XML_DECLARATION.sub("", text)).encode("utf-8")
    try:
        return etree.fromstring(data, parser) if data.strip() else None
    except (etree.XMLSyntaxError, ValueError):
        return None

"""The text of a page that shows none: it waits in templates, in noscript elements or in the strings of scripts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from lxml import etree

from newsarchive.reading.tree import parse

TEMPLATES = frozenset({"text/template", "text/html", "text/x-template", "text/x-handlebars-template", "text/ng-template"})
"""Types of script elements that hold markup."""
STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
"""A string literal of JSON (RFC 8259, section 7)."""
LEAST_STRING = 400
"""Characters that the literal of an article's text has at least."""
LARGEST_SCRIPT = 4_000_000
MARKUP = re.compile(r"<(?:p|br|div)\b", re.IGNORECASE)
DEEPEST = 3
"""How often strings are looked for inside of strings."""


def reveal(root: etree._Element) -> bool:
    """Put what a browser would show only with (or only without) scripts into the page; return whether there is any.

    Call it for a page that shows no text otherwise: what templates hold is not meant to be read twice.
    """
    found = [*_opened(root), *_templates(root)] or [*_stated(root)]
    body = root.find("body")
    for element in found:
        if element.getparent() is None:
            (root if body is None else body).append(element)
    return bool(found)


def _opened(root: etree._Element) -> Iterator[etree._Element]:
    """Make boxes of noscript and template elements that hold more than a picture."""
    for element in list(root.iter("noscript", "template")):
        if len(element) and element.findtext(".//p") is not None:
            element.tag = "div"
            yield element


def _templates(root: etree._Element) -> Iterator[etree._Element]:
    for script in list(root.iter("script")):
        if (script.get("type") or "").lower() in TEMPLATES and script.text and len(script.text) > LEAST_STRING:
            box = _boxed(script.text)
            parent = script.getparent()
            if box is not None and parent is not None:
                parent.replace(script, box)
                yield box


def _stated(root: etree._Element) -> Iterator[etree._Element]:
    """Give the longest text that a script's strings hold as markup."""
    texts = (script.text for script in root.iter("script") if script.text and len(script.text) < LARGEST_SCRIPT)
    found = max((string for text in texts for string in _strings(text, DEEPEST)), key=len, default="")
    box = _boxed(found) if found else None
    if box is not None:
        yield box


def _strings(text: str, depth: int) -> Iterator[str]:
    """Give the strings of markup in a script, also those that stand in a string of its own."""
    for literal in STRING.finditer(text):
        if literal.end() - literal.start() < LEAST_STRING:
            continue
        try:
            string = json.loads(literal.group(), strict=False)
        except ValueError:
            continue
        inner = list(_strings(string, depth - 1)) if depth and '"' in string else []
        if inner:
            yield from inner
        elif MARKUP.search(string):
            yield string


def _boxed(markup: str) -> etree._Element | None:
    """Return markup as a box of its own."""
    root, _ = parse(f"<html><body>{markup}</body></html>")
    body = root.find("body") if root is not None else None
    if body is None:
        return None
    body.tag = "div"
    body.tail = None
    return body

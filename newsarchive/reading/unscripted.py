"""The text of a page that shows none: it waits in templates, in noscript elements or in the strings of scripts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from lxml import etree

from newsarchive.reading.tree import parse

TEMPLATES = frozenset(
    {"text/template", "text/html", "text/x-template", "text/x-handlebars-template", "text/ng-template"}
)
"""Types of script elements that hold markup."""
STRING = re.compile(r'"(?>(?:[^"\\]++|\\.)*)(?:"|\\?\Z)', re.DOTALL)
"""A string literal of JSON (RFC 8259, section 7); one without an end is taken whole: no search starts inside."""
LEAST_STRING = 400
"""Characters that the literal of an article's text has at least."""
LARGEST_SCRIPT = 4_000_000
MARKUP = re.compile(r"<(?:p|br)\b", re.IGNORECASE)
DEEPEST = 3
"""How often strings are looked for inside of strings."""


def reveal(root: etree._Element) -> bool:
    """Put what a browser would show only with (or only without) scripts into the page; return whether there is any.

    Call it for a page that shows no text otherwise: what templates hold is not meant to be read twice.
    """
    return _open(root) + _fill(root) > 0 or _take_from_strings(root)


def _open(root: etree._Element) -> int:
    """Make boxes of noscript and template elements that hold more than a picture; return how many."""
    closed = [e for e in root.iter("noscript", "template") if e.find(".//p") is not None]
    for element in closed:
        element.tag = "div"
    return len(closed)


def _fill(root: etree._Element) -> int:
    """Put boxes in the place of scripts that are templates; return how many."""
    filled = 0
    for script in list(root.iter("script")):
        parent = script.getparent()
        if (script.get("type") or "").lower() in TEMPLATES and script.text and parent is not None:
            box = _boxed(script.text) if len(script.text) > LEAST_STRING else None
            if box is not None:
                parent.replace(script, box)
                filled += 1
    return filled


def _take_from_strings(root: etree._Element) -> bool:
    """Append the text of most paragraphs that a script's strings hold as markup."""
    texts = (script.text for script in root.iter("script") if script.text and len(script.text) < LARGEST_SCRIPT)
    strings = (string for text in texts for string in _strings(text, DEEPEST))
    found = max(strings, key=lambda string: (len(MARKUP.findall(string)), len(string)), default="")
    box = _boxed(found) if found else None
    if box is None:
        return False
    body = root.find("body")
    (root if body is None else body).append(box)
    return True


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

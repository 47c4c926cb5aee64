"""What a page is shown with: the pictures, style sheets, scripts, fonts and icons that its markup and its styles name.

What scripts load when they run is not among them: no browser is started.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from urllib.parse import urldefrag, urljoin

from lxml.etree import _Element

from newsarchive.discover.markup import local_name, read_html
from newsarchive.text.charset import decode

MOST = 500
"""Requisites of one page or style sheet that are taken."""

SOURCES = {
    "img": ("src", "data-src", "data-original"),
    "script": ("src",),
    "source": ("src",),
    "input": ("src",),
    "embed": ("src",),
    "video": ("poster",),
    "body": ("background",),
    "table": ("background",),
    "td": ("background",),
    "image": ("href", "{http://www.w3.org/1999/xlink}href"),
}
"""Attributes that name what is shown in their element; films and frames are left out."""

RELATIONS = frozenset({"stylesheet", "icon", "apple-touch-icon", "preload", "mask-icon"})
"""Links (HTML, 4.6.7) to what belongs to the page itself."""

STYLE = re.compile(r"""url\(\s*["']?([^"'()\s]{1,2000})["']?\s*\)|@import\s+["']([^"']{1,2000})["']""", re.IGNORECASE)
"""Addresses in a style sheet (CSS Values, 4.5; CSS Cascade, 2)."""


def requisites_of_page(data: bytes, url: str, content_type: str | None) -> tuple[str, ...]:
    """Return the addresses of what a page is shown with, each once, in the page's order. Raises nothing."""
    root = read_html(decode(data, content_type).text)
    if root is None:
        return ()
    base = next((href for node in root.iter("base") if (href := node.get("href"))), "")
    return _absolute(_named(root), _joined(url, base) or url)


def requisites_of_style(data: bytes, url: str, content_type: str | None) -> tuple[str, ...]:
    """Return the addresses of what a style sheet refers to: fonts, pictures, further style sheets."""
    return _absolute(_in_style(decode(data, content_type).text), url)


def _named(root: _Element) -> Iterator[str]:
    for element in root.iter():
        name = local_name(element)
        for attribute in SOURCES.get(name, ()):
            yield element.get(attribute) or ""
        if name in ("img", "source"):
            yield from (part.split()[0] for part in (element.get("srcset") or "").split(",") if part.strip())
        elif name == "link" and RELATIONS & set((element.get("rel") or "").lower().split()):
            yield element.get("href") or ""
        elif name == "style":
            yield from _in_style(element.text or "")
        yield from _in_style(element.get("style") or "")


def _in_style(text: str) -> Iterator[str]:
    return (found[1] or found[2] for found in STYLE.finditer(text))


def _absolute(named: Iterable[str], base: str) -> tuple[str, ...]:
    addresses = (_joined(base, name.strip()) for name in named if name.strip())
    return tuple(islice(dict.fromkeys(address for address in addresses if address), MOST))


def _joined(base: str, name: str) -> str | None:
    try:
        url = urldefrag(urljoin(base, name)).url
    except ValueError:
        return None
    return url if url.startswith(("http://", "https://")) else None

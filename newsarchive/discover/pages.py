"""Any response that may list links: a list page, a feed or a sitemap, told apart and read."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable

from newsarchive.discover.feeds import read_feed
from newsarchive.discover.listing import Listing, read_listing
from newsarchive.discover.sitemaps import read_sitemap
from newsarchive.items import LinkKind
from newsarchive.text.charset import decode

ROOT = re.compile(
    r"<(?:[a-z][\w.-]{0,30}:)?(rss|feed|rdf|urlset|sitemapindex|html|head|body|div|table)[\s>/]", re.IGNORECASE
)
"""The first element that tells what a document is."""

HEAD = 4096
"""How far into a document its root is looked for."""

NO_TEXT = re.compile(r"(?:image|audio|video|font)/|application/(?:pdf|zip|msword|vnd\.|octet-stream|json|javascript)")
"""Media types that list no links."""

GZIP = b"\x1f\x8b"
LARGEST = 64_000_000
"""Bytes that a compressed sitemap may grow to; the protocol allows 50 MB."""


def read_links(
    data: bytes,
    url: str,
    *,
    kind_of: Callable[[str], LinkKind],
    address_of: Callable[[str], str] = str,
    content_type: str | None = None,
) -> Listing:
    """Return the links of a response at `url`, whichever of list page, feed and sitemap it is. Raises nothing.

    What a document is, its root element says; its Content-Type only where there is none, since servers send feeds
    as text/html and pages as text/xml. A sitemap that is itself a gzip file (sitemap.xml.gz) is unpacked.
    """
    if data.startswith(GZIP):
        data = _unpacked(data)
    media_type = (content_type or "").partition(";")[0].strip().lower()
    if NO_TEXT.match(media_type) and b"<" not in data[:HEAD]:
        return Listing()
    text = decode(data, content_type).text
    found = ROOT.search(text[:HEAD])
    root = found[1].lower() if found else ""
    if root in ("rss", "feed", "rdf"):
        return Listing(links=read_feed(text, url, kind_of=kind_of, address_of=address_of))
    if root in ("urlset", "sitemapindex") or (not root and media_type == "text/plain"):
        return Listing(links=read_sitemap(text, url, kind_of=kind_of, address_of=address_of))
    return read_listing(text, url, kind_of=kind_of, address_of=address_of)


def _unpacked(data: bytes) -> bytes:
    """Return what a gzip file holds, as far as it can be read and is not unreasonably large (RFC 1952)."""
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data, LARGEST)
    except zlib.error:
        return b""

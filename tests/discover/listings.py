"""What the tests of listings share: a portal's address rules and a stand-in for its host."""

from __future__ import annotations

import re

from newsarchive.discover.listing import Listing, read_listing
from newsarchive.discover.pages import read_links
from newsarchive.items import Link, LinkKind

HOME = "https://www.county.test"
STAND_IN = "http://127.0.0.1:8123"
PAGE = f"{HOME}/luzhou/luxian/"


def kind_of(url: str) -> LinkKind:
    """Tell articles (a month's folder and a number) and lists (a folder) of the portal from everything else."""
    if not re.match(r"https?://(?:www\.|m\.)?county\.test/", url):
        return LinkKind.OTHER
    if re.search(r"/\d{6}/\d+\.html$", url):
        return LinkKind.ARTICLE
    return LinkKind.LISTING if url.endswith("/") else LinkKind.OTHER


def address_of(url: str) -> str:
    """Map the stand-in to the portal's own host."""
    return url.replace(STAND_IN, HOME, 1)


def read(body: str, url: str = PAGE) -> Listing:
    """Read a page with this body."""
    return read_listing(f"<html><body>{body}</body></html>", url, kind_of=kind_of, address_of=address_of)


def only(body: str, url: str = PAGE) -> Link:
    """Return the one link of a page with this body."""
    (link,) = read(body, url).links
    return link


def further(body: str, url: str = PAGE) -> list[str]:
    """Return the addresses that lead to other pages of the list."""
    return [link.url for link in read(body, url).links if link.is_next]


def urls(data: bytes, url: str = PAGE, content_type: str | None = None) -> list[str]:
    """Return the addresses in any response."""
    found = read_links(data, url, kind_of=kind_of, address_of=address_of, content_type=content_type)
    return [link.url for link in found.links]

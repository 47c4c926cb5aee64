"""The addresses on a listing: made absolute, mapped to the portal's own host, named by what they lead to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple
from urllib.parse import urldefrag, urljoin, urlsplit

from newsarchive.items import Link, LinkKind

DROPPED = str.maketrans("", "", "\t\r\n")
"""Characters that a browser takes out of an address wherever they stand (WHATWG URL, 4.4)."""

BLANK = "".join(map(chr, range(0x21)))
"""C0 controls and the space: what a browser strips from both ends of an address."""

LONGEST = 4096
"""Characters of an address beyond which it is not worth following."""


class Target(NamedTuple):
    """Where a link leads."""

    url: str
    kind: LinkKind


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """How the addresses of one listing are read."""

    base: str
    """What relative addresses are relative to: the page's own address, or what its <base> says."""
    kind_of: Callable[[str], LinkKind]
    """The portal's address rules."""
    address_of: Callable[[str], str] = str
    """Maps a stand-in host to the portal's own."""

    def target(self, href: str) -> Target | None:
        """Return where an href leads; None where no page is behind it (javascript:, mailto:, a broken address)."""
        try:
            url = absolute(href, self.base)
            if url is None:
                return None
            url = self.address_of(url)
            return Target(url, self.kind_of(url))
        except ValueError:  # strangers write addresses such as http://[
            return None


def absolute(href: str, base: str) -> str | None:
    """Return the absolute http(s) address of an href, without fragment, or None when it has none (RFC 3986, 5.2).

    Raises ValueError for an address that cannot be parsed.
    """
    href = href.strip(BLANK).translate(DROPPED)
    path, mark, query = href.partition("?")
    href = path.replace("\\", "/") + mark + query  # as browsers do it, for pages written on Windows
    if not href or href.startswith("#") or len(href) > LONGEST:
        return None
    url = urldefrag(urljoin(base, href)).url
    parts = urlsplit(url)
    return url if parts.scheme in ("http", "https") and parts.hostname else None


def in_order(links: Iterable[Link]) -> tuple[Link, ...]:
    """Return links with each address once, the first, and with their positions."""
    first: dict[str, Link] = {}
    for link in links:
        first.setdefault(link.url, link)
    return tuple(replace(link, position=position) for position, link in enumerate(first.values()))

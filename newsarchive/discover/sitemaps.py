"""Sitemaps and sitemap indexes (sitemaps.org, protocol 0.9) with the news extension; also as plain lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from lxml.etree import _Element

from newsarchive.discover.addresses import Addresses, in_order
from newsarchive.discover.days import kept_time, stated_day
from newsarchive.discover.markup import local_name, read_xml
from newsarchive.items import Link, LinkKind
from newsarchive.text.charset import decode
from newsarchive.text.whitespace import clean

MOST_URLS = 50_000
"""Addresses that one sitemap may have, as the protocol says."""

DATES = ("publication_date", "lastmod")
"""Where an address's day stands: when it was published, else when it was changed."""


def read_sitemap(
    data: bytes | str, url: str, *, kind_of: Callable[[str], LinkKind], address_of: Callable[[str], str] = str
) -> tuple[Link, ...]:
    """Return the links of a sitemap at `url` in its order; of a broken one, those that can be read.

    What a sitemap index lists is of kind LISTING, whatever its host: whether to go there is the caller's to ask.
    `kind_of` and `address_of` are those of `read_listing`.
    """
    text = data if isinstance(data, str) else decode(data).text
    addresses = Addresses(base=url, kind_of=kind_of, address_of=address_of)
    if "<" not in text[:4096]:
        return in_order(_lines(text, addresses))
    root = read_xml(text)
    return () if root is None else in_order(_urls(root, addresses))


def _urls(root: _Element, addresses: Addresses) -> Iterator[Link]:
    for entry in islice(root.iter("{*}url", "{*}sitemap"), MOST_URLS):
        texts = _texts(entry)
        target = addresses.target(texts.get("loc", ""))
        if target is None:
            continue
        is_part = local_name(entry) == "sitemap"
        stated = next((texts[name] for name in DATES if stated_day(texts.get(name, ""))), "")
        yield Link(
            url=target.url,
            kind=LinkKind.LISTING if is_part else target.kind,
            is_part=is_part,
            text=clean(texts.get("title", "")),
            day=stated_day(stated),
            stated=kept_time(stated),
        )


def _lines(text: str, addresses: Addresses) -> Iterator[Link]:
    """Give the links of a sitemap that is a text file with an address a line."""
    for line in islice(text.splitlines(), MOST_URLS):
        target = addresses.target(line) if line.strip().startswith(("http://", "https://")) else None
        if target is not None:
            yield Link(url=target.url, kind=target.kind)


def _texts(entry: _Element) -> dict[str, str]:
    """Return the texts inside one entry by name; the first of each name."""
    texts: dict[str, str] = {}
    for element in islice(entry.iterdescendants(), 200):
        texts.setdefault(local_name(element), (element.text or "").strip())
    return texts

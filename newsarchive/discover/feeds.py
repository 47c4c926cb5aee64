"""Feeds: RSS 2.0 and 1.0, Atom (RFC 4287), paged feeds (RFC 5005)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from lxml.etree import _Element

from newsarchive.discover.addresses import Addresses, in_order
from newsarchive.discover.days import kept_time, stated_day
from newsarchive.discover.markup import local_name, pieces, read_xml
from newsarchive.items import Link, LinkKind
from newsarchive.text.charset import decode
from newsarchive.text.whitespace import clean

MOST_ENTRIES = 10_000
"""Entries that are taken from one feed."""

DATES = ("pubdate", "published", "date", "updated")
"""Where an entry says when it was published; when it was changed stands in for that last."""


def read_feed(
    data: bytes | str, url: str, *, kind_of: Callable[[str], LinkKind], address_of: Callable[[str], str] = str
) -> tuple[Link, ...]:
    """Return the links of a feed at `url`, one an entry, in its order; of a broken feed, those that can be read.

    `day` is the day that the entry states, in the offset that it is stated in. `kind_of` and `address_of` are those
    of `read_listing`.
    """
    root = read_xml(data if isinstance(data, str) else decode(data).text)
    if root is None:
        return ()
    addresses = Addresses(base=url, kind_of=kind_of, address_of=address_of)
    return in_order((*_entries(root, addresses), *_next_pages(root, addresses)))


def _entries(root: _Element, addresses: Addresses) -> Iterator[Link]:
    for entry in islice(root.iter("{*}item", "{*}entry"), MOST_ENTRIES):
        target = addresses.target(_address(entry))
        if target is not None:
            stated = _child(entry, *DATES)
            yield Link(
                url=target.url,
                kind=target.kind,
                text=clean(_child(entry, "title")),
                day=stated_day(stated),
                stated=kept_time(stated),
            )


def _next_pages(root: _Element, addresses: Addresses) -> Iterator[Link]:
    for element in islice(root.iter("{*}link"), MOST_ENTRIES):
        parent = element.getparent()
        if element.get("rel") != "next" or parent is None or local_name(parent) not in ("feed", "channel"):
            continue
        target = addresses.target(element.get("href", ""))
        if target is not None and target.kind is not LinkKind.ARTICLE:
            yield Link(url=target.url, kind=LinkKind.LISTING, is_next=True)


def _address(entry: _Element) -> str:
    """Return the address of an entry: Atom's alternate link, RSS's link, else a guid that is one."""
    for element in entry.iterchildren("{*}link"):
        if element.get("href") and element.get("rel", "alternate") == "alternate":
            return element.get("href", "")
    link = _child(entry, "link")
    if link:
        return link
    guids = entry.iterchildren("{*}guid")
    return next(("".join(pieces(guid)) for guid in guids if guid.get("isPermaLink", "true") != "false"), "")


def _child(entry: _Element, *names: str) -> str:
    """Return the text of the first of the entry's children with one of these names, in the names' order."""
    texts = {local_name(child): "".join(pieces(child)).strip() for child in reversed(entry)}
    return next((texts[name] for name in names if texts.get(name)), "")

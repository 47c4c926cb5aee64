"""What a worker process does with a response: find its links, or read its article. Everything passed can be pickled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zlib import crc32

from newsarchive.capture.bodies import decode_body, header
from newsarchive.discover.listing import Listing
from newsarchive.discover.pages import read_links
from newsarchive.discover.requisites import requisites_of_page, requisites_of_style
from newsarchive.portals.addresses import Addresses
from newsarchive.portals.definition import Portal
from newsarchive.portals.page import Page
from newsarchive.portals.reader import Reading, read
from newsarchive.portals.registry import get_portal
from newsarchive.reading.joining import joined
from newsarchive.reading.missing import says_the_same

Headers = tuple[tuple[str, str], ...]

SAMPLE = 5
"""Of so many pages one is read by the generic reader too: reading twice takes its time."""


def links_of(body: bytes, headers: Headers, *, url: str, portal_id: str, base_url: str | None) -> Listing:
    """Return the links of a list page, feed or sitemap that was fetched from `url`, as the portal's own addresses.

    Raises BodyUndecodable.
    """
    addresses = Addresses(get_portal(portal_id), base_url)
    return read_links(
        decode_body(body, headers),
        url,
        kind_of=addresses.kind_of,
        address_of=addresses.own,
        content_type=header(headers, "content-type"),
    )


def requisites_of(body: bytes, headers: Headers, *, url: str, is_style: bool = False) -> tuple[str, ...]:
    """Return the addresses of what a page, or a style sheet, is shown with. Raises BodyUndecodable."""
    read_requisites = requisites_of_style if is_style else requisites_of_page
    return read_requisites(decode_body(body, headers), url, header(headers, "content-type"))


def say_the_same(one: tuple[bytes, Headers], other: tuple[bytes, Headers]) -> bool:
    """Whether two pages show a reader the same, numbers aside. Raises BodyUndecodable."""
    first, second = (decode_body(body, headers) for body, headers in (one, other))
    return says_the_same(first, second, header(one[1], "content-type"))


@dataclass(frozen=True)
class FurtherPage:
    """A page after the first of an article that runs over several, as it was fetched."""

    body: bytes
    headers: Headers
    url: str
    """The portal's own address of it."""


def article_of(
    body: bytes,
    headers: Headers,
    *,
    url: str,
    portal_id: str,
    fetched_at: datetime,
    further: Sequence[FurtherPage] = (),
) -> Reading:
    """Return what the portal's page objects read from a response, and from the article's further pages, joined.

    `url` is the portal's own address. A further page that is no article is missing from it. Raises BodyUndecodable.
    """
    portal = get_portal(portal_id)
    reading = _read(body, headers, url, portal, fetched_at)
    if reading.article is None or not further:
        return reading
    others = (_read(page.body, page.headers, page.url, portal, fetched_at).article for page in further)
    return replace(reading, article=joined([reading.article, *filter(None, others)]))


def second_opinion(body: bytes, headers: Headers, *, url: str, portal_id: str, fetched_at: datetime) -> Reading | None:
    """Return what the generic reader makes of a response; None for a portal without page objects, and for most pages.

    It knows language and zone of the portal, but no rule of its pages. Raises BodyUndecodable.
    """
    portal = get_portal(portal_id)
    if not any(page is not Page for page in portal.pages) or crc32(url.encode("utf-8", "surrogatepass")) % SAMPLE:
        return None
    return _read(body, headers, url, replace(portal, pages=(Page,)), fetched_at)


def _read(body: bytes, headers: Headers, url: str, portal: Portal, fetched_at: datetime) -> Reading:
    return read(
        decode_body(body, headers),
        url=url,
        portal=portal,
        fetched_at=fetched_at,
        content_type=header(headers, "content-type"),
    )

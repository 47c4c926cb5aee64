"""From the portal's home page, its lists lead to every article, whatever form they have."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urlsplit

import pytest

from newsarchive.discover.listing import Listing
from newsarchive.discover.pages import read_links
from newsarchive.items import Link, LinkKind
from tests.fixtures.site import Site, build_site
from tests.fixtures.site.variants import build_variant


def kind_of(url: str) -> LinkKind:
    """The portal's rules, without any knowledge of how further pages are addressed."""
    parts = urlsplit(url)
    if parts.hostname not in ("www.yybnet.net", "m.yybnet.net") or parts.path.startswith("/private"):
        return LinkKind.OTHER
    if re.fullmatch(r"/[a-z]+/[a-z]+/\d{6}/\d+\.html", parts.path):
        return LinkKind.ARTICLE
    return LinkKind.LISTING if re.fullmatch(r"/([a-z]+/){0,2}", parts.path) else LinkKind.OTHER


def listings(site: Site) -> dict[str, Listing]:
    """Read every list page that can be reached from the home page."""
    waiting, read = ["/"], dict[str, Listing]()
    while waiting:
        path = waiting.pop()
        if path in read:
            continue
        response = site.pages[path]
        content_type = dict(response.headers)["Content-Type"]
        read[path] = read_links(response.body, site.host + path, kind_of=kind_of, content_type=content_type)
        for link in read[path].links:
            parts = urlsplit(link.url)
            if link.kind is LinkKind.LISTING:
                waiting.append(parts.path + (f"?{parts.query}" if parts.query else ""))
    return read


@pytest.fixture(scope="module", params=["small", *range(12)])
def site(request: pytest.FixtureRequest) -> Site:
    return build_site() if request.param == "small" else build_variant(request.param)


def test_every_article_and_nothing_else_is_found(site: Site) -> None:
    links: list[Link] = [link for listing in listings(site).values() for link in listing.links]
    found = {urlsplit(link.url).path for link in links if link.kind is LinkKind.ARTICLE}
    odd = {*site.dead, *site.no_article, *site.redirects}
    assert found - odd == {urlsplit(article.url).path for article in site.expected}
    assert odd <= found


def test_the_day_beside_a_link_is_the_articles_day(site: Site) -> None:
    days = {urlsplit(article.url).path: date.fromisoformat(article.published[:10]) for article in site.expected}
    seen: dict[str, set[date | None]] = {}
    for listing in listings(site).values():
        for link in listing.links:
            seen.setdefault(urlsplit(link.url).path, set()).add(link.day)
    for path, day in days.items():
        assert seen[path] - {None} == {day}, path


def test_every_list_page_says_where_it_lies(site: Site) -> None:
    channels = {name for article in site.expected for name in article.channels}
    trails = {listing.breadcrumb[-1] for path, listing in listings(site).items() if path != "/"}
    assert channels <= trails

"""Sitemaps and feeds in a crawl: what they state is kept, and an index spares what has not changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from newsarchive.store.archive import Archive
from newsarchive.store.database import reading
from newsarchive.store.models import Channel, Link, Sighting
from tests.crawl.own_portal import HOST, OwnPortal
from tests.fixtures.site.assembly import Response

XML = (("Content-Type", "application/xml"),)
NAMES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"'


def index(**changed: str) -> Response:
    """Return a sitemap index: names of sitemaps with when they changed."""
    each = (f"<sitemap><loc>{HOST}/{name}.xml</loc>{when}</sitemap>" for name, when in changed.items())
    return Response(headers=XML, body=f"<sitemapindex {NAMES}>{''.join(each)}</sitemapindex>".encode())


def sitemap(*numbers: int) -> Response:
    each = (
        f"<url><loc>{HOST}/2018/content_{number}.htm</loc><n:news><n:publication_date>2018-02-13T09:53:00+08:00"
        f"</n:publication_date><n:title>新闻{number}</n:title></n:news></url>"
        for number in numbers
    )
    return Response(headers=XML, body=f"<urlset {NAMES}>{''.join(each)}</urlset>".encode())


def lastmod(at: datetime) -> str:
    return f"<lastmod>{at.isoformat()}</lastmod>"


OLD = lastmod(datetime.now(UTC) - timedelta(days=40))


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[OwnPortal]:
    page = Response(body="<html><body><p>一篇</p></body></html>".encode())
    pages = {f"/2018/content_{number}.htm": page for number in range(1, 7)}
    maps = {
        "/index.xml": index(old=OLD, new=lastmod(datetime.now(UTC)), silent=""),
        "/old.xml": sitemap(1, 2),
        "/new.xml": sitemap(3),
        "/silent.xml": sitemap(4),
    }
    made = OwnPortal(tmp_path / "project", 'starts=("/index.xml",),', {**pages, **maps})
    with made.server:
        yield made


@pytest.mark.proof
def test_an_index_spares_the_sitemaps_that_it_says_have_not_changed(archive: Archive, portal: OwnPortal) -> None:
    first = portal.crawl(archive.root)
    assert {"/old.xml", "/new.xml", "/silent.xml", "/2018/content_1.htm", "/2018/content_4.htm"} <= set(first)
    with reading(archive.engine) as session:
        query = select(Sighting.text, Sighting.stated, Link.day).join(Link, Link.id == Sighting.link_id)
        told = session.execute(query.where(Link.address.endswith("content_1.htm"))).one()
        assert tuple(told) == ("新闻1", "2018-02-13T09:53:00+08:00", datetime(2018, 2, 13).date())  # noqa: DTZ001
        names = session.scalars(select(Channel.name)).all()
        assert names == [], "a sitemap is no channel"
    portal.server.pages["/index.xml"] = index(old=OLD, new=lastmod(datetime.now(UTC)), silent="", fresh=OLD)
    portal.server.pages |= {"/new.xml": sitemap(3, 5), "/old.xml": sitemap(1, 2, 6), "/fresh.xml": sitemap(1)}
    second = portal.crawl(archive.root)
    assert {"/new.xml", "/silent.xml", "/fresh.xml", "/2018/content_5.htm"} <= set(second)
    assert "/old.xml" not in second
    third = portal.crawl(archive.root)
    assert sorted(third) == ["/index.xml", "/robots.txt", "/silent.xml"]


@pytest.mark.proof
@pytest.mark.parametrize("backend", ["sqlite"])
def test_what_changed_before_the_days_that_are_wanted_is_left_to_another_run(
    archive: Archive, portal: OwnPortal
) -> None:
    since = (datetime.now(UTC) - timedelta(days=20)).date().isoformat()
    assert "/old.xml" not in portal.crawl(archive.root, "--since", since)
    assert "/old.xml" in portal.crawl(archive.root)


NAMED = f"""Sitemap: {HOST}/old.xml
Sitemap: {HOST}/shut/new.xml
Sitemap: https://elsewhere.example.org/silent.xml
Sitemap: http://[broken
Sitemap: /nowhere
sitemap: {HOST}/index.xml
User-agent: *
Disallow: /shut/
"""


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize("follows", [True, pytest.param(False, marks=pytest.mark.proof)])
def test_sitemaps_of_robots_txt_are_followed_where_the_portals_file_says_so(
    archive: Archive, tmp_path: Path, portal: OwnPortal, *, follows: bool
) -> None:
    pages = portal.server.pages | {"/": Response(body=b"<a href='/node_1.htm'>1</a>"), "/node_1.htm": Response()}
    pages |= {"/robots.txt": Response(body=NAMED.encode()), "/shut/new.xml": sitemap(3)}
    own = OwnPortal(tmp_path / "own", f"sitemaps={follows},", pages)
    with own.server:
        asked = own.crawl(archive.root)
        assert ({"/old.xml", "/index.xml", "/2018/content_1.htm", "/2018/content_4.htm"} <= set(asked)) == follows
        assert not {"/shut/new.xml", "/nowhere"} & set(asked)
        if not follows:
            assert sorted(asked) == ["/", "/node_1.htm", "/robots.txt"]

"""Lists are followed: asked for conditionally, until their pages show what is known, and on from where it stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from newsarchive.portals.registry import get_portal
from newsarchive.store.archive import Archive
from newsarchive.store.database import reading, writing
from newsarchive.store.models import Capture, Link, Listing, Portal, Sighting
from tests.crawl.long_list import LIST, SIZE, list_pages, long_list, page_path, rows
from tests.fixtures.site import SiteServer, expected
from tests.running import newsarchive

YYBNET = get_portal("yybnet")


@pytest.fixture
def server() -> Iterator[SiteServer]:
    with SiteServer() as running:
        yield running


@pytest.fixture
def serve() -> Iterator[Callable[[int], SiteServer]]:
    """Return a way to serve a list of so many articles."""
    running: list[SiteServer] = []

    def begin(count: int) -> SiteServer:
        running.append(SiteServer(long_list(rows(count))).__enter__())
        return running[-1]

    yield begin
    for server in running:
        server.__exit__(None, None, None)


def crawl(archive: Archive, server: SiteServer, *words: str, code: int = 0) -> list[str]:
    """Crawl, and return the paths that were asked for."""
    server.forget()
    done = newsarchive("crawl", "yybnet", "--archive", archive.root, "--base-url", server.url, *words)
    assert done.returncode == code, done.stderr
    return [request.path for request in server.requests]


def articles(paths: list[str]) -> list[str]:
    return [path for path in paths if YYBNET.kind_of(f"https://www.yybnet.net{path}") == "article"]


def lists(paths: list[str]) -> list[str]:
    """Return the pages of the long list among paths, by number."""
    return [path for path in paths if path.startswith(LIST) and path not in articles(paths)]


def dump(archive: Archive) -> list[str]:
    done = newsarchive("dump", "--canonical", "--archive", archive.root)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.parametrize("backend", ["postgresql", pytest.param("sqlite", marks=pytest.mark.proof)])
def test_an_unchanged_portal_is_asked_for_its_lists_first_pages_and_nothing_else(
    archive: Archive, server: SiteServer
) -> None:
    first = crawl(archive, server)
    second = crawl(archive, server)
    assert len(articles(first)) >= len(expected())
    assert len(articles(second)) < len(articles(first)) / 20
    assert len(second) - len(articles(second)) < len(set(first) - set(articles(first))) / 2
    asked = {request.path: request.headers for request in server.requests}
    assert all("if-none-match" in headers for path, headers in asked.items() if path != "/robots.txt")
    with reading(archive.engine) as session:
        again = session.scalars(select(Capture.status).where(Capture.run_id == 2, Capture.link_id.is_not(None))).all()
        assert set(again) == {304}
        for listing in session.scalars(select(Listing).where(Listing.depth == 0, Listing.last_read.is_not(None))):
            assert listing.last_seen is not None
            assert listing.last_read is not None
            assert listing.last_seen > listing.last_read


@pytest.mark.proof
@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_rebuilt_database_asks_the_same(archive: Archive, server: SiteServer) -> None:
    crawl(archive, server)
    second = crawl(archive, server)
    archive.engine.dispose()
    before = dump(archive)
    assert newsarchive("rebuild", "--replace", "--archive", archive.root).returncode == 0
    assert dump(archive) == before
    assert set(crawl(archive, server)) == set(second)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_list_is_followed_until_its_pages_show_what_is_known(
    archive: Archive, serve: Callable[[int], SiteServer]
) -> None:
    server = serve(30)
    server.tells_unchanged = False
    assert len(lists(crawl(archive, server))) == 30 // SIZE
    assert lists(crawl(archive, server)) == [page_path(1), page_path(2)], "one page more than shows nothing new"
    newer = rows(37, rows(1)[0][1] + timedelta(days=7))
    server.pages.update(long_list(newer).pages)
    again = crawl(archive, server)
    assert set(articles(again)) == {path for path, _ in newer[:7]}
    assert lists(again) == [page_path(number) for number in (1, 2, 3, 4)]


@pytest.mark.proof
@pytest.mark.parametrize("backend", ["sqlite"])
def test_what_is_new_behind_a_page_of_pinned_articles_is_found(
    archive: Archive, serve: Callable[[int], SiteServer]
) -> None:
    server = serve(30)
    crawl(archive, server)
    known = rows(30)
    day = known[0][1] + timedelta(days=1)
    pinned, new = known[20:25], (f"{LIST}{day:%Y%m}/7999999.html", day)
    server.pages.update(list_pages([*pinned, new, *known]))
    server.pages[new[0]] = server.pages[known[0][0]]
    assert articles(crawl(archive, server)) == [new[0]]


@pytest.mark.parametrize("backend", ["sqlite", pytest.param("postgresql", marks=pytest.mark.proof)])
def test_a_back_fill_goes_on_where_it_stopped(archive: Archive, serve: Callable[[int], SiteServer]) -> None:
    server = serve(50)
    first = crawl(archive, server, "--limit", "30")
    reached = len(lists(first))
    assert reached < 10
    second = crawl(archive, server)
    assert len(set(articles(first) + articles(second))) == 50
    went_on = [page for page in lists(second) if page not in lists(first)]
    assert len(lists(second)) <= len(went_on) + 2, "not from the list's beginning"


@pytest.mark.parametrize("backend", ["sqlite", pytest.param("postgresql", marks=pytest.mark.proof)])
@pytest.mark.proof
def test_since_and_until_limit_a_crawl_and_a_wider_one_goes_on_from_there(
    archive: Archive, serve: Callable[[int], SiteServer]
) -> None:
    server = serve(60)
    shown = dict(rows(60))
    crawl(archive, server, "--since", "2018-02-01")
    wider = crawl(archive, server, "--since", "2018-01-15")
    assert {shown[path] for path in articles(wider)} == {date(2018, 1, day) for day in range(15, 32)}
    assert page_path(3) not in wider, "the pages between are known"
    window = crawl(archive, server, "--since", "2018-01-05", "--until", "2018-01-10")
    assert {shown[path] for path in articles(window)} == {date(2018, 1, day) for day in range(5, 11)}
    rest = crawl(archive, server)
    assert len({*articles(wider), *articles(window), *articles(rest)}) == 60 - 28
    assert lists(crawl(archive, server)) == [LIST]


@pytest.mark.proof
@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_fresh_crawl_follows_lists_to_their_end(archive: Archive, serve: Callable[[int], SiteServer]) -> None:
    server = serve(30)
    crawl(archive, server)
    assert len(lists(crawl(archive, server, "--fresh"))) == 30 // SIZE


@pytest.mark.proof
@pytest.mark.parametrize("backend", ["postgresql"])
def test_a_list_that_has_not_changed_is_read_again_when_what_reads_it_has(
    archive: Archive, serve: Callable[[int], SiteServer]
) -> None:
    server = serve(5)
    crawl(archive, server)
    with writing(archive.engine) as session:
        session.execute(update(Portal).values(terms="others"))
        session.execute(update(Link).where(Link.kind == "article").values(state="excluded", reason="an older rule"))
    assert len(articles(crawl(archive, server))) == 5


@pytest.mark.proof
@pytest.mark.parametrize("backend", ["sqlite"])
def test_when_a_link_was_seen_is_told_by_its_list(archive: Archive, serve: Callable[[int], SiteServer]) -> None:
    server = serve(5)
    crawl(archive, server)
    (gone, _), *_ = rows(5)
    server.pages.update(list_pages(rows(5)[1:]))
    crawl(archive, server)
    crawl(archive, server)
    with reading(archive.engine) as session:
        query = select(Link.address, Sighting.last_seen, Listing.last_read, Listing.last_seen.label("until"))
        joined = query.join(Sighting, Sighting.link_id == Link.id).join(Listing, Listing.link_id == Sighting.listing_id)
        found = session.execute(joined.where(Link.kind == "article")).all()
    assert len(found) == 5
    for address, last_seen, last_read, until in found:
        assert (last_seen == last_read) is not address.endswith(gone)
        assert last_read is not None
        assert until is not None
        assert until > last_read


@pytest.mark.proof
@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_channels_lists_are_gone_on_with_where_it_is_asked_for(
    archive: Archive, serve: Callable[[int], SiteServer]
) -> None:
    server = serve(60)
    crawl(archive, server, "--limit", "10")
    rest = crawl(archive, server, "--channel", "泸县")
    with reading(archive.engine) as session:
        left = session.scalars(select(Link.address).where(Link.state == "queued")).all()
    assert len(articles(rest)) == 50
    assert left == []


@pytest.mark.parametrize("backend", ["sqlite"])
def test_days_in_the_wrong_order_are_told(archive: Archive, server: SiteServer) -> None:
    crawl(archive, server, "--since", "2018-02-02", "--until", "2018-02-01", code=2)
    assert server.requests == []


@pytest.mark.proof
@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_crawl_of_some_days_is_rebuilt(archive: Archive, serve: Callable[[int], SiteServer]) -> None:
    server = serve(30)
    crawl(archive, server, "--since", "2018-02-10", "--until", "2018-02-20")
    archive.engine.dispose()
    before = dump(archive)
    assert newsarchive("rebuild", "--replace", "--archive", archive.root).returncode == 0
    assert dump(archive) == before
    assert len(articles(crawl(archive, server))) == 30 - 11


@pytest.mark.proof
@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_server_that_says_unchanged_is_believed_for_a_week(
    archive: Archive, serve: Callable[[int], SiteServer]
) -> None:
    server = serve(5)
    crawl(archive, server)
    with writing(archive.engine) as session:
        session.execute(update(Listing).values(last_read=datetime.now(UTC) - timedelta(days=8)))
    crawl(archive, server)
    asked = {request.path: request.headers for request in server.requests}
    assert "if-none-match" not in asked[LIST]
    crawl(archive, server)
    asked = {request.path: request.headers for request in server.requests}
    assert "if-none-match" in asked[LIST]

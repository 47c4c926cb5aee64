"""Articles are looked at again: when, how many a day, and what is made of what the portal says then."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from newsarchive.portals.registry import get_portal
from newsarchive.store.archive import Archive
from newsarchive.store.database import reading, writing
from newsarchive.store.models import Article, Capture, Link, Portal
from tests.fixtures.site import Response, SiteServer, expected
from tests.running import newsarchive

ARTICLES = get_portal("yybnet")
NOW = datetime(2018, 2, 13, 1, 53, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[SiteServer]:
    with SiteServer() as running:
        yield running


def crawl(archive: Archive, server: SiteServer, *words: str) -> list[str]:
    """Crawl, and return the paths of the articles that were asked for."""
    server.forget()
    done = newsarchive("crawl", "yybnet", "--archive", archive.root, "--base-url", server.url, *words)
    assert done.returncode == 0, done.stderr
    paths = [request.path for request in server.requests]
    return [path for path in paths if ARTICLES.kind_of(f"https://www.yybnet.net{path}") == "article"]


def make_due(archive: Archive) -> None:
    """Let the time pass until every check is due."""
    with writing(archive.engine) as session:
        past = datetime.now(UTC) - timedelta(minutes=1)
        session.execute(update(Link).where(Link.next_check.is_not(None)).values(next_check=past))


def told(archive: Archive, *words: str) -> list[dict[str, Any]]:
    done = newsarchive(*words, "--json", "--archive", archive.root)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def last_seen(archive: Archive, path: str) -> datetime:
    with reading(archive.engine) as session:
        return session.scalars(select(Article.last_seen).where(Article.canonical.endswith(path))).one()


def an_article(number: int) -> str:
    """Return the path of one of the articles."""
    return sorted(urlsplit(one.url).path for one in expected())[number]


@pytest.mark.parametrize("backend", ["sqlite", pytest.param("postgresql", marks=pytest.mark.proof)])
def test_what_changed_vanished_and_came_back_is_found_when_its_time_has_come(
    archive: Archive, server: SiteServer
) -> None:
    read = crawl(archive, server)
    assert crawl(archive, server) == [], "an hour has not passed"
    changed, gone, moved = (an_article(number) for number in range(3))
    before = dict(server.pages)
    body = server.pages[changed].body.decode("utf-8")
    title = next(one.title for one in expected() if one.url.endswith(changed))
    server.pages[changed] = replace(server.pages[changed], body=body.replace(title, f"{title}（更新）").encode())
    del server.pages[gone]
    server.pages[moved] = Response(status=302, headers=(("Location", "/"),))
    make_due(archive)
    assert set(crawl(archive, server)) <= set(read)
    assert [change["kinds"] for change in told(archive, "changes", "--since", "2018-01-01")] == [["headline"]]
    assert {one["reason"].partition(" to ")[0] for one in told(archive, "gone")} == {"HTTP 404", "HTTP 302"}
    assert crawl(archive, server) == [], "each has a new time"
    server.pages.update({path: before[path] for path in (gone, moved)})
    make_due(archive)
    assert {gone, moved, changed} <= set(crawl(archive, server))
    assert told(archive, "gone") == []
    assert newsarchive("verify", "--deep", "--archive", archive.root).returncode == 0


@pytest.mark.parametrize("backend", ["postgresql"])
@pytest.mark.parametrize("tells_unchanged", [True, False])
def test_what_has_not_changed_costs_an_answer_without_a_body_or_a_revisit_record(
    archive: Archive, server: SiteServer, *, tells_unchanged: bool
) -> None:
    server.tells_unchanged = tells_unchanged
    crawl(archive, server)
    path = an_article(0)
    before = last_seen(archive, path)
    make_due(archive)
    assert path in crawl(archive, server)
    with reading(archive.engine) as session:
        query = select(Capture).where(Capture.url.endswith(path)).order_by(Capture.id)
        _, again = session.scalars(query)
        assert (again.status == 304) is tells_unchanged
        assert (again.revisit_of is None) is tells_unchanged
        link = session.scalars(select(Link).where(Link.id == again.link_id)).one()
        assert (link.state, link.reason) == ("done", None)
    assert last_seen(archive, path) > before
    assert told(archive, "gone") == []
    assert newsarchive("verify", "--deep", "--archive", archive.root).returncode == 0


SORRY = """<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>地方网</title></head><body>
<div class="top"><a href="/">首页</a></div><p>您访问的页面不在这里，请回首页看看。</p><p>现在是{}点{}分</p>
</body></html>"""


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize("everywhere", [True, False])
def test_a_page_that_the_portal_shows_for_any_address_is_an_article_gone(
    archive: Archive, server: SiteServer, *, everywhere: bool
) -> None:
    crawl(archive, server)
    path = an_article(0)
    server.pages[path] = Response(status=200, body=SORRY.format(7, 15).encode())
    if everywhere:
        server.not_found = Response(status=200, body=SORRY.format(8, 40).encode())
    make_due(archive)
    crawl(archive, server)
    made_up = {request.path for request in server.requests} - server.pages.keys()
    assert len(made_up) == 1
    assert made_up.pop().rpartition("/")[0] == path.rpartition("/")[0]
    gone = [urlsplit(one["canonical_url"]).path for one in told(archive, "gone")]
    assert gone == ([path] if everywhere else [])
    assert newsarchive("verify", "--archive", archive.root).returncode == 0


WALL = """<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>地方网</title></head><body>
<h1>地方网</h1><p>{}</p></body></html>"""
CONSENT = "您的隐私对我们很重要。请先接受所有Cookie，或前往隐私设置。"
"""Words by which a wall is told from other pages."""
OTHER_WORDS = "本站正在为广大网友准备一份惊喜，请大家耐心等待，稍后再来看看吧，感谢大家一直以来的关心、支持与陪伴。" * 3


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize(
    "words", [pytest.param(CONSENT, id="known"), pytest.param(OTHER_WORDS, id="other", marks=pytest.mark.proof)]
)
def test_a_wall_before_everything_says_nothing_of_what_is_behind_it(
    archive: Archive, server: SiteServer, words: str
) -> None:
    crawl(archive, server)
    back, lost = (an_article(number) for number in range(2))
    before = dict(server.pages)
    del server.pages[lost]
    make_due(archive)
    crawl(archive, server)
    assert [urlsplit(one["canonical_url"]).path for one in told(archive, "gone")] == [lost]
    server.not_found = Response(status=200, body=WALL.format(words).encode())
    server.pages = dict.fromkeys(before, server.not_found) | {"/robots.txt": before["/robots.txt"]}
    make_due(archive)
    done = newsarchive("crawl", "yybnet", "--archive", archive.root, "--base-url", server.url)
    assert done.returncode in (0, 4), done.stderr
    assert [urlsplit(one["canonical_url"]).path for one in told(archive, "gone")] == [lost]
    assert told(archive, "changes", "--since", "2018-01-01") == []
    server.pages, server.not_found = before, Response(status=404)
    make_due(archive)
    assert back in crawl(archive, server)
    assert told(archive, "gone") == []


@pytest.mark.parametrize("backend", ["postgresql"])
def test_no_more_are_looked_at_in_a_day_than_the_portal_allows(archive: Archive, server: SiteServer) -> None:
    crawl(archive, server)
    with writing(archive.engine) as session:
        today, most = datetime.now(UTC).date(), ARTICLES.checks_a_day
        session.execute(update(Portal).values(checked_on=today, checks=most - 3))
    make_due(archive)
    assert len(crawl(archive, server)) == 3
    assert crawl(archive, server) == []
    with writing(archive.engine) as session:
        session.execute(update(Portal).values(checked_on=today - timedelta(days=1)))
    assert len(crawl(archive, server, "--limit", "5")) == 5, "it is another day"


@pytest.mark.proof
@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_check_that_fails_is_tried_again_and_the_article_stays(archive: Archive, server: SiteServer) -> None:
    crawl(archive, server, "--limit", "5")
    make_due(archive)
    path = an_article(0)
    server.fail(path, times=9)
    done = newsarchive("crawl", "yybnet", "--archive", archive.root, "--base-url", server.url)
    assert done.returncode == 4
    assert told(archive, "gone") == []
    server.fail(path, times=0)
    assert path in crawl(archive, server)


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.proof
def test_a_rebuilt_database_knows_when_to_look_again(archive: Archive, server: SiteServer) -> None:
    crawl(archive, server)
    make_due(archive)
    del server.pages[an_article(0)]
    crawl(archive, server)
    plan = select(Link.key, Link.next_check, Link.first_read).order_by(Link.key)
    with reading(archive.engine) as session:
        before = session.execute(plan).all()
        checks = session.execute(select(Portal.checked_on, Portal.checks)).all()
    archive.engine.dispose()
    assert newsarchive("rebuild", "--replace", "--archive", archive.root).returncode == 0
    with reading(archive.engine) as session:
        assert session.execute(plan).all() == before
        assert session.execute(select(Portal.checked_on, Portal.checks)).all() == checks


@given(hours=st.integers(0, 100_000), minutes=st.integers(0, 59))
def test_checks_grow_rarer_and_never_end(hours: int, minutes: int) -> None:
    now = NOW + timedelta(hours=hours, minutes=minutes)
    at = ARTICLES.next_check(NOW, now)
    assert at is not None
    assert now < at <= now + ARTICLES.checks[-1]
    age = now - NOW
    assert at - NOW == next((after for after in ARTICLES.checks if after > age), age + ARTICLES.checks[-1])


def test_a_portal_may_have_none() -> None:
    assert replace(ARTICLES, checks=()).next_check(NOW, NOW) is None


@pytest.mark.parametrize(
    ("address", "is_home"),
    [("https://www.yybnet.net/", True), ("http://m.yybnet.net", True), ("https://www.yybnet.net/luzhou/", False)],
)
def test_the_home_page_is_known_by_all_its_addresses(address: str, *, is_home: bool) -> None:
    assert ARTICLES.is_home(address) is is_home

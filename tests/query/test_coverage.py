"""Coverage: every link of an article stands in one column, on one day, in each channel that lists it."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime

import pytest

from newsarchive.errors import NotFound
from newsarchive.query.coverage import By, Coverage, coverage, listed_by_day
from newsarchive.query.lately import lately
from newsarchive.store.archive import Archive
from newsarchive.store.database import reading, writing
from newsarchive.store.models import Link
from tests.fixtures.site import Response, SiteServer, expected
from tests.query.links import add_links, add_portal, show_again
from tests.running import newsarchive
from tests.scans import noting, scanned

DAY = date(2018, 2, 13)
PARTS = ("captured", "lost", "failed", "waiting", "excluded")


def covered(archive: Archive, by: By, **wanted: object) -> list[Coverage]:
    with reading(archive.engine) as session:
        rows = coverage(session, by=by, **wanted)  # type: ignore[arg-type]
    for row in rows:
        assert row.listed == sum(getattr(row, name) for name in PARTS), row
    return rows


def test_each_link_stands_in_one_column_and_says_why_it_is_not_read(archive: Archive) -> None:
    add_portal(archive, "small")
    shown = {"channels": ["新闻"], "day": DAY}
    add_links(archive, "small", "done", times=5, read=True, **shown)  # type: ignore[arg-type]
    add_links(archive, "small", "done", reason="no article: a list of links", **shown)  # type: ignore[arg-type]
    add_links(archive, "small", "gone", read=True, reason="HTTP 404", **shown)  # type: ignore[arg-type]
    for number in range(2):
        reason = f"HTTP 302 to https://www.example.org/{number}"
        add_links(archive, "small", "gone", reason=reason, **shown)  # type: ignore[arg-type]
    add_links(archive, "small", "failed", times=3, reason="HTTP 500", **shown)  # type: ignore[arg-type]
    add_links(archive, "small", "failed", read=True, reason="HTTP 500", **shown)  # type: ignore[arg-type]
    add_links(archive, "small", "queued", times=4, reason="HTTP 503", **shown)  # type: ignore[arg-type]
    add_links(archive, "small", "excluded", reason="robots.txt", **shown)  # type: ignore[arg-type]
    add_links(archive, "small", "withdrawn", read=True, reason="withdrawn", **shown)  # type: ignore[arg-type]
    (row,) = covered(archive, By.CHANNEL)
    assert (row.portal, row.channel, row.day) == ("small", "新闻", None)
    assert (row.listed, row.captured, row.read, row.gone, row.lost) == (19, 8, 7, 3, 2)
    assert (row.failed, row.waiting, row.excluded) == (3, 4, 2)
    assert row.share == pytest.approx(8 / 17)
    assert row.reasons == {
        "HTTP 500": 3,
        "HTTP 302 elsewhere": 2,
        "no article: a list of links": 1,
        "robots.txt": 1,
        "withdrawn": 1,
    }


def test_a_link_counts_in_each_channel_that_lists_it_and_once_for_its_portal(archive: Archive) -> None:
    add_portal(archive, "small")
    (both,) = add_links(archive, "small", "done", read=True, channels=["新闻", "体育"], day=DAY)
    show_again(archive, "small", both, "新闻")  # on the second page of its list
    add_links(archive, "small", "failed", channels=["体育"], day=DAY)
    add_links(archive, "small", "done", read=True, day=DAY)
    rows = {row.channel: row.listed for row in covered(archive, By.CHANNEL)}
    assert rows == {"体育": 2, "新闻": 1, None: 1}
    assert [row.listed for row in covered(archive, By.PORTAL)] == [3]
    assert [row.listed for row in covered(archive, By.PORTAL, channel="体")] == [2]
    assert [(row.channel, row.listed) for row in covered(archive, By.CHANNEL_DAY, channel="新")] == [("新闻", 1)]
    with pytest.raises(NotFound):
        covered(archive, By.CHANNEL, channel="天气")


def test_an_address_that_redirects_is_left_out_for_the_one_it_leads_to(archive: Archive) -> None:
    add_portal(archive, "small")
    (target,) = add_links(archive, "small", "done", read=True, channels=["新闻"])
    (old,) = add_links(archive, "small", "done", channels=["新闻"], reason="HTTP 301 to another")
    with writing(archive.engine) as session:
        session.get_one(Link, old).leads_to = target
    assert [(row.listed, row.read) for row in covered(archive, By.CHANNEL)] == [(1, 1)]


def test_days_are_the_portals_own(archive: Archive) -> None:
    evening = datetime(2018, 2, 13, 17, tzinfo=UTC)  # after midnight in China, noon in New York
    for portal, zone in (("china", "Asia/Shanghai"), ("york", "America/New_York")):
        add_portal(archive, portal, zone)
        add_links(archive, portal, "queued", found=evening)
        add_links(archive, portal, "queued", found=evening, day=date(2018, 2, 1))
    rows = [(row.portal, row.day, row.listed) for row in covered(archive, By.DAY)]
    first, second, third = date(2018, 2, 1), DAY, date(2018, 2, 14)
    assert rows == [("china", first, 1), ("china", third, 1), ("york", first, 1), ("york", second, 1)]
    assert [row.portal for row in covered(archive, By.DAY, since=third)] == ["china"]
    assert [row.portal for row in covered(archive, By.DAY, since=second, until=second)] == ["york"]
    assert [row.listed for row in covered(archive, By.PORTAL, portal="york", until=first)] == [1]
    with pytest.raises(NotFound):
        covered(archive, By.DAY, portal="nobody")
    add_portal(archive, "elsewhere", "")  # imported pages of all kinds of hosts have no zone in common
    add_links(archive, "elsewhere", "queued", found=evening)
    assert [row.day for row in covered(archive, By.DAY, portal="elsewhere")] == [second]
    with reading(archive.engine) as session:
        assert lately(session, evening)["elsewhere"].coverage[-1].listed == 1
        assert listed_by_day(session, first)["elsewhere"] == {second: 1}


@pytest.mark.parametrize("backend", ["sqlite"])
def test_the_links_of_some_days_are_found_without_looking_through_all(archive: Archive) -> None:
    add_portal(archive, "small")
    add_links(archive, "small", "done", times=3, read=True, channels=["新闻"])
    with reading(archive.engine) as session, noting(archive.engine) as asked:
        for by in By:
            coverage(session, by=by, since=DAY)
    with closing(sqlite3.connect(archive.config.root / "archive.db")) as database:
        database.create_function("local_day", 2, lambda _moment, _zone: None)
        assert list(scanned(database, asked)) == []


@pytest.mark.parametrize("backend", ["sqlite"])
def test_of_a_crawl_every_article_is_told_in_every_form(archive: Archive) -> None:
    paths = sorted(one.url.split("yybnet.net", 1)[1] for one in expected())
    with SiteServer() as server:
        server.pages[paths[0]] = Response(status=404, body=b"none")
        server.pages[paths[1]] = Response(status=403, body=b"no")
        words = ("crawl", "yybnet", "--archive", archive.root, "--base-url", server.url)
        assert newsarchive(*words).returncode == 4
    told = newsarchive("coverage", "--by", "portal", "--since", "2000-01-01", "--json", "--archive", archive.root)
    (row,) = json.loads(told.stdout)
    assert (row["read"], row["lost"], row["failed"]) == (len(expected()) - 2, 2, 1), row
    assert row["reasons"].items() >= {"HTTP 404": 2, "HTTP 403": 1}.items()  # the portal lists a page that never was
    since = ("--since", "2000-01-01", "--archive", archive.root)
    table = newsarchive("coverage", *since).stdout
    heat = newsarchive("coverage", "yybnet", "--heat", *since).stdout
    rows = list(csv.DictReader(io.StringIO(newsarchive("coverage", "--by", "channel-day", "--csv", *since).stdout)))
    for name in {one["channel"] for one in rows if one["channel"]}:
        assert name in table
    assert "1  HTTP 403" in table
    assert {"█", "·"} <= set(heat)
    assert "▒" in heat or "░" in heat
    assert sum(int(one["failed"]) for one in rows) >= 1
    assert newsarchive("coverage", "--by", "week", *since).returncode == 2
    assert newsarchive("coverage", "--heat", "--csv", *since).returncode == 2
    assert "No article was listed" in newsarchive("coverage", "--since", "2999-01-01", "--archive", archive.root).stderr

"""Lists of days: issues of an electronic edition, dated archives, calendars without end."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from newsarchive.store.archive import Archive
from newsarchive.store.database import reading
from newsarchive.store.models import Link
from tests.crawl.own_portal import OwnPortal
from tests.crawl.test_traps import Endless
from tests.fixtures.site import Response, SiteServer
from tests.running import newsarchive

TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()
RULE = 'day_lists=("/html/%Y-%m/%d/node_1.htm",),'


def html(body: str) -> Response:
    return Response(body=f'<html><head><meta charset="utf-8"><title>县报</title></head><body>{body}</body>'.encode())


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def folder(day: date) -> str:
    return f"/html/{day:%Y-%m/%d}/"


def issue(day: date) -> dict[str, Response]:
    """Return an issue of two pages (版) with two articles each, linked as newspapers do it."""
    place, number = folder(day), day.toordinal()
    pages = '<a href="node_1.htm">第01版：要闻</a><a href="node_2.htm">第02版：副刊</a>'
    others = "".join(
        f'<a href="../../{d:%Y-%m/%d}/node_1.htm">{d.day}</a>' for d in (day - timedelta(1), day + timedelta(1))
    )
    shown = {f"{place}node_{page}.htm": "" for page in (1, 2)}
    for page in (1, 2):
        rows = "".join(f'<li><a href="content_{number}{page}{n}.htm?div=-1">新闻{n}</a></li>' for n in (1, 2))
        shown[f"{place}node_{page}.htm"] = f"{pages}<ul>{rows}</ul>{others}"
    contents = {f"{place}content_{number}{page}{n}.htm?div=-1": "<p>文</p>" for page in (1, 2) for n in (1, 2)}
    return {path: html(body) for path, body in {**shown, **contents}.items()}


@pytest.fixture
def paper(tmp_path: Path) -> Iterator[OwnPortal]:
    """Give a paper that came out from 9 days ago to yesterday, but not 4 days ago."""
    pages = {"/": html("<p>县报</p>")}
    for days in (1, 2, 3, 5, 6, 7, 8, 9):
        pages |= issue(ago(days))
    made = OwnPortal(tmp_path / "project", RULE, pages)
    with made.server:
        yield made


@pytest.fixture
def server() -> Iterator[SiteServer]:
    with SiteServer() as running:
        yield running


def days_of(paths: list[str], name: str) -> set[date]:
    return {
        date.fromisoformat(path[6:16].replace("/", "-")) for path in paths if path.startswith("/html/") and name in path
    }


@pytest.mark.proof
def test_issues_are_gone_back_through_to_the_first_and_followed_from_then_on(
    archive: Archive, paper: OwnPortal
) -> None:
    first = paper.crawl(archive.root, "--since", ago(4).isoformat())
    assert days_of(first, "content") == {ago(days) for days in (1, 2, 3)}
    assert days_of(first, "node_1") == {ago(days) for days in (0, 1, 2, 3, 4)}, "neither tomorrow nor before"
    assert len([path for path in first if "content" in path]) == 3 * 4
    rest = paper.crawl(archive.root)
    assert days_of(rest, "content") == {ago(days) for days in (5, 6, 7, 8, 9)}
    empty = {day for day in days_of(rest, "node_1") if day < ago(9)}
    assert empty == {ago(9 + number) for number in range(1, len(empty) + 1)}
    assert 50 <= len(empty) <= 60
    paper.server.pages |= issue(TODAY)
    again = paper.crawl(archive.root)
    assert days_of(again, "content") == {TODAY}
    assert days_of(again, "node_1") <= {ago(days) for days in (0, 1, 2, 3, 4)}, "what is settled is left alone"
    with reading(archive.engine) as session:
        states = set(session.scalars(select(Link.state)))
    assert states <= {"done", "gone", "excluded"}


@pytest.mark.proof
@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_window_of_days_begins_at_its_last(archive: Archive, paper: OwnPortal) -> None:
    asked = paper.crawl(archive.root, "--since", ago(8).isoformat(), "--until", ago(6).isoformat())
    assert days_of(asked, "") == {ago(days) for days in (6, 7, 8)}
    assert days_of(asked, "content") == {ago(days) for days in (6, 7, 8)}
    stopped = paper.crawl(archive.root, "--limit", "3")
    assert len([path for path in stopped if "content" in path]) == 3
    paper.crawl(archive.root)
    dump = paper.run("dump", "--canonical", "--archive", archive.root).stdout
    archive.engine.dispose()
    assert paper.run("rebuild", "--replace", "--archive", archive.root).returncode == 0
    assert paper.run("dump", "--canonical", "--archive", archive.root).stdout == dump
    contents = {json.loads(line)["address"] for line in dump.splitlines() if "content_" in line}
    assert len(contents) == 8 * 4


def month(year: int, number: int) -> str:
    year, number = year + (number - 1) // 12, (number - 1) % 12 + 1
    return f"/luzhou/calendar/?month={year}-{number:02}"


def endless_calendar() -> Callable[[str], Response | None]:
    """Return a calendar that has a page for every month and day that ever was and will be, and articles on two."""

    def page(path: str) -> Response | None:
        if "?month=" in path:
            year, number = map(int, path.rpartition("=")[2].split("-"))
            days = "".join(f'<a href="/luzhou/calendar/?date={year}-{number:02}-{day:02}">{day}</a>' for day in (1, 2))
            around = f'<a href="{month(year, number - 1)}">上月</a><a href="{month(year, number + 1)}">&gt;&gt;</a>'
            return html(days + around)
        if f"?date={ago(40):%Y-%m}-" in path:
            return html('<ul><li><a href="/luzhou/luxian/201802/7000001.html">新闻</a></li></ul>')
        return html("<p>没有新闻</p>") if "?date=" in path else None

    return page


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_calendar_without_end_ends(archive: Archive, server: SiteServer) -> None:
    home = f'<a href="{month(TODAY.year, TODAY.month)}">日历</a>'
    server.pages = Endless({"/robots.txt": Response(status=404), "/": html(home)}, endless_calendar())
    server.pages["/luzhou/luxian/201802/7000001.html"] = html("<p>文</p>")
    done = newsarchive("crawl", "yybnet", "--archive", archive.root, "--base-url", server.url)
    assert done.returncode == 0, done.stderr
    asked = [request.path for request in server.requests]
    assert "/luzhou/luxian/201802/7000001.html" in asked
    assert len(asked) < 300
    assert month(TODAY.year, TODAY.month + 2) not in asked, "what is to come is left alone"
    assert "lists of days before it show nothing new" in done.stderr

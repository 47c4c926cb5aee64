"""Which links of a list are pages of it, which are lists by themselves, and which of them are fetched again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from newsarchive.crawl.calendar import Calendar
from newsarchive.crawl.objections import Objections
from newsarchive.crawl.plan import Planner
from newsarchive.crawl.traps import Traps
from newsarchive.crawl.walk import Walk
from newsarchive.discover.listing import Listing
from newsarchive.items import Link, LinkKind
from newsarchive.portals.registry import get_portal
from newsarchive.store.frontier import Due
from newsarchive.store.outcomes import FoundLink
from newsarchive.text.urls import digest

HOST = "https://www.yybnet.net"
LIST = f"{HOST}/luzhou/luxian/"
TODAY = date(2024, 3, 10)
NOW = datetime.now(UTC)
PAPER = replace(
    get_portal("yybnet"), listing_url=r"^/", day_lists=("/html/%Y-%m/%d/node_1.htm",), article_url=r"/content_\d+\.htm$"
)


def planner(
    *, fetched: Mapping[str, datetime] | None = None, since: date | None = None, until: date | None = None
) -> Planner:
    calendar, traps = Calendar(portal=PAPER, today=TODAY, until=until), Traps(known=set())
    by_key = {digest(url): at for url, at in (fetched or {}).items()}
    return Planner(
        portal=PAPER,
        objections=Objections(
            portal=PAPER, allowed=lambda _url: True, calendar=calendar, traps=traps, since=since, until=until
        ),
        calendar=calendar,
        traps=traps,
        seen=lambda _due, _keys: {},
        fetched=lambda _keys: by_key,
    )


def due(url: str = LIST) -> Due:
    return Due(
        link_id=1, list_id=1, address=url, kind=LinkKind.LISTING, attempts=0, depth=0, is_start=False, channel_id=None
    )


def judged(plan: Planner, *links: Link, page: str = LIST) -> list[FoundLink]:
    return list(plan.links(Listing(links=links), due(page), Walk()).links)


def a_list(path: str, *, page: int | None = None, is_next: bool = False, stated: str | None = None) -> Link:
    return Link(url=HOST + path, kind=LinkKind.LISTING, page=page, is_next=is_next, stated=stated)


def test_of_known_pages_only_the_next_is_looked_at_again() -> None:
    pages = [a_list(f"/luzhou/luxian/index_{n}.html", page=n, is_next=True) for n in (2, 3, 4, 500)]
    assert [(link.depth, link.once) for link in judged(planner(), *pages)] == [
        (1, False),
        (2, True),
        (3, True),
        (499, True),
    ]


def sitemap(name: str, stated: str | None) -> Link:
    day = datetime.fromisoformat(stated).date() if stated else None
    return Link(url=f"{HOST}/{name}.xml", kind=LinkKind.LISTING, is_part=True, stated=stated, day=day)


@pytest.mark.parametrize(
    ("ago", "form", "once"),
    [
        (timedelta(days=3), "%Y-%m-%dT%H:%M:%S+00:00", True),
        (timedelta(hours=1), "%Y-%m-%dT%H:%M:%S+00:00", False),
        (timedelta(days=3), "%Y-%m-%dT%H:%M:%S", True),
        (timedelta(days=4), "%Y-%m-%d", True),
        (timedelta(0), "%Y-%m-%d", False),
        (timedelta(0), "", False),
    ],
)
def test_a_sitemap_is_read_again_where_its_index_says_that_it_changed(ago: timedelta, form: str, *, once: bool) -> None:
    changed = (NOW - ago).strftime(form) or None
    read = {f"{HOST}/one.xml": NOW - timedelta(days=1)}
    (found,) = judged(planner(fetched=read), sitemap("one", changed))
    assert (found.once, found.in_list) == (once, changed is not None)


def test_no_index_is_believed_for_ever_nor_of_what_nobody_read() -> None:
    stated = (NOW - timedelta(days=90)).isoformat()
    read = {f"{HOST}/one.xml": NOW - timedelta(days=45)}
    assert [link.once for link in judged(planner(fetched=read), sitemap("one", stated), sitemap("two", stated))] == [
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/archive?date=2024-03-10", None),
        ("/archive?date=2024-03-11", "it is of days to come"),
        ("/archive?date=2024-02-01", None),
        ("/archive?date=2024-01-31", "older than 2024-02-01"),
        ("/archive?month=2024-01", "older than 2024-02-01"),
        ("/archive?date=2024-03-06", "newer than 2024-03-05"),
        ("/archive?month=2024-03", None),
        ("/html/2024-03/05/node_7.htm", None),
        ("/html/2024-03/06/node_7.htm", "newer than 2024-03-05"),
    ],
)
def test_lists_of_days_are_looked_at_within_the_days_that_are_wanted(path: str, reason: str | None) -> None:
    until = None if "-03-1" in path else date(2024, 3, 5)
    (found,) = judged(planner(since=date(2024, 2, 1), until=until), a_list(path))
    assert (found.reason, found.depth, found.in_list) == (reason, 1, True)


def test_a_list_of_a_day_is_settled_some_time_after_its_day() -> None:
    rule, looks = f"{HOST}/html/2024-03/05/node_1.htm", f"{HOST}/archive?date=2024-03-05"
    fetched = datetime(2024, 3, 8, tzinfo=UTC)
    links = (Link(url=rule, kind=LinkKind.LISTING), Link(url=looks, kind=LinkKind.LISTING))
    assert [link.once for link in judged(planner(fetched=dict.fromkeys((rule, looks), fetched)), *links)] == [
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("here", "link", "is_page"),
    [
        ("/calendar?month=2024-02", a_list("/calendar?date=2024-02-03", page=3, is_next=True), False),
        ("/calendar?month=2024-02", a_list("/calendar?month=2024-03", is_next=True), False),
        ("/archive?date=2024-02-03", a_list("/archive?date=2024-02-03&page=2", page=2, is_next=True), True),
        ("/luzhou/luxian/", a_list("/luzhou/luxian/?page=2", page=2, is_next=True), True),
    ],
)
def test_the_days_of_a_calendar_are_not_its_pages(here: str, link: Link, *, is_page: bool) -> None:
    assert (planner()._place(link, due(HOST + here)).value == "page") is is_page


def test_an_issue_leads_to_the_day_before_and_its_other_pages_do_not() -> None:
    (before,) = planner().day_before(due(f"{HOST}/html/2024-03/01/node_1.htm")).links
    assert before.address == f"{HOST}/html/2024-02/29/node_1.htm"
    assert planner().day_before(due(f"{HOST}/html/2024-03/01/node_2.htm")).links == ()
    since = planner(since=date(2024, 3, 1)).day_before(due(f"{HOST}/html/2024-03/01/node_1.htm"))
    assert (since.links[0].reason, since.older_than) == ("older than 2024-03-01", date(2024, 3, 1))


def test_the_newest_day_is_today_or_the_last_that_is_wanted() -> None:
    assert [link.address for link in planner().starts_of_days()] == [f"{HOST}/html/2024-03/10/node_1.htm"]
    until = planner(until=date(2023, 12, 31)).starts_of_days()
    assert [link.address for link in until] == [f"{HOST}/html/2023-12/31/node_1.htm"]

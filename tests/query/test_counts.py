"""Numbers of an archive: what it holds of each portal, why links failed, how crawls ended."""

from __future__ import annotations

from datetime import date

from newsarchive.query.counts import failures, last_runs, portal_counts
from newsarchive.store.archive import Archive
from newsarchive.store.database import reading, writing
from newsarchive.store.models import Link
from newsarchive.text.urls import digest
from tests.query.filing import HOME, NOW, article, file, on


def test_an_empty_archive_counts_nothing(archive: Archive) -> None:
    with reading(archive.engine) as session:
        assert portal_counts(session) == []
        assert failures(session) == []
        assert last_runs(session) == []


def test_portals_links_failures_and_runs_are_counted(archive: Archive) -> None:
    file(archive, article("一", **on(date(2018, 2, 13))), path="/a.html")
    file(archive, article("二", **on(date(2018, 2, 14))), path="/a.html")
    file(archive, article("三", **on(date(2018, 2, 12))), path="/b.html")
    file(archive, article("四"), portal="other")
    with writing(archive.engine) as session:
        for number, reason in enumerate(["HTTP 500", "HTTP 500", "time-out", None]):
            address = f"{HOME}/failed/{number}"
            facts = {"address": address, "key": digest(address), "reason": reason, "found_at": NOW}
            session.add(Link(portal_id="small", kind="article", state="failed", attempts=3, **facts))
    with reading(archive.engine) as session:
        other, small = portal_counts(session)
        why = failures(session)
        runs = last_runs(session, limit=2)
    assert (small.portal, small.articles, small.versions, small.captures) == ("small", 2, 3, 3)
    assert (small.oldest, small.newest) == (date(2018, 2, 12), date(2018, 2, 14))
    assert small.links == {"done": 2, "failed": 4}
    assert (other.portal, other.articles, other.oldest) == ("other", 1, None)
    assert [(f.reason, f.links) for f in why if f.links > 1] == [("HTTP 500", 2)]
    assert {f.reason for f in why} == {"HTTP 500", "time-out", "unknown"}
    assert why[0].example == f"{HOME}/failed/0"
    assert [run.portal for run in runs] == ["other", "small"]
    assert runs[0].outcome == "complete"

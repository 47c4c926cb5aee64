"""`newsarchive status`: what the archive holds, how its crawls went, what is due."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from newsarchive.store.archive import init_archive
from newsarchive.store.database import writing
from newsarchive.store.models import Article, Link, Portal, Version
from newsarchive.text.urls import digest
from tests.query.filing import HOME, NOW, article, file, on
from tests.query.links import add_links, add_portal
from tests.running import newsarchive


def test_an_empty_archive_says_what_to_do_first(tmp_path: Path) -> None:
    init_archive(tmp_path / "news", contact="tests@example.org").close()
    done = newsarchive("status", "--archive", tmp_path / "news")
    assert done.returncode == 0, done.stderr
    assert "newsarchive crawl PORTAL" in done.stdout


def test_portals_runs_failures_and_schedules_are_told(tmp_path: Path) -> None:
    root = tmp_path / "news"
    with init_archive(root, contact="tests@example.org") as archive:
        file(archive, article("一", **on(date(2018, 2, 13))))
        file(archive, article("二"))
        with writing(archive.engine) as session:
            address = f"{HOME}/failed"
            facts = {"address": address, "key": digest(address), "found_at": NOW, "attempts": 3}
            session.add(Link(portal_id="small", kind="article", state="failed", reason="HTTP 500", **facts))
    assert newsarchive("schedule", "add", "yybnet", "--every", "6h", "--archive", root).returncode == 0
    done = newsarchive("status", "--archive", root)
    assert done.returncode == 0, done.stderr
    shown = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert any(line.startswith("small 2 0 / 0 0 / 0 0 / 0 - ·······") for line in shown), done.stdout
    assert any(line.startswith("small ") and "complete not scheduled nothing new" in line for line in shown)
    assert any(line.startswith("yybnet never due for") for line in shown)
    assert f"  1 × HTTP 500  (small; for example {address})" in done.stdout
    told = json.loads(newsarchive("status", "--archive", root, "--json").stdout)
    (portal,), newest, (failure,), (due,) = told["portals"], told["runs"][0], told["failures"], told["schedules"]
    assert (portal["portal"], portal["articles"], portal["links"]) == ("small", 2, {"done": 2, "failed": 1})
    assert newest.keys() >= {"portal", "outcome", "message", "started_at", "ended_at", "counts"}
    assert (newest["portal"], newest["outcome"], newest["started_at"]) == ("small", "complete", NOW.isoformat())
    assert (failure["reason"], failure["links"], failure["example"]) == ("HTTP 500", 1, address)
    assert (due["portal"], due["last_exit"]) == ("yybnet", None)


def test_the_last_day_and_the_last_week_are_told_of_each_portal(tmp_path: Path) -> None:
    root, now = tmp_path / "news", datetime.now(UTC)
    with init_archive(root, contact="tests@example.org") as archive:
        add_portal(archive, "small", "UTC")
        old, new = file(archive, article("一")), file(archive, article("二"))
        file(archive, article("二", "三"), path="/changed.html")
        file(archive, article("二", "四"), path="/changed.html")
        seen = {old: now - timedelta(days=8), new: now - timedelta(days=3)}
        with writing(archive.engine) as session:
            for version in session.scalars(select(Version)):
                article_id = session.get_one(Article, version.article_id).public_id
                version.first_seen = seen.get(article_id, now - timedelta(hours=version.number))
            session.add(Portal(id="still", name="", home="", country="", language="", zone="UTC", definition=""))
            small = session.get_one(Portal, "small")
            small.checks, small.checked_on = 7, now.date()
        past = now - timedelta(minutes=1)
        add_links(archive, "small", "done", times=2, found=past, read=True, next_check=past)
        add_links(archive, "small", "done", found=past, read=True, next_check=now + timedelta(days=1))
        add_links(archive, "small", "failed", found=past, reason="HTTP 500")
        with writing(archive.engine) as session:
            for public_id, days in ((old, 0.5), (new, 2)):
                article_row = session.scalars(select(Article).where(Article.public_id == public_id)).one()
                link = session.scalars(select(Link).where(Link.key == article_row.key)).one()
                link.state, link.fetched_at = "gone", now - timedelta(days=days)
    told = json.loads(newsarchive("status", "--archive", root, "--json").stdout)
    small, still = (portal["lately"] for portal in told["portals"])
    assert small["day"] == {"new": 1, "changed": 1, "gone": 1}
    assert small["week"] == {"new": 2, "changed": 1, "gone": 2}
    assert (small["checked_today"], small["checks_due"]) == (7, 2)
    assert [day["listed"] for day in small["coverage"]][:-2] == [0] * 5, "a minute ago is today, or was yesterday"
    assert sum(day["captured"] for day in small["coverage"]) == 3
    assert (still["last_run"], still["week"]) == (None, {"new": 0, "changed": 0, "gone": 0})
    shown = newsarchive("status", "--archive", root, COLUMNS="80").stdout.splitlines()
    assert max(map(len, shown)) <= 80
    row = next(" ".join(line.split()) for line in shown if line.startswith("small"))
    assert row.startswith("small 3 1 / 2 1 / 1 1 / 2 75 % ")
    assert row.endswith("7 done, 2 due")

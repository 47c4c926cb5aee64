"""`newsarchive status`: what the archive holds, how its crawls went, what is due."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from newsarchive.store.archive import init_archive
from newsarchive.store.database import writing
from newsarchive.store.models import Link
from newsarchive.text.urls import digest
from tests.query.filing import HOME, NOW, article, file, on
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
    for part in ("2 articles", "2 done, 1 failed", "1 × HTTP 500", address, "complete", "yybnet"):
        assert part in done.stdout, part
    told = json.loads(newsarchive("status", "--archive", root, "--json").stdout)
    (portal,), newest, (failure,), (due,) = told["portals"], told["runs"][0], told["failures"], told["schedules"]
    assert (portal["portal"], portal["articles"], portal["links"]) == ("small", 2, {"done": 2, "failed": 1})
    assert newest.keys() >= {"portal", "outcome", "message", "started_at", "ended_at", "counts"}
    assert (newest["portal"], newest["outcome"], newest["started_at"]) == ("small", "complete", NOW.isoformat())
    assert (failure["reason"], failure["links"], failure["example"]) == ("HTTP 500", 1, address)
    assert (due["portal"], due["last_exit"]) == ("yybnet", None)

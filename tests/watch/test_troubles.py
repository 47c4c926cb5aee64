"""What is an alarm, and what is none."""

from __future__ import annotations

import json
import signal
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from newsarchive.capture.files import portals_held
from newsarchive.config import write_config
from newsarchive.query.canonical import digest
from newsarchive.query.coverage import By, coverage
from newsarchive.store.alarms import open_alarms
from newsarchive.store.archive import Archive
from newsarchive.store.database import reading, writing
from newsarchive.store.journal import FILE
from newsarchive.store.models import Run, Schedule
from newsarchive.store.schedules import put_schedule
from newsarchive.watch.look import alarms, look
from tests.query.links import add_links, add_portal
from tests.running import begun, newsarchive
from tests.schedule.test_keep_running import until
from tests.store.rounds import Round, teaser

NOW = datetime(2026, 5, 4, 6, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def small(archive: Archive) -> Archive:
    """An archive with one portal, which is crawled every six hours."""
    add_portal(archive, "small", "UTC")
    schedule(archive, NOW + HOUR)
    return archive


def schedule(archive: Archive, due: datetime, *, every: int | None = 6 * 3600, cron: str | None = None) -> None:
    with writing(archive.engine) as session:
        put_schedule(session, "small", every=every, cron=cron, zone="UTC", options={}, due=due, now=NOW)


def changed(archive: Archive, **values: Any) -> None:
    with writing(archive.engine) as session:
        session.execute(update(Schedule).values(**values))


def run(
    archive: Archive, outcome: str = "complete", *, hours: float, message: str | None = None, **counts: int
) -> None:
    """Note a run that began so many hours ago."""
    at = NOW - HOUR * hours
    facts: dict[str, Any] = {
        "portal_id": "small",
        "outcome": outcome,
        "message": message,
        "options": {},
        "software": "tests",
    }
    with writing(archive.engine) as session:
        session.add(Run(**facts, started_at=at, ended_at=at + HOUR / 2, counts=counts))


def kinds(archive: Archive) -> list[str]:
    return [str(one.kind) for one in alarms(archive, NOW)]


def test_a_quiet_archive_has_no_alarms(small: Archive) -> None:
    run(small, hours=9, lists=4, new=20, failed=2)
    run(small, hours=3, lists=4, not_articles=2)
    assert kinds(small) == []


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize(
    ("every", "cron", "hours", "is_overdue"),
    [
        (900, None, 0.9, False),
        (900, None, 1.1, True),
        (6 * 3600, None, 5, False),
        (6 * 3600, None, 7, True),
        (14 * 86400, None, 25, True),
        (None, "0 5 * * *", 5, False),
        (None, "0 5 * * *", 7, True),
    ],
)
def test_a_crawl_is_overdue_when_a_whole_one_was_missed(
    small: Archive, every: int | None, cron: str | None, hours: float, is_overdue: bool
) -> None:
    schedule(small, NOW - HOUR * hours, every=every, cron=cron)
    assert kinds(small) == ["overdue"] * is_overdue
    changed(small, paused=True)
    assert kinds(small) == []


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_crawl_that_takes_longer_than_its_interval_is_not_overdue(small: Archive) -> None:
    schedule(small, NOW - HOUR * 30)
    with portals_held(small.config.warc, ["small"]):
        assert kinds(small) == []
    assert kinds(small) == ["overdue"]


@pytest.mark.parametrize("backend", ["sqlite"])
def test_crawls_that_bring_nothing_are_told_when_it_happens_twice_or_they_cannot_begin(small: Archive) -> None:
    run(small, "unreachable", hours=9, message="no answer")
    run(small, "complete", hours=6)
    run(small, "refused", hours=3, message="robots.txt cannot be had")
    assert kinds(small) == []
    run(small, "unreachable", hours=2, message="no answer at all")
    (alarm,) = alarms(small, NOW)
    assert (alarm.kind, "no answer at all" in alarm.message) == ("crawl", True)
    assert "newsarchive crawl small" in alarm.next_step
    run(small, "incomplete", hours=1)
    for code, is_wrong in ((0, False), (4, False), (10, False), (130, False), (3, True), (9, True), (137, True)):
        changed(small, last_exit=code)
        assert kinds(small) == ["crawl"] * is_wrong, code


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({"lists": 3, "new": 80, "failed": 9}, []),
        ({"lists": 3, "new": 80, "failed": 10}, ["failures"]),
        ({"lists": 3, "new": 9, "failed": 9}, []),
        ({"lists": 3, "new": 900, "failed": 50}, []),
        ({"lists": 3, "not_articles": 5}, ["unread"]),
        ({"lists": 3, "not_articles": 5, "same": 1}, []),
        ({"lists": 3, "not_articles": 4}, []),
        ({"lists": 3, "not_articles": 5, "held": 9}, []),
        ({"lists": 3, "not_articles": 30, "failed": 20}, ["failures", "unread"]),
    ],
)
def test_much_that_failed_and_nothing_that_is_an_article_are_alarms(
    small: Archive, counts: dict[str, int], expected: list[str]
) -> None:
    run(small, "incomplete", hours=1, message=None, **counts)
    assert kinds(small) == expected


def test_a_portal_that_shows_less_than_its_own_past_makes_likely_is_told(small: Archive) -> None:
    run(small, hours=24 * 100)
    run(small, hours=24 * 18)
    for days in range(90, 21, -1):
        add_links(small, "small", "done", times=3, read=True, day=(NOW - DAY * days).date(), found=NOW - DAY * days)
    assert kinds(small) == [], "nobody has looked since"
    run(small, hours=1)
    (alarm,) = alarms(small, NOW)
    assert alarm.kind == "quiet"
    assert alarm.message.startswith("small showed 0 articles in 21 days, where about 63 are usual.")
    changed(small, paused=True)
    assert kinds(small) == []


@pytest.mark.proof
@pytest.mark.parametrize("backend", ["sqlite"])
def test_pages_in_quarantine_are_told_and_covered_until_somebody_decides(archive: Archive) -> None:
    life = Round(archive)
    for count in (34, 8):
        life.publish(count)
        life.run()
    life.layout = teaser
    life.publish(10)
    life.run()
    (alarm,) = alarms(archive, NOW)
    assert (alarm.kind, "18 pages wait in quarantine" in alarm.message) == ("quarantine", True)
    with reading(archive.engine) as session:
        (row,) = coverage(session, by=By.PORTAL)
    assert (row.captured, row.read, row.reasons) == (52, 34, {"in quarantine": 18})
    assert newsarchive("quarantine", "discard", "1", "--archive", archive.root).returncode == 0
    assert kinds(archive) == []


@pytest.mark.parametrize("backend", ["sqlite"])
def test_little_room_is_told(small: Archive) -> None:
    with Archive(small.config.__class__(root=small.root, disk_budget="1 kB")) as tight:
        (alarm,) = alarms(tight, NOW)
    assert (alarm.kind, alarm.portal) == ("disk", None)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_damages_stay_an_alarm_until_everything_is_found_whole(archive: Archive) -> None:
    journal = archive.config.journal / FILE
    before = journal.read_text() if journal.exists() else None
    journal.write_text("{}\n")
    assert newsarchive("verify", "--sample", "9", "--archive", archive.root).returncode == 7
    (alarm,) = alarms(archive, NOW)
    assert alarm.kind == "damage"
    assert "the journal" in alarm.message
    journal.unlink() if before is None else journal.write_text(before)
    assert newsarchive("verify", "--sample", "9", "--archive", archive.root).returncode == 0
    assert kinds(archive) == ["damage"], "a sample proves nothing about the rest"
    assert newsarchive("verify", "--archive", archive.root).returncode == 0
    assert kinds(archive) == []


@pytest.mark.parametrize("backend", ["sqlite"])
def test_alarms_are_not_part_of_what_the_archive_means(small: Archive) -> None:
    with reading(small.engine) as session:
        before = digest(session)
    schedule(small, NOW - DAY)
    look(small, NOW, warn=lambda _text: None)
    schedule(small, NOW + HOUR)
    with reading(small.engine) as session:
        assert digest(session) == before


def is_told(archive: Archive) -> bool:
    with reading(archive.engine) as session:
        return [row.told_at is not None for row in open_alarms(session)] == [True]


@pytest.mark.parametrize("backend", ["sqlite"])
def test_those_who_run_the_schedules_look_and_tell(archive: Archive) -> None:
    write_config(archive.root, on_problem="sh -c 'cat >> told.jsonl; echo >> told.jsonl'", min_free="900 TB")
    words = ("--archive", archive.root)
    process = begun("schedule", "run", *words)
    try:
        until(lambda: is_told(archive))
    finally:
        process.send_signal(signal.SIGTERM)
        log = process.communicate(timeout=60)[1]
    assert log.count("Wrong: ") == 1
    assert newsarchive("schedule", "add", "yybnet", "--every", "6h", *words).returncode == 0
    assert newsarchive("schedule", "run-due", *words).returncode == 4
    told = [json.loads(line) for line in (archive.root / "told.jsonl").read_text().splitlines()]
    assert [[one["kind"] for one in facts["news"]] for facts in told] == [["disk"], ["crawl"]]

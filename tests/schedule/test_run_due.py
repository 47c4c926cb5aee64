"""Schedules from the command line, on both databases: added, due, run once, removed, written down."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from newsarchive.store.archive import Archive
from newsarchive.store.database import writing
from newsarchive.store.journal import read
from newsarchive.store.schedules import put_schedule
from tests.fixtures.site import SiteServer
from tests.running import begun, newsarchive


@pytest.fixture
def server() -> Iterator[SiteServer]:
    with SiteServer() as running:
        yield running


def schedule(archive: Archive, *words: str) -> str:
    done = newsarchive("schedule", *words, "--archive", archive.root)
    assert done.returncode == 0, done.stderr
    return done.stdout


def runs(archive: Archive) -> int:
    return len(json.loads(newsarchive("status", "--archive", archive.root, "--json").stdout)["runs"])


@pytest.mark.parametrize("backend", [pytest.param("sqlite", marks=pytest.mark.proof), "postgresql"])
def test_called_twice_at_once_it_crawls_once(archive: Archive, server: SiteServer) -> None:
    schedule(archive, "add", "yybnet", "--every", "1m", "--base-url", server.url)
    both = [begun("schedule", "run-due", "--archive", archive.root) for _ in range(2)]
    for process in both:
        process.communicate(timeout=120)
    assert [process.returncode for process in both] == [0, 0]
    assert runs(archive) == 1
    (row,) = json.loads(schedule(archive, "list", "--json"))
    assert row["last_exit"] == 0
    assert row["next_due"] > row["last_started"]


@pytest.mark.parametrize("backend", ["sqlite", pytest.param("postgresql", marks=pytest.mark.proof)])
def test_nothing_is_due_right_after_a_run(archive: Archive, server: SiteServer) -> None:
    schedule(archive, "add", "yybnet", "--every", "6h", "--limit", "1", "--base-url", server.url)
    schedule(archive, "run-due")
    schedule(archive, "run-due")
    assert runs(archive) == 1


def test_a_failed_crawl_is_told_and_tried_again_when_due(archive: Archive, server: SiteServer) -> None:
    server.fail("/robots.txt", status=503, times=9)
    schedule(archive, "add", "yybnet", "--every", "1m", "--base-url", server.url)
    done = newsarchive("schedule", "run-due", "--archive", archive.root)
    assert done.returncode == 4
    assert "yybnet" in done.stderr
    (row,) = json.loads(schedule(archive, "list", "--json"))
    assert row["last_exit"] == 5


def test_one_schedule_a_portal_which_can_be_removed(archive: Archive) -> None:
    schedule(archive, "add", "yybnet", "--every", "6h")
    schedule(archive, "add", "yybnet", "--cron", "0 5 * * *", "--tz", "Asia/Shanghai")
    (row,) = json.loads(schedule(archive, "list", "--json"))
    assert (row["every"], row["cron"], row["zone"]) == (None, "0 5 * * *", "Asia/Shanghai")
    schedule(archive, "remove", "yybnet")
    assert json.loads(schedule(archive, "list", "--json")) == []
    decisions = [(entry.what, entry.facts["portal"]) for entry in read(archive.config.journal)]
    assert decisions == [("schedule-add", "yybnet"), ("schedule-add", "yybnet"), ("schedule-remove", "yybnet")]


def until(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize("backend", ["sqlite", pytest.param("postgresql", marks=pytest.mark.proof)])
def test_a_signal_stops_the_crawl_in_hand_and_those_that_would_follow(archive: Archive, server: SiteServer) -> None:
    schedule(archive, "add", "yybnet", "--every", "1m", "--delay", "2", "--base-url", server.url)
    now = datetime.now(UTC)
    with writing(archive.engine) as session:
        put_schedule(session, "zzz", every=60, cron=None, zone="UTC", options={}, due=now, now=now)
    process = begun("schedule", "run-due", "--archive", archive.root)
    until(lambda: server.requests)
    process.send_signal(signal.SIGTERM)
    _out, told = process.communicate(timeout=60)
    assert process.returncode == 130, told
    rows = {row["portal"]: row for row in json.loads(schedule(archive, "list", "--json"))}
    assert rows["yybnet"]["last_exit"] == 130
    assert rows["zzz"]["last_started"] is None


@pytest.mark.parametrize("backend", ["sqlite", pytest.param("postgresql", marks=pytest.mark.proof)])
def test_a_portal_that_is_gone_is_told_and_keeps_no_other_from_its_turn(archive: Archive, server: SiteServer) -> None:
    now = datetime.now(UTC)
    with writing(archive.engine) as session:
        put_schedule(session, "gone", every=60, cron=None, zone="UTC", options={}, due=now, now=now)
    schedule(archive, "add", "yybnet", "--every", "1m", "--limit", "1", "--base-url", server.url)
    done = newsarchive("schedule", "run-due", "--archive", archive.root)
    assert done.returncode == 4
    assert "gone" in done.stderr
    ended = {row["portal"]: row["last_exit"] for row in json.loads(schedule(archive, "list", "--json"))}
    assert ended == {"gone": 3, "yybnet": 0}

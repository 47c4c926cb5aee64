"""The process that runs the schedules: what it begins, how it ends, and what is left when it is killed."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from psycopg import sql
from sqlalchemy import select

from newsarchive.capture.files import is_crawled
from newsarchive.store.archive import Archive, open_archive
from newsarchive.store.database import writing
from newsarchive.store.journal import read
from newsarchive.store.models import Schedule
from newsarchive.store.schedules import put_schedule
from tests.databases import administer, postgresql_database, url_of
from tests.fixtures.site import SiteServer
from tests.forkserver import Forked
from tests.running import begun, newsarchive


@pytest.fixture
def server() -> Iterator[SiteServer]:
    with SiteServer() as running:
        yield running


def schedule(archive: Archive, *words: str, code: int = 0) -> str:
    done = newsarchive("schedule", *words, "--archive", archive.root)
    assert done.returncode == code, done.stderr
    return done.stdout


def listed(archive: Archive) -> dict[str, dict[str, Any]]:
    return {row["portal"]: row for row in json.loads(schedule(archive, "list", "--json"))}


def outcomes(archive: Archive) -> list[str]:
    """How the runs ended, the last one first."""
    done = newsarchive("status", "--json", "--archive", archive.root)
    return [run["outcome"] for run in json.loads(done.stdout)["runs"]]


def until(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@contextmanager
def running(archive: Archive, *words: str) -> Iterator[Forked]:
    process = begun("schedule", "run", *words, "--archive", archive.root)
    assert isinstance(process, Forked)
    try:
        yield process
    finally:
        process.kill()
        process.communicate(timeout=60)


def ended(process: Forked) -> str:
    process.send_signal(signal.SIGTERM)
    _out, told = process.communicate(timeout=60)
    assert process.returncode == 0, told
    return told


@pytest.mark.parametrize("backend", ["sqlite"])
def test_it_crawls_what_is_due_and_what_somebody_wants_now_and_ends_when_asked(
    archive: Archive, server: SiteServer
) -> None:
    schedule(archive, "add", "yybnet", "--every", "6h", "--limit", "1", "--base-url", server.url)
    with running(archive) as process:
        until(lambda: outcomes(archive) == ["limited"])
        schedule(archive, "run-now", "yybnet")
        until(lambda: outcomes(archive) == ["limited", "limited"])
        until(lambda: listed(archive)["yybnet"]["last_exit"] == 0)
        told = ended(process)
    assert told.count("yybnet: done after") == 2
    assert listed(archive)["yybnet"]["next_due"] > listed(archive)["yybnet"]["last_started"]


@pytest.mark.parametrize("backend", ["sqlite"])
def test_what_is_paused_waits_until_it_is_resumed(archive: Archive, server: SiteServer) -> None:
    schedule(archive, "add", "yybnet", "--every", "6h", "--limit", "1", "--base-url", server.url)
    schedule(archive, "pause", "yybnet")
    assert schedule(archive, "list").split("\t")[2] == "paused"
    assert "resume" in newsarchive("schedule", "run-now", "yybnet", "--archive", archive.root).stderr
    schedule(archive, "run-due")
    assert outcomes(archive) == []
    assert newsarchive("rebuild", "--replace", "--archive", archive.root).returncode == 0
    assert listed(archive)["yybnet"]["paused"]
    schedule(archive, "resume", "yybnet")
    schedule(archive, "run-due")
    assert outcomes(archive) == ["limited"]
    assert [entry.what for entry in read(archive.config.journal)] == [
        *("schedule-add", "schedule-pause", "schedule-resume")
    ]
    schedule(archive, "pause", "elsewhere", code=3)


@pytest.mark.proof
def test_asked_to_end_it_lets_its_crawl_end_in_order_and_goes_on_next_time(
    archive: Archive, server: SiteServer
) -> None:
    schedule(archive, "add", "yybnet", "--every", "6h", "--delay", "1", "--base-url", server.url)
    with running(archive) as process:
        until(lambda: len(server.requests) > 2)
        ended(process)
    assert outcomes(archive) == ["interrupted"]
    assert listed(archive)["yybnet"]["last_exit"] == 130
    begun_long_ago(archive)
    with running(archive) as process:
        until(lambda: len(outcomes(archive)) == 2)
        assert "yybnet was cut off and goes on." in ended(process)


@pytest.mark.parametrize("backend", ["postgresql"])
@pytest.mark.proof
def test_killed_it_leaves_no_crawl_behind_and_goes_on_when_it_is_started_again(
    archive: Archive, server: SiteServer
) -> None:
    schedule(archive, "add", "yybnet", "--every", "6h", "--delay", "0.5", "--base-url", server.url)
    with running(archive) as process:
        until(lambda: len(server.requests) > 2)
        process.kill()
    until(lambda: not is_crawled(archive.config.warc / "yybnet"))
    assert outcomes(archive) == ["interrupted"]
    assert listed(archive)["yybnet"]["last_exit"] is None
    begun_long_ago(archive)
    with running(archive) as process:
        until(lambda: len(outcomes(archive)) == 2)
        assert "yybnet was cut off and goes on." in ended(process)


def begun_long_ago(archive: Archive) -> None:
    with writing(archive.engine) as session:
        row = session.scalars(select(Schedule)).one()
        row.last_started = row.created_at - timedelta(hours=1)


@pytest.mark.proof
def test_what_somebody_else_crawls_was_not_cut_off(archive: Archive, server: SiteServer) -> None:
    schedule(archive, "add", "yybnet", "--every", "6h", "--delay", "1", "--base-url", server.url)
    with running(archive):
        until(lambda: len(server.requests) > 2)
        begun_long_ago(archive)
        schedule(archive, "run-due")
    assert len(outcomes(archive)) == 1


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_second_one_says_so(archive: Archive) -> None:
    with running(archive) as process:
        until((archive.root / ".schedule.lock").exists)
        until(lambda: newsarchive("schedule", "run", "--archive", archive.root).returncode == 10)
        ended(process)


@pytest.mark.proof
def test_no_more_run_at_once_than_wanted(archive: Archive, server: SiteServer) -> None:
    schedule(archive, "add", "yybnet", "--every", "6h", "--delay", "1", "--base-url", server.url)
    with running(archive, "--at-once", "1") as process:
        until(lambda: len(server.requests) > 2)
        now = listed(archive)["yybnet"]
        with writing(archive.engine) as session:
            due = session.scalars(select(Schedule.created_at)).one()
            put_schedule(session, "gone", every=60, cron=None, zone="UTC", options={}, due=due, now=due)
        time.sleep(1)
        assert listed(archive)["gone"]["last_started"] is None
        assert now["last_exit"] is None
        ended(process)


@pytest.mark.proof
def test_ended_twice_it_kills_its_crawls(archive: Archive, server: SiteServer) -> None:
    schedule(archive, "add", "yybnet", "--every", "6h", "--delay", "1", "--base-url", server.url)
    with running(archive) as process:
        until(lambda: len(server.requests) > 2)
        (crawl,) = crawls_of(process.pid)
        os.kill(crawl, signal.SIGSTOP)  # it cannot end in order
        process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        assert process.poll() is None
        ended(process)
    assert listed(archive)["yybnet"]["last_exit"] == 128 + signal.SIGKILL


def crawls_of(parent: int) -> list[int]:
    """Return the crawls that a process has begun; another child of it looks at the alarms."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            is_its = int((process / "stat").read_text().rpartition(")")[2].split()[1]) == parent
            if is_its and b"crawl" in (process / "cmdline").read_bytes().split(b"\0"):
                found.append(int(process.name))
    return found


@pytest.mark.proof
def test_a_database_that_goes_away_is_waited_for(tmp_path: Path, server: SiteServer, postgresql_template: str) -> None:
    with postgresql_database(postgresql_template) as name:
        words = ("init", tmp_path / "news", "--contact", "tests@example.org", "--database", url_of(name))
        assert newsarchive(*words).returncode == 0
        with open_archive(tmp_path / "news") as archive, running(archive) as process:
            until((archive.root / ".schedule.lock").exists)
            archive.engine.dispose()
            allow(name, connections=False)
            time.sleep(12)
            allow(name, connections=True)
            schedule(archive, "add", "yybnet", "--every", "6h", "--limit", "1", "--base-url", server.url)
            until(lambda: listed(archive)["yybnet"]["last_exit"] == 0)
            told = ended(process)
    assert "It is tried again every 10 s." in told
    assert "Traceback" not in told


def allow(name: str, *, connections: bool) -> None:
    """Let a database take connections or none; those that it has end."""
    allowed = sql.SQL("true" if connections else "false")
    administer(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}").format(sql.Identifier(name), allowed))
    ends = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {}"
    administer(sql.SQL(ends).format(sql.Literal(name)))

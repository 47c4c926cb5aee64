"""Schedules from the command line, on both databases: added, due, run once, removed, written down."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsarchive.store.archive import Archive
from newsarchive.store.journal import read
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


def test_the_units_are_what_systemd_accepts(tmp_path: Path) -> None:
    root = tmp_path / "my news 100%"
    assert newsarchive("init", root).returncode == 0
    done = newsarchive("schedule", "install", "--dry-run", "--archive", root)
    assert done.returncode == 0, done.stderr
    units: dict[str, str] = {}
    for line in done.stdout.splitlines(keepends=True):
        if line.startswith("# /"):
            name = line.strip().rpartition("/")[2]
            units[name] = ""
        else:
            units[name] += line
    assert sorted(Path(name).suffix for name in units) == [".service", ".timer"]
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("no systemd-analyze on this machine")
    for name, text in units.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    paths = [str(tmp_path / name) for name in units]
    checked = subprocess.run([program, "verify", *paths], check=False, capture_output=True, text=True)
    mine = [line for line in checked.stderr.splitlines() if "newsarchive" in line]
    assert not mine, checked.stderr


def test_the_crontab_line_calls_run_due(tmp_path: Path) -> None:
    root = tmp_path / "news 5%"
    newsarchive("init", root)
    done = newsarchive("schedule", "install", "--dry-run", "--cron", "--archive", root)
    assert done.stdout.startswith("* * * * * ")
    assert "schedule run-due --archive" in done.stdout
    assert r"5\%" in done.stdout

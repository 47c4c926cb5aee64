"""A crawl stops before the room that it may take is used up, says where and how much, and goes on with more."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from newsarchive.config import load_config, size_of, write_config
from newsarchive.errors import ConfigError, DiskFull
from newsarchive.store.archive import Archive, init_archive, open_archive
from newsarchive.store.budget import Budget, room
from newsarchive.store.database import reading
from newsarchive.store.models import Link, Run
from tests.faults.small_run import run
from tests.fixtures.site import SiteServer
from tests.running import newsarchive
from tests.store.test_backup import told


@pytest.mark.parametrize(
    ("said", "meant"),
    [("200 GB", 200 * 10**9), ("1.5 TiB", 3 * (1 << 39)), ("500mb", 5 * 10**8), ("12", 12), ("much", None), ("", None)],
)
def test_sizes_are_read_as_people_write_them(said: str, meant: int | None) -> None:
    assert size_of(said) == meant


def test_what_is_no_size_is_a_wrong_setting(tmp_path: Path) -> None:
    write_config(tmp_path, disk_budget="a lot")
    with pytest.raises(ConfigError, match="disk_budget"):
        load_config(tmp_path)


def test_it_warns_at_nine_tenths_and_stops_at_the_end(archive: Archive) -> None:
    (archive.root / "exports" / "large.csv").write_bytes(b"x" * 1_000_000)
    used = room(archive.config).used
    assert used > 1_000_000
    for budget, warns, stops in ((2 * used, False, False), (int(used / 0.95), True, False), (used - 1, True, True)):
        found = room(dataclasses.replace(archive.config, disk_budget=str(budget)))
        assert (found.warning is not None, found.is_exhausted) == (warns, stops)
    with pytest.raises(DiskFull, match="bytes free"):
        Budget(dataclasses.replace(archive.config, min_free="1000000 TB")).check()


def test_what_is_appended_counts_at_once(archive: Archive) -> None:
    used = room(archive.config).used
    budget = Budget(dataclasses.replace(archive.config, disk_budget=str(used + 5_000_000)))
    budget.check()
    budget.note(5_000_000)
    with pytest.raises(DiskFull, match="disk_budget"):
        budget.check()


def test_a_run_stops_says_so_and_goes_on(archive: Archive, capsys: pytest.CaptureFixture[str]) -> None:
    with reading(archive.engine) as session:  # SQLite makes its log
        assert session.query(Link).count() == 0
    write_config(archive.root, disk_budget=str(room(archive.config).used + 5_000))
    assert run(archive.root, lambda _ack: None) == DiskFull.exit_code
    assert "disk_budget" in capsys.readouterr().err
    with reading(archive.engine) as session:
        assert session.query(Link).filter(Link.state == "queued").count() > 0
        assert [(one.outcome, one.ended_at is not None) for one in session.query(Run)] == [("failed", True)]
    told(archive.root)
    write_config(archive.root, disk_budget="1 TB")
    assert run(archive.root, lambda _ack: None) == 0
    told(archive.root)


def test_a_crawl_without_room_fetches_nothing(tmp_path: Path) -> None:
    root = tmp_path / "news"
    init_archive(root, contact="tests@example.org").close()
    write_config(root, disk_budget="100 kB")
    with SiteServer() as server:
        done = newsarchive("crawl", "yybnet", "--archive", root, "--base-url", server.url)
        assert done.returncode == DiskFull.exit_code, done.stderr
        assert str(root) in done.stderr
        assert "Traceback" not in done.stderr
        assert server.requests == []
    with open_archive(root) as archive:
        warning = room(archive.config).warning
    shown = newsarchive("status", "--json", "--archive", root)
    assert shown.returncode == 0
    assert [alarm["message"] for alarm in json.loads(shown.stdout)["alarms"]] == [warning]

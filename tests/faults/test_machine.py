"""A machine that fails under a real crawl: it stops, says what and where, harms nothing, and goes on afterwards."""

from __future__ import annotations

import re
import shutil
import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults.injected import has_strace
from tests.faults.machine import (
    command,
    has_namespaces,
    injected,
    limited,
    on_read_only_disk,
    on_small_disk,
    with_short_writes,
)
from tests.faults.oracle import Evidence, assert_archive_ok
from tests.fixtures.site import SiteServer
from tests.running import begun_fresh, newsarchive_fresh

pytestmark = pytest.mark.proof
traced = pytest.mark.skipif(not has_strace(), reason="strace is not installed: no call can be made to fail")
mounted = pytest.mark.skipif(not has_namespaces(), reason="no disks can be made here (unshare -rm)")


@pytest.fixture(scope="module")
def server() -> Iterator[SiteServer]:
    with SiteServer() as running:
        yield running


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory, server: SiteServer) -> Path:
    """An archive with three articles, and more waiting."""
    root = tmp_path_factory.mktemp("machine") / "news"
    newsarchive_fresh("init", root, "--contact", "tests@example.org")
    done = newsarchive_fresh(*crawl(root, server, 3))
    assert done.returncode == 0, done.stderr
    return root


@pytest.fixture
def news(crawled: Path, tmp_path: Path) -> Path:
    return shutil.copytree(crawled, tmp_path / "news")


def crawl(root: Path, server: SiteServer, limit: int = 5) -> tuple[str, ...]:
    return ("crawl", "yybnet", "--archive", str(root), "--base-url", server.url, "--limit", str(limit))


def ends(done: subprocess.CompletedProcess[str], code: int, *said: str) -> None:
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    for what in said:
        assert re.search(what, done.stderr), done.stderr


def goes_on(root: Path, server: SiteServer, code: int, said: str) -> None:
    """What is left is whole, and the same command goes on."""
    assert_archive_ok(Evidence(root=root, exit_code=code, said=said))
    ends(newsarchive_fresh(*crawl(root, server)), 0)
    ends(newsarchive_fresh("verify", "--archive", root), 0)


def test_a_file_that_may_grow_no_further_is_a_full_disk(news: Path, server: SiteServer) -> None:
    size = max(path.stat().st_size for path in news.rglob("*") if path.is_file())
    done = limited(crawl(news, server, 20), file_size=size + 20_000)
    ends(done, 9, r"no room left to write .*/news/.*File too large; [\d,]+ bytes are free", "[Ff]ree space")
    goes_on(news, server, 9, done.stderr)


@pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler (cc): writes cannot be cut short")
def test_writes_that_are_cut_short_or_interrupted_are_ended(news: Path, server: SiteServer, tmp_path: Path) -> None:
    done, disturbed = with_short_writes(crawl(news, server, 1000), tmp_path)
    ends(done, 0)
    assert disturbed > 100
    goes_on(news, server, 0, done.stderr)


@mounted
def test_a_disk_that_fills_up_is_told_and_harms_nothing(news: Path, server: SiteServer, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    used = sum(path.stat().st_blocks * 512 for path in news.rglob("*"))
    script = (
        f"cp -r {news} {disk}/news\n"
        f"{command(*crawl(disk / 'news', server, 30))} || test $? = 9\n"
        f"mount -o remount,size=64m {disk}\n"
        f"{command('verify', '--archive', disk / 'news')}\n"
        f"{command(*crawl(disk / 'news', server))}\n"
        f"{command('verify', '--archive', disk / 'news')}\n"
    )
    done = on_small_disk(disk, str(used + 250_000), script)
    ends(done, 0, f"no room left to write .*{disk}/news/.*; [\\d,]+ bytes are free", "free space|Free space")


@mounted
def test_a_disk_that_is_read_only_is_told_before_anything_is_fetched(news: Path, server: SiteServer) -> None:
    before = len(server.requests)
    done = on_read_only_disk(news, command(*crawl(news, server)))
    ends(done, 11, f"{news}/archive.db cannot be used: Read-only file system", "rights")
    assert len(server.requests) == before
    ends(on_read_only_disk(news, command("init", news / "warc" / "sub")), 11, "Read-only file system")
    goes_on(news, server, 11, done.stderr)


@traced
@pytest.mark.parametrize(
    ("fault", "code", "said"),
    [
        ("write:error=ENOSPC:when=2+", 9, r"no room left to write [\d,]+ bytes to .*\.open: No space left"),
        ("write:error=EDQUOT:when=2+", 9, r"no room left to write [\d,]+ bytes to .*\.open: .*quota"),
        ("fdatasync:error=EIO:when=2+", 11, r"\.open cannot be used: Input/output error"),
    ],
)
def test_a_warc_file_that_fails_stops_the_crawl(
    news: Path, server: SiteServer, fault: str, code: int, said: str
) -> None:
    (path,) = (news / "warc" / "yybnet").glob("*.open")
    done = injected(fault, crawl(news, server, 20), paths=[path])
    ends(done, code, said)
    goes_on(news, server, code, done.stderr)


@traced
@pytest.mark.parametrize("fault", ["fdatasync:error=EIO:when=3+", "pwrite64:error=EIO:when=20+"])
def test_a_database_file_that_fails_stops_the_crawl(news: Path, server: SiteServer, fault: str) -> None:
    done = injected(fault, crawl(news, server, 20))
    ends(done, 11, "I/O error|Input/output error")
    goes_on(news, server, 11, done.stderr)


@traced
def test_a_record_that_cannot_be_read_is_named_and_others_are_served(news: Path) -> None:
    (path,) = (news / "warc" / "yybnet").glob("*.warc.gz*")
    done = injected("read:error=EIO:when=1", ("verify", "--archive", news), paths=[path])
    ends(done, 7)
    assert "cannot be read" in done.stdout + done.stderr
    ends(newsarchive_fresh("verify", "--archive", news), 0)


def test_too_few_open_files_are_told(news: Path, server: SiteServer) -> None:
    done = limited(crawl(news, server), files=24)
    ends(done, 11, "Too many open files", "ulimit -n")
    goes_on(news, server, 11, done.stderr)
    ends(limited(crawl(news, server), files=60), 0)


def test_a_crawl_waits_for_a_locked_database(news: Path, server: SiteServer) -> None:
    with closing(sqlite3.connect(news / "archive.db", isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        threading.Timer(12, other.rollback).start()
        ends(newsarchive_fresh(*crawl(news, server)), 0)
    ends(newsarchive_fresh("verify", "--archive", news), 0)


def test_a_database_that_stays_locked_is_told_in_time(news: Path, server: SiteServer) -> None:
    began = time.monotonic()
    with closing(sqlite3.connect(news / "archive.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        done = newsarchive_fresh(*crawl(news, server))
        other.rollback()
    ends(done, 8, "locked", "wait")
    assert time.monotonic() - began < 110
    goes_on(news, server, 8, done.stderr)


def test_a_database_whose_pages_are_altered_is_damaged(news: Path) -> None:
    with closing(sqlite3.connect(news / "archive.db")) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (root_page,) = database.execute("select rootpage from sqlite_master where name = 'capture'").fetchone()
        (size,) = database.execute("PRAGMA page_size").fetchone()
    data = bytearray((news / "archive.db").read_bytes())
    data[(root_page - 1) * size] ^= 0xFF
    (news / "archive.db").write_bytes(data)
    done = newsarchive_fresh("verify", "--archive", news)
    ends(done, 7)
    assert "archive.db" in done.stdout + done.stderr
    ends(newsarchive_fresh("rebuild", "--replace", "--archive", news), 0)
    ends(newsarchive_fresh("verify", "--archive", news), 0)


def test_a_database_that_lost_its_log_is_not_written_on_to(news: Path, server: SiteServer) -> None:
    old = (news / "archive.db").read_bytes()
    process = begun_fresh(*crawl(news, server, 30))
    while sum(path.stat().st_size for path in news.rglob("*.open")) < 90_000 and process.poll() is None:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    (news / "archive.db").write_bytes(old)  # as it is where the log is lost before it is copied into the file
    for name in ("archive.db-wal", "archive.db-shm"):
        (news / name).unlink(missing_ok=True)
    ends(newsarchive_fresh(*crawl(news, server)), 7, "does not know", "newsarchive rebuild --replace")
    ends(newsarchive_fresh("rebuild", "--replace", "--archive", news), 0)
    ends(newsarchive_fresh(*crawl(news, server, 40)), 0)
    ends(newsarchive_fresh("verify", "--archive", news), 0)


def test_a_database_of_a_newer_newsarchive_is_left_alone(news: Path) -> None:
    with closing(sqlite3.connect(news / "archive.db")) as database, database:
        database.execute("update alembic_version set version_num = 'ffffffffffff'")
    before = (news / "archive.db").read_bytes()
    for words in (("status",), ("verify",), ("db", "upgrade")):
        done = newsarchive_fresh(*words, "--archive", news)
        ends(done, 3)
    assert "newer" in done.stderr
    assert (news / "archive.db").read_bytes() == before

"""The documented exit codes are the ones that errors carry, and each comes from a real command."""

from __future__ import annotations

import fcntl
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from newsarchive import errors
from newsarchive.config import write_config
from tests.faults.machine import limited
from tests.fixtures.site import Response, SiteServer
from tests.running import ROOT, begun_fresh, environment, newsarchive, newsarchive_fresh

PAGE = (Path(__file__).parents[1] / "docs" / "exit-codes.md").read_text(encoding="utf-8")


def test_the_page_and_the_error_tree_agree() -> None:
    told = {name: int(code) for code, name in re.findall(r"^\| (\d+) \| (\w+) \|", PAGE, re.MULTILINE)}
    kinds = [
        kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.NewsArchiveError)
    ]
    carried = {kind.__name__: kind.exit_code for kind in kinds if kind is not errors.NewsArchiveError}
    assert told == carried


@pytest.fixture
def news(tmp_path: Path) -> Path:
    done = newsarchive("init", tmp_path / "news", "--contact", "tests@example.org")
    assert done.returncode == 0, done.stderr
    return tmp_path / "news"


Ended = tuple[int, str]
"""Exit code, and what was written to standard error."""


def ran(*words: str | Path) -> Ended:
    done = newsarchive_fresh(*words)
    return done.returncode, done.stderr


def crawl(news: Path, address: str, *more: str) -> tuple[str | Path, ...]:
    return ("crawl", "yybnet", "--archive", news, "--base-url", address, "--limit", "1", *more)


def finished(news: Path, _server: SiteServer) -> Ended:
    return ran("status", "--archive", news)


def wrong_usage(news: Path, _server: SiteServer) -> Ended:
    return ran("crawl", "--archive", news, "--limit", "none")


def wrong_settings(news: Path, _server: SiteServer) -> Ended:
    (news / "archive.toml").write_text("contact = ", encoding="utf-8")
    return ran("status", "--archive", news)


def no_archive(news: Path, _server: SiteServer) -> Ended:
    return ran("status", "--archive", news / "warc")


def not_found(news: Path, _server: SiteServer) -> Ended:
    return ran("show", "aaaaaaaaaaaaaaaa", "--archive", news)


def incomplete(news: Path, server: SiteServer) -> Ended:
    server.pages["/"] = Response(status=404, body=b"none")
    return ran(*crawl(news, server.url))


def refused_by_robots(news: Path, server: SiteServer) -> Ended:
    server.pages["/robots.txt"] = Response(status=500, body=b"")
    return ran(*crawl(news, server.url))


def host_unreachable(news: Path, _server: SiteServer) -> Ended:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return ran(*crawl(news, f"http://127.0.0.1:{port}/"))


def damaged(news: Path, _server: SiteServer) -> Ended:
    (news / "journal" / "decisions.jsonl").write_text("{}\n", encoding="utf-8")
    return ran("verify", "--archive", news)


def no_database(news: Path, _server: SiteServer) -> Ended:
    return ran("init", news / "other", "--database", "postgresql+psycopg://nobody@127.0.0.1:1/none")


def disk_full(news: Path, _server: SiteServer) -> Ended:
    words = [sys.executable, "-m", "newsarchive", "export", "--archive", str(news)]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            words, check=False, cwd=ROOT, env=environment(), stdout=full, stderr=subprocess.PIPE, text=True
        )
    return done.returncode, done.stderr


def running_already(news: Path, server: SiteServer) -> Ended:
    (news / "warc" / "yybnet").mkdir()
    with (news / "warc" / "yybnet" / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return ran(*crawl(news, server.url))


def disk_failed(news: Path, server: SiteServer) -> Ended:
    done = limited(crawl(news, server.url), files=20)
    return done.returncode, done.stderr


def alarmed(news: Path, _server: SiteServer) -> Ended:
    write_config(news, disk_budget="1 kB")
    return ran("status", "--alarms", "--archive", news)


def too_much(news: Path, _server: SiteServer) -> Ended:
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n"
    return ran("sql", endless, "--timeout", "0.2", "--archive", news)


def interrupted(news: Path, server: SiteServer) -> Ended:
    process = begun_fresh(*crawl(news, server.url, "--delay", "1"))
    until = time.monotonic() + 60
    while not server.requests and time.monotonic() < until:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    return process.returncode, said


WAYS: dict[Callable[[Path, SiteServer], Ended], int] = {
    finished: 0,
    wrong_usage: 2,
    wrong_settings: 3,
    no_archive: 3,
    not_found: 3,
    incomplete: 4,
    refused_by_robots: 5,
    host_unreachable: 6,
    damaged: 7,
    no_database: 8,
    disk_full: 9,
    running_already: 10,
    disk_failed: 11,
    alarmed: 12,
    too_much: 13,
    interrupted: 130,
}


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_each_code_comes_from_a_real_command(way: Callable[[Path, SiteServer], Ended], news: Path) -> None:
    with SiteServer() as server:
        code, said = way(news, server)
    assert code == WAYS[way], said
    assert "Traceback" not in said
    assert code == 0 or len(said.strip().splitlines()) > 1, "what happened, and what to do next"


def test_no_documented_code_is_without_a_way() -> None:
    codes = {int(code) for code in re.findall(r"^\| (\d+) \|", PAGE, re.MULTILINE)}
    assert codes - {1} == set(WAYS.values())

"""Portals that misbehave: a crawl always ends, tells the truth in its exit code, and touches nothing but the portal."""

from __future__ import annotations

import json
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from psycopg import sql

from newsarchive.crawl.plan import MOST_REDIRECTS
from tests.databases import administer, postgresql_database, url_of
from tests.fixtures.site import Response, SiteServer, expected, hostile
from tests.running import ROOT, begun, environment, newsarchive

HTML = (("Content-Type", "text/html; charset=utf-8"),)
ARTICLE = "/luzhou/luxian/201802/7713943.html"


@pytest.fixture
def server() -> Iterator[SiteServer]:
    with SiteServer() as running:
        yield running


@pytest.fixture
def root(tmp_path: Path) -> Path:
    assert newsarchive("init", tmp_path / "news", "--contact", "tests@example.org").returncode == 0
    return tmp_path / "news"


def crawl(root: Path, server: SiteServer, *options: str, **environ: str) -> tuple[int, str, dict[str, object]]:
    done = newsarchive(
        "crawl", "yybnet", "--archive", root, "--base-url", server.url, "--json", *options, cwd=ROOT, **environ
    )
    assert "Traceback" not in done.stderr, done.stderr
    facts = json.loads(done.stdout.splitlines()[-1]) if "--dry-run" not in options else {}
    return done.returncode, done.stderr, facts


def robots(text: str, **headers: str) -> Response:
    return Response(headers=(("Content-Type", "text/plain"), *headers.items()), body=text.encode())


def test_a_portal_that_forbids_everything_is_refused(root: Path, server: SiteServer) -> None:
    server.pages["/robots.txt"] = robots("User-agent: *\nDisallow: /\n")
    assert crawl(root, server)[0] == 5
    assert {path for _, path, _ in server.requests} == {"/robots.txt"}


@pytest.mark.parametrize("location", ["http://[", "file:///etc/hostname", "data:text/plain,User-agent", "//:99999/"])
def test_a_robots_txt_that_leads_nowhere_forbids_everything(root: Path, server: SiteServer, location: str) -> None:
    server.pages["/robots.txt"] = Response(status=302, headers=(("Location", location),), body=b"x")
    code, said, _ = crawl(root, server)
    assert code == 5, said
    assert {path for _, path, _ in server.requests} == {"/robots.txt"}


def test_a_robots_txt_that_cannot_be_decoded_forbids_everything(root: Path, server: SiteServer) -> None:
    server.pages["/robots.txt"] = Response(headers=(("Content-Encoding", "br"),), body=b"\x0b\x02\x80x\x03")
    assert crawl(root, server)[0] == 5


@pytest.mark.parametrize("status", [404, 403])
def test_a_home_page_that_is_not_there_is_no_success(root: Path, server: SiteServer, status: int) -> None:
    server.pages["/"] = Response(status=status, headers=HTML, body=b"none")
    code, said, facts = crawl(root, server)
    assert code == 4
    assert f"HTTP {status}" in said
    assert facts["outcome"] == "incomplete"


def test_a_limit_reached_by_failures_is_no_success(root: Path, server: SiteServer) -> None:
    for article in expected():
        server.fail(article.url.removeprefix("https://www.yybnet.net"), status=403, times=9)
    assert crawl(root, server, "--limit", "3")[0] == 4


def test_a_long_wish_to_be_left_alone_ends_the_run_and_is_remembered(root: Path, server: SiteServer) -> None:
    server.fail("/luzhou/", status=429, times=1, headers=(("Retry-After", "3600"),))
    started = time.monotonic()
    code, said, _ = crawl(root, server)
    assert code == 4
    assert "left alone" in said
    assert time.monotonic() - started < 40
    server.forget()
    assert crawl(root, server)[0] == 4
    assert server.requests == [], "not even robots.txt is asked for in a pause"


def test_a_signal_is_heard_in_a_pause(root: Path, server: SiteServer) -> None:
    server.fail("/luzhou/", status=503, times=1, headers=(("Retry-After", "300"),))
    process = begun("crawl", "yybnet", "--archive", root, "--base-url", server.url)
    deadline = time.monotonic() + 60
    while "/luzhou/" not in [path for _, path, _ in server.requests] and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(1)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert process.returncode == 130


def test_a_first_signal_lets_what_is_in_hand_end_and_a_second_does_not(root: Path, server: SiteServer) -> None:
    server.rude["/luzhou/"] = hostile.drip
    process = begun("crawl", "yybnet", "--archive", root, "--base-url", server.url)
    deadline = time.monotonic() + 100
    while "/luzhou/" not in [path for _, path, _ in server.requests] and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(2)
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=20)[1]
    assert process.returncode == 130, said
    assert "Traceback" not in said
    server.rude.clear()
    assert newsarchive("verify", "--archive", root).returncode == 0
    assert crawl(root, server)[0] == 0, "it goes on where it stopped"


def test_a_dry_run_never_writes_to_the_archives_database(root: Path, server: SiteServer, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere.db"
    shutil.copy(root / "archive.db", other)
    assert crawl(root, server, "--dry-run", NEWSARCHIVE_DATABASE=f"sqlite:///{other}")[0] == 0
    for path in (other, root / "archive.db"):
        with sqlite3.connect(path) as connection:
            assert connection.execute("SELECT count(*) FROM capture").fetchone() == (0,)
        connection.close()


def test_a_dry_run_of_a_channel_lists_that_channel(root: Path, server: SiteServer) -> None:
    done = newsarchive("crawl", "yybnet", "--archive", root, "--base-url", server.url, "--dry-run", "--channel", "彬县")
    wanted = {a.url.rpartition("/")[2] for a in expected() if any("彬县" in name for name in a.channels)}
    assert {line.rpartition("/")[2] for line in done.stdout.split()} == wanted


def test_since_holds_for_what_was_queued_before(root: Path, server: SiteServer) -> None:
    crawl(root, server, "--limit", "1")
    _, _, facts = crawl(root, server, "--since", "2018-02-10")
    newer = [article for article in expected() if article.published[:10] >= "2018-02-10"]
    counts = facts["counts"]
    assert isinstance(counts, dict)
    assert counts["new"] + counts["reprints"] <= len(newer)


def test_an_article_behind_a_redirect_stands_in_the_channel_that_linked_to_it(root: Path, server: SiteServer) -> None:
    article = next(a for a in expected() if a.channels == ("泸县新闻",) and a.reprint_of is None)
    old = article.url.removeprefix("https://www.yybnet.net")
    new = "/luzhou/luxian/201802/9999999.html"
    server.pages[new] = server.pages[old]
    server.pages[old] = Response(status=301, headers=(("Location", new),), body=b"moved")
    assert crawl(root, server)[0] == 0
    done = newsarchive("show", f"https://www.yybnet.net{new}", "--archive", root)
    assert done.returncode == 0, done.stderr
    assert "泸县新闻" in done.stdout


def test_redirects_that_never_end_are_given_up(root: Path, server: SiteServer) -> None:
    article = next(a for a in expected() if a.channels == ("泸县新闻",) and a.reprint_of is None)
    chain = [f"/luzhou/luxian/201802/{number}.html" for number in range(9_000_000, 9_000_030)]
    for path, target in pairwise([article.url.removeprefix("https://www.yybnet.net"), *chain]):
        server.pages[path] = Response(status=302, headers=(("Location", target),), body=b"on and on")
    assert crawl(root, server)[0] == 0
    asked = {path for _, path, _ in server.requests}
    assert set(chain) & asked == set(chain[:MOST_REDIRECTS])
    server.forget()
    assert crawl(root, server)[0] == 0
    assert not set(chain) & {path for _, path, _ in server.requests}, "and the next crawl does not go on with it"


def test_a_list_is_followed_though_the_home_page_shows_its_articles(root: Path, server: SiteServer) -> None:
    home = server.pages["/"]
    links = "".join(f'<a href="{a.url.removeprefix("https://www.yybnet.net")}">{a.title}</a>' for a in expected())
    body = home.body.replace(b"</body>", f"<div>{links}</div></body>".encode())
    server.pages["/"] = Response(headers=home.headers, body=body)
    assert crawl(root, server)[0] == 0
    done = newsarchive("search", "泸县", "--json", "--limit", "100", "--archive", root)
    assert len(json.loads(done.stdout)) > 5
    asked = {path for _, path, _ in server.requests}
    second_pages = [p for p in server.pages if p.startswith("/luzhou/hejiang/?page=")]
    assert set(second_pages) <= asked


def test_a_damaged_database_file_is_told(root: Path) -> None:
    (root / "archive.db").write_bytes(b"this is no database" * 500)
    done = newsarchive("status", "--archive", root)
    assert done.returncode == 7, done.stderr
    assert "Traceback" not in done.stderr


def test_a_record_that_lost_its_row_is_found(root: Path, server: SiteServer) -> None:
    crawl(root, server, "--limit", "1")
    connection = sqlite3.connect(root / "archive.db")
    connection.execute("PRAGMA foreign_keys=OFF")
    connection.execute("DELETE FROM capture WHERE id = (SELECT max(id) FROM capture WHERE status = 200)")
    connection.commit()
    connection.close()
    assert newsarchive("verify", "--archive", root).returncode == 7


def test_init_leaves_nothing_behind_when_its_database_does_not_answer(tmp_path: Path) -> None:
    words = ("init", tmp_path / "news", "--database", "postgresql+psycopg://nobody@127.0.0.1:1/none")
    assert newsarchive(*words).returncode == 8
    assert newsarchive(*words).returncode == 8, "and it can be run again"


def scrapy(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scrapy", *words],
        cwd=ROOT,
        env=environment(),
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.mark.proof
def test_scrapy_lists_and_crawls_portals(root: Path, server: SiteServer) -> None:
    assert "yybnet" in scrapy("list").stdout.split()
    done = scrapy("crawl", "yybnet", "-a", f"archive={root}", "-a", f"base_url={server.url}", "-a", "limit=2")
    assert done.returncode == 0, done.stderr
    status = json.loads(newsarchive("status", "--json", "--archive", root).stdout)
    assert (status["runs"][0]["outcome"], status["portals"][0]["articles"]) == ("limited", 2)


def test_scrapy_crawl_ends_with_the_documented_exit_codes(root: Path, server: SiteServer) -> None:
    server.pages["/robots.txt"] = Response(status=500, body=b"")
    done = scrapy("crawl", "yybnet", "-a", f"archive={root}", "-a", f"base_url={server.url}")
    assert done.returncode == 5, done.stderr


def test_a_database_that_goes_away_ends_the_crawl_with_its_exit_code(
    tmp_path: Path, server: SiteServer, postgresql_template: str
) -> None:
    with postgresql_database(postgresql_template) as name:
        root = tmp_path / "news"
        words = ("init", root, "--contact", "tests@example.org", "--database", url_of(name))
        assert newsarchive(*words).returncode == 0
        process = begun("crawl", "yybnet", "--archive", root, "--base-url", server.url, "--delay", "0.2")
        deadline = time.monotonic() + 60
        while len(server.requests) < 5 and time.monotonic() < deadline:
            time.sleep(0.02)
        administer(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
        _, said = process.communicate(timeout=90)
        assert process.returncode == 8, said
        assert "Traceback" not in said

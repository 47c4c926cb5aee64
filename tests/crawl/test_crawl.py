"""A whole crawl over real HTTP on loopback, on both databases: what is fetched, kept, filed, and what is left alone."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select
from warcio.archiveiterator import ArchiveIterator

from newsarchive.query.counts import last_runs
from newsarchive.store.archive import Archive, init_archive
from newsarchive.store.database import reading
from newsarchive.store.models import Link
from tests.databases import postgresql_database, url_of
from tests.export.exported import csv_rows
from tests.fixtures.site import Response, SiteServer, expected
from tests.running import begun, newsarchive


@pytest.fixture
def server() -> Iterator[SiteServer]:
    with SiteServer() as running:
        yield running


def crawl(archive: Archive, server: SiteServer, *options: str) -> int:
    done = newsarchive("crawl", "yybnet", "--archive", archive.root, "--base-url", server.url, *options)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode


def rows(archive: Archive) -> dict[str, dict[str, str]]:
    """The archive's export, by canonical address."""
    table = csv_rows(archive)
    by_address = {row["canonical_url"]: row for row in table}
    assert len(by_address) == len(table), "an article stands in the export once"
    return by_address


@dataclass(frozen=True)
class Crawled:
    """An archive after one crawl, the server's memory of it, and the second crawl right after it."""

    archive: Archive
    exit_codes: tuple[int, int]
    rows: dict[str, dict[str, str]]
    first: list[str]
    second: list[str]
    url: str


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def crawled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    root = tmp_path_factory.mktemp("crawled") / "news"
    with ExitStack() as stack:
        address = ""
        if request.param == "postgresql":
            template = request.getfixturevalue("postgresql_template")
            address = url_of(stack.enter_context(postgresql_database(template)))
        archive = stack.enter_context(init_archive(root, contact="tests@example.org", database=address))
        server = stack.enter_context(SiteServer())
        code = crawl(archive, server)
        found, first = rows(archive), paths(server)
        server.forget()
        again = crawl(archive, server)
        yield Crawled(archive, (code, again), found, first, paths(server), server.url)


def paths(server: SiteServer) -> list[str]:
    return [path for _method, path, _headers in server.requests]


def records(archive: Archive) -> list[tuple[str, str, str]]:
    """Every record of every WARC file: type, address, HTTP status line."""
    found = []
    for path in sorted((archive.root / "warc").rglob("*.warc.gz*")):
        with path.open("rb") as file:
            for record in ArchiveIterator(file):
                line = record.http_headers.get_statuscode() if record.http_headers else ""
                found.append((record.rec_type, record.rec_headers.get_header("WARC-Target-URI") or "", line))
    return found


def test_every_article_is_filed_as_its_page_shows_it(crawled: Crawled) -> None:
    assert crawled.exit_codes == (0, 0)
    wanted = {article.url: article for article in expected()}
    assert crawled.rows.keys() == wanted.keys()
    for address, article in wanted.items():
        row = crawled.rows[address]
        assert row["title"] == article.title
        assert row["authors"] == ";".join(article.authors), address
        assert row["source"] == (article.source or ""), address
        assert row["region"] == "/".join(article.region), address
        assert row["published"] == article.published, address
        for paragraph in article.paragraphs:
            assert paragraph in row["text"].splitlines(), address
        assert len(row["text"].splitlines()) == len(article.paragraphs) + len(article.headings), address


def test_syndicated_copies_are_linked_and_never_merged(crawled: Crawled) -> None:
    by_id = {row["id"]: address for address, row in crawled.rows.items()}
    copies = 0
    for article in expected():
        others = {by_id[i] for i in crawled.rows[article.url]["reprints"].split(";") if i}
        assert others == {a.url for a in expected() if a.paragraphs == article.paragraphs} - {article.url}
        copies += len(others)
    assert copies >= 6


def test_an_article_stands_in_every_channel_that_lists_it(crawled: Crawled) -> None:
    for article in expected():
        assert set(crawled.rows[article.url]["channels"].split(";")) == set(article.channels), article.url


def test_the_second_crawl_fetches_lists_only_and_adds_nothing(crawled: Crawled) -> None:
    assert rows(crawled.archive).keys() == crawled.rows.keys()
    fetched = {path.partition("?")[0] for path in crawled.second}
    assert not fetched & {article.url.removeprefix("https://www.yybnet.net") for article in expected()}
    with reading(crawled.archive.engine) as session:
        last = last_runs(session)[0]
    assert (last.outcome, last.counts["new"], last.counts["same"]) == ("complete", 0, 0)


def test_every_exchange_is_kept_as_two_records(crawled: Crawled) -> None:
    kept = records(crawled.archive)
    assert kept[0][0] == "warcinfo"
    answers = sorted(address for kind, address, _ in kept if kind in ("response", "revisit"))
    requests = sorted(address for kind, address, _ in kept if kind == "request")
    asked = sorted(crawled.url.rstrip("/") + path for path in crawled.first + crawled.second)
    assert answers == requests == asked
    assert {"200", "404", "301"} <= {status for kind, _, status in kept if kind == "response"}
    assert "revisit" in {kind for kind, _, _ in kept}, "an unchanged list is kept as a revisit"


def test_other_tools_find_nothing_wrong_with_the_warc_files(crawled: Crawled) -> None:
    for path in (crawled.archive.root / "warc").rglob("*.warc.gz*"):
        done = subprocess.run(
            [sys.executable, "-m", "warcio.cli", "check", "-v", path], check=False, capture_output=True
        )
        assert done.returncode == 0, done.stdout


def test_what_robots_txt_forbids_is_never_asked_for(crawled: Crawled) -> None:
    assert crawled.first[0] == "/robots.txt"
    assert not [path for path in crawled.first if path.startswith("/private/")]


def test_every_link_found_is_accounted_for(crawled: Crawled) -> None:
    with reading(crawled.archive.engine) as session:
        links = list(session.scalars(select(Link)))
    assert {link.state for link in links} == {"done", "gone", "excluded"}
    reasons = {link.address: link.reason for link in links if link.state in ("gone", "excluded")}
    assert all(reasons.values())
    assert any("robots.txt" in (reason or "") for reason in reasons.values())
    assert any("outside" in (reason or "") for reason in reasons.values())


def test_without_robots_txt_nothing_is_fetched(archive: Archive, server: SiteServer) -> None:
    server.pages["/robots.txt"] = Response(status=503, body=b"busy")
    assert crawl(archive, server) == 5
    assert set(paths(server)) == {"/robots.txt"}


def test_a_missing_robots_txt_allows_everything(archive: Archive, server: SiteServer) -> None:
    server.pages["/robots.txt"] = Response(status=404, body=b"none")
    assert crawl(archive, server, "--limit", "2") == 0
    assert len(rows(archive)) == 2


def test_a_host_that_does_not_answer_is_told(archive: Archive) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{nobody.getsockname()[1]}/"
        done = newsarchive("crawl", "yybnet", "--archive", archive.root, "--base-url", url)
    assert done.returncode == 6
    assert "does not answer" in done.stderr
    assert "Traceback" not in done.stderr


def test_limit_stops_early_and_the_next_crawl_takes_the_rest(archive: Archive, server: SiteServer) -> None:
    assert crawl(archive, server, "--limit", "3") == 0
    assert len(rows(archive)) == 3
    assert crawl(archive, server) == 0
    assert rows(archive).keys() == {article.url for article in expected()}


@pytest.mark.parametrize("backend", ["sqlite", pytest.param("postgresql", marks=pytest.mark.proof)])
def test_a_fresh_crawl_leaves_what_no_list_shows_any_more(archive: Archive, server: SiteServer) -> None:
    crawl(archive, server, "--limit", "3")
    with reading(archive.engine) as session:
        waiting = session.scalars(
            select(Link).where(Link.state == "queued", Link.kind == "article").order_by(Link.id.desc())
        ).first()
    assert waiting is not None
    path = urlsplit(waiting.address).path
    for place, page in server.pages.items():
        server.pages[place] = replace(page, body=page.body.replace(path.encode(), b"/about.html"))
    server.requests.clear()
    assert crawl(archive, server, "--fresh") == 0
    assert path not in paths(server)
    assert crawl(archive, server) == 0
    assert path not in paths(server)
    assert waiting.address not in rows(archive)
    assert len(rows(archive)) >= len(expected()) - 1


@pytest.mark.parametrize("backend", [pytest.param("sqlite", marks=pytest.mark.proof), "postgresql"])
def test_since_leaves_out_what_is_older_until_it_is_asked_for(archive: Archive, server: SiteServer) -> None:
    days = sorted({article.published[:10] for article in expected()})
    middle = days[len(days) // 2]
    assert crawl(archive, server, "--since", middle) == 0
    newer = {article.url for article in expected() if article.published[:10] >= middle}
    found = rows(archive)
    assert newer <= found.keys()
    assert len(found) < len(expected())
    assert crawl(archive, server) == 0
    assert rows(archive).keys() == {article.url for article in expected()}


@pytest.mark.parametrize("backend", ["sqlite", pytest.param("postgresql", marks=pytest.mark.proof)])
def test_channel_keeps_to_one_channel(archive: Archive, server: SiteServer) -> None:
    assert crawl(archive, server, "--channel", "彬县") == 0
    wanted = {a.url for a in expected() if any("彬县" in name for name in a.channels)}
    assert rows(archive).keys() == wanted
    assert crawl(archive, server) == 0
    assert rows(archive).keys() == {article.url for article in expected()}


def test_an_unknown_channel_is_told(archive: Archive, server: SiteServer) -> None:
    assert crawl(archive, server, "--channel", "没有这个县") == 3


def test_a_dry_run_prints_addresses_and_files_nothing(archive: Archive, server: SiteServer) -> None:
    done = newsarchive("crawl", "yybnet", "--archive", archive.root, "--base-url", server.url, "--dry-run")
    assert done.returncode == 0, done.stderr
    assert {a.url.partition("yybnet.net")[2] for a in expected()} <= {
        line.partition("yybnet.net")[2] for line in done.stdout.splitlines()
    }
    assert rows(archive) == {}
    assert not list((archive.root / "warc").rglob("*.warc.gz*"))


@pytest.mark.parametrize("backend", ["sqlite", pytest.param("postgresql", marks=pytest.mark.proof)])
def test_killed_at_any_time_nothing_is_lost(archive: Archive, server: SiteServer) -> None:
    for pages in (1, 9, 25):
        process = begun("crawl", "yybnet", "--archive", archive.root, "--base-url", server.url)
        deadline, target = time.monotonic() + 60, len(server.requests) + pages
        while len(server.requests) < target and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    assert crawl(archive, server) == 0
    assert rows(archive).keys() == {article.url for article in expected()}
    assert newsarchive("verify", "--archive", archive.root).returncode == 0


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("backend", ["sqlite", pytest.param("postgresql", marks=pytest.mark.proof)])
def test_stopped_by_a_signal_it_says_so_and_goes_on_later(
    archive: Archive, server: SiteServer, stop: signal.Signals
) -> None:
    process = begun("crawl", "yybnet", "--archive", archive.root, "--base-url", server.url, "--delay", "0.3")
    deadline = time.monotonic() + 60
    while len(server.requests) < 3 and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(stop)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert "Traceback" not in said
    status = json.loads(newsarchive("status", "--archive", archive.root, "--json").stdout)
    assert status["runs"][0]["outcome"] == "interrupted"
    assert crawl(archive, server) == 0


def test_two_crawls_of_a_portal_do_not_run_at_once(archive: Archive, server: SiteServer) -> None:
    first = begun("crawl", "yybnet", "--archive", archive.root, "--base-url", server.url, "--delay", "0.5")
    deadline = time.monotonic() + 60
    while not server.requests and time.monotonic() < deadline:
        time.sleep(0.01)
    try:
        assert crawl(archive, server) == 10
    finally:
        first.send_signal(signal.SIGTERM)
        first.communicate(timeout=60)


@pytest.mark.parametrize("backend", ["sqlite", pytest.param("postgresql", marks=pytest.mark.proof)])
def test_retry_after_is_waited_for(archive: Archive, server: SiteServer) -> None:
    path = next(a.url for a in expected()).removeprefix("https://www.yybnet.net")
    server.fail(path, status=503, times=1, headers=(("Retry-After", "3"),))
    started = datetime.now().astimezone()
    assert crawl(archive, server) == 0
    assert (datetime.now().astimezone() - started).total_seconds() >= 3
    assert paths(server).count(path) == 2
    assert rows(archive).keys() == {article.url for article in expected()}


@pytest.mark.parametrize("backend", [pytest.param("sqlite", marks=pytest.mark.proof), "postgresql"])
def test_what_fails_for_good_is_told_and_tried_again_next_time(archive: Archive, server: SiteServer) -> None:
    path = next(a.url for a in expected()).removeprefix("https://www.yybnet.net")
    server.fail(path, status=403, times=1)
    assert crawl(archive, server) == 4
    assert len(rows(archive)) == len(expected()) - 1
    assert crawl(archive, server) == 0
    assert len(rows(archive)) == len(expected())


def test_we_say_who_we_are(archive: Archive, server: SiteServer) -> None:
    crawl(archive, server, "--limit", "1")
    for _method, _path, headers in server.requests:
        agent = headers["user-agent"]
        assert "newsarchive/" in agent
        assert archive.config.contact is not None
        assert archive.config.contact in agent
        assert "cookie" not in headers


def test_a_rehearsal_and_a_real_crawl_do_not_mix(archive: Archive, server: SiteServer) -> None:
    crawl(archive, server, "--limit", "1")
    done = newsarchive("crawl", "yybnet", "--archive", archive.root)
    assert done.returncode == 2
    assert "rehearsal" in done.stderr


def test_crawl_delay_is_kept(archive: Archive, server: SiteServer) -> None:
    rules = b"User-agent: *\nCrawl-delay: 0.2\n"
    server.pages["/robots.txt"] = Response(status=200, body=rules)
    started = time.monotonic()
    crawl(archive, server, "--limit", "3")
    assert time.monotonic() - started >= 0.2 * (len(server.requests) - 2)

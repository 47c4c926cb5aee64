"""Servers that speak HTTP badly: what came is kept as far as it came, none of it passes for an article.

All of them stand on one portal, so that one crawl meets them all.
"""

from __future__ import annotations

import io
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from sqlalchemy import select
from warcio.archiveiterator import ArchiveIterator

from newsarchive.store.archive import Archive, open_archive
from newsarchive.store.database import reading
from newsarchive.store.models import Article, Capture, Link
from tests.fixtures.site import Response, SiteServer, build_site, expected, hostile
from tests.peak import run_measured
from tests.running import ROOT, environment, newsarchive

pytestmark = pytest.mark.proof

SECONDS, SIZE = 5, 300_000
"""Limits of the crawl."""
MEMORY = 300 * 1024
"""KiB that a crawl may take at its peak, whatever is sent to it."""

PATHS = [article.url.removeprefix("https://www.yybnet.net") for article in expected() if not article.reprint_of]
CUT, DRIP, ENDLESS, HEADERS, HEADER, MANY, NOTHING, GARBAGE, HINTS, LENGTHS, BOMB, OTHER, FILE = PATHS[:13]


@dataclass(frozen=True)
class Met:
    """What a crawl of the hostile portal left."""

    archive: Archive
    exit_code: int
    seconds: float
    memory: int
    links: dict[str, Link]
    """By path; those that lie elsewhere by address."""
    captures: dict[str, list[Capture]]
    articles: set[str]
    said: str


@pytest.fixture(scope="module")
def met(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Met]:
    root = tmp_path_factory.mktemp("hostile") / "news"
    assert newsarchive("init", root, "--contact", "tests@example.org", "--operator", "县志馆").returncode == 0
    with SiteServer() as server, open_archive(root) as archive:
        server.rude |= {
            CUT: hostile.cut_short(build_site().pages[CUT].body),
            DRIP: hostile.drip,
            ENDLESS: hostile.endless_body,
            HEADERS: hostile.endless_headers,
            HEADER: hostile.endless_header,
            MANY: hostile.many_headers,
            NOTHING: hostile.nothing,
            GARBAGE: hostile.garbage,
            HINTS: hostile.flood_of_hints,
            LENGTHS: hostile.two_lengths,
            BOMB: hostile.bomb,
            OTHER: hostile.not_asked_for,
        }
        server.pages[FILE] = Response(status=302, headers=(("Location", "file:///etc/hostname"),), body=b"there")
        words = ["crawl", "yybnet", "-a", f"archive={root}", "-a", f"base_url={server.url}"]
        limits = ["-s", f"DOWNLOAD_TIMEOUT={SECONDS}", "-s", f"DOWNLOAD_MAXSIZE={SIZE}"]
        began = time.monotonic()
        done, memory = run_measured(
            [sys.executable, "-m", "scrapy", *words, *limits],
            cwd=ROOT,
            env=environment(),
            told_in=root.with_name("peak"),
        )
        seconds = time.monotonic() - began
        with reading(archive.engine) as session:
            links = {
                link.address.partition("yybnet.net")[2] or link.address: link for link in session.scalars(select(Link))
            }
            captures: dict[str, list[Capture]] = {}
            for capture in session.scalars(select(Capture).order_by(Capture.id)):
                captures.setdefault(capture.url.removeprefix(server.url.rstrip("/")), []).append(capture)
            articles = set(map(_path, session.scalars(select(Article.canonical))))
        yield Met(archive, done.returncode, seconds, memory, links, captures, articles, done.stderr)


def _path(address: str) -> str:
    return address.partition("yybnet.net")[2] or address


def test_the_crawl_ends_and_takes_the_rest(met: Met) -> None:
    assert met.exit_code == 4
    assert "Traceback" not in met.said
    assert set(PATHS[13:]) <= met.articles
    assert not set(PATHS[:13]) & met.articles


def test_memory_is_bounded_whatever_is_sent(met: Met) -> None:
    assert met.memory < MEMORY


@pytest.mark.parametrize(
    ("path", "truncated", "state", "reason"),
    [
        (CUT, "disconnect", "failed", "broke off"),
        (DRIP, "time", "failed", "took too long"),
        (ENDLESS, "length", "done", f"more than {SIZE} bytes"),
    ],
)
def test_what_came_is_kept_and_told(met: Met, path: str, truncated: str, state: str, reason: str) -> None:
    assert (met.links[path].state, met.links[path].reason) == (state, met.links[path].reason)
    assert reason in (met.links[path].reason or "")
    assert {capture.truncated for capture in met.captures[path]} == {truncated}
    assert (len(met.captures[path]) > 1) == (truncated != "length"), "it is tried again where that may help"


@pytest.mark.parametrize("path", [HEADERS, HEADER, MANY, NOTHING, GARBAGE, HINTS, LENGTHS])
def test_what_is_no_response_is_a_reason(met: Met, path: str) -> None:
    assert met.links[path].state == "failed"
    assert met.links[path].reason
    assert path not in met.captures


@pytest.mark.parametrize(("path", "reason"), [(BOMB, "more than"), (OTHER, "not known")])
def test_what_cannot_be_decoded_is_kept_and_not_read(met: Met, path: str, reason: str) -> None:
    assert met.links[path].state == "failed"
    assert reason in (met.links[path].reason or "")
    assert [(capture.status, capture.truncated) for capture in met.captures[path]] == [(200, None)]


def test_a_redirect_off_the_web_is_not_followed(met: Met) -> None:
    assert met.links[FILE].state == "done"
    assert met.links["file:///etc/hostname"].state == "excluded"


def test_truncated_records_are_as_the_standard_wants_them(met: Met) -> None:
    seen = {}
    for path in (met.archive.root / "warc").rglob("*.warc.gz*"):
        done = subprocess.run([sys.executable, "-m", "warcio.cli", "check", "-v", path], check=False)
        assert done.returncode == 0
        with path.open("rb") as file:
            assert subprocess.run(["gzip", "-t"], stdin=file, check=False).returncode == 0
        for record in FastIterator(io.BytesIO(path.read_bytes()), parse_http=False):
            assert record.verify_block_digest() or record.headers.get("WARC-Block-Digest") is None
        with path.open("rb") as file:
            for record in ArchiveIterator(file, check_digests="raise"):
                said = record.rec_headers.get_header("WARC-Truncated")
                if said:
                    assert record.rec_type == "response"
                    seen[said] = len(record.raw_stream.read())
    assert seen.keys() == {"length", "time", "disconnect"}
    assert seen["length"] == SIZE
    assert newsarchive("verify", "--archive", met.archive.root).returncode == 0


def test_warcinfo_names_who_crawled_and_how(met: Met) -> None:
    path = next((met.archive.root / "warc").rglob("*.warc.gz*"))
    with path.open("rb") as file:
        text = next(iter(ArchiveIterator(file))).raw_stream.read().decode()
    said = dict(line.split(": ", 1) for line in text.strip().splitlines())
    assert said["software"].startswith("newsarchive/")
    assert said["operator"] == "县志馆, tests@example.org"
    assert said["robots"].startswith("obeyed")
    assert "tests@example.org" in said["http-header-user-agent"]

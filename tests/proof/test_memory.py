"""A crawl takes the same memory however many links wait, an export however many rows it has."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert

from benchmarks.million import build
from newsarchive.crawl.plan import ARTICLE_PRIORITY
from newsarchive.items import LinkKind
from newsarchive.portals.registry import get_portal
from newsarchive.store.archive import init_archive, open_archive
from newsarchive.store.database import writing
from newsarchive.store.models import Link, Portal
from newsarchive.store.outcomes import State
from newsarchive.text.urls import digest
from tests.fixtures.site import SiteServer
from tests.peak import run_measured
from tests.running import ROOT, environment, newsarchive

FEW, MANY = 100, 100_000
FETCHED = 60
"""Articles that each crawl fetches."""
MOST_APART = 50 * 1024
"""KiB."""


def waiting_archive(root: Path, links: int) -> None:
    """Make an archive in which links wait to be fetched."""
    assert newsarchive("init", root, "--contact", "tests@example.org").returncode == 0
    portal = get_portal("yybnet")
    facts = {name: getattr(portal, name) for name in ("id", "name", "home", "country", "language", "zone")}
    with open_archive(root) as archive, writing(archive.engine) as session:
        session.add(Portal(**facts, definition=""))
        session.flush()
        for at in range(0, links, 5000):
            addresses = [f"{portal.home}luzhou/luxian/201802/{n}.html" for n in range(at, min(links, at + 5000))]
            rows = [
                {
                    "portal_id": portal.id,
                    "key": digest(portal.canonical(address)),
                    "address": address,
                    "kind": LinkKind.ARTICLE,
                    "state": State.QUEUED,
                    "priority": ARTICLE_PRIORITY,
                    "attempts": 0,
                    "found_at": datetime.now(UTC),
                }
                for address in addresses
            ]
            session.execute(insert(Link), rows)


def peak(root: Path, server: SiteServer) -> int:
    """Crawl, and return the most memory that the process had, in KiB (getrusage(2)); its workers not counted."""
    words = ["crawl", "yybnet", "--archive", root, "--base-url", server.url, "--limit", str(FETCHED)]
    command = [sys.executable, "-m", "newsarchive", *map(str, words)]
    done, taken = run_measured(command, cwd=ROOT, env=environment(), told_in=root.with_suffix(".peak"))
    assert done.returncode == 0, done.stderr
    return taken


@pytest.mark.proof
def test_memory_does_not_grow_with_the_links_that_wait(tmp_path: Path) -> None:
    taken = {}
    with SiteServer() as server:
        for links in (FEW, MANY):
            waiting_archive(tmp_path / str(links), links)
            taken[links] = peak(tmp_path / str(links), server)
            assert len(server.requests) > FETCHED
            server.forget()
    print(f"peak memory with {FEW} links waiting {taken[FEW] >> 10} MiB, with {MANY} {taken[MANY] >> 10} MiB")
    assert abs(taken[MANY] - taken[FEW]) < MOST_APART


MOST = {"csv": 150, "jsonl": 150, "parquet": 250}
"""MiB; pyarrow takes some 80 of these before it is given a row, half of them for pandas, which it loads where it is."""


@pytest.mark.proof
def test_memory_does_not_grow_with_the_rows_of_an_export(tmp_path: Path) -> None:
    peaks: dict[tuple[str, int], int] = {}
    for articles in (4_000, 40_000):
        root = tmp_path / str(articles)
        with init_archive(root, contact="tests@example.org") as archive:
            build(archive.config.database_url, articles)
        for form in ("csv", "jsonl", "parquet"):
            words = ["export", "--archive", str(root), "-o", str(root / f"out.{form}")]
            command = [sys.executable, "-m", "newsarchive", *words]
            done, peaks[form, articles] = run_measured(command, cwd=ROOT, env=environment(), told_in=root / "peak")
            assert done.returncode == 0, done.stderr
    for form in ("csv", "jsonl", "parquet"):
        few, many = (peaks[form, articles] >> 10 for articles in (4_000, 40_000))
        print(f"peak memory of an export as {form}: 4,000 articles {few} MiB, 40,000 {many} MiB")
        assert many - few < 32
        assert many < MOST[form]

"""Crawls of different portals run side by side on one archive."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

from newsarchive.store.archive import Archive
from newsarchive.store.database import reading
from newsarchive.store.models import Article, Run
from tests.fixtures.site import SiteServer, build_site, expected
from tests.fixtures.site.neighbours import make_checkout
from tests.running import environment

HOSTS = {"yybnet": "www.yybnet.net", "linjun": "www.linjun.example"}
DELAY = "0.03"
"""Seconds between requests: enough that the crawls take a while together."""


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout with a second portal of the same shape."""
    root = tmp_path_factory.mktemp("checkout")
    make_checkout(root, HOSTS)
    return root


def begun(checkout: Path, archive: Archive, portal: str, server: SiteServer) -> subprocess.Popen[str]:
    words = ["crawl", portal, "--archive", str(archive.root), "--base-url", server.url, "--delay", DELAY]
    return subprocess.Popen(
        [sys.executable, "-m", "newsarchive", *words],
        cwd=checkout,
        env=environment(PYTHONPATH=str(checkout)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("backend", [pytest.param("sqlite", marks=pytest.mark.proof), "postgresql"])
def test_two_portals_are_crawled_at_once_on_one_archive(checkout: Path, archive: Archive) -> None:
    sites = {portal: build_site(host=f"https://{host}") for portal, host in HOSTS.items()}
    with SiteServer(sites["yybnet"]) as one, SiteServer(sites["linjun"]) as other:
        crawls = [begun(checkout, archive, "yybnet", one), begun(checkout, archive, "linjun", other)]
        said = [crawl.communicate(timeout=120)[1] for crawl in crawls]
    assert [crawl.returncode for crawl in crawls] == [0, 0], said
    with reading(archive.engine) as session:
        found = Counter(session.scalars(select(Article.portal_id)))
        first, second = session.scalars(select(Run).order_by(Run.started_at)).all()
    assert found == dict.fromkeys(HOSTS, len(expected()))
    assert first.ended_at is not None
    assert second.started_at < first.ended_at, "they ran at the same time"
    words = [sys.executable, "-m", "newsarchive", "verify", "--archive", str(archive.root)]
    done = subprocess.run(words, cwd=checkout, env=environment(PYTHONPATH=str(checkout)), check=False)
    assert done.returncode == 0

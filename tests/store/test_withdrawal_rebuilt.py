"""After withdrawals and embargoes a database that is made again says what the old one said."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from newsarchive.store.archive import Archive
from tests.fixtures.site import SiteServer
from tests.running import newsarchive


@pytest.fixture
def server() -> Iterator[SiteServer]:
    with SiteServer() as running:
        yield running


def run(root: Path, *words: str | Path, code: int = 0) -> str:
    done = newsarchive(*words, "--archive", root)
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout


def articles(root: Path) -> dict[str, dict[str, Any]]:
    things = map(json.loads, run(root, "dump", "--canonical").splitlines())
    return {thing["id"]: thing for thing in things if thing["thing"] == "article"}


def decide(root: Path) -> tuple[str, str, str]:
    """Withdraw an article that others are reprints of, and one of none; hide another."""
    there = articles(root)
    reprinted = next(key for key, thing in there.items() if len(thing["reprints"]) >= 1)
    alone, hidden = [key for key, thing in there.items() if not thing["reprints"]][:2]
    said = run(root, "withdraw", reprinted, "--reason", "asked for", "--yes")
    assert all(other in said for other in there[reprinted]["reprints"])
    run(root, "withdraw", alone, "--reason", "court order", "--yes", "--json")
    run(root, "withdraw", hidden, "--reason", "agreed", "--embargo-until", "2999-01-01")
    return reprinted, alone, hidden


def lived(root: Path, server: SiteServer) -> str:
    """Crawl, decide, crawl again with everything fetched anew; return what the archive tells."""
    run(root, "crawl", "yybnet", "--base-url", server.url)
    before = articles(root)
    reprinted, alone, hidden = decide(root)
    run(root, "crawl", "yybnet", "--base-url", server.url)
    after = articles(root)
    for key in (reprinted, alone):
        assert (after[key]["state"], after[key]["versions"], after[key]["reading"]) == ("withdrawn", [], None)
        assert after[key]["address"] == before[key]["address"]
    assert before[alone]["reading"]["title"] not in run(root, "dump", "--canonical")
    assert after[hidden]["withdrawal"]["until"].startswith("2998-12-31T16:00")
    assert {key: thing for key, thing in after.items() if key not in (reprinted, alone, hidden)} == {
        key: thing | {"reprints": [other for other in thing["reprints"] if other not in (reprinted, alone)]}
        for key, thing in before.items()
        if key not in (reprinted, alone, hidden)
    }
    run(root, "verify")
    run(root, "verify", "--deep")
    return run(root, "dump", "--canonical")


@pytest.mark.proof
def test_on_either_database(archive: Archive, server: SiteServer) -> None:
    before = lived(archive.root, server)
    run(archive.root, "rebuild", "--replace")
    run(archive.root, "verify")
    assert run(archive.root, "dump", "--canonical") == before
    run(archive.root, "crawl", "yybnet", "--base-url", server.url)
    assert run(archive.root, "dump", "--canonical") == before


def test_what_the_journal_says_is_done_before_anything_is_read(tmp_path: Path, server: SiteServer) -> None:
    """The database is lost, and the files are those of an old copy: what was withdrawn stays withdrawn."""
    root, copy = tmp_path / "news", tmp_path / "copy"
    assert newsarchive("init", root, "--contact", "tests@example.org").returncode == 0
    run(root, "crawl", "yybnet", "--base-url", server.url)
    shutil.copytree(root / "warc", copy)
    reprinted, *_ = decide(root)
    before = run(root, "dump", "--canonical")
    shutil.rmtree(root / "warc")
    shutil.copytree(copy, root / "warc")
    for path in root.glob("archive.db*"):
        path.unlink()
    run(root, "rebuild")
    run(root, "verify")
    assert run(root, "dump", "--canonical") == before
    shown = run(root, "show", reprinted)
    assert shown.startswith("Withdrawn on ")
    assert "asked for" in shown
    assert '"state": "withdrawn"' in run(root, "show", reprinted, "--json")
    assert "2 withdrawn, 1 under an embargo" in run(root, "status")
    run(root, "withdraw", reprinted, "--reason", "again", "--yes", code=2)
    run(root, "withdraw", reprinted, code=2)
    run(root, "withdraw", "aaaaaaaaaaaaaaaa", "--reason", "none", code=3)

"""After withdrawals and embargoes a database that is made again says what the old one said."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from newsarchive.query.canonical import canonical
from newsarchive.store.archive import Archive, init_archive, open_archive
from newsarchive.store.database import reading
from newsarchive.store.verify import verify
from newsarchive.store.withdrawal import embargo, withdraw
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


def things(root: Path) -> list[dict[str, Any]]:
    with open_archive(root) as archive, reading(archive.engine) as session:
        return list(canonical(session))


def articles(root: Path) -> dict[str, dict[str, Any]]:
    return {thing["id"]: thing for thing in things(root) if thing["thing"] == "article"}


def verified(root: Path) -> bool:
    with open_archive(root) as archive:
        return verify(archive).damages == []


def decide(root: Path) -> tuple[str, str, str]:
    """Withdraw an article that others are reprints of, and one of none; hide another."""
    there = articles(root)
    reprinted = next(key for key, thing in there.items() if len(thing["reprints"]) >= 1)
    alone, hidden = [key for key, thing in there.items() if not thing["reprints"]][:2]
    said = run(root, "withdraw", reprinted, "--reason", "asked for", "--yes")
    assert all(other in said for other in there[reprinted]["reprints"])
    with open_archive(root) as archive:
        withdraw(archive, alone, "court order")
        embargo(archive, hidden, "agreed", datetime(2999, 1, 1, tzinfo=UTC))
    return reprinted, alone, hidden


def lived(root: Path, server: SiteServer) -> list[dict[str, Any]]:
    """Crawl, decide, crawl again with everything fetched anew; return what the archive tells."""
    run(root, "crawl", "yybnet", "--base-url", server.url)
    before = articles(root)
    reprinted, alone, hidden = decide(root)
    run(root, "crawl", "yybnet", "--base-url", server.url)
    after = articles(root)
    for key in (reprinted, alone):
        assert (after[key]["state"], after[key]["versions"], after[key]["reading"]) == ("withdrawn", [], None)
        assert after[key]["address"] == before[key]["address"]
    assert before[alone]["reading"]["title"] not in json.dumps(things(root), ensure_ascii=False)
    assert after[hidden]["withdrawal"]["until"].startswith("2999-01-01")
    assert {key: thing for key, thing in after.items() if key not in (reprinted, alone, hidden)} == {
        key: thing | {"reprints": [other for other in thing["reprints"] if other not in (reprinted, alone)]}
        for key, thing in before.items()
        if key not in (reprinted, alone, hidden)
    }
    run(root, "verify", "--deep")
    return things(root)


@pytest.mark.proof
def test_on_either_database(archive: Archive, server: SiteServer) -> None:
    before = lived(archive.root, server)
    run(archive.root, "rebuild", "--replace")
    assert verified(archive.root)
    assert things(archive.root) == before
    run(archive.root, "crawl", "yybnet", "--base-url", server.url)
    assert things(archive.root) == before


@pytest.mark.proof
def test_what_the_journal_says_is_done_before_anything_is_read(tmp_path: Path, server: SiteServer) -> None:
    """The database is lost, and the files are those of an old copy: what was withdrawn stays withdrawn."""
    root, copy = tmp_path / "news", tmp_path / "copy"
    init_archive(root, contact="tests@example.org").close()
    run(root, "crawl", "yybnet", "--base-url", server.url)
    shutil.copytree(root / "warc", copy)
    reprinted, *_ = decide(root)
    before = things(root)
    shutil.rmtree(root / "warc")
    shutil.copytree(copy, root / "warc")
    for path in root.glob("archive.db*"):
        path.unlink()
    run(root, "rebuild")
    assert verified(root)
    assert things(root) == before
    shown = run(root, "show", reprinted)
    assert shown.startswith("Withdrawn on ")
    assert "asked for" in shown
    assert "2 withdrawn, 1 under an embargo" in run(root, "status")


def test_what_is_wrong_with_a_command_is_said(tmp_path: Path) -> None:
    root = tmp_path / "news"
    init_archive(root, contact="tests@example.org").close()
    run(root, "withdraw", "aaaaaaaaaaaaaaaa", "--reason", "none", code=3)
    run(root, "withdraw", "aaaaaaaaaaaaaaaa", code=2)

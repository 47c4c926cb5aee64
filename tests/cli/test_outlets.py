"""`newsarchive outlets` as people type it, and a database that is made again after it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import text

from newsarchive.query.canonical import canonical
from newsarchive.store.archive import Archive, open_archive
from newsarchive.store.database import alembic_config, reading, writing
from newsarchive.store.outlets import finish_outlets
from tests.fixtures.site import SiteServer
from tests.query.filing import article, file
from tests.running import newsarchive


@pytest.fixture
def server() -> Iterator[SiteServer]:
    with SiteServer() as running:
        yield running


def run(root: Path, *words: str, code: int = 0) -> str:
    done = newsarchive("outlets", *words, "--archive", root)
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout


def things(root: Path) -> list[dict[str, Any]]:
    with open_archive(root) as archive, reading(archive.engine) as session:
        return list(canonical(session))


def test_what_is_listed_decided_and_taken_back(archive: Archive) -> None:
    for source in ("泸州日报", "泸州日报社", "泸州新闻网", "\x1b[2J"):
        file(archive, article("正文", source=source))
    root = archive.root
    assert run(root).splitlines()[0] == "泸州日报\t2\t泸州日报 (1), 泸州日报社 (1)"
    assert "\x1b" not in run(root)
    assert run(root, "alias", "泸州新闻网", "泸州日报社").startswith("泸州新闻网 means 泸州日报; 1 ")
    assert json.loads(run(root, "alias", "泸州新闻网", "泸州日报", "--json")) == {
        "spelling": "泸州新闻网",
        "outlet": "泸州日报",
        "moved": 0,
    }
    (one,) = json.loads(run(root, "--decided", "--json"))
    assert (one["outlet"], one["articles"], one["decided"][0]["spelling"]) == ("泸州日报", 3, "泸州新闻网")
    assert len(run(root, "--name", "新聞網").splitlines()) == 1
    assert run(root, "--name", "nowhere") == ""
    run(root, "unalias", "泸州新闻网")
    run(root, "unalias", "泸州新闻网", code=3)
    run(root, "alias", "—", "泸州日报", code=2)
    assert newsarchive("outlets", "--archive", root, "alias", "a", "b").returncode == 2


def test_an_archive_from_before_is_brought_up_to_date(archive: Archive) -> None:
    for source in ("泸州日报", "泸州日报社"):
        file(archive, article("正文", source=source))
    url = archive.config.database_url
    archive.close()
    command.downgrade(alembic_config(url), "0004")
    with writing(archive.engine) as session:
        session.execute(text("UPDATE outlet SET name = '泸州日报社'"))
    done = newsarchive("db", "upgrade", "--archive", archive.root)
    assert done.returncode == 0, done.stdout + done.stderr
    assert run(archive.root).splitlines() == ["泸州日报\t2\t泸州日报 (1), 泸州日报社 (1)"]
    with reading(archive.engine) as session:
        assert session.execute(text("SELECT name, key FROM outlet")).all() == [("泸州日报", "泸州日报")]


@pytest.mark.proof
def test_a_database_made_again_says_the_same(tmp_path: Path, server: SiteServer) -> None:
    root = tmp_path / "news"
    assert newsarchive("init", root, "--contact", "tests@example.org").returncode == 0

    def crawl(limit: str) -> None:
        done = newsarchive("crawl", "yybnet", "--base-url", server.url, "--limit", limit, "--archive", root)
        assert done.returncode == 0, done.stderr

    crawl("6")
    spellings = [name for one in json.loads(run(root, "--json")) for name in one["spellings"]]
    first, second = spellings[:2]
    run(root, "alias", first, second)
    run(root, "alias", second, "The Paper")
    run(root, "alias", first, "Another Paper")
    crawl("12")
    run(root, "unalias", first)
    before = things(root)
    told = {thing["reading"]["source"]: thing["reading"]["outlet"] for thing in before if thing["thing"] == "article"}
    assert (told[first], told[second]) == (first, "Paper")
    assert [thing["spelling"] for thing in before if thing["thing"] == "outlet alias"]
    done = newsarchive("rebuild", "--replace", "--archive", root)
    assert done.returncode == 0, done.stdout + done.stderr
    assert things(root) == before
    with open_archive(root) as archive:
        assert finish_outlets(archive) == 0

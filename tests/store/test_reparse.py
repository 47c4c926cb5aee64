"""Kept pages read again: changes are shown, nothing is written unasked, versions stay, and it can be killed."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from newsarchive.config import write_config
from newsarchive.dedupe.identity import content_hash
from newsarchive.store.archive import Archive, open_archive
from newsarchive.store.articles import unpack
from newsarchive.store.database import reading, writing
from newsarchive.store.findable import findable
from newsarchive.store.models import Reading, Version
from newsarchive.store.search_index import index, unindex
from tests.databases import postgresql_database, url_of
from tests.fixtures.site import SiteServer, expected
from tests.running import begun, newsarchive
from tests.store.rounds import HOME, Round, teaser

OLD = "newsarchive-old+yybnet-1"


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("reparse") / "news"
    assert newsarchive("init", root, "--contact", "tests@example.org").returncode == 0
    with SiteServer() as server:
        done = newsarchive("crawl", "yybnet", "--archive", root, "--base-url", server.url)
    assert done.returncode == 0, done.stderr
    return root


@pytest.fixture(scope="module")
def rebuilt(crawled: Path, postgresql_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Name of a PostgreSQL database that says what the archive's own says, to be copied."""
    root = Path(shutil.copytree(crawled, tmp_path_factory.mktemp("rebuilt") / "news"))
    with postgresql_database(postgresql_template) as name:
        write_config(root, database=url_of(name))
        assert newsarchive("rebuild", "--archive", root).returncode == 0
        yield name


@pytest.fixture
def aged(backend: str, crawled: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Archive]:
    """The archive as an older parser left it, which put all titles in brackets."""
    root = Path(shutil.copytree(crawled, tmp_path / "copy"))
    with ExitStack() as stack:
        if backend == "postgresql":
            template = request.getfixturevalue("rebuilt")
            write_config(root, database=url_of(stack.enter_context(postgresql_database(template))))
        archive = stack.enter_context(open_archive(root))
        age(archive)
        yield archive


def age(archive: Archive) -> None:
    with writing(archive.engine) as session:
        for row in session.scalars(select(Reading)).all():
            version = session.get_one(Version, row.version_id)
            unindex(session, version.article_id, findable("yybnet", unpack(session, row)))
            row.parser, row.title = OLD, f"【{row.title}】"
            article = unpack(session, row)
            index(session, version.article_id, findable("yybnet", article))
            version.content_hash = content_hash(article)


def reparse(archive: Archive, *words: str) -> subprocess.CompletedProcess[str]:
    done = newsarchive("reparse", "--archive", archive.root, *words)
    assert "Traceback" not in done.stderr, done.stderr
    return done


def changes(archive: Archive, *words: str) -> list[dict[str, object]]:
    done = reparse(archive, "--json", *words)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def dump(archive: Archive) -> str:
    return newsarchive("dump", "--canonical", "--archive", archive.root).stdout


def counted(archive: Archive) -> tuple[int, int, int]:
    """Versions, readings, and readings by the old parser."""
    with reading(archive.engine) as session:
        old = select(func.count(Reading.id)).where(Reading.parser == OLD)
        versions, readings = select(func.count(Version.id)), select(func.count(Reading.id))
        return session.scalar(versions) or 0, session.scalar(readings) or 0, session.scalar(old) or 0


@pytest.mark.parametrize("backend", [pytest.param("sqlite", marks=pytest.mark.proof), "postgresql"])
def test_what_would_change_is_shown_and_nothing_written(aged: Archive) -> None:
    before = dump(aged)
    found = changes(aged)
    assert len(found) == len(expected())
    for change in found:
        assert isinstance(change["fields"], dict)
        ((name, (old, new)),) = change["fields"].items()
        assert (name, old) == ("title", f"【{new}】")
    assert dump(aged) == before
    assert f"title {len(expected())}" in reparse(aged).stderr


@pytest.mark.parametrize("backend", ["sqlite", pytest.param("postgresql", marks=pytest.mark.proof)])
def test_applied_it_is_a_new_reading_of_the_same_version(aged: Archive) -> None:
    versions = counted(aged)[0]
    changes(aged, "--apply")
    after, readings, old = counted(aged)
    assert (after, readings, old) == (versions, 2 * versions, versions)
    with reading(aged.engine) as session:
        packed = session.scalars(select(Reading).where(Reading.parser == OLD)).all()
        assert all(row.packed and not row.is_current for row in packed)
    title = expected()[0].title
    found = json.loads(newsarchive("search", f'"{title}"', "--json", "--archive", aged.root).stdout)
    assert any(one["title"] == title for one in found)
    assert newsarchive("verify", "--archive", aged.root).returncode == 0
    assert changes(aged, "--apply") == [], "there is nothing left to read again"
    applied = dump(aged)
    aged.close()
    assert newsarchive("rebuild", "--replace", "--archive", aged.root).returncode == 0
    assert dump(aged) == applied, "a rebuild reads the same"


@pytest.mark.parametrize("backend", ["sqlite", pytest.param("postgresql", marks=pytest.mark.proof)])
def test_versions_that_only_an_old_parser_told_apart_become_one(archive: Archive) -> None:
    life = Round(archive)
    life.publish(3)
    life.run()
    life.misread = lambda article: replace(article, title=f"【{article.title}】", parser=OLD)
    life.run()
    assert counted(archive)[0] == 6
    life.misread = None
    life.run(after=timedelta(days=7))
    life.misread = lambda article: replace(article, sections=article.sections[:0])
    life.run(after=timedelta(days=30))
    assert counted(archive)[0] == 9, "what the publisher said at last is something else"
    reparse(archive, "--apply")
    assert counted(archive) == (6, 6, 0)
    assert newsarchive("verify", "--archive", archive.root).returncode == 0
    found = newsarchive("show", "--json", "--archive", archive.root, HOME + life.stories[0].path)
    assert found.returncode == 0, found.stderr


@pytest.mark.proof
def test_days_and_parsers_limit_it(aged: Archive) -> None:
    since = sorted(article.published[:10] for article in expected())[-5]
    newer = [article for article in expected() if article.published[:10] >= since]
    assert len(changes(aged, "--since", since)) == len(newer)
    assert reparse(aged, "--parser-older-than", "nobody").returncode == 3
    assert changes(aged, "--parser-older-than", OLD) == []
    assert reparse(aged, "--portal", "nowhere").returncode == 3
    assert len(changes(aged, "--portal", "yybnet")) == len(expected())


def test_killed_it_goes_on(aged: Archive) -> None:
    process = begun("reparse", "--apply", "--archive", aged.root)
    time.sleep(0.6)  # the readers have begun
    process.send_signal(signal.SIGKILL)
    process.communicate()
    changes(aged, "--apply")
    assert changes(aged) == []
    assert newsarchive("verify", "--archive", aged.root).returncode == 0


@pytest.mark.parametrize("backend", ["sqlite", pytest.param("postgresql", marks=pytest.mark.proof)])
def test_an_older_version_is_read_again_too(archive: Archive) -> None:
    life = Round(archive, misread=lambda article: replace(article, title=f"【{article.title}】", parser=OLD))
    life.publish(3)
    life.run()
    life.layout = teaser
    life.run()
    assert counted(archive) == (6, 6, 6)
    assert {change["version"] for change in changes(archive, "--apply")} == {1, 2}
    assert counted(archive) == (6, 12, 6)
    assert changes(archive) == []


def test_damaged_pages_are_told_and_their_readings_stay(aged: Archive) -> None:
    (path,) = (aged.root / "warc" / "yybnet").glob("*.warc.gz*")
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    done = newsarchive("reparse", "--apply", "--json", "--archive", aged.root)
    assert done.returncode == 7, done.stderr
    damaged = [json.loads(line) for line in done.stdout.splitlines() if json.loads(line)["damaged"]]
    assert damaged
    with reading(aged.engine) as session:
        kept = session.scalars(select(Reading.parser).where(Reading.is_current)).all()
    assert kept.count(OLD) == len(damaged)

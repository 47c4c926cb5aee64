"""A database copied into the other kind and back says the same, is found by the same words, and goes on being used."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from newsarchive.errors import AlreadyRunning, ArchiveDamaged, ConfigError, UsageError
from newsarchive.query.canonical import digest
from newsarchive.query.filters import Filters
from newsarchive.query.search import search
from newsarchive.store.archive import open_archive
from newsarchive.store.database import connect, reading, writing
from newsarchive.store.models import Article, Link
from newsarchive.store.moving import copied, switch, target_address
from newsarchive.store.outlets import alias_outlet
from newsarchive.store.withdrawal import find_article, withdraw
from tests.databases import postgresql_database, url_of
from tests.faults.small_run import HOME, make_archive
from tests.running import newsarchive
from tests.store.killed import killed
from tests.store.test_backup import crawl, told


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """An archive on SQLite, crawled twice; a link leads to a later one, an article was withdrawn, an outlet named."""
    root = tmp_path / "small"
    make_archive(root)
    crawl(root)
    crawl(root)
    with open_archive(root) as archive:
        withdraw(archive, find_article(archive, f"{HOME}/3.html").public_id, "asked for")
        alias_outlet(archive, "泸州新闻网", "泸州日报")
        with writing(archive.engine) as session:
            links = session.query(Link).order_by(Link.id).all()
            links[1].leads_to = links[-1].id
    return root


@pytest.fixture
def other(postgresql_server: None) -> Iterator[str]:
    """Address of an empty PostgreSQL database."""
    with postgresql_database() as name:
        yield url_of(name)


def copy(root: Path, address: str) -> None:
    with open_archive(root) as archive, copied(archive, address) as both:
        assert digest(both.here) == digest(both.there)


def found(root: Path) -> list[str]:
    with open_archive(root) as archive, reading(archive.engine) as session:
        return [hit.public_id for hit in search(session, Filters(words="题目"))]


@pytest.mark.proof
def test_there_and_back(small: Path, other: str) -> None:
    before, hits = told(small), found(small)
    assert len(hits) == 3
    copy(small, other)
    with open_archive(small) as archive:
        switch(archive, other)
    (small / "archive.db").rename(small / "old.db")
    assert told(small) == before
    assert found(small) == hits
    crawl(small)  # new rows are numbered from behind the last one
    after, hits = told(small), found(small)
    with open_archive(small) as archive:
        address = target_address(archive, "sqlite")
    copy(small, address)
    with open_archive(small) as archive:
        switch(archive, address)
    assert "database" not in (small / "archive.toml").read_text("utf-8")
    assert told(small) == after
    assert found(small) == hits
    crawl(small)
    told(small)


def test_killed_at_any_change_of_the_disk_it_goes_on(small: Path, tmp_path: Path) -> None:
    before, point = told(small), 3
    while killed(point, lambda point=point: copy(small, f"sqlite:///{tmp_path / f'{point}.db'}")):  # type: ignore[misc]
        address = f"sqlite:///{tmp_path / f'{point}.db'}"
        copy(small, address) if point % 2 else None
        if point % 2:
            with open_archive(small) as archive:
                switch(archive, address)
            assert told(small) == before
            with open_archive(small) as archive:
                switch(archive, f"sqlite:///{small / 'archive.db'}")
        point += 8
    assert told(small) == before


def test_stopped_anywhere_it_goes_on_in_postgresql(small: Path, other: str) -> None:
    """Each batch is a transaction: stopping between two is what a kill does."""

    class Stopped(Exception):
        pass

    def stop_after(limit: int) -> Callable[[int, int], None]:
        def tell(done: int, _all: int) -> None:
            if done >= limit:
                raise Stopped

        return tell

    for limit in (10, 40):
        stop = stop_after(limit)
        with pytest.raises(Stopped), open_archive(small) as archive, copied(archive, other, on_progress=stop):
            pass
    assert newsarchive("status", "--archive", small, NEWSARCHIVE_DATABASE=other).returncode == 3, "it is unfinished"
    done = newsarchive("copy", "--to", other, "--switch", "--archive", small)
    assert done.returncode == 0, done.stderr
    told(small)


def test_what_changed_meanwhile_is_copied_anew(small: Path, tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'other.db'}"
    with pytest.raises(ArchiveDamaged), open_archive(small) as archive, copied(archive, address):
        raise ArchiveDamaged("stopped before it was declared whole")
    crawl(small)
    copy(small, address)
    with open_archive(small) as archive:
        switch(archive, address)
    told(small)


def test_what_is_no_place_for_a_copy_is_refused(small: Path, tmp_path: Path) -> None:
    from newsarchive.capture.files import PortalLock

    other = tmp_path / "other"
    make_archive(other)
    crawl(other)
    full = f"sqlite:///{other / 'archive.db'}"
    before = told(other)
    with open_archive(small) as archive:
        for address in ("sqlite", "no address", f"sqlite:///{small / 'archive.db'}"):
            with pytest.raises(UsageError):
                target_address(archive, address)
    with pytest.raises(UsageError):
        copy(small, full)
    with pytest.raises(ConfigError):
        copy(small, "mysql://me@localhost/news")
    lock = PortalLock(small / "warc" / "small", "small")
    with pytest.raises(AlreadyRunning):
        copy(small, f"sqlite:///{tmp_path / 'new.db'}")
    lock.release()
    unfinished = f"sqlite:///{tmp_path / 'unfinished.db'}"
    with pytest.raises(ArchiveDamaged), open_archive(other) as archive, copied(archive, unfinished):
        raise ArchiveDamaged("stopped")
    with pytest.raises(UsageError, match="another archive"):
        copy(small, unfinished)
    assert told(other) == before


def test_a_copy_that_says_something_else_is_seen(small: Path, tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'other.db'}"
    copy(small, address)
    engine = connect(address)
    with writing(engine) as session:
        session.query(Article).update({"canonical": "https://www.example.org/else"})
    with open_archive(small) as archive, reading(archive.engine) as there, reading(engine) as here:
        assert digest(here) != digest(there)
    engine.dispose()

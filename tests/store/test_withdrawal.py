"""What was withdrawn is nowhere any more, every other byte is where it was, and the archive knows it for ever."""

from __future__ import annotations

import gzip
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from warcio.archiveiterator import ArchiveIterator

from newsarchive.capture.members import Record, iter_members
from newsarchive.capture.tombstones import is_tombstone_of, tombstone
from newsarchive.errors import AlreadyRunning, NotFound, UsageError
from newsarchive.query.articles import get_article, iter_articles
from newsarchive.query.canonical import canonical
from newsarchive.query.counts import portal_counts
from newsarchive.query.filters import Filters
from newsarchive.query.hidden import get_hidden
from newsarchive.query.search import search
from newsarchive.store import database, journal
from newsarchive.store.archive import Archive, open_archive
from newsarchive.store.backup import back_up
from newsarchive.store.database import reading
from newsarchive.store.models import Article, Withdrawal
from newsarchive.store.repair import repair
from newsarchive.store.restore import restore
from newsarchive.store.verify import Verified, verify, verify_sample
from newsarchive.store.withdrawal import embargo, find_article, finish_all, release, withdraw
from tests.faults.small_run import HOME, SMALL, make_archive
from tests.store.killed import killed
from tests.store.test_backup import crawl, told

GONE = f"{HOME}/2.html"
WORDS = "书店打算每个星期六下午请一位老人来"
"""What its text says and no other."""


@pytest.fixture
def news(archive: Archive) -> Path:
    """An archive on either database, crawled once; its WARC files are closed early."""
    with (archive.root / "archive.toml").open("a", encoding="utf-8") as file:
        file.write(f"warc_size = {SMALL}\n")
    crawl(archive.root)
    return archive.root


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The same on SQLite alone."""
    root = tmp_path / "small"
    make_archive(root)
    crawl(root)
    return root


def take_out(root: Path, reason: str = "asked for") -> str:
    with open_archive(root) as archive:
        public_id = find_article(archive, GONE).public_id
        found = withdraw(archive, public_id, reason)
    assert found.records >= 1
    assert found.kept == ()
    return public_id


@pytest.mark.parametrize("of_it", [verify, lambda archive, **how: verify_sample(archive, 1000, **how)])
def test_it_is_no_damage_to_a_verification_that_is_under_way(
    news: Path, of_it: Callable[..., Verified], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 1)  # SQLite's log cannot be emptied while somebody reads
    taken: list[str] = []

    def after_the_first(_done: int, _all: int) -> None:
        if not taken:
            taken.append(take_out(news))

    with open_archive(news) as archive:
        found = of_it(archive, on_progress=after_the_first)
        assert taken
        assert found.files > 1
        assert found.damages == []


def warc_files(root: Path) -> list[Path]:
    return sorted((root / "warc").rglob("*.warc.gz*"))


def records(root: Path) -> Iterator[Record]:
    for path in warc_files(root):
        for record in iter_members(path):
            assert isinstance(record, Record), f"{path.name} at {record.offset}: {record}"
            yield record


def bodies(root: Path) -> bytes:
    return b"".join(record.block for record in records(root))


@given(st.integers(min_value=0, max_value=400_000), st.uuids())
def test_a_tombstone_is_exactly_as_long_as_it_is_to_be(length: int, record_id: object) -> None:
    at = datetime(2026, 11, 25, 12, tzinfo=UTC)
    stone = tombstone(str(record_id), at=at, length=length, gzip_header=b"\x1f\x8b\x08" + bytes(6) + b"\x03")
    if stone is None:
        assert length < 400
        return
    assert len(stone) == length
    assert gzip.decompress(stone).startswith(b"WARC/1.1\r\n")


def test_every_reader_passes_over_it(small: Path) -> None:
    lengths = [(record.offset, record.length) for record in records(small)]
    take_out(small)
    assert [(record.offset, record.length) for record in records(small)] == lengths
    for path in warc_files(small):
        gzip.decompress(path.read_bytes())
        with path.open("rb") as stream:
            theirs = [record.rec_headers.get_header("WARC-Record-ID") for record in ArchiveIterator(stream)]
        with path.open("rb") as stream:
            assert [record.record_id for record in FastIterator(stream)] == theirs
    stones = [record for record in records(small) if b"withdrawn: yes" in record.block]
    assert stones
    assert all(is_tombstone_of(record, record.refers_to) for record in stones)


def test_its_text_is_nowhere(news: Path) -> None:
    crawl(news)
    assert WORDS.encode() in bodies(news)
    public_id = take_out(news, "court order 12")
    assert WORDS.encode() not in bodies(news)
    with open_archive(news) as archive, reading(archive.engine) as session:
        assert search(session, Filters(words="题目")) != []
        assert public_id not in {hit.public_id for hit in search(session, Filters(words="题目"))}
        assert public_id not in {stored.public_id for stored in iter_articles(session, Filters())}
        assert get_article(session, public_id) is None
        assert get_article(session, GONE) is None
        hidden = get_hidden(session, public_id)
        assert hidden is not None
        assert (hidden.state, hidden.reason, hidden.address) == ("withdrawn", "court order 12", GONE)
        assert get_hidden(session, GONE) == hidden
        (counts,) = portal_counts(session)
        assert (counts.articles, counts.withdrawn) == (3, 1)
        assert WORDS not in json.dumps(list(canonical(session)), ensure_ascii=False)
    told(news)
    entry = list(journal.read(news / "journal"))[-1]
    assert entry.what == "withdraw"
    assert all(len(one["was"]) == len(one["now"]) == 64 and one["was"] != one["now"] for one in entry.facts["records"])


def test_nothing_is_left_in_the_pages_of_an_sqlite_file(small: Path) -> None:
    with closing(sqlite3.connect(small / "archive.db")) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert WORDS.encode() in (small / "archive.db").read_bytes()
    take_out(small)
    left = b"".join(path.read_bytes() for path in small.glob("archive.db*"))
    assert WORDS.encode() not in left
    assert "题目 /2.html".encode() not in left


def test_a_later_crawl_does_not_file_it_again(news: Path) -> None:
    take_out(news)
    before = told_of_it(news)
    assert before
    crawl(news)
    told(news)
    assert told_of_it(news) == before
    assert WORDS.encode() not in bodies(news)


def told_of_it(root: Path) -> list[str]:
    """What the archive tells of the address: another article changes with each crawl."""
    with open_archive(root) as archive, reading(archive.engine) as session:
        lines = [json.dumps(thing, ensure_ascii=False) for thing in canonical(session)]
    return [line for line in lines if GONE in line]


def test_no_copy_brings_the_bytes_back(small: Path, tmp_path: Path) -> None:
    copy, folder = tmp_path / "copy", tmp_path / "backup"
    shutil.copytree(small, copy)
    with open_archive(small) as archive:
        back_up(archive, folder)
    take_out(small)
    before, whole = told(small), {path: path.read_bytes() for path in warc_files(small)}
    stone = next(record for record in records(small) if b"withdrawn: yes" in record.block)
    for path in warc_files(small):
        data = bytearray(path.read_bytes())
        if b"withdrawn: yes" in data[stone.offset : stone.offset + stone.length]:
            data[stone.offset + 200] ^= 1
            path.write_bytes(data)
    warc_files(small)[-1].unlink()
    with open_archive(small) as archive:
        assert repair(archive, copy).left == []
    assert {path: path.read_bytes() for path in warc_files(small)} == whole
    assert told(small) == before
    with open_archive(small) as archive:
        assert back_up(archive, folder).damages == []
    assert WORDS.encode() not in bodies(folder)
    assert restore(folder, tmp_path / "again").damages == []
    assert told(tmp_path / "again") == before


def test_killed_at_any_change_of_the_disk_it_is_finished(small: Path, tmp_path: Path) -> None:
    crawl(small)
    point, killings = 1, 0
    with open_archive(small) as archive:
        public_id = find_article(archive, GONE).public_id
    while True:
        root = tmp_path / f"killed-{point}"
        shutil.copytree(small, root)
        if not killed(point, lambda root=root: take_out(root)):  # type: ignore[misc]
            break
        killings += 1
        if point % 2 == 0:
            crawl(root)  # the next crawl finishes it, where it was decided
        with open_archive(root) as archive:
            finish_all(archive)
            assert finish_all(archive) == 0
            with reading(archive.engine) as session:
                decided = get_hidden(session, public_id) is not None
        assert decided == any(entry.what == "withdraw" for entry in journal.read(root / "journal"))
        if not decided:
            take_out(root)
        told(root)
        assert WORDS.encode() not in bodies(root)
        point += 5
    assert killings >= 3


def test_an_embargo_hides_and_takes_nothing_away(news: Path) -> None:
    whole = {path: path.read_bytes() for path in warc_files(news)}
    with open_archive(news) as archive:
        public_id = find_article(archive, GONE).public_id
        embargo(archive, public_id, "until the trial", datetime.now(UTC) + timedelta(days=1))
        with reading(archive.engine) as session:
            assert get_article(session, public_id) is None
            assert public_id not in {hit.public_id for hit in search(session, Filters(words="题目"))}
            hidden = get_hidden(session, public_id)
            assert hidden is not None
            assert hidden.state == "embargoed"
            assert portal_counts(session)[0].embargoed == 1
        crawl(news)
        release(archive, public_id)
        with reading(archive.engine) as session:
            assert get_article(session, public_id) is not None
        embargo(archive, public_id, "a moment", datetime.now(UTC) + timedelta(milliseconds=10))
        while datetime.now(UTC) <= hidden_until(archive):
            pass
        with reading(archive.engine) as session:
            assert get_article(session, public_id) is not None, "it comes back by itself"
    told(news)
    assert all(path.read_bytes()[: len(data)] == data for path, data in whole.items() if path.exists())


def hidden_until(archive: Archive) -> datetime:
    with reading(archive.engine) as session:
        return session.scalars(select(Withdrawal.hidden_until)).one() or datetime.now(UTC)


def test_what_cannot_be_decided_is_refused(small: Path) -> None:
    from newsarchive.capture.files import PortalLock

    with open_archive(small) as archive:
        with pytest.raises(NotFound):
            find_article(archive, "nowhere")
        public_id = find_article(archive, GONE).public_id
        with pytest.raises(UsageError):
            release(archive, public_id)
        lock = PortalLock(archive.config.warc / "small", "small")
        with pytest.raises(AlreadyRunning):
            withdraw(archive, public_id, "no")
        lock.release()
        withdraw(archive, public_id, "yes")
        for decide in (
            lambda: withdraw(archive, public_id, "again"),
            lambda: release(archive, public_id),
            lambda: embargo(archive, public_id, "late", datetime.now(UTC) + timedelta(days=1)),
        ):
            with pytest.raises(UsageError):
                decide()
    told(small)


def test_a_record_that_another_article_rests_on_stays(archive: Archive) -> None:
    """Two addresses answer with the same bytes: one record holds the body, the other refers to it."""
    from tests.store.same_bytes import file_same_bytes

    first, second = file_same_bytes(archive)
    found = withdraw(archive, first, "asked for")
    assert found.records == 0
    assert len(found.kept) == 1
    assert found.reprints == (second,)
    assert verify(archive).damages == []
    with reading(archive.engine) as session:
        stored = get_article(session, second)
        assert stored is not None
        assert stored.reprints == ()
    assert withdraw(archive, second, "too").records == 1, "nobody rests on it any more"
    assert verify(archive).damages == []
    with reading(archive.engine) as session:
        assert session.scalars(select(Article.state)).all() == ["withdrawn", "withdrawn"]


def test_it_is_damage_when_a_withdrawn_record_is_back(small: Path, tmp_path: Path) -> None:
    old = {path.name: path.read_bytes() for path in warc_files(small)}
    take_out(small)
    for path in warc_files(small):
        path.write_bytes(old[path.name])
    with open_archive(small) as archive:
        damages = verify(archive).damages
        assert any("tombstone" in damage.what for damage in damages)
        assert repair(archive, tmp_path).left == [], "which needs no copy"
    told(small)
    assert WORDS.encode() not in bodies(small)

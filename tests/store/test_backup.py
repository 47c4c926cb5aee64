"""A backup is whole at every moment, copies only what is new, and becomes the same archive again."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest

from newsarchive.config import without_password
from newsarchive.errors import AlreadyRunning, NotFound, UsageError
from newsarchive.query.canonical import digest
from newsarchive.store import journal
from newsarchive.store.archive import Archive, open_archive
from newsarchive.store.backup import BackedUp, back_up
from newsarchive.store.database import connect, reading, writing
from newsarchive.store.models import Link
from newsarchive.store.repair import repair
from newsarchive.store.restore import Restored, restore
from newsarchive.store.verify import verify
from tests.databases import postgresql_database, url_of
from tests.faults.small_run import SMALL, make_archive, run
from tests.running import newsarchive
from tests.store.killed import killed


def crawl(root: Path) -> None:
    """Crawl once; everything that was fetched before is fetched again."""
    with open_archive(root) as archive, writing(archive.engine) as session:
        session.query(Link).filter(Link.kind == "article", Link.state == "done").update({"state": "queued"})
    assert run(root, lambda _ack: None) == 0


def told(root: Path) -> str:
    """Prove an archive, and return what it tells."""
    with open_archive(root) as archive:
        assert verify(archive).damages == []
        with reading(archive.engine) as session:
            return digest(session)


def copied(root: Path, folder: Path) -> BackedUp:
    with open_archive(root) as archive:
        return back_up(archive, folder)


def restored(folder: Path, root: Path) -> str:
    found = restore(folder, root)
    assert found.damages == []
    return told(root)


@pytest.fixture
def news(archive: Archive) -> Path:
    """An archive on either database, crawled once; its WARC files are closed early."""
    with (archive.root / "archive.toml").open("a", encoding="utf-8") as file:
        file.write(f"warc_size = {SMALL}\n")
    (archive.root / "spiders" / "own.py").write_text("# a portal of this archive's own\n")
    journal.append(archive.config.journal, "schedule-remove", {"portal": "small"})
    crawl(archive.root)
    return archive.root


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The same on SQLite alone."""
    root = tmp_path / "small"
    make_archive(root)
    crawl(root)
    return root


def test_it_becomes_the_same_archive_again(news: Path, tmp_path: Path) -> None:
    before = told(news)
    folder, again = tmp_path / "copy", tmp_path / "again"
    assert copied(news, folder).damages == []
    crawl(news)
    assert restored(folder, again) == before
    assert (again / "spiders" / "own.py").is_file()
    assert (again / "journal" / "decisions.jsonl").read_bytes() == (news / "journal" / "decisions.jsonl").read_bytes()
    assert not (again / "archive.toml").read_text("utf-8").startswith("database"), "it has a database of its own"
    crawl(again)
    told(again)


def test_only_what_is_new_is_copied(news: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    first = copied(news, folder)
    assert first.copied == sum(path.stat().st_size for path in (news / "warc").rglob("*.warc.gz*"))
    assert copied(news, folder).copied == 0
    closed = {path.name: (folder / path.relative_to(news)).stat() for path in (news / "warc").rglob("*.warc.gz")}
    assert len(closed) > 1
    crawl(news)
    grown = sum(path.stat().st_size for path in (news / "warc").rglob("*.warc.gz*")) - first.copied
    assert copied(news, folder).copied == grown > 0
    for path in (folder / "warc").rglob("*"):
        if path.name in closed:
            assert (path.stat().st_ino, path.stat().st_mtime_ns) == (
                closed[path.name].st_ino,
                closed[path.name].st_mtime_ns,
            )
    assert restored(folder, tmp_path / "again") == told(news)


def test_while_crawls_write_it_is_one_moment(small: Path, tmp_path: Path) -> None:
    folder, stop = tmp_path / "copy", threading.Event()

    def go_on() -> None:
        while not stop.is_set():
            crawl(small)

    crawling = threading.Thread(target=go_on)
    crawling.start()
    try:
        for number in range(4):
            assert copied(small, folder).damages == []
            restored(folder, tmp_path / f"again-{number}")
    finally:
        stop.set()
        crawling.join()


def test_killed_at_any_change_of_the_disk_there_is_a_whole_backup(small: Path, tmp_path: Path) -> None:
    """The one before, or the new one; and the next call ends as if nothing had happened."""
    first = tmp_path / "first"
    copied(small, first)
    old = told(small)
    crawl(small)
    new = told(small)
    point, killings = 1, 0
    while True:
        folder, again = tmp_path / f"copy-{point}", tmp_path / f"again-{point}"
        shutil.copytree(first, folder)
        if not killed(point, lambda folder=folder: copied(small, folder)):  # type: ignore[misc]
            break
        killings += 1
        assert restored(folder, again) in (old, new), f"at change {point}"
        copied(small, folder)
        assert restored(folder, tmp_path / f"after-{point}") == new
        assert not list(folder.rglob("*.next"))
        for made in (folder, again, tmp_path / f"after-{point}"):
            shutil.rmtree(made)
        point += 5
    assert killings >= 5


def test_a_first_backup_that_was_killed_while_it_read_its_database_goes_on(small: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    folder.mkdir()
    for name in ("archive.db.next", "archive.db.next-wal", "archive.db.next-shm", ".lock"):
        (folder / name).touch()
    copied(small, folder)
    assert restored(folder, tmp_path / "again") == told(small)
    assert not list(folder.glob("*.next*"))


def test_a_restore_that_was_killed_goes_on(small: Path, tmp_path: Path) -> None:
    folder, point = tmp_path / "copy", 1
    copied(small, folder)
    while killed(point, lambda point=point: restore(folder, tmp_path / f"again-{point}")):  # type: ignore[misc]
        again = tmp_path / f"again-{point}"
        if (again / ".restoring").exists() or not (again / "archive.toml").exists():
            assert restored(folder, again) == told(small)
        assert told(again) == told(small)
        assert not (again / ".restoring").exists()
        point += 7
    assert point > 20


def test_it_restores_into_postgresql(small: Path, tmp_path: Path, postgresql_server: None) -> None:
    folder, again = tmp_path / "copy", tmp_path / "again"
    copied(small, folder)
    with postgresql_database() as name:
        assert restore(folder, again, database=url_of(name)).damages == []
        assert told(again) == told(small)
        assert not (again / "archive.db").exists()
        crawl(again)
        told(again)
        with pytest.raises(UsageError, match="not empty"):
            restore(folder, tmp_path / "other", database=url_of(name))


def test_a_backup_repairs_the_archive(news: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    copied(news, folder)
    path = next((news / "warc").rglob("*.warc.gz"))
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    open_file = next((news / "warc").rglob("*.open"))
    alter(open_file)
    with open_archive(news) as archive:
        assert repair(archive, folder).left == []
    assert path.read_bytes() == whole
    told(news)


def alter(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0x10
    path.write_bytes(data)


def test_a_damaged_file_does_not_replace_a_whole_copy(small: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    copied(small, folder)
    alter(next((small / "warc").rglob("*.warc.gz")))
    next((small / "warc").rglob("*.open")).unlink()
    assert copied(small, folder).damages == [], "the backup has both whole"
    restored(folder, tmp_path / "again")
    new = copied(small, tmp_path / "new")
    assert len(new.damages) == 2
    found = restore(tmp_path / "new", tmp_path / "half")
    assert [what for what in found.damages if "was damaged in the archive" in what]


def test_a_damaged_backup_is_told(small: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    copied(small, folder)
    damaged = next((folder / "warc").rglob("*.warc.gz"))
    alter(damaged)
    (folder / "archive.db").unlink()
    found: Restored = restore(folder, tmp_path / "again")
    assert not found.has_database
    assert any(damaged.name in what for what in found.damages)
    done = newsarchive("restore", folder, tmp_path / "once-more")
    assert done.returncode == 7, done.stderr
    assert "rebuild" in done.stderr


def test_a_damaged_copy_is_made_anew(small: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    copied(small, folder)
    cut = next((folder / "warc").rglob("*.warc.gz"))
    cut.write_bytes(cut.read_bytes()[:100])
    assert copied(small, folder).damages == []
    restored(folder, tmp_path / "again")


def test_what_is_no_place_for_a_backup_is_refused(small: Path, tmp_path: Path) -> None:
    other, full = tmp_path / "other", tmp_path / "full"
    make_archive(other)
    crawl(other)
    copied(other, tmp_path / "copy")
    full.mkdir()
    (full / "thesis.docx").touch()
    for folder in (small / "copy", small, full, full / "thesis.docx", tmp_path / "copy", other):
        with pytest.raises(UsageError):
            copied(small, folder)
    with pytest.raises(UsageError):
        restore(tmp_path / "copy", full)
    with pytest.raises(NotFound):
        restore(full, tmp_path / "again")
    told(other)
    restored(tmp_path / "copy", tmp_path / "again")


def test_two_at_once_are_one(small: Path, tmp_path: Path) -> None:
    import fcntl

    folder = tmp_path / "copy"
    copied(small, folder)
    with (folder / ".lock").open("r+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(AlreadyRunning):
            copied(small, folder)


def test_no_password_is_kept() -> None:
    address = "postgresql+psycopg://me:hunter2@db/news?password=hunter2&sslmode=require"
    settings = f'contact = "a@example.org"\ndatabase = "{address}"\nreader = "{address}"\n'
    kept = without_password(settings)
    assert "hunter2" not in kept
    for name in ("database", "reader"):
        assert f'{name} = "postgresql+psycopg://me@db/news?sslmode=require"' in kept
    assert without_password('delay = 2\ndatabase = "postgresql+psycopg://me@db/news"\n').startswith("delay = 2\n")


def test_the_commands_say_what_they_did(small: Path, tmp_path: Path) -> None:
    done = newsarchive("backup", tmp_path / "copy", "--archive", small, "--json")
    assert done.returncode == 0, done.stderr
    assert '"damages": []' in done.stdout
    done = newsarchive("restore", tmp_path / "copy", tmp_path / "again")
    assert done.returncode == 0, done.stderr
    assert "verify" in done.stderr
    assert newsarchive("restore", tmp_path / "copy", tmp_path / "again").returncode == 0, "killed at its very end"
    assert connect(f"sqlite:///{tmp_path / 'again' / 'archive.db'}") is not None
    told(tmp_path / "again")
    crawl(tmp_path / "again")
    assert newsarchive("restore", tmp_path / "copy", tmp_path / "again").returncode == 2

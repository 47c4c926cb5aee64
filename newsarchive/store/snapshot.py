"""The database as it is at one moment, in an SQLite file that nobody writes to, while crawls go on.

SQLite is copied page by page (sqlite.org/backup.html) within one reading transaction; PostgreSQL row by row within one.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url, select

from newsarchive.capture.files import changing, sync_folder
from newsarchive.errors import ArchiveDamaged, DatabaseUnavailable, DiskFull
from newsarchive.store.archive import Archive
from newsarchive.store.copying import copy_rows
from newsarchive.store.database import BUSY_SECONDS, connect, reading, upgrade
from newsarchive.store.models import WarcFile

DATABASE = "archive.db"
PAGES = 4096
"""Pages that are copied at once."""
BESIDE = ("", "-wal", "-shm", "-journal")


def take(archive: Archive, path: Path) -> list[WarcFile]:
    """Copy an archive's database into a new file; return the WARC files that it knows, in the order of their beginning.

    The copy is on the disk when this returns. Raises DatabaseUnavailable, ArchiveDamaged, DiskFull.
    """
    with changing(path):
        for end in BESIDE:
            path.with_name(path.name + end).unlink(missing_ok=True)
    url = make_url(archive.config.database_url)
    if url.get_backend_name() == "sqlite":
        _copy_pages(Path(url.database or ""), path)
    else:
        _copy_rows(archive, path)
    rows = _filed(path)
    with closing(sqlite3.connect(path)) as made:
        made.execute("PRAGMA journal_mode=DELETE")  # one file, complete by itself
    with changing(path):
        with path.open("rb") as file:
            os.fsync(file.fileno())
        sync_folder(path.parent)
    return rows


def _filed(path: Path) -> list[WarcFile]:
    engine = connect(f"sqlite:///{path}", read_only=True)
    try:
        with reading(engine) as session:
            return list(session.scalars(select(WarcFile).order_by(WarcFile.id)))
    finally:
        engine.dispose()


def _copy_pages(source: Path, target: Path) -> None:
    try:
        with (
            closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)) as there,
            closing(sqlite3.connect(target)) as here,
        ):
            there.execute("BEGIN")
            there.execute("SELECT count(*) FROM sqlite_schema").fetchone()  # from here on it sees one state
            there.backup(here, pages=PAGES, sleep=0)
    except sqlite3.DatabaseError as error:
        said = str(error)
        if "full" in said:
            raise DiskFull(f"The disk of {target} is full.", next_step="Free space, then run it again.") from error
        if "malformed" in said or "not a database" in said:
            raise ArchiveDamaged(
                f"The database {source} is damaged: {said}", next_step="newsarchive rebuild --replace"
            ) from error
        raise DatabaseUnavailable(
            f"The database cannot be copied from {source} to {target}: {said}", next_step="Run the command again."
        ) from error


def _copy_rows(archive: Archive, target: Path) -> None:
    url = f"sqlite:///{target}"
    upgrade(url)
    engine = connect(url)
    try:
        with reading(archive.engine) as source:
            copy_rows(source, engine)
    finally:
        engine.dispose()

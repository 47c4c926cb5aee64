"""An archive's database copied into another one, of either kind, while nobody crawls."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import make_url, select
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session

from newsarchive.capture.files import portals_held
from newsarchive.config import write_config
from newsarchive.errors import UsageError
from newsarchive.store.archive import Archive
from newsarchive.store.copying import Progress, copy_rows, declare_whole, empty_target
from newsarchive.store.database import reading
from newsarchive.store.models import Portal


@dataclass(frozen=True)
class Copied:
    """Two databases that are to say the same."""

    there: Session
    """Sees the one that was copied."""
    here: Session
    """Sees the copy."""


def target_address(archive: Archive, given: str) -> str:
    """Return the address of a database to copy into; `sqlite`: the file in the archive's folder. Raises UsageError."""
    address = f"sqlite:///{archive.root / 'archive.db'}" if given == "sqlite" else given
    try:
        parsed = make_url(address)
    except ArgumentError:
        raise UsageError(
            f"{given!r} is no address of a database.",
            next_step="Give postgresql+psycopg://USER@HOST/NAME, or: sqlite",
        ) from None
    if parsed == make_url(archive.config.database_url):
        raise UsageError("That is the database that the archive has.", next_step="Give another one.")
    return address


@contextmanager
def copied(archive: Archive, address: str, *, on_progress: Progress | None = None) -> Iterator[Copied]:
    """Copy the database; give both, to be compared. When the block ends well, the copy is declared to be whole.

    Killed in between and called again, it goes on, unless something was crawled or decided since: then it begins anew.
    Raises UsageError where the target holds anything else, AlreadyRunning while a portal is crawled.
    """
    with reading(archive.engine) as session:
        portals = session.scalars(select(Portal.id)).all()
    with (
        portals_held(archive.config.warc, portals),
        reading(archive.engine) as there,
        empty_target(address, there, archive.root) as target,
    ):
        copy_rows(there, target, on_progress=on_progress)
        with reading(target) as here:
            yield Copied(there, here)
        declare_whole(target)


def switch(archive: Archive, address: str) -> None:
    """Let the archive use another database from now on; who may read the old one may not read this one yet."""
    is_default = address == f"sqlite:///{archive.root / 'archive.db'}"
    write_config(archive.root, database=None if is_default else address, reader=None)

"""A new database that is made beside the archive's own, and takes its place at once when it is whole."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, make_url, select, text

from newsarchive.capture.files import sync_folder
from newsarchive.errors import ArchiveDamaged, NewsArchiveError
from newsarchive.store.database import connect, reading, schema_version, told_apart, upgrade
from newsarchive.store.models import Base, Capture, Link, OutletAlias, Run, Schedule, WarcFile
from newsarchive.store.views import drop_views, make_views

BESIDE = ("-wal", "-shm")
"""What SQLite keeps next to a database, by the ends of the names."""

SCHEMA = "newsarchive_rebuilding"
"""Where PostgreSQL keeps the new tables until they are whole."""

TABLES = (*Base.metadata.tables, "search", "alembic_version")


def has_content(url: str) -> bool:
    """Whether a database holds anything; one that cannot be read might. Raises DatabaseUnavailable."""
    path = _path(url)
    if path is not None and not path.exists():
        return False
    engine = connect(url, read_only=True)
    try:
        if schema_version(engine) is None:
            return False
        with reading(engine) as session:
            kinds = (Run.id, Capture.id, Link.id, Schedule.id, OutletAlias.decision)
            return any(session.scalar(select(number).limit(1)) is not None for number in kinds)
    except ArchiveDamaged:
        return True
    finally:
        engine.dispose()


def filed_lengths(url: str) -> dict[str, int]:
    """Return how many bytes of each WARC file a database holds as filed; nothing where it cannot be read."""
    if not has_content(url):
        return {}
    engine = connect(url, read_only=True)
    try:
        with reading(engine) as session:
            return dict(session.execute(select(WarcFile.name, WarcFile.length)).all())
    except NewsArchiveError:
        return {}
    finally:
        engine.dispose()


@contextmanager
def standby(url: str) -> Iterator[Engine]:
    """Give an empty database with the newest schema; when the block ends well, it takes the place of the one at `url`.

    The one that was there is kept beside it where it holds anything: `archive.db.replaced-TIME`, or the schema
    `replaced_TIME`. Killed before its end, nothing has happened, and the next call begins anew.
    """
    path = _path(url)
    with _beside_file(url, path) if path else _beside_schema(url) as engine:
        yield engine


def _path(url: str) -> Path | None:
    """Return the file of an SQLite database; None for PostgreSQL."""
    parsed = make_url(url)
    return Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None


def _stamp() -> str:
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S}"


@contextmanager
def _beside_file(url: str, path: Path) -> Iterator[Engine]:
    new = path.with_name(f"{path.name}.rebuilding")
    for end in ("", *BESIDE):
        new.with_name(new.name + end).unlink(missing_ok=True)
    new_url = f"sqlite:///{new}"
    upgrade(new_url)
    engine = connect(new_url)
    try:
        yield engine
        with engine.connect().execution_options(reads=True) as connection:
            connection.rollback()
    finally:
        engine.dispose()  # the last connection brings what is in the log into the file and removes the log
    with new.open("rb") as file:
        os.fsync(file.fileno())
    _set_aside(url, path)
    new.replace(path)
    sync_folder(path.parent)


def _set_aside(url: str, path: Path) -> None:
    """Give the old file, and whatever lies beside it, another name: a log left there would be read into the new one."""
    keep = has_content(url)
    if path.exists():
        _settle(url)
    stamp = _stamp()
    for end in ("", *BESIDE):
        old = path.with_name(path.name + end)
        if old.exists() and keep:
            old.rename(path.with_name(f"{path.name}.replaced-{stamp}{end}"))
        elif old.exists():
            old.unlink()
    sync_folder(path.parent)


def _settle(url: str) -> None:
    """Bring what is in the log into the file, so that file and log cannot be parted; a damaged file stays as it is."""
    engine = connect(url)
    try:
        with told_apart(url), engine.execution_options(reads=True).connect() as connection:
            connection.rollback()
    except NewsArchiveError:
        pass
    finally:
        engine.dispose()


@contextmanager
def _beside_schema(url: str) -> Iterator[Engine]:
    admin = connect(url)
    try:
        with told_apart(url), admin.begin() as connection:
            connection.execute(text(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE"))
            connection.execute(text(f"CREATE SCHEMA {SCHEMA}"))
        new_url = make_url(url).update_query_dict({"options": f"-c search_path={SCHEMA}"})
        address = new_url.render_as_string(hide_password=False)
        upgrade(address)
        engine = connect(address)
        try:
            yield engine
        finally:
            engine.dispose()
        keep = has_content(url)
        with told_apart(url), admin.begin() as connection:
            _swap_tables(connection, keep=keep)
    finally:
        admin.dispose()


def _swap_tables(connection: Connection, *, keep: bool) -> None:
    current = connection.execute(text("SELECT current_schema()")).scalar_one()
    there = [name for name in inspect(connection).get_table_names(schema=current) if name in TABLES]
    aside = f"replaced_{_stamp().lower()}"
    drop_views(connection)  # they would go on showing the old tables
    if keep:
        connection.execute(text(f'CREATE SCHEMA "{aside}"'))
    for name in there:
        change = f'ALTER TABLE "{current}"."{name}" SET SCHEMA "{aside}"' if keep else f'DROP TABLE "{name}" CASCADE'
        connection.execute(text(change))
    for name in inspect(connection).get_table_names(schema=SCHEMA):
        connection.execute(text(f'ALTER TABLE {SCHEMA}."{name}" SET SCHEMA "{current}"'))
    drop_views(connection, schema=SCHEMA)
    connection.execute(text(f"DROP SCHEMA {SCHEMA}"))
    make_views(connection)

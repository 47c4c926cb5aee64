"""The database: engines, sessions, migrations. SQLite by default, PostgreSQL by address."""

from __future__ import annotations

import errno
import fcntl
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Engine, create_engine, event, make_url, text
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DBAPIError,
    InterfaceError,
    NoSuchModuleError,
    OperationalError,
    ProgrammingError,
)
from sqlalchemy.orm import Session

from newsarchive.capture.files import changing, disk_trouble
from newsarchive.errors import ArchiveDamaged, ConfigError, DatabaseUnavailable, DiskFull, NewsArchiveError
from newsarchive.store.local_day import teach

if TYPE_CHECKING:
    from alembic.config import Config as AlembicConfig

DISK_CODES = frozenset(
    {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM}
)
"""SQLite's codes for a disk that did not do what it was asked for."""
TRIAL = 1 << 16
"""Bytes written to see why."""
BUSY_SECONDS = 30
"""How long a SQLite connection waits for another's transaction to end."""
ATTEMPTS = 5
"""How often a piece of work is tried while others take the same rows first."""

T = TypeVar("T")


def connect(url: str, *, read_only: bool = False) -> Engine:
    """Return an engine for the database at `url`.

    SQLite runs in WAL mode with synchronous=FULL: what is committed survives a loss of power
    (sqlite.org/pragma.html#pragma_synchronous). Transactions begin IMMEDIATE, so that a writer waits at its start
    and never fails half-way. Raises ConfigError when the address is wrong or its driver is missing.
    """
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            return _sqlite(url, read_only=read_only)
        if parsed.get_backend_name() != "postgresql":
            raise ConfigError(
                f"newsarchive keeps its database in SQLite or PostgreSQL, not in {parsed.get_backend_name()}.",
                next_step="Correct `database` in archive.toml.",
            )
        options = "-c timezone=UTC" + (" -c default_transaction_read_only=on" if read_only else "")
        options += f" {parsed.query.get('options', '')}"
        return create_engine(url, pool_pre_ping=True, connect_args={"options": options, "connect_timeout": 10})
    except (ArgumentError, NoSuchModuleError) as error:
        raise ConfigError(
            f"The database address cannot be read: {error}", next_step="Correct `database` in archive.toml."
        ) from None
    except ModuleNotFoundError as error:
        raise ConfigError(
            f"The database needs the Python package {error.name}.",
            next_step="pip install 'newsarchive[postgres]'",
        ) from None


def _sqlite(url: str, *, read_only: bool) -> Engine:
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # SQLAlchemy's `begin` event below opens transactions, not the driver
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        teach(connection)
        if read_only:
            connection.execute("PRAGMA query_only=ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        if read_only or connection.get_execution_options().get("reads"):
            connection.exec_driver_sql("BEGIN")
            return
        with _in_turn(engine.url.database):
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


@contextmanager
def _in_turn(path: str | None) -> Iterator[None]:
    """Let those who are to write to a file begin in the order in which they came, one of them waiting for SQLite.

    All by themselves they would look ten times a second whether they may, and hardly ever find the moment between two
    transactions of one that has much to write. The folder is what they queue for: a second descriptor of the file would
    take SQLite's own locks away when it is closed (sqlite.org/howtocorrupt.html, 2.2).
    """
    if path is None or not (folder := Path(path).absolute().parent).is_dir():  # in memory, or SQLite will say so
        yield
        return
    with changing(folder):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


class Collided(NewsArchiveError):
    """Two transactions wanted the same row: this one was rolled back and may be tried again."""

    exit_code = DatabaseUnavailable.exit_code


COLLISIONS = frozenset({"40001", "40P01", "23505"})
"""PostgreSQL's codes for a failed serialization, a deadlock, and a row that another made first."""


@contextmanager
def told_apart(url: str) -> Iterator[None]:
    """Turn the database's own errors into ours: full or failing disk, unreachable or locked database."""
    try:
        yield
    except DatabaseError as error:
        if getattr(error.orig, "sqlstate", None) in COLLISIONS:
            raise Collided(str(error.orig), next_step="Run the command again.") from error
        said = str(error.orig)
        if "malformed" in said or "not a database" in said:
            raise ArchiveDamaged(
                f"The database file of {make_url(url).render_as_string(hide_password=True)} is damaged: {said}",
                next_step="Restore it from another copy; the WARC files are not touched by this.",
            ) from error
        if not isinstance(error, OperationalError):
            raise
        raise _unavailable(url, error) from error
    except InterfaceError as error:
        raise _unavailable(url, error) from error


def _unavailable(url: str, error: DBAPIError) -> NewsArchiveError:
    said = str(error.orig).strip().splitlines()[0] if error.orig else str(error)
    where = make_url(url).render_as_string(hide_password=True)
    if (getattr(error.orig, "sqlite_errorcode", 0) & 0xFF) in DISK_CODES:
        path = Path(make_url(url).database or "")
        return disk_trouble(_refusal(path) or OSError(errno.EIO, said), path)
    if "No space left" in said:
        return DiskFull(f"The disk of {where} is full.", next_step="Free space, then run the command again.")
    return DatabaseUnavailable(
        f"The database {where} does not answer: {said}",
        next_step="Start it, or wait until another process has released it; then run the command again.",
    )


def _refusal(path: Path) -> OSError | None:
    """Try what SQLite could not do to its file, and does not tell: open it, and write as far as it and its log go."""
    log = path.with_name(f"{path.name}-wal")
    try:
        size = max((file.stat().st_size for file in (path, log) if file.exists()), default=0)
        if path.exists():
            os.close(os.open(path, os.O_RDWR))
        with tempfile.TemporaryFile(dir=path.parent, buffering=0) as trial:
            trial.seek(size)
            trial.write(bytes(TRIAL))
            os.fsync(trial.fileno())
    except OSError as error:
        return error
    return None


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """Give a session that sees one state of the database and changes nothing."""
    options: dict[str, Any] = {"reads": True}
    if engine.dialect.name == "postgresql":
        options["isolation_level"] = "REPEATABLE READ"  # SQLite's readers see one state by themselves
    with told_apart(str(engine.url)), Session(engine.execution_options(**options), expire_on_commit=False) as session:
        yield session


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """Give a session whose changes are committed together at the end, or not at all."""
    with told_apart(str(engine.url)), Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


def tried_again(engine: Engine, work: Callable[[Session], T]) -> T:
    """Do a piece of work in a transaction; again where another took the same row first. Raises DatabaseUnavailable."""
    for _ in range(ATTEMPTS):
        try:
            with writing(engine) as session:
                return work(session)
        except Collided as collided:
            last = collided
    raise DatabaseUnavailable(
        f"The database took nothing in {ATTEMPTS} attempts: {last}", next_step="Run the command again later."
    ) from last


def migrations_folder() -> Path:
    """Return where the migrations lie: inside the wheel, or at the top of a checkout."""
    inside = Path(str(resources.files("newsarchive"))) / "_migrations"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "migrations"


def alembic_config(url: str) -> AlembicConfig:
    """Return Alembic's configuration for the database at `url`."""
    from alembic.config import Config as AlembicConfig  # noqa: PLC0415 - only migrations need Alembic

    config = AlembicConfig()
    config.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
    config.attributes["url"] = url
    return config


def upgrade(url: str) -> None:
    """Bring the schema to the newest migration; each migration is one transaction."""
    from alembic import command  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    try:
        with told_apart(url):
            command.upgrade(alembic_config(url), "head")
    except CommandError as error:
        raise ConfigError(
            f"The database's schema cannot be brought up to date: {error}",
            next_step="It may be newer than this newsarchive: install the newest one.",
        ) from None


def schema_version(engine: Engine) -> str | None:
    """Return the migration that the database is at, None for an empty database."""
    with told_apart(str(engine.url)), engine.execution_options(reads=True).connect() as connection:
        try:
            return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        except (OperationalError, ProgrammingError) as error:
            if "no such table" in str(error.orig) or "does not exist" in str(error.orig):
                return None
            raise


def newest_version() -> str | None:
    """Return the newest migration that this newsarchive knows.

    Their files begin with their numbers: to have Alembic read them would take every command a fifth of a second.
    """
    files = (migrations_folder() / "versions").glob("*_*.py")
    return max((file.name.partition("_")[0] for file in files), default=None)

"""Questions to PostgreSQL, put by a role that may read and nothing else (`store.reader`).

The role is the wall. Before it the statement is made the query of a cursor, which takes one SELECT (or VALUES, TABLE,
WITH) and no other statement, in a transaction that only reads; `query.disturbing` refuses names. A clock of our own
cancels what takes too long: a statement can turn the server's off.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, make_url

from newsarchive.config import Config
from newsarchive.errors import ConfigError
from newsarchive.query.answer import Answer, Question, Value, too_long, wrong
from newsarchive.query.disturbing import refuse_disturbing
from newsarchive.query.postgresql_errors import MAKE_READER, meant

if TYPE_CHECKING:
    import psycopg

ROWS = 100
"""Rows that are fetched together."""
CONNECT_SECONDS = 10
GRACE = 5.0
"""Seconds that the server has to do as it is told, before the connection is cut."""
IN_TEXT = ("date", "time", "timetz", "timestamp", "timestamptz", "interval", "json", "jsonb")
"""Types that are told as PostgreSQL writes them: its times know more years than Python's."""

Fetch = Callable[[int], list[tuple[Any, ...]]]


@contextmanager
def asked(config: Config, question: Question) -> Iterator[Answer]:
    """Ask as the reader; the connection is closed when the block ends.

    Raises UsageError, TooMuch, ConfigError, DatabaseUnavailable, DiskFull: at once, or while rows are read.
    """
    refuse_disturbing(question.statement)
    url = reader_of(config)
    with _told_apart(url, question):
        connection = _connect(url, question)
    cursor = _cursor(connection)
    clock = _Clock(connection, question.seconds)

    @contextmanager
    def at_work() -> Iterator[None]:
        with clock.running(), _told_apart(url, question, clock):
            yield

    def fetch(count: int) -> list[tuple[Any, ...]]:
        with at_work():
            return cursor.fetchmany(count)

    try:
        with at_work():
            cursor.execute(question.statement.encode())
            answer = Answer(columns=tuple(column.name for column in cursor.description or ()))
        answer.rows = _rows(fetch, answer, question)
        yield answer
    finally:
        connection.close()
        cursor.close()


def reader_of(config: Config) -> URL:
    """Return the reader's address. Raises ConfigError where there is none, or where it reads another database."""
    if not config.reader:
        raise ConfigError(
            "On PostgreSQL questions are put by a role that may only read, and this archive has none yet.",
            next_step=f"Make it: {MAKE_READER}",
        )
    reader, own = make_url(config.reader), make_url(config.database_url)
    if (reader.host, reader.port, reader.database) != (own.host, own.port, own.database):
        raise ConfigError(
            f"`reader` in {config.root}/archive.toml reads another database than `database`.",
            next_step=f"Make it anew: {MAKE_READER}",
        )
    return reader


def _connect(url: URL, question: Question) -> psycopg.Connection[tuple[Any, ...]]:
    import psycopg  # noqa: PLC0415 - archives in SQLite need none

    parts = {"host": url.host, "port": url.port, "user": url.username, "password": url.password, "dbname": url.database}
    told: dict[str, Any] = {name: value for name, value in {**url.query, **parts}.items() if value is not None}
    settings = {
        "timezone": "UTC",
        "datestyle": "ISO",
        "standard_conforming_strings": "on",
        "default_transaction_read_only": "on",
        "statement_timeout": str(int((question.seconds + GRACE) * 1000)),
    }
    told["options"] = " ".join([told.get("options", ""), *(f"-c {name}={value}" for name, value in settings.items())])
    told |= {"connect_timeout": CONNECT_SECONDS, "client_encoding": "utf8", "application_name": "newsarchive sql"}
    connection = psycopg.connect(**told)
    connection.read_only = True
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    return connection


def _cursor(connection: psycopg.Connection[tuple[Any, ...]]) -> psycopg.ServerCursor[tuple[Any, ...]]:
    """Return a cursor of the server's: DECLARE takes one query, and the protocol that it is sent by one statement."""
    from psycopg.types.string import TextLoader  # noqa: PLC0415

    cursor = connection.cursor("newsarchive", scrollable=False)
    for name in IN_TEXT:
        cursor.adapters.register_loader(name, TextLoader)
    return cursor


def _rows(fetch: Fetch, answer: Answer, question: Question) -> Iterator[tuple[Value, ...]]:
    left = question.limit
    while rows := fetch(min(ROWS, left + 1)):
        yield from (tuple(map(_plain, row)) for row in rows[:left])
        answer.is_cut = len(rows) > left
        left -= len(rows)
        if answer.is_cut:
            return


def _plain(value: Any) -> Value:
    """Return a value as SQLite would have it; what it has no form for, as text."""
    match value:
        case None | bool() | int() | float() | str() | bytes():
            return value
        case list():
            return [_plain(part) for part in value]
        case Decimal():
            return int(value) if value.is_finite() and value == value.to_integral_value() else float(value)
        case _:
            return str(value)


class _Clock:
    """Cancels what the server is at when the time is up, and cuts the connection where that does not help."""

    def __init__(self, connection: psycopg.Connection[Any], seconds: float) -> None:
        self._connection = connection
        self._left = seconds
        self.is_over = False

    @contextmanager
    def running(self) -> Iterator[None]:
        """Let the time run while the block does."""
        began, done = time.monotonic(), threading.Event()
        watch = threading.Thread(target=self._watch, args=(done, max(self._left, 0)), daemon=True)
        watch.start()
        try:
            yield
        finally:
            done.set()
            watch.join()
            self._left -= time.monotonic() - began

    def _watch(self, done: threading.Event, left: float) -> None:
        if done.wait(left):
            return
        self.is_over = True
        with suppress(Exception):  # whatever hinders it, the connection is cut
            self._connection.cancel_safe(timeout=GRACE)
        if not done.wait(GRACE):
            with suppress(Exception), socket.socket(fileno=os.dup(self._connection.fileno())) as line:
                line.shutdown(socket.SHUT_RDWR)


@contextmanager
def _told_apart(url: URL, question: Question, clock: _Clock | None = None) -> Iterator[None]:
    """Turn PostgreSQL's errors into ours."""
    import psycopg  # noqa: PLC0415

    try:
        yield
    except psycopg.Error as error:
        raise (too_long(question) if clock is not None and clock.is_over else meant(error, url, question)) from error
    except (ValueError, OverflowError) as error:  # a value that Python has no form for
        raise wrong(str(error)) from error

"""All rows of one database put into another with the same schema, SQLite or PostgreSQL: table by table, parents first.

A batch is a transaction: killed and begun again, it goes on behind the last row that is there. The search index, which
is another on each database, is made from the readings.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    Engine,
    Integer,
    MetaData,
    Row,
    Table,
    Text,
    bindparam,
    delete,
    func,
    insert,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy.orm import Session

from newsarchive.errors import ArchiveDamaged, UsageError
from newsarchive.store.database import connect, told_apart, upgrade, writing
from newsarchive.store.models import Base, Outlet, OutletAlias, Reading, WarcFile
from newsarchive.store.search_index import clear, index_missing, not_indexed

BATCH = 1000
"""Rows that are put into the target in one transaction."""

MARK = Table("unfinished_copy", MetaData(), Column("origin", Text), Column("state", Text))
"""A table that is there until a copy is whole: of which archive it is, and of what state of it."""

TABLES: Sequence[Table] = Base.metadata.sorted_tables

Progress = Callable[[int, int], None]


@contextmanager
def empty_target(url: str, source: Session, origin: Path) -> Iterator[Engine]:
    """Give a database that is empty, or that holds the beginning of a copy of what the session sees.

    `origin` is the folder of the archive that is copied. An unfinished copy of an earlier state of it is emptied.
    Raises UsageError where the database holds anything else, DatabaseUnavailable.
    """
    engine = connect(url)
    try:
        upgrade(url)
        copied = {"origin": str(origin.resolve()), "state": _state(source)}
        with writing(engine) as session:
            MARK.create(session.connection(), checkfirst=True)
            there = session.execute(select(MARK)).mappings().first()
            if there is None and any(count_rows(session).values()):
                raise UsageError(
                    f"The database {engine.url.render_as_string(hide_password=True)} is not empty.",
                    next_step="Give an empty database.",
                )
            if there is not None and there["origin"] != copied["origin"]:
                raise UsageError(
                    f"The database holds an unfinished copy of another archive, {there['origin']}.",
                    next_step="Give an empty database.",
                )
            session.execute(delete(MARK))
            session.execute(insert(MARK), copied)
            if there is not None and there["state"] != copied["state"]:
                _remove_rows(session)
        yield engine
    finally:
        engine.dispose()


def declare_whole(target: Engine) -> None:
    """Note that a copy is finished: it is a database as any other from now on."""
    with writing(target) as session:
        MARK.drop(session.connection())


def is_unfinished(engine: Engine) -> bool:
    """Whether a database holds an unfinished copy."""
    with told_apart(str(engine.url)), engine.execution_options(reads=True).connect() as connection:
        return inspect(connection).has_table(MARK.name)


def _state(session: Session) -> str:
    """Return what changes whenever crawls, readings or decisions change a database."""
    counts = count_rows(session)
    filed = session.scalar(select(func.sum(WarcFile.length)))
    read = session.scalar(select(func.max(Reading.read_at)))
    decided = session.scalar(select(func.max(OutletAlias.decision)))
    settled = session.scalar(select(func.count()).where(Outlet.is_settled))
    return json.dumps([counts, int(filed or 0), str(read), decided, settled])


def copy_rows(source: Session, target: Engine, *, on_progress: Progress | None = None) -> None:
    """Put what a session sees into a database that has the same schema, and nothing but the beginning of the same rows.

    `on_progress` is told rows done and in all. Raises ArchiveDamaged when not every row has arrived.
    """
    _Copying(source, target, on_progress or (lambda _done, _all: None)).copy_all()


def count_rows(session: Session) -> dict[str, int]:
    """Return how many rows each table has."""
    return {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES}


def _remove_rows(session: Session) -> None:
    clear(session)
    for table in reversed(TABLES):
        for column in _own_references(table):
            session.execute(update(table).values({column: None}))
        session.execute(delete(table))


class _Copying:
    def __init__(self, source: Session, target: Engine, tell: Progress) -> None:
        self._source = source
        self._target = target
        self._counts = count_rows(source)
        self._done = 0
        self._tell = tell

    def copy_all(self) -> None:
        """Copy every table, then what refers to later rows of the same table, then make the search index."""
        for table in TABLES:
            self._copy(table)
        for table in TABLES:
            for column in _own_references(table):
                self._refer(table, column)
        self._index()
        with writing(self._target) as session:
            if session.get_bind().dialect.name == "postgresql":
                _count_on(session)
            there = count_rows(session)
        if there != self._counts:
            short = [name for name, count in self._counts.items() if there[name] != count]
            raise ArchiveDamaged(
                f"The copy has other numbers of rows in {', '.join(short)} than the database that was copied.",
                next_step="Begin anew with an empty database.",
            )

    def _copy(self, table: Table) -> None:
        for rows in self._missing(table):
            with writing(self._target) as session:
                session.execute(insert(table), [_without_later(table, row) for row in rows])
            self._advance(len(rows))

    def _missing(self, table: Table) -> Iterator[Sequence[Row[Any]]]:
        """Give the rows that the target does not have yet, in the order of their keys, a batch at a time."""
        keys = list(table.primary_key.columns)
        query = select(table).order_by(*keys)
        first = keys[0]
        if isinstance(first.type, Integer):
            with writing(self._target) as session:
                last = session.scalar(select(func.max(first)))
                if last is not None and len(keys) > 1:  # of several rows with the same first key, some may be missing
                    session.execute(delete(table).where(first == last))
                    query = query.where(first >= last)
                elif last is not None:
                    query = query.where(first > last)
                self._advance(session.scalar(select(func.count()).select_from(table)) or 0)
        else:  # names sort otherwise in every database; there are few
            with writing(self._target) as session:
                query = query.where(first.not_in(session.scalars(select(first)).all()))
        found = self._source.execute(query.execution_options(yield_per=BATCH))
        yield from found.partitions()

    def _refer(self, table: Table, column: Column[Any]) -> None:
        """Let rows refer to rows of their own table that came after them."""
        key = table.c.id
        query = select(key, column).where(column > key).order_by(key).execution_options(yield_per=BATCH)
        change = update(table).where(key == bindparam("row")).values({column: bindparam("other")})
        for rows in self._source.execute(query).partitions():
            with writing(self._target) as session:
                session.connection().execute(change, [{"row": row, "other": other} for row, other in rows])

    def _index(self) -> None:
        """Index what the copy does not find yet; rows are all there by now."""
        with writing(self._target) as session:
            batches = list(not_indexed(session))
        for ids in batches:
            with writing(self._target) as session:
                index_missing(session, ids)

    def _advance(self, rows: int) -> None:
        self._done += rows
        self._tell(self._done, sum(self._counts.values()))


def _own_references(table: Table) -> list[Column[Any]]:
    """Return the columns in which a row refers to another of its table."""
    return [column for column in table.columns if any(key.column.table is table for key in column.foreign_keys)]


def _without_later(table: Table, row: Row[Any]) -> dict[str, Any]:
    """Return a row, leaving out references to rows of its table that come after it."""
    values = dict(row._mapping)
    for column in _own_references(table):
        if values[column.name] is not None and values[column.name] > values["id"]:
            values[column.name] = None
    return values


def _count_on(session: Session) -> None:
    """Let PostgreSQL number new rows from behind the last one."""
    for table in TABLES:
        if "id" in table.c and isinstance(table.c.id.type, Integer):
            sequence = session.scalar(text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": table.name})
            last = session.scalar(select(func.max(table.c.id)))
            if sequence is not None and last is not None:
                session.execute(text("SELECT setval(CAST(:name AS regclass), :last)"), {"name": sequence, "last": last})

"""Adding rows as columns. A crawl adds a dozen rows for each page, and as objects they would cost half of its time.

They go past the session to its connection: what waits in the session to be flushed goes on waiting, so that a page's
objects are written together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Insert, Table, insert
from sqlalchemy.orm import Session

from newsarchive.store.models import Base


def add_rows(session: Session, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Add rows, all with the same columns; the objects that they refer to must have been flushed."""
    if rows:
        session.connection().execute(_insert(model), rows)


def add_row(session: Session, model: type[Base], row: Mapping[str, Any]) -> int:
    """Add one row and return its id; the objects that it refers to must have been flushed."""
    return int(session.connection().execute(_insert_returning(model), row).scalar_one())


def table_of(model: type[Base]) -> Table:
    """Return a model's table, to which the ORM pays no attention."""
    table = model.__table__
    assert isinstance(table, Table)
    return table


@cache
def _insert(model: type[Base]) -> Insert:
    return insert(table_of(model))


@cache
def _insert_returning(model: type[Base]) -> Any:
    table = table_of(model)
    return insert(table).returning(table.c.id)

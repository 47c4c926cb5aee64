"""The day that a moment falls on where a portal lies, told by the database: PostgreSQL knows zones, SQLite learns."""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Date
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

NO_ZONE = "UTC"
"""The zone of a portal that has none: pages of all kinds of hosts that were imported."""


def zone_of(name: str) -> ZoneInfo:
    """Return the zone that a portal's days are told in."""
    return ZoneInfo(name or NO_ZONE)


class local_day(FunctionElement[date]):  # noqa: N801 - it is written like the function that it is
    """`local_day(moment, zone)`: the calendar's day in an IANA zone, as a column."""

    type = Date()
    inherit_cache = True

    def __init__(self, moment: Any, zone: Any) -> None:
        super().__init__(moment, zone)


@compiles(local_day, "sqlite")
def _in_sqlite(element: local_day, compiler: Any, **options: Any) -> str:
    return f"local_day({compiler.process(element.clauses, **options)})"


@compiles(local_day, "postgresql")
def _in_postgresql(element: local_day, compiler: Any, **options: Any) -> str:
    moment, zone = (compiler.process(clause, **options) for clause in element.clauses)
    return f"CAST(timezone(coalesce(nullif({zone}, ''), '{NO_ZONE}'), {moment}) AS date)"


def teach(connection: sqlite3.Connection) -> None:
    """Let an SQLite connection know the function."""
    connection.create_function("local_day", 2, _local_day, deterministic=True)


def _local_day(moment: str | None, zone: str) -> str | None:
    return None if moment is None else _day_of(moment[:16], zone)  # no zone changes within a minute


@lru_cache(1 << 14)
def _day_of(minute: str, zone: str) -> str:
    return datetime.fromisoformat(minute).replace(tzinfo=UTC).astimezone(zone_of(zone)).date().isoformat()

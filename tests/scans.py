"""What SQLite would look through from end to end to answer what it is asked."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

from newsarchive.store.models import Base

SMALL = {"portal", "region", "outlet", "outlet_alias", "channel", "recognition", "blanking", "withdrawal"}
SMALL |= {"warc_file", "run", "schedule", "alarm"}
"""Tables that do not grow with the articles."""
GROWING = {table.name for table in Base.metadata.sorted_tables} - SMALL

Asked = dict[str, tuple[int, Any]]
"""Statements, each with how often it was asked and the parameters that it had last."""


@contextmanager
def noting(engine: Engine | type[Engine]) -> Iterator[Asked]:
    """Note what a database is asked, or all that this process opens."""
    asked: Asked = {}

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        if statement.startswith(("SELECT", "UPDATE", "DELETE", "WITH")):
            times, _ = asked.get(statement, (0, None))
            asked[statement] = times + 1, parameters[0] if many else parameters

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


def scanned(database: sqlite3.Connection, asked: Asked, *, often: int = 1) -> Iterator[tuple[str, str]]:
    """Give the statements, asked so often at least, that look through a table that grows, and how SQLite says it."""
    for statement, (times, parameters) in asked.items():
        plan = database.execute(f"EXPLAIN QUERY PLAN {statement}", parameters) if times >= often else ()
        for *_, step in plan:
            found = re.match(r"SCAN (\w+?)(?:_\d+)?(?: |$)", step)  # an alias of a table has a number behind it
            if found is not None and found[1] in GROWING:
                yield statement, step

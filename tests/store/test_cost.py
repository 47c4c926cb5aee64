"""What is asked when an article is filed is found by an index, however large the archive is."""

from __future__ import annotations

import random
import re
from typing import Any

import pytest
from sqlalchemy import Engine, event

from newsarchive.store.archive import Archive
from newsarchive.store.models import Base
from tests.store.delivery import deliver_all

SMALL = {"portal", "region", "outlet", "outlet_alias", "recognition", "blanking", "withdrawal", "warc_file", "run"}
"""Tables that do not grow with the articles."""
GROWING = {table.name for table in Base.metadata.sorted_tables} - SMALL
STORIES = 12


@pytest.mark.parametrize("backend", ["sqlite"])
def test_no_table_is_looked_through(archive: Archive) -> None:
    deliver_all(archive, 1, random.Random(4))  # whether the archive is empty is asked once
    asked = _asked(archive.engine)
    deliver_all(archive, STORIES, random.Random(5))
    assert {"fingerprint", "likeness", "boilerplate"} <= set(re.findall(r"[a-z_]+", " ".join(asked)))
    with archive.engine.connect() as connection:
        for statement, parameters in asked.items():
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
            scanned = {found[1] for *_, step in plan if (found := re.match(r"SCAN (\w+)", step))}
            assert not scanned & GROWING, (statement, plan)


def _asked(engine: Engine) -> dict[str, Any]:
    """Return what will be asked of a database: each statement once, with parameters."""
    asked: dict[str, Any] = {}

    @event.listens_for(engine, "before_cursor_execute")
    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        if statement.startswith(("SELECT", "UPDATE", "DELETE", "WITH")):
            asked[statement] = parameters[0] if many else parameters

    return asked

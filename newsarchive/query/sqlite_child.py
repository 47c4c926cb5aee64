"""One question to an SQLite file, answered by a process of its own, which can be killed whatever it is at.

It is run as a file, by `query.door_sqlite`, and loads the standard library alone. The question is JSON on standard
input; on standard output, a line of JSON each: the columns, the rows, and how it ended.

Nothing can be written: the file is opened read-only, SQLite is told `query_only`, an authorizer lets it select, read
and call harmless functions and nothing else, and no file can grow by more than SQLite's own index of its log needs.
Nothing can run wild: time is looked at while SQLite works (sqlite.org/c3ref/progress_handler.html); sorting happens in
memory, which has a limit; texts, statements, depth and patterns have theirs (sqlite.org/limits.html).
"""

from __future__ import annotations

import json
import resource
import signal
import sqlite3
import sys
import time
from contextlib import closing, suppress
from typing import Any

STEPS = 10_000
"""Instructions of SQLite's machine between two looks at the clock."""
ROWS = 100
"""Rows that are fetched together."""
BUSY_SECONDS = 5
OUT_OF_MEMORY = 9
"""Exit code where there is not even memory to tell of it."""
GROWTH = 64 << 20
"""Bytes to which a file may grow: the index of a log has 32 kB for every 4096 pages in it."""

LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: 20_000_000,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 200_000,
    sqlite3.SQLITE_LIMIT_COLUMN: 500,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 200,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 100,
    sqlite3.SQLITE_LIMIT_VDBE_OP: 200_000,
    sqlite3.SQLITE_LIMIT_FUNCTION_ARG: 100,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 1_000,
    sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER: 100,  # the search index has some in questions of its own
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 0,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}

FUNCTIONS = """
    abs acos acosh asin asinh atan atan2 atanh avg bm25 ceil ceiling changes char coalesce concat concat_ws cos cosh
    count cume_dist current_date current_time current_timestamp date datetime degrees dense_rank exp first_value floor
    format glob group_concat hex highlight ifnull iif instr json json_array json_array_length json_error_position
    json_extract json_group_array json_group_object json_insert json_object json_patch json_pretty json_quote
    json_remove json_replace json_set json_type json_valid julianday lag last_insert_rowid last_value lead length like
    likelihood likely ln log log10 log2 lower ltrim match max median min mod nth_value ntile nullif octet_length
    percent_rank percentile pi pow power printf quote radians random rank replace round row_number rtrim sign sin sinh
    snippet sqlite_compileoption_get sqlite_compileoption_used sqlite_source_id sqlite_version sqrt strftime string_agg
    substr substring sum tan tanh time timediff total total_changes trim trunc typeof unhex unicode unixepoch unlikely
    upper -> ->>
    """
"""Functions that only make a value of values."""
ALLOWED = frozenset(FUNCTIONS.split())

READS = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE}
ACTIONS = {
    getattr(sqlite3, f"SQLITE_{name}"): name.replace("_", " ")
    for name in (
        *("ALTER_TABLE", "ANALYZE", "ATTACH", "CREATE_INDEX", "CREATE_TABLE", "CREATE_TEMP_INDEX", "CREATE_TEMP_TABLE"),
        *("CREATE_TEMP_TRIGGER", "CREATE_TEMP_VIEW", "CREATE_TRIGGER", "CREATE_VIEW", "CREATE_VTABLE", "DELETE"),
        *("DETACH", "DROP_INDEX", "DROP_TABLE", "DROP_TEMP_INDEX", "DROP_TEMP_TABLE", "DROP_TEMP_TRIGGER", "DROP_VIEW"),
        *("DROP_TEMP_VIEW", "DROP_TRIGGER", "DROP_VTABLE", "INSERT", "PRAGMA", "REINDEX", "SAVEPOINT", "TRANSACTION"),
        "UPDATE",
    )
}
"""What the authorizer refuses, as SQL calls it."""

TO_THE_SCHEMA = {
    sqlite3.SQLITE_INSERT: "CREATE",
    sqlite3.SQLITE_DELETE: "DROP",
    sqlite3.SQLITE_UPDATE: "ALTER, or a table that SQLite makes up (pragma_…, dbstat)",
}
"""The same, of SQLite's own tables that hold the schema."""
SCHEMA = ("sqlite_master", "sqlite_temp_master", "sqlite_schema", "sqlite_temp_schema")

MADE_UP = ("json_each('[]')", "json_tree('[]')", "search")
"""Tables that are harmless and no tables: they are made known before the authorizer is, which would refuse that."""

KINDS = {
    sqlite3.SQLITE_AUTH: "refused",
    sqlite3.SQLITE_READONLY: "refused",
    sqlite3.SQLITE_INTERRUPT: "time",
    sqlite3.SQLITE_NOMEM: "memory",
    sqlite3.SQLITE_FULL: "memory",
    sqlite3.SQLITE_BUSY: "unavailable",
    sqlite3.SQLITE_CANTOPEN: "unavailable",
    sqlite3.SQLITE_IOERR: "unavailable",
    sqlite3.SQLITE_PROTOCOL: "unavailable",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_NOTADB: "damaged",
}
"""What SQLite's codes mean to the one who asked; the statement is wrong where it is none of these."""


class Clock:
    """How long SQLite has worked; the time that the answer's reader takes does not count."""

    def __init__(self, seconds: float) -> None:
        self._left = seconds
        self._began: float | None = None

    def __enter__(self) -> None:
        self._began = time.monotonic()

    def __exit__(self, *_error: object) -> None:
        assert self._began is not None
        self._left -= time.monotonic() - self._began
        self._began = None

    def is_over(self) -> bool:
        """Whether the time is up."""
        return self._began is not None and time.monotonic() - self._began > self._left


class Authorizer:
    """Lets SQLite read, and notes what it refused."""

    def __init__(self) -> None:
        self.refused: str | None = None

    def __call__(self, action: int, first: str | None, second: str | None, *_where: str | None) -> int:
        """Answer whether one step of a statement is allowed, when it is prepared."""
        if action in READS or (action == sqlite3.SQLITE_FUNCTION and (second or "").lower() in ALLOWED):
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_PRAGMA and first == "data_version" and second is None:
            return sqlite3.SQLITE_OK  # the search index asks whether it has changed
        self.refused = self.refused or _named(action, first, second)
        return sqlite3.SQLITE_DENY


def _named(action: int, first: str | None, second: str | None) -> str:
    if action == sqlite3.SQLITE_FUNCTION:
        return f"the function {second}"
    if first in SCHEMA:
        return TO_THE_SCHEMA.get(action, "this")
    return f"{ACTIONS.get(action, 'this')} {first or ''}".strip()


def opened(path: str, memory: int) -> sqlite3.Connection:
    """Open a database that nothing can be written to."""
    connection = sqlite3.connect(f"{path}?mode=ro", uri=True, isolation_level=None, timeout=BUSY_SECONDS)
    connection.text_factory = lambda kept: kept.decode("utf-8", "replace")
    for pragma in ("query_only=ON", "temp_store=MEMORY", "mmap_size=0", "trusted_schema=OFF", "cache_size=-32768"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute(f"PRAGMA hard_heap_limit={memory}").fetchall()
    for table in MADE_UP:
        with suppress(sqlite3.OperationalError):  # a build without it
            connection.execute(f"SELECT 1 FROM {table} LIMIT 0").fetchall()  # noqa: S608 - constants
    for limit, most in LIMITS.items():
        connection.setlimit(limit, most)
    return connection


def restrain(memory: int, seconds: float) -> None:
    """Let the system end what gets past SQLite's own limits; where it has no such limit, it has none."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    limits = {
        resource.RLIMIT_FSIZE: GROWTH,
        resource.RLIMIT_CPU: int(seconds) + 10,
        resource.RLIMIT_AS: 4 * memory,
        resource.RLIMIT_CORE: 0,
    }
    for kind, most in limits.items():
        with suppress(OSError, ValueError):
            resource.setrlimit(kind, (most, most))


def tell(*lines: Any) -> None:
    """Write lines of JSON."""
    told = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    sys.stdout.buffer.write(told.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()


def answer(question: dict[str, Any]) -> None:
    """Tell the answer to a question, or what stood against it."""
    restrain(question["memory"], question["seconds"])
    authorizer = Authorizer()
    try:
        with closing(opened(question["path"], question["memory"])) as connection:
            tell_rows(connection, authorizer, question)
    except MemoryError:
        tell({"error": "memory", "said": "out of memory"})
    except (sqlite3.Error, sqlite3.Warning, ValueError) as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        refused = authorizer.refused
        tell(
            {"error": "refused", "said": refused}
            if refused
            else {"error": KINDS.get(code, "wrong"), "said": str(error)}
        )


def tell_rows(connection: sqlite3.Connection, authorizer: Authorizer, question: dict[str, Any]) -> None:
    """Tell columns and rows of one statement, and whether there are more."""
    clock, left = Clock(question["seconds"]), question["limit"]
    connection.set_progress_handler(clock.is_over, STEPS)
    connection.set_authorizer(authorizer)
    with clock:
        cursor = connection.execute(question["statement"])
    if cursor.description is None:
        tell({"error": "wrong", "said": "it gives no table"})
        return
    tell({"columns": [column[0] for column in cursor.description]})
    while True:
        with clock:
            rows = cursor.fetchmany(min(ROWS, left + 1))
        tell(*map(plain, rows[:left]))
        if not rows or len(rows) > left:
            tell({"cut": len(rows) > left})
            return
        left -= len(rows)


def plain(row: tuple[Any, ...]) -> list[Any]:
    """Return a row as JSON can hold it: bytes as an object with their hexadecimal digits."""
    return [{"hex": value.hex()} if isinstance(value, bytes) else value for value in row]


if __name__ == "__main__":
    try:
        answer(json.load(sys.stdin))
    except BrokenPipeError:
        pass
    except MemoryError:
        sys.exit(OUT_OF_MEMORY)

"""What PostgreSQL would let a reader do, and what disturbs others without writing anything: refused by name.

The role is the wall (`store.reader`): it may write nothing. But functions that everybody may call take locks that
crawls wait for, end others' sessions of the same role, or turn a limit off. Their names are refused wherever they
stand, in quotation marks, texts and comments too: some functions run the text that they are given (these are refused
as well), and a list that does not take SQL apart cannot be led astray by how it is written.
"""

from __future__ import annotations

import re

from newsarchive.query.answer import refused

NAMES = (
    *("pg_advisory", "pg_try_advisory", "pg_notify", "set_config", "nextval", "setval"),  # what crawls wait for
    *("pg_terminate_backend", "pg_cancel_backend", "pg_reload_conf", "pg_rotate_logfile", "pg_promote", "pg_log_"),
    *("pg_read_", "pg_ls_", "pg_stat_file", "pg_current_logfile", "lo_", "loread", "lowrite"),  # files
    *(
        "pg_export_snapshot",
        "pg_logical_",
        "pg_replication_",
        "pg_create_",
        "pg_drop_",
        "pg_switch_wal",
        "pg_wal_replay",
    ),
    *("pg_backup_", "pg_start_backup", "pg_stop_backup", "pg_stat_reset", "pg_stat_statements_reset", "pg_prewarm"),
    *("dblink", "postgres_fdw", "file_fdw"),  # other servers
    *("query_to_xml", "cursor_to_xml", "table_to_xml", "schema_to_xml", "database_to_xml"),  # run what a text says
    *("ts_stat", "ts_rewrite", "crosstab", "connectby", "xpath_table"),
)
"""How the names begin."""

DISTURBING = re.compile(rf"(?<![\w$])(?:{'|'.join(NAMES)})\w*", re.IGNORECASE)
ESCAPED = re.compile(r"""(?<![\w$])U&["']""", re.IGNORECASE)
"""The beginning of a name or a text that is written in codes of characters, in which others could be hidden."""


def refuse_disturbing(statement: str) -> None:
    """Raise UsageError for a statement in which such a name stands."""
    if ESCAPED.search(statement):
        raise refused("U& hides names")
    if found := DISTURBING.search(statement):
        raise refused(f"{found[0]} disturbs others")

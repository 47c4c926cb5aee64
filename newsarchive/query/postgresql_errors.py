"""What PostgreSQL's errors mean to the one who asked, by their SQLSTATE (its documentation, appendix A)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import URL

from newsarchive.errors import ConfigError, DatabaseUnavailable, DiskFull, NewsArchiveError
from newsarchive.query.answer import Question, refused, too_long, too_much_memory, wrong

if TYPE_CHECKING:
    import psycopg

MAKE_READER = "newsarchive db reader"

CANCELLED, DISK_FULL, SYNTAX, PROTOCOL = "57014", "53100", "42601", "08P01"
NOT_ALLOWED = ("42501", "25006", "0A000")
"""Insufficient privilege, a transaction that reads only, not supported (a cursor of something that writes)."""
TOO_LARGE = ("53200", "53400", "54000", "54001")
"""Out of memory, a limit of the configuration (temp_file_limit), too large, too complex (the stack)."""
NOT_THERE = ("08", "53", "57", "58", "3D")
"""Classes: connection, resources, operator's intervention, system, no such database."""

VERB = re.compile(r"(?:\s|--[^\n]*\n|/\*.*?\*/)*([a-z]+)", re.IGNORECASE | re.DOTALL)
"""What a statement begins with, behind comments."""
QUERIES = ("SELECT", "VALUES", "TABLE", "WITH")


def meant(error: psycopg.Error, url: URL, question: Question) -> NewsArchiveError:
    """Return our error for one of PostgreSQL's."""
    state = error.sqlstate or ""
    said = (error.diag.message_primary or str(error).strip() or "no reason given").splitlines()[0]
    limits = {CANCELLED: too_long(question)} | dict.fromkeys(TOO_LARGE, too_much_memory())
    if state in limits:
        return limits[state]
    if state[:2] == "28" or (not state and "password" in said):
        return ConfigError(
            f"The server does not let the reader in: {said}",
            next_step=f"Make it anew: {MAKE_READER}   or let it in: the server's pg_hba.conf",
        )
    if state != PROTOCOL and (not state or state[:2] in NOT_THERE):
        return _unavailable(state, said, url)
    verb = VERB.match(question.statement)
    if state == SYNTAX and verb and verb[1].upper() not in QUERIES:
        return refused(verb[1].upper())
    return refused(said) if state in NOT_ALLOWED else wrong(_with_hint(said, error))


def _unavailable(state: str, said: str, url: URL) -> NewsArchiveError:
    where = url.render_as_string(hide_password=True)
    if state == DISK_FULL:
        return DiskFull(f"The disk of {where} is full.", next_step="Free space, then ask again.")
    return DatabaseUnavailable(
        f"The database {where} does not answer: {said}", next_step="Start it, or wait; then ask again."
    )


def _with_hint(said: str, error: psycopg.Error) -> str:
    hint = error.diag.message_hint
    return f"{said} ({' '.join(hint.split())})" if hint else said

"""The door through which people ask the archive in SQL: it opens inwards only.

`asked` picks the way by the archive's database. On SQLite a process of its own reads the file; on PostgreSQL a role of
its own, made by `newsarchive db reader`, reads the tables.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from sqlalchemy import make_url

from newsarchive.config import Config
from newsarchive.query import door_postgresql, door_sqlite
from newsarchive.query.answer import Answer, Question


def asked(config: Config, question: Question) -> AbstractContextManager[Answer]:
    """Ask an archive's database; the answer is read inside the block.

    Raises UsageError for what is wrong or refused, TooMuch for what takes too long or too much memory, ConfigError
    where the archive has no reader yet, DatabaseUnavailable, ArchiveDamaged.
    """
    url = make_url(config.database_url)
    if url.get_backend_name() == "sqlite":
        return door_sqlite.asked(Path(url.database or ""), question)
    return door_postgresql.asked(config, question)

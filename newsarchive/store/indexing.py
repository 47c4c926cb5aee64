"""A search index that a migration has emptied is made anew: until then the archive cannot be used."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Engine, MetaData, Table, func, inspect, select

from newsarchive.store.database import reading, told_apart, writing
from newsarchive.store.models import Version
from newsarchive.store.search_index import found_table, index_missing, not_indexed

MARK = Table("unfinished_index", MetaData())
"""A table that is there as long as articles are missing in the index; the migration makes it."""

Progress = Callable[[int, int], None]


def is_unfinished(engine: Engine) -> bool:
    """Whether articles are missing in the index."""
    with told_apart(str(engine.url)), engine.execution_options(reads=True).connect() as connection:
        return inspect(connection).has_table(MARK.name)


def finish_index(engine: Engine, *, on_progress: Progress | None = None) -> None:
    """Put all articles into the index that are missing there; killed in between, it goes on where it was.

    `on_progress` is told articles done and in all.
    """
    if not is_unfinished(engine):
        return
    tell = on_progress or (lambda _done, _all: None)
    with reading(engine) as session:
        total = session.scalar(select(func.count()).select_from(Version).where(Version.is_current)) or 0
        done = session.scalar(select(func.count()).select_from(found_table(session))) or 0
        for article_ids in not_indexed(session):
            with writing(engine) as other:
                index_missing(other, article_ids)
            done += len(article_ids)
            tell(done, total)
    with writing(engine) as session:
        MARK.drop(session.connection())

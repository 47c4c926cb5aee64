"""`python -m benchmarks.million DIR`: an archive of a million articles within minutes, for measuring what grows.

Its rows are inserted as they are, past the crawl and the reader: Chinese prose that means nothing (`benchmarks.prose`),
with the addresses, dates, people, versions and reprints of news. No WARC file is there. The same seed makes the same
articles, and more of them begin with the fewer.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text

from benchmarks.made_articles import made_rows
from newsarchive.store.adding import table_of
from newsarchive.store.archive import init_archive
from newsarchive.store.database import connect, reading, writing
from newsarchive.store.models import (
    Alias,
    Article,
    Base,
    Capture,
    Channel,
    Cluster,
    Link,
    Outlet,
    Reading,
    Region,
    Run,
    Version,
    WarcFile,
)
from newsarchive.store.search_index import index_missing, not_indexed

NUMBERED = (Region, Outlet, Channel, Run, WarcFile, Cluster, Link, Capture, Article, Alias, Version, Reading)


def build(
    url: str, articles: int, seed: int = 1, *, indexed: bool = False, planted: Callable[[int], str] | None = None
) -> None:
    """Fill an empty database that has its schema with so many articles; `indexed`: a search finds them.

    `planted` says by its number what an article says in one more paragraph.
    """
    engine = connect(url)
    try:
        with closing(engine.raw_connection()) as raw:
            connection: Any = raw.driver_connection
            is_sqlite = engine.dialect.name == "sqlite"
            write = _into_sqlite if is_sqlite else _into_postgresql
            for statement in BEFORE_SQLITE if is_sqlite else BEFORE_POSTGRESQL:
                connection.execute(statement)
            for rows in made_rows(articles, random.Random(seed), planted):
                for model, found in rows.items():
                    write(connection, model, found)
            for statement in AFTER_SQLITE if is_sqlite else _after_postgresql():
                connection.execute(statement)
            connection.commit()
        if indexed:
            _index(engine)
    finally:
        engine.dispose()


# --- writing ---


BEFORE_SQLITE = (
    *("PRAGMA foreign_keys = OFF", "PRAGMA synchronous = OFF", "PRAGMA journal_mode = OFF"),
    *("PRAGMA cache_size = -1000000", "BEGIN"),
)
AFTER_SQLITE = ("COMMIT", "PRAGMA journal_mode = WAL", "PRAGMA cache_size = -2000", "PRAGMA synchronous = FULL")
BEFORE_POSTGRESQL = ("SET session_replication_role = replica", "SET synchronous_commit = off")
"""Nothing that refers to another row is looked up."""


def _into_sqlite(connection: Any, model: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    names = table_of(model).columns.keys()
    quoted, places = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
    sql = f"INSERT INTO {table_of(model).name} ({quoted}) VALUES ({places})"
    connection.executemany(sql, (tuple(map(row.get, names)) for row in rows))


def _into_postgresql(connection: Any, model: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    names = table_of(model).columns.keys()
    quoted = ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table_of(model).name} ({quoted}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(tuple(map(row.get, names)))


def _after_postgresql() -> Iterator[str]:
    for model in NUMBERED:
        name = table_of(model).name
        yield f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT coalesce(max(id), 1) FROM {name}))"
    yield "COMMIT"
    yield "ANALYZE"


def _index(engine: Engine) -> None:
    with reading(engine) as session:
        batches = list(not_indexed(session))
    is_sqlite = engine.dialect.name == "sqlite"
    with writing(engine) as session:
        if not is_sqlite:  # at once it takes minutes less
            session.execute(text("DROP INDEX ix_search_tokens"))
        for ids in batches:
            index_missing(session, ids)
        if is_sqlite:
            session.execute(text("INSERT INTO search (search) VALUES ('optimize')"))
        else:
            session.execute(text("SET LOCAL maintenance_work_mem = '1GB'"))
            session.execute(text("CREATE INDEX ix_search_tokens ON search USING gin (tokens)"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if is_sqlite else "VACUUM ANALYZE search"))


def main() -> None:
    """Make an archive in a folder."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.million", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", default="", help="address of an empty PostgreSQL database")
    parser.add_argument("--indexed", action="store_true", help="fill the search index")
    given = parser.parse_args()
    began = time.monotonic()
    with init_archive(given.folder, contact="bench@example.org", database=given.database) as archive:
        build(archive.config.database_url, given.articles, given.seed, indexed=given.indexed)
    print(f"{given.articles} articles in {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()

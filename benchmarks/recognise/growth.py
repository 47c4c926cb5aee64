"""`python -m benchmarks.recognise.growth`: what an article costs in a small archive, and in a large one.

At each size the same number of documents is filed by the real writer, in a process of its own: kept, recognised,
stored; three times with other documents, of which the quickest counts, since whatever else the machine does only adds.
Between the sizes the archive is made larger by copies of its rows (`growing`).
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import func, select, text

from benchmarks.recognise.growing import copy_all, texts_of
from newsarchive.store.archive import Archive, init_archive, open_archive
from newsarchive.store.database import reading, writing
from newsarchive.store.models import Article
from tests.databases import postgresql_database, url_of
from tests.peak import run_measured
from tests.running import environment
from tests.store.delivery import PORTALS, deliver, documents, outcome_of, portal_of

STORIES = 3_000
"""Of which documents are made: enough for all that is filed."""
FIRST = 1_250
"""Documents that the archive begins with: an eighth of the first size."""
MEASURED = 400
"""Documents that are filed in each round."""
ROUNDS = 3
"""Rounds at each size."""
WANTED = 1.5


def file_documents(archive: Archive, first: int, count: int) -> float:
    """File so many documents, from one on; return the seconds that it took."""
    outcomes = [outcome_of(number, documents(STORIES)[number]) for number in range(first, first + count)]
    began = time.perf_counter()
    for portal_id in map(portal_of, range(PORTALS)):
        deliver(archive, portal_id, [outcome for outcome in outcomes if outcome.portal_id == portal_id])
    return time.perf_counter() - began


def grow_to(archive: Archive, size: int, texts: dict[int, str]) -> int:
    """Copy what there is until there are about so many articles; return how many there are."""
    with reading(archive.engine) as session:
        there = session.scalar(select(func.count()).select_from(Article)) or 0
    if (copies := round(size / there) - 1) > 0:
        with writing(archive.engine) as session:
            if session.get_bind().dialect.name == "sqlite":
                session.execute(text("PRAGMA cache_size = -1000000"))
            copy_all(session, copies, texts)
        with archive.engine.connect() as connection:
            if connection.dialect.name == "postgresql":  # as its autovacuum does within a minute
                connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM ANALYZE"))
    return there * (copies + 1) if copies > 0 else there


def measured(root: Path, first: int) -> tuple[float, float]:
    """File documents in a new process; return the milliseconds for each, and the most megabytes that it had."""
    command = [sys.executable, "-m", "benchmarks.recognise.growth", "--file", str(root), str(first)]
    done, peak = run_measured(command, cwd=Path.cwd(), env=environment(), told_in=root / "peak")
    if done.returncode:
        sys.exit(done.stderr)
    return 1000 * float(json.loads(done.stdout)) / MEASURED, peak / 1024


@contextmanager
def new_archive(database: str) -> Iterator[Archive]:
    """Give an empty archive on SQLite or PostgreSQL."""
    with tempfile.TemporaryDirectory(prefix="newsarchive-growth-") as folder:
        root = Path(folder) / "news"
        if database == "sqlite":
            with init_archive(root, contact="bench@example.org") as archive:
                yield archive
            return
        with (
            postgresql_database() as name,
            init_archive(root, contact="bench@example.org", database=url_of(name)) as archive,
        ):
            yield archive


def compare(database: str, sizes: list[int]) -> None:
    """Print what an article costs at each size, and how many times what it costs at the first."""
    with new_archive(database) as archive:
        file_documents(archive, 0, FIRST)
        with reading(archive.engine) as session:
            texts = texts_of(session)
        first, least = FIRST, 0.0
        for size in sizes:
            there = grow_to(archive, size, texts)
            rounds = [measured(archive.config.root, first + number * MEASURED) for number in range(ROUNDS)]
            cost, peak = min(cost for cost, _peak in rounds), max(peak for _cost, peak in rounds)
            first, least = first + ROUNDS * MEASURED, least or cost
            print(
                f"{database:10} {there:>9,} articles {cost:7.2f} ms an article, {cost / least:5.2f} times the first"
                f" (wanted: at most {WANTED}), {peak:4.0f} MB",
                flush=True,
            )


def main() -> None:
    """Compare, or file documents for a comparison."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.recognise.growth", description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], action="append")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--file", nargs=2, metavar=("ARCHIVE", "FIRST"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.file:
        with open_archive(Path(given.file[0])) as archive:
            print(json.dumps(file_documents(archive, int(given.file[1]), MEASURED)))
        return
    for database in given.database or ["sqlite", "postgresql"]:
        compare(database, given.sizes)


if __name__ == "__main__":
    main()

"""`python -m benchmarks.recognise.growth`: what an article costs in a small archive, and in a large one.

At each size the same number of documents is filed by the real writer, in a process of its own: kept, recognised,
stored. They tell stories of their own, as many of them reprints at every size: what a document costs goes by what is
like it. This is done three times, and the quickest counts, since what else the machine does only adds to it. Beside the
time stands the CPU time of that process and of the database's own, which other work changes less. Between the sizes
the archive is made larger by copies of its rows (`growing`).
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path

from sqlalchemy import func, select, text

from benchmarks.recognise.growing import Texts, copy_all, texts_of
from benchmarks.recognise.reprints import make_documents
from newsarchive.store.archive import Archive, init_archive, open_archive
from newsarchive.store.database import reading, writing
from newsarchive.store.models import Article
from tests.databases import postgresql_database, url_of
from tests.peak import run_measured
from tests.running import environment
from tests.store.delivery import PORTALS, deliver, outcome_of, portal_of

FIRST, STORIES = 400, 125
"""Stories that the archive begins with, and that are told in each round: some three documents tell each of them."""
ROUNDS = 3
"""Rounds at each size."""
APART = 10_000
"""Numbers between the first documents of two rounds."""
WANTED = 1.5
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Cost:
    """What it cost to file a document, in milliseconds."""

    time: float
    cpu: float


def file_round(archive: Archive, number: int, stories: int) -> Cost:
    """File the documents that tell so many stories, other ones in each round."""
    first, made = number * APART, make_documents(stories, number)
    outcomes = [outcome_of(first + place, document) for place, document in enumerate(made)]
    began, spent = time.perf_counter(), cpu_seconds(archive)
    for portal_id in map(portal_of, range(PORTALS)):
        deliver(archive, portal_id, [outcome for outcome in outcomes if outcome.portal_id == portal_id])
    each = 1000 / len(outcomes)
    return Cost((time.perf_counter() - began) * each, (cpu_seconds(archive) - spent) * each)


def cpu_seconds(archive: Archive) -> float:
    """Return the CPU time that this process has taken, and those of PostgreSQL that serve the archive."""
    seconds = time.process_time()
    if archive.engine.dialect.name == "sqlite":
        return seconds
    with reading(archive.engine) as session:
        serving = session.scalars(text("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")).all()
    for pid in serving:
        facts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        seconds += (int(facts[11]) + int(facts[12])) / TICKS  # proc(5): utime and stime, the 14th and 15th
    return seconds


def grow_to(archive: Archive, size: int, texts: Texts) -> int:
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


def measured(root: Path, number: int) -> tuple[Cost, float]:
    """File the documents of a round in a new process; return their cost, and the most megabytes that it had."""
    command = [sys.executable, "-m", "benchmarks.recognise.growth", "--file", str(root), str(number)]
    done, peak = run_measured(command, cwd=Path.cwd(), env=environment(), told_in=root / "peak")
    if done.returncode:
        sys.exit(done.stderr)
    return Cost(**json.loads(done.stdout)), peak / 1024


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
        file_round(archive, 0, FIRST)
        with reading(archive.engine) as session:
            texts = texts_of(session)
        rounds, first = count(1), None
        for size in sizes:
            there = grow_to(archive, size, texts)
            costs, peaks = zip(*(measured(archive.config.root, next(rounds)) for _ in range(ROUNDS)), strict=True)
            cost = Cost(min(cost.time for cost in costs), min(cost.cpu for cost in costs))
            first = first or cost
            print(
                f"{database:10} {there:>9,} articles {cost.time:7.2f} ms an article, {cost.time / first.time:5.2f} "
                f"times the first (wanted: at most {WANTED}); CPU {cost.cpu:7.2f} ms, {cost.cpu / first.cpu:5.2f} "
                f"times; {max(peaks):4.0f} MB",
                flush=True,
            )


def main() -> None:
    """Compare, or file documents for a comparison."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.recognise.growth", description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], action="append")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--file", nargs=2, metavar=("ARCHIVE", "ROUND"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.file:
        with open_archive(Path(given.file[0])) as archive:
            print(json.dumps(asdict(file_round(archive, int(given.file[1]), STORIES))))
        return
    for database in given.database or ["sqlite", "postgresql"]:
        compare(database, given.sizes)


if __name__ == "__main__":
    main()

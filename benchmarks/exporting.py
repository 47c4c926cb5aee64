"""`python -m benchmarks.exporting`: exports of a large archive beside a bare loop over the same cursor; their memory.

The bare loop hands the rows of the very statement that an export is made from to Python's `csv`, as the database's
driver gives them: no lists, no times with their offsets, no formulas made harmless. Both run in processes of their own,
in turns; the time is that of the whole export but the start of Python.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlalchemy.dialects import sqlite

from benchmarks.million import build
from newsarchive.cli.main import app
from newsarchive.query.tables.articles import ARTICLES, query_of
from newsarchive.store.archive import Archive, init_archive, open_archive
from tests.peak import run_measured
from tests.running import ROOT, environment

FORMS = ("csv", "jsonl", "parquet")


def bare(archive: Archive, output: Path) -> None:
    """Write what the cursor gives."""
    query = query_of(ARTICLES.chosen()).compile(dialect=sqlite.dialect())
    values = [query.params[name] for name in query.positiontup or ()]
    values = [value.replace(tzinfo=None).isoformat(" ") if hasattr(value, "tzinfo") else value for value in values]
    with closing(archive.engine.raw_connection()) as connection, output.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        for row in connection.cursor().execute(str(query), values):
            writer.writerow(row)


def run(form: str, folder: Path) -> None:
    """Write one file and print how long it took."""
    output = folder / f"out.{form}"
    if form == "bare":
        with open_archive(folder) as archive:
            print(seconds(lambda: bare(archive, output)))
    else:
        app(["export", "--since", "2999-01-01", "--archive", str(folder), "-o", str(output)], standalone_mode=False)
        print(seconds(lambda: app(["export", "--archive", str(folder), "-o", str(output)], standalone_mode=False)))
    output.unlink()


def seconds(action: Callable[[], object]) -> float:
    """Return how long an action takes."""
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def report(folder: Path, articles: int, rounds: int) -> None:
    """Print the table."""
    best: dict[str, float] = {}
    peak: dict[str, int] = {}
    for _ in range(rounds):
        for form in ("bare", *FORMS):
            command = [sys.executable, "-m", "benchmarks.exporting", "--only", form, "--folder", str(folder)]
            done, most = run_measured(command, cwd=ROOT, env=environment(), told_in=folder / "peak")
            assert done.returncode == 0, done.stderr
            best[form] = min(best.get(form, float("inf")), float(done.stdout.split()[-1]))
            peak[form] = max(peak.get(form, 0), most)
    print(f"export of {articles} articles beside a bare csv loop over the same cursor ({best['bare']:.1f} s)")
    for form in FORMS:
        ratio, most = best[form] / best["bare"], peak[form] / 1024
        print(f"  {form:8} {best[form]:7.1f} s  {ratio:5.2f} times (wanted: 1.5)  {most:4.0f} MB (wanted: 150)")


def main() -> None:
    """Make an archive, and measure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.exporting", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--articles", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="an archive that `benchmarks.million` made, to be used as it is")
    parser.add_argument("--only", choices=("bare", *FORMS), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.only:
        run(given.only, given.folder)
    elif given.folder:
        report(given.folder, given.articles, given.rounds)
    else:
        with tempfile.TemporaryDirectory(prefix="newsarchive-bench-") as made:
            folder = Path(made) / "news"
            with init_archive(folder, contact="bench@example.org") as archive:
                build(archive.config.database_url, given.articles)
            report(folder, given.articles, given.rounds)


if __name__ == "__main__":
    main()

"""Read pages made worse at random until the time is up; exit code 1 and the pages themselves where one was not read.

python -m tests.fuzz --minutes 10                   the seed is drawn, and printed
python -m tests.fuzz --seed 7 --page 1234           one page again, in this process, with the whole traceback
"""

from __future__ import annotations

import argparse
import os
import secrets
import sys
import tempfile
import time
from concurrent.futures import FIRST_COMPLETED, Future, wait
from itertools import count
from pathlib import Path

from newsarchive.portals.worker import ReadingPool, ReadingStopped
from tests.fuzz.checks import SECONDS, read_page
from tests.fuzz.mutations import worse_page

PATIENCE = 4 * SECONDS
"""Seconds on the clock after which a page is given up: other programs want the machine too."""
WAITING = 8
"""Pages that wait for a free process."""
MOST_FINDINGS = 20
"""Pages that were not read after which it is enough."""


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.fuzz", description=__doc__.partition("\n")[0] if __doc__ else ""
    )
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--page", type=int, default=None, help="read only this page, here")
    given = parser.parse_args()
    seed = secrets.randbelow(1_000_000) if given.seed is None else given.seed
    if given.page is not None:
        read_page(seed, given.page)
        return 0
    print(f"seed {seed}, {given.minutes:g} minutes, {SECONDS:g} s of the processor a page", flush=True)
    pages, findings = _fuzz(seed, time.monotonic() + 60 * given.minutes)
    for number, why in findings:
        print(f"page {number}: {why}\n  {_saved(seed, number)}")
        print(f"  again: python -m tests.fuzz --seed {seed} --page {number}")
    print(f"{pages} pages of seed {seed}: {len(findings)} findings")
    return 1 if findings else 0


def _fuzz(seed: int, until: float) -> tuple[int, list[tuple[int, str]]]:
    """Read pages until then; return how many, and those that were not read, with the reason."""
    findings: list[tuple[int, str]] = []
    numbers, pages = count(), 0
    workers = os.cpu_count() or 1
    with ReadingPool(workers, seconds=PATIENCE) as pool:
        running: dict[Future[None], int] = {}
        while (time.monotonic() < until and len(findings) < MOST_FINDINGS) or running:
            while len(running) < workers + WAITING and time.monotonic() < until and len(findings) < MOST_FINDINGS:
                number = next(numbers)
                running[pool.submit(read_page, seed, number)] = number
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                number = running.pop(future)
                pages += 1
                try:
                    future.result()
                except ReadingStopped as stopped:
                    findings.append((number, str(stopped)))
    return pages, findings


def _saved(seed: int, number: int) -> Path:
    folder = Path(tempfile.gettempdir()) / "newsarchive-fuzz"
    folder.mkdir(exist_ok=True)
    path = folder / f"{seed}-{number}.html"
    path.write_bytes(worse_page(seed, number)[0])
    return path


if __name__ == "__main__":
    sys.exit(main())

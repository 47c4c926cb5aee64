"""Processes that deliver the same pages to one archive, each page one to ten times, in any order, killed at random and
started again: the archive has to be the one that a single process makes which delivers each page once, in order.

python -m tests.faults.deliverers --articles 20000 --processes 8               the seed is drawn, and printed
python -m tests.faults.deliverers --articles 500 --seed 7 --database postgresql
"""

from __future__ import annotations

import argparse
import random
import secrets
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from multiprocessing import connection, get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory

from newsarchive.errors import AlreadyRunning
from newsarchive.query.canonical import Thing, canonical, line
from newsarchive.store.archive import Archive, init_archive, open_archive
from newsarchive.store.database import reading
from newsarchive.store.outcomes import Outcome
from newsarchive.store.verify import verify
from tests.databases import postgresql_database, url_of
from tests.store.delivery import PORTALS, deliver, documents, outcome_of, portal_of
from tests.store.editions import editions

MOST_DELIVERIES = 10
"""Times that a page is delivered."""
LONGEST_RUN = 200
"""Pages that a process delivers in one run."""
TURN = 0.02
"""Seconds before another portal is tried, where one is taken."""
TOLD_EVERY = 10
"""Seconds between two lines about how far it is."""
MOST_SHOWN, SHOWN = 20, 200
"""Differences that are printed, and letters of each side."""

FORK = get_context("fork")
"""A process that starts again is not to read and make all pages again."""


@dataclass(frozen=True, eq=False)
class Share:
    """What one process has to deliver: the places of pages, in its order."""

    pages: Sequence[Outcome]
    places: Sequence[int]
    acknowledged: Path
    """Where it notes each delivery that was acknowledged, outside the archive: it outlives the process."""

    def left(self) -> dict[str, list[int]]:
        """Return the deliveries that were not acknowledged yet, by portal."""
        done = set(map(int, self.acknowledged.read_text().split()))
        waiting: dict[str, list[int]] = defaultdict(list)
        for number, place in enumerate(self.places):
            if number not in done:
                waiting[self.pages[place].portal_id].append(number)
        return waiting

    def deliver(self, root: Path, dice: random.Random) -> None:
        """Deliver all that is left, in runs of one portal each."""
        waiting = self.left()
        with open_archive(root) as archive:
            while waiting:
                portal_id = dice.choice(sorted(waiting))
                numbers = waiting[portal_id][: dice.randint(1, LONGEST_RUN)]
                if not self._delivered(archive, portal_id, numbers):
                    time.sleep(dice.uniform(0, TURN))
                elif left := waiting[portal_id][len(numbers) :]:
                    waiting[portal_id] = left
                else:
                    del waiting[portal_id]

    def _delivered(self, archive: Archive, portal_id: str, numbers: Sequence[int]) -> bool:
        """Deliver some pages of a portal, unless another process does that now."""
        with self.acknowledged.open("ab", buffering=0) as noted:
            run = [self.pages[self.places[number]] for number in numbers]
            try:
                deliver(archive, portal_id, run, lambda place: noted.write(b"%d\n" % numbers[place]))
            except AlreadyRunning:
                return False
        return True


def pages_of(articles: int, seed: int) -> list[Outcome]:
    """Return the pages of so many articles and of their later editions, in order."""
    told = documents(articles)[:articles]
    return [outcome_of(number, document, edition) for number, edition, document in editions(told, seed)]


def shares_of(pages: Sequence[Outcome], processes: int, folder: Path, dice: random.Random) -> list[Share]:
    """Draw how often and in which order pages are delivered, and give each process its share."""
    places = [place for place in range(len(pages)) for _ in range(dice.randint(1, MOST_DELIVERIES))]
    dice.shuffle(places)
    shares = [Share(pages, places[n::processes], folder / f"acknowledged-{n}") for n in range(processes)]
    for share in shares:
        share.acknowledged.touch()
    return shares


def deliver_in_order(root: Path, pages: Sequence[Outcome]) -> None:
    """Deliver each page once."""
    with open_archive(root) as archive:
        for portal_id in map(portal_of, range(PORTALS)):
            deliver(archive, portal_id, [page for page in pages if page.portal_id == portal_id])


class Deliverers:
    """A process for each share, started again whenever it was killed."""

    def __init__(self, root: Path, shares: Sequence[Share], dice: random.Random) -> None:
        self.kills = 0
        self.failures: list[str] = []
        """What is said of processes that ended by themselves before all was delivered."""
        self._root, self._shares, self._dice = root, shares, dice
        self._running = {share: self._begun(share) for share in shares}

    def work(self, pause: float) -> None:
        """Return when all is delivered; meanwhile one is killed after each pause of about so many seconds."""
        told = time.monotonic()
        try:
            while self._running:
                if time.monotonic() - told > TOLD_EVERY:
                    told = time.monotonic()
                    self._tell()
                if not self._wait(self._dice.expovariate(1 / pause)):
                    self._dice.choice(list(self._running.values())).kill()
        finally:
            for process in self._running.values():
                process.kill()
                process.join()

    def _begun(self, share: Share) -> BaseProcess:
        return begun(share.deliver, self._root, random.Random(self._dice.random()))

    def _wait(self, seconds: float) -> bool:
        """Wait for an end, for so long; start again whom it found killed. Return whether any had ended."""
        ended = connection.wait([process.sentinel for process in self._running.values()], seconds)
        for share, process in list(self._running.items()):
            if process.sentinel in ended:
                process.join()
                del self._running[share]
                if process.exitcode == -signal.SIGKILL:
                    self.kills += 1
                    self._running[share] = self._begun(share)
                elif process.exitcode:
                    self.failures.append(f"a process ended with exit code {process.exitcode}")
        return bool(ended)

    def _tell(self) -> None:
        left = sum(len(numbers) for share in self._shares for numbers in share.left().values())
        print(f"  {left} deliveries left, {self.kills} kills", flush=True)


def begun(work: Callable[..., None], *given: object) -> BaseProcess:
    """Begin a piece of work in a process of its own."""
    process = FORK.Process(target=work, args=given)
    process.start()
    return process


def told(root: Path) -> dict[str, Thing]:
    """Return everything that an archive tells, by what it is about."""
    with open_archive(root) as archive, reading(archive.engine) as session:
        return {f"{thing['thing']} {thing.get('address', thing['portal'])}": thing for thing in canonical(session)}


def differences(expected: Mapping[str, Thing], found: Mapping[str, Thing]) -> Iterator[str]:
    """Give each thing that two archives tell otherwise."""
    for name in sorted(expected.keys() | found.keys()):
        one, other = expected.get(name), found.get(name)
        if one is None or other is None:
            yield f"{name} is {'missing' if other is None else 'too much'}"
        elif line(one) != line(other):
            for part in (part for part in one if one[part] != other[part]):
                yield f"{name}: {part} is {str(other[part])[:SHOWN]} where {str(one[part])[:SHOWN]} was expected"


def damages(root: Path) -> list[str]:
    """Return what `verify` finds wrong."""
    with open_archive(root) as archive:
        return [f"verify names {damage.where}: {damage.what}" for damage in verify(archive).damages]


@contextmanager
def made(root: Path, database: str) -> Iterator[Path]:
    """Make an archive for as long as it is wanted."""
    with postgresql_database() if database == "postgresql" else nullcontext() as name:
        init_archive(root, contact="tests@example.org", database=url_of(name) if name else "").close()
        yield root


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.deliverers", description="Deliver, kill, compare.")
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--pause", type=float, default=1.0, help="seconds between two kills, about")
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # no process is left behind
    seed = secrets.randbelow(1_000_000) if given.seed is None else given.seed
    began, dice = time.monotonic(), random.Random(seed)
    pages = pages_of(given.articles, seed)
    print(f"seed {seed}, {given.database}: {given.articles} articles, {len(pages)} pages", flush=True)
    with (
        TemporaryDirectory(prefix="newsarchive-deliverers-") as name,
        made(Path(name) / "in-order", given.database) as in_order,
        made(Path(name) / "disturbed", given.database) as disturbed,
    ):
        begun(deliver_in_order, in_order, pages).join()
        print(f"  delivered in order after {time.monotonic() - began:.0f} s", flush=True)
        shares = shares_of(pages, given.processes, Path(name), dice)
        deliverers = Deliverers(disturbed, shares, dice)
        deliverers.work(given.pause)
        found = [*deliverers.failures, *damages(disturbed), *differences(told(in_order), told(disturbed))]
    for what in found[:MOST_SHOWN]:
        print(f"  {what}")
    deliveries = sum(len(share.places) for share in shares)
    print(
        f"seed {seed}, {given.database}: {given.articles} articles, {len(pages)} pages, {deliveries} deliveries by "
        f"{given.processes} processes, {deliverers.kills} kills, {time.monotonic() - began:.0f} seconds; "
        f"{len(found)} differences",
        flush=True,
    )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

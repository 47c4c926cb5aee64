"""Faults one after the other until the time is up: a process a core disturbs small runs, one of them now and then kills
whole crawls and commands.
"""

from __future__ import annotations

import os
import queue
import random
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.queues import Queue
from pathlib import Path

from tests.faults.commands import TRIALS, crawled, killed_command
from tests.faults.crawls import killed_crawl, undisturbed_crawl
from tests.faults.plain_scrapy import lost, plain_site
from tests.faults.points import failing_points, kill_points, make_bench, tried
from tests.faults.redesign import redesigned
from tests.fixtures.site import SiteServer

Said = tuple[str, int, list[str]]
"""What was disturbed, how many runs of it, and the violations found."""
SCRAPY_SHARE = 0.1
"""The part of the crawls after which plain Scrapy is killed for comparison."""
COMMANDS_SHARE = 0.5
"""The part of the crawls after which a command is killed."""
KILLS = 5.5
"""Whole-crawl kills a minute: what time they leave is the small runs'."""
FAILURES_SHARE, AGAIN_SHARE = 0.1, 0.3
"""The parts of the small runs in which a call fails instead, and of which recoveries are killed too."""
ALIVE = 5
"""Seconds after which it is looked whether the processes still run."""


def soak(seed: int, until: float) -> tuple[Counter[str], list[str]]:
    """Disturb runs until then; return how many of each kind there were, and the violations."""
    context = get_context("spawn")
    answers: Queue[Said] = context.Queue()
    workers = [_disturb_all, *[_disturb_calls] * max(1, (os.cpu_count() or 1) - 1)]
    processes = [context.Process(target=work, args=(seed + n, until, answers)) for n, work in enumerate(workers)]
    for process in processes:
        process.start()
    runs: Counter[str] = Counter()
    found: list[str] = []
    left = len(processes)
    while left:
        try:
            name, number, violations = answers.get(timeout=ALIVE)
        except queue.Empty:
            if not any(process.is_alive() for process in processes):
                break
            continue
        if not name:
            left -= 1
        runs[name] += number
        found += violations
    for process in processes:
        process.join()
        if process.exitcode:
            found.append(f"a worker ended with exit code {process.exitcode}")
    del runs[""]
    return runs, found


def _disturb_calls(seed: int, until: float, answers: Queue[Said]) -> None:
    """Disturb small runs at every call, in an order drawn anew each time round, until the time is up."""
    with _worker(answers) as folder:
        for _ in _calls(folder, random.Random(seed), answers):
            if time.monotonic() >= until:
                return


def _disturb_all(seed: int, until: float, answers: Queue[Said]) -> None:
    """Kill whole crawls as often as is wanted, and disturb small runs between them."""
    chance = random.Random(seed)
    with _worker(answers) as folder, SiteServer() as server:
        calls = _calls(folder / "calls", chance, answers)
        crawls = _crawls(folder, server, chance, answers)
        began, kills = time.monotonic(), 0
        while time.monotonic() < until:
            if kills <= KILLS * (time.monotonic() - began) / 60:
                kills += next(crawls)
            else:
                next(calls)


def _calls(folder: Path, chance: random.Random, answers: Queue[Said]) -> Iterator[None]:
    """Disturb one small run after the other, of either kind: each crash point before any comes again."""
    folder.mkdir(exist_ok=True)
    benches = (make_bench(folder / "small"), make_bench(folder / "redesign", redesigned, rebuilds=True))
    failures = [(bench, point) for bench in benches for point in failing_points(bench)]
    while True:
        kills = [(bench, point) for bench in benches for point in kill_points(bench)]
        for kill in chance.sample(kills, len(kills)):
            bench, point = chance.choice(failures) if chance.random() < FAILURES_SHARE else kill
            again = chance if chance.random() < AGAIN_SHARE else None
            name = "crash points" if "SIGKILL" in point.fault else "failed calls"
            answers.put((name, 1, tried(bench, point, again)))
            yield


def _crawls(folder: Path, server: SiteServer, chance: random.Random, answers: Queue[Said]) -> Iterator[int]:
    """Kill one whole crawl after the other, now and then a command's process or a plain Scrapy spider; give kills."""
    twin = undisturbed_crawl(folder / "twin", server)
    base = crawled(folder / "base", server)
    while True:
        seen = killed_crawl(folder / "killed", server, twin, chance)
        answers.put(("whole-crawl kills", seen.kills, seen.found))
        if chance.random() < COMMANDS_SHARE:
            other = killed_command(chance.choice(TRIALS), base, folder / "command", chance)
            answers.put(("kills of other commands", other.kills, other.found))
        if chance.random() < SCRAPY_SHARE:
            with plain_site() as address:
                pages, _, code = lost(folder / f"scrapy-{chance.random()}", address, chance)
            answers.put(("plain Scrapy kills", 1, []))
            answers.put(("times that it lost pages", int(pages > 0), []))
            answers.put(("times that it lost pages and ended with exit code 0", int(pages > 0 and code == 0), []))
        yield seen.kills


@contextmanager
def _worker(answers: Queue[Said]) -> Iterator[Path]:
    """Give a folder to work in; whatever goes wrong in the work itself is a finding."""
    folder = Path(tempfile.mkdtemp(prefix="newsarchive-faults-"))
    try:
        yield folder
    except Exception as error:
        answers.put(("faults", 0, [f"{type(error).__name__}: {error}"]))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        answers.put(("", 0, []))

"""Faults one after the other until the time is up: one process kills whole crawls, the others disturb small runs."""

from __future__ import annotations

import os
import queue
import random
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.queues import Queue
from pathlib import Path

from tests.faults.crawls import killed_crawl, undisturbed_crawl
from tests.faults.plain_scrapy import lost, plain_site
from tests.faults.points import failing_points, kill_points, make_bench, tried
from tests.fixtures.site import SiteServer

Said = tuple[str, int, list[str]]
"""What was disturbed, how many runs of it, and the violations found."""
SCRAPY_SHARE = 0.1
"""The part of the crawls after which plain Scrapy is killed for comparison."""
ALIVE = 5
"""Seconds after which it is looked whether the processes still run."""


def soak(seed: int, until: float) -> tuple[Counter[str], list[str]]:
    """Let one process disturb calls and one kill crawls until then."""
    context = get_context("spawn")
    answers: Queue[Said] = context.Queue()
    workers: list[Callable[[int, float, Queue[Said]], None]] = [_disturb_calls, _kill_crawls]
    workers += [_disturb_calls] * max(0, (os.cpu_count() or 1) - len(workers))
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
    """Kill small runs at every call, then let every call fail, then kill recoveries too, until the time is up."""
    chance = random.Random(seed)
    folder = Path(tempfile.mkdtemp(prefix="newsarchive-faults-"))
    try:
        bench = make_bench(folder)
        kills, failures = kill_points(bench), failing_points(bench)
        while time.monotonic() < until:
            point = chance.choice(kills if chance.random() < 0.7 else failures)
            again = chance if chance.random() < 0.3 else None
            name = "crash points" if "SIGKILL" in point.fault else "failed calls"
            answers.put((name, 1, tried(bench, point, again)))
    except Exception as error:  # it is a finding, whatever it is
        answers.put(("faults", 0, [f"{type(error).__name__}: {error}"]))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        answers.put(("", 0, []))


def _kill_crawls(seed: int, until: float, answers: Queue[Said]) -> None:
    """Kill whole crawls, and now and then a plain Scrapy spider's."""
    chance = random.Random(seed)
    folder = Path(tempfile.mkdtemp(prefix="newsarchive-crawls-"))
    try:
        with SiteServer() as server:
            twin = undisturbed_crawl(folder / "twin", server)
            while time.monotonic() < until:
                seen = killed_crawl(folder / "killed", server, twin, chance)
                answers.put(("whole-crawl kills", seen.kills, seen.found))
                if chance.random() < SCRAPY_SHARE:
                    with plain_site() as address:
                        pages, _, code = lost(folder / f"scrapy-{chance.random()}", address, chance)
                    answers.put(("plain Scrapy kills", 1, []))
                    answers.put(("times that it lost pages", int(pages > 0), []))
                    answers.put(
                        ("times that it lost pages and ended with exit code 0", int(pages > 0 and code == 0), [])
                    )
    except Exception as error:  # it is a finding, whatever it is
        answers.put(("faults", 0, [f"{type(error).__name__}: {error}"]))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        answers.put(("", 0, []))

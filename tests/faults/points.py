"""Every point at which a small run can be disturbed, and whether the archive is whole afterwards.

The method is SQLite's (its documentation, "How SQLite is tested", 3: make the Nth operation fail, for N = 1, 2, 3 …
until the run succeeds), at the system calls.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from newsarchive.config import load_config
from newsarchive.schedule.decisions import planned
from newsarchive.store.rebuild import rebuild
from tests.faults.injected import Point, disturbed, undisturbed
from tests.faults.oracle import Evidence, told, violations
from tests.faults.small_run import Run, small

FAILING = {
    "write": ("ENOSPC", "EIO", "EDQUOT"),
    "pwrite64": ("ENOSPC", "EIO"),
    "fdatasync": ("EIO", "ENOSPC"),
    "fsync": ("EIO",),
    "rename": ("EIO", "EACCES"),
    "mkdir": ("ENOSPC",),
    "ftruncate": ("EIO",),
}
"""How the calls fail on real disks."""
SECOND_KILLS = 3
"""How often the recovery is killed too, at most."""


@dataclass(frozen=True, kw_only=True)
class Bench:
    """A folder for small runs: an archive to copy, and what an undisturbed run makes of it."""

    folder: Path
    base: Path
    runs: int
    """How many runs were made in it before."""
    run: Run
    twin: str
    most: dict[str, int]
    """The most calls of each name that one thread of a run makes."""
    rebuilds: bool
    """Whether what a run files can be read again from its WARC files."""


def make_bench(folder: Path, make: Callable[[Path], Run] = small, *, rebuilds: bool = False) -> Bench:
    """Make the archive that runs begin with, and see what a run without faults does."""
    folder.mkdir(exist_ok=True)
    base, plain = folder / "base", folder / "plain"
    run = make(base)
    shutil.copytree(base, plain)
    counted = disturbed(plain, None, folder, run)
    assert counted.exit_code == 0, counted.said
    most: dict[str, int] = defaultdict(int)
    for (_, name), calls in counted.calls.items():
        most[name] = max(most[name], calls)
    twin = told(plain)
    shutil.rmtree(plain)
    return Bench(folder=folder, base=base, runs=_runs(base), run=run, twin=twin, most=dict(most), rebuilds=rebuilds)


def _runs(root: Path) -> int:
    with closing(sqlite3.connect(root / "archive.db")) as database:
        found: int = database.execute("select count(*) from run").fetchone()[0]
        return found


def kill_points(bench: Bench) -> list[Point]:
    """Return every point at which a run can be killed."""
    return [Point(call=call, number=n) for call, most in sorted(bench.most.items()) for n in range(1, most + 1)]


def failing_points(bench: Bench) -> list[Point]:
    """Return every point at which a call can fail, once or from then on."""
    return [
        Point(call=call, number=n, fault=f"error={error}", onward=onward)
        for call, errors in FAILING.items()
        for n in range(1, bench.most.get(call, 0) + 1)
        for error in errors
        for onward in (False, True)
    ]


def tried(bench: Bench, point: Point, chance: random.Random | None = None) -> list[str]:
    """Disturb a run at a point, look at what is there, run again, and look again; return the violations.

    With `chance`, the next runs are killed too, at random points, before one is left alone; then the database is
    rebuilt where that can be, and the archive is looked at once more.
    """
    root = bench.folder / "tried"
    shutil.copytree(bench.base, root)
    try:
        return [f"{point}: {what}" for what in _tried(bench, root, point, chance)]
    finally:
        shutil.rmtree(root)


def _tried(bench: Bench, root: Path, point: Point, chance: random.Random | None) -> Iterator[str]:
    acks = []
    points = [point, *_further(bench, chance)]
    for each in points:
        ended = disturbed(root, each, bench.folder, bench.run)
        acks += ended.acks
        yield from violations(
            Evidence(
                root=root,
                acks=acks,
                run=bench.runs + 1,
                ended=ended.exit_code is not None,
                exit_code=ended.exit_code,
                said=ended.said,
                mute=each.call == "write" and each.fault.startswith("error"),  # what it would say is such a call too
            )
        )
    again = undisturbed(root, bench.folder, bench.run)
    yield from violations(
        Evidence(root=root, acks=acks + again.acks, exit_code=again.exit_code, said=again.said, twin=bench.twin)
    )
    if again.exit_code != 0:
        yield f"I9: the run after it ended with exit code {again.exit_code}: {again.said}"
    if bench.rebuilds and chance is not None:
        rebuild(load_config(root), planned, replace_old=True)
        yield from (f"rebuilt: {what}" for what in violations(Evidence(root=root, acks=acks, twin=bench.twin)))


def _further(bench: Bench, chance: random.Random | None) -> list[Point]:
    if chance is None:
        return []
    calls = sorted(bench.most)
    names = [chance.choice(calls) for _ in range(chance.randint(1, SECOND_KILLS))]
    return [Point(call=name, number=chance.randint(1, bench.most[name])) for name in names]

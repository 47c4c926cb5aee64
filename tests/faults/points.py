"""Every point at which a small run can be disturbed, and whether the archive is whole afterwards.

The method is SQLite's (its documentation, "How SQLite is tested", 3: make the Nth operation fail, for N = 1, 2, 3 …
until the run succeeds), at the system calls.
"""

from __future__ import annotations

import random
import shutil
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.faults.injected import Point, disturbed, undisturbed
from tests.faults.oracle import Evidence, told, violations
from tests.faults.small_run import make_archive

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
    twin: str
    most: dict[str, int]
    """The most calls of each name that one thread of a run makes."""


def make_bench(folder: Path) -> Bench:
    """Make the archive that runs begin with, and see what a run without faults does."""
    base, plain = folder / "base", folder / "plain"
    make_archive(base)
    shutil.copytree(base, plain)
    counted = disturbed(plain, None, folder)
    assert counted.exit_code == 0, counted.said
    most: dict[str, int] = defaultdict(int)
    for (_, name), calls in counted.calls.items():
        most[name] = max(most[name], calls)
    twin = told(plain)
    shutil.rmtree(plain)
    return Bench(folder=folder, base=base, twin=twin, most=dict(most))


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

    With `chance`, the next runs are killed too, at random points, before one is left alone.
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
        ended = disturbed(root, each, bench.folder)
        acks += ended.acks
        yield from violations(
            Evidence(
                root=root,
                acks=acks,
                ended=ended.exit_code is not None,
                exit_code=ended.exit_code,
                said=ended.said,
                mute=each.call == "write" and each.fault.startswith("error"),  # what it would say is such a call too
            )
        )
    again = undisturbed(root, bench.folder)
    yield from violations(
        Evidence(root=root, acks=acks + again.acks, exit_code=again.exit_code, said=again.said, twin=bench.twin)
    )
    if again.exit_code != 0:
        yield f"I9: the run after it ended with exit code {again.exit_code}: {again.said}"


def _further(bench: Bench, chance: random.Random | None) -> list[Point]:
    if chance is None:
        return []
    calls = sorted(bench.most)
    names = [chance.choice(calls) for _ in range(chance.randint(1, SECOND_KILLS))]
    return [Point(call=name, number=chance.randint(1, bench.most[name])) for name in names]

"""Killed at, or failing in, any call that changes the disk, a run leaves an archive that keeps its promises."""

from __future__ import annotations

import random

import pytest

from tests.faults.injected import has_strace
from tests.faults.points import Bench, failing_points, kill_points, make_bench, tried
from tests.faults.redesign import redesigned

pytestmark = [
    pytest.mark.proof,
    pytest.mark.skipif(not has_strace(), reason="strace is not installed: no call can be disturbed"),
]
SEED = 20180213
KILLS, FAILURES, RECOVERIES = 60, 40, 20
OF_REDESIGN = 10
"""Points tried here, drawn from all; `make soak` tries them for as long as wanted."""


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """Where small runs are made."""
    return make_bench(tmp_path_factory.mktemp("faults"))


def test_a_run_that_is_killed_anywhere_loses_nothing_that_was_acknowledged(bench: Bench) -> None:
    points = kill_points(bench)
    assert len(points) > KILLS
    assert [what for point in random.Random(SEED).sample(points, KILLS) for what in tried(bench, point)] == []


def test_a_disk_that_fails_anywhere_stops_the_run_and_harms_nothing(bench: Bench) -> None:
    points = failing_points(bench)
    assert [what for point in random.Random(SEED).sample(points, FAILURES) for what in tried(bench, point)] == []


def test_a_disk_that_cannot_sync_leaves_nothing_in_doubt(bench: Bench) -> None:
    points = [p for p in failing_points(bench) if p.call == "fdatasync" and p.onward and p.fault == "error=ENOSPC"]
    assert len(points) > 10
    assert [what for point in points for what in tried(bench, point)] == []


def test_a_recovery_that_is_killed_too_is_recovered_from(bench: Bench) -> None:
    chance = random.Random(SEED)
    points = chance.sample(kill_points(bench), RECOVERIES)
    assert [what for point in points for what in tried(bench, point, chance)] == []


@pytest.fixture(scope="module")
def redesign(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """Where pages are held in quarantine."""
    return make_bench(tmp_path_factory.mktemp("redesign") / "bench", redesigned, rebuilds=True)


def test_pages_are_held_once_wherever_the_run_is_killed_and_a_rebuild_says_the_same(redesign: Bench) -> None:
    chance = random.Random(SEED)
    points = chance.sample(kill_points(redesign), 2 * OF_REDESIGN)
    assert [what for point in points[:OF_REDESIGN] for what in tried(redesign, point)] == []
    assert [what for point in points[OF_REDESIGN:] for what in tried(redesign, point, chance)] == []


def test_a_disk_that_fails_while_pages_are_held_harms_nothing(redesign: Bench) -> None:
    points = random.Random(SEED).sample(failing_points(redesign), OF_REDESIGN)
    assert [what for point in points for what in tried(redesign, point)] == []

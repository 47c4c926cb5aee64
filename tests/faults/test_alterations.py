"""A share of the alterations that `python -m tests.faults.alterations` makes in full."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from newsarchive.capture.members import iter_members
from newsarchive.store.archive import open_archive
from tests.faults.alterations import flipped, small_archive, truncated


@pytest.mark.proof
def test_every_alteration_is_found(tmp_path: Path) -> None:
    chance = random.Random(64)
    path = small_archive(tmp_path / "news")
    size = path.stat().st_size
    boundaries = {found.offset for found in iter_members(path)}
    cuts = {at + near for at in boundaries for near in (-1, 0, 1) if 0 <= at + near < size}
    cuts |= set(chance.sample(range(size), 300))
    with open_archive(tmp_path / "news") as archive:
        assert [length for length, found in truncated(archive, path, cuts) if not found] == []
        assert [place for place, found in flipped(archive, path, 600, chance) if not found] == []

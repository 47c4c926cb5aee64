"""Commands that are killed at random come to the end that undisturbed ones come to."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.faults.commands import TRIALS, Trial, crawled, killed_command
from tests.fixtures.site import SiteServer

pytestmark = pytest.mark.proof


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with SiteServer() as server:
        return crawled(tmp_path_factory.mktemp("commands") / "news", server)


@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.name)
def test_killed_over_and_over_a_command_does_its_work(base: Path, tmp_path: Path, trial: Trial) -> None:
    seen = killed_command(trial, base, tmp_path / "tried", random.Random(trial.name))
    assert seen.found == []

"""Several processes that deliver pages again and again, and are killed, make the archive that one makes in order."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.running import ROOT, environment

pytestmark = pytest.mark.proof


def test_any_order_any_number_of_deliveries_and_kills_make_the_same_archive(
    backend: str, request: pytest.FixtureRequest
) -> None:
    if backend == "postgresql":
        request.getfixturevalue("postgresql_server")
    given = ("--articles", "60", "--processes", "3", "--seed", "7", "--pause", "0.5", "--database", backend)
    ended = subprocess.run(
        [sys.executable, "-m", "tests.faults.deliverers", *given],
        cwd=ROOT,
        env=environment(),
        check=False,
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    told = re.search(r"(\d+) kills, .*; 0 differences$", ended.stdout.strip())
    assert told is not None, ended.stdout
    assert int(told[1]) > 0

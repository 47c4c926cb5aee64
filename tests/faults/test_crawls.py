"""Killed over and over at random moments, a crawl ends up with the archive that an undisturbed one makes."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.crawls import killed_crawl, undisturbed_crawl
from tests.fixtures.site import SiteServer

pytestmark = pytest.mark.proof


@pytest.mark.parametrize("seed", range(3))
def test_many_kills_leave_the_same_archive(tmp_path: Path, seed: int) -> None:
    with SiteServer() as server:
        twin = undisturbed_crawl(tmp_path / "undisturbed", server)
        seen = killed_crawl(tmp_path / "killed", server, twin, random.Random(seed))
    assert seen.kills > 0
    assert seen.found == []
    for path in (tmp_path / "undisturbed" / "warc").rglob("*.warc.gz*"):
        checked = subprocess.run([sys.executable, "-m", "warcio.cli", "check", path], check=False, capture_output=True)
        assert checked.returncode == 0, checked.stdout

"""Killed over and over at random moments, a crawl ends up with the archive that an undisturbed one makes."""

from __future__ import annotations

import csv
import io
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.fixtures.site import SiteServer
from tests.running import begun, newsarchive

pytestmark = pytest.mark.proof

KEPT = ("id", "title", "authors", "source", "published", "region", "channels", "canonical_url", "text", "versions")


def archive(folder: Path) -> Path:
    assert newsarchive("init", folder, "--contact", "tests@example.org").returncode == 0
    return folder


def rows(root: Path) -> list[tuple[str, ...]]:
    text = newsarchive("export", "--format", "csv", "--archive", root).stdout.removeprefix("\ufeff")
    return sorted(tuple(row[name] for name in KEPT) for row in csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("seed", range(3))
def test_many_kills_leave_the_same_archive(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    undisturbed, disturbed = archive(tmp_path / "undisturbed"), archive(tmp_path / "disturbed")
    with SiteServer() as server:
        assert newsarchive("crawl", "yybnet", "--archive", undisturbed, "--base-url", server.url).returncode == 0
        for _ in range(12):
            process = begun("crawl", "yybnet", "--archive", disturbed, "--base-url", server.url)
            time.sleep(chance.uniform(0.8, 2.5))
            process.send_signal(signal.SIGKILL)
            process.communicate()
            verified = newsarchive("verify", "--archive", disturbed)
            assert verified.returncode == 0, verified.stdout + verified.stderr
        done = newsarchive("crawl", "yybnet", "--archive", disturbed, "--base-url", server.url)
        assert done.returncode == 0, done.stderr
    assert rows(disturbed) == rows(undisturbed)
    for path in (disturbed / "warc").rglob("*.warc.gz*"):
        checked = subprocess.run([sys.executable, "-m", "warcio.cli", "check", path], check=False, capture_output=True)
        assert checked.returncode == 0, checked.stdout

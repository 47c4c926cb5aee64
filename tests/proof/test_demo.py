"""The demo does the main job, and done again it fetches lists only and adds nothing."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.fixtures.site import expected
from tests.running import environment, newsarchive

pytestmark = pytest.mark.proof


def demo(folder: Path) -> str:
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "demo"],
        cwd=folder,
        env=environment(),
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=180,
    )
    assert done.returncode == 0, done.stdout
    assert time.monotonic() - started < 120
    return done.stdout


def rows(folder: Path) -> list[dict[str, str]]:
    with (folder / "demo-archive" / "exports" / "articles.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def clusters(folder: Path, addresses: dict[str, str]) -> set[tuple[str, ...]]:
    """Return the addresses of each cluster's members, the first publisher's first."""
    told = newsarchive("clusters", "--json", "--archive", folder / "demo-archive").stdout.splitlines()
    return {tuple(addresses[member["id"]] for member in json.loads(line)["members"]) for line in told}


def test_the_demo_twice(tmp_path: Path) -> None:
    first = demo(tmp_path)
    assert f"{len(expected())} new articles" in first
    assert "All is as it was filed" in first
    assert "articles.csv" in first
    assert "+今年1月以来" in first
    assert "paragraph 14 added: correction" in first
    before = rows(tmp_path)
    assert len(before) == len(expected())
    assert clusters(tmp_path, {row["id"]: row["canonical_url"] for row in before}) == {
        (article.reprint_of, article.url) for article in expected() if article.reprint_of
    }
    second = demo(tmp_path)
    assert "2 pages were there already" in second
    assert "0 new articles (0 reprints), 0 changed, 0 unchanged" in second
    assert {row["id"]: row["text"] for row in rows(tmp_path)} == {row["id"]: row["text"] for row in before}

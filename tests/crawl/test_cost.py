"""What a crawl asks its database is found by an index, however many links and articles there are."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fixtures.site import SiteServer
from tests.running import ROOT, environment, newsarchive

NOTED = """
import json, sqlite3, sys
from pathlib import Path
from sqlalchemy import Engine
from newsarchive.cli.main import run
from tests.scans import noting, scanned
told, database = Path(sys.argv.pop(1)), sys.argv.pop(1)
with noting(Engine) as asked:
    try:
        run()
    finally:
        found = list(scanned(sqlite3.connect(database), asked, often=2))  # not what a run begins with
        told.write_text(json.dumps({"asked": len(asked), "scanned": found}))
"""


@pytest.mark.proof
def test_no_table_is_looked_through(tmp_path: Path) -> None:
    root, told = tmp_path / "news", tmp_path / "told.json"
    assert newsarchive("init", root, "--contact", "tests@example.org").returncode == 0
    with SiteServer() as server:
        words = ["crawl", "yybnet", "--archive", str(root), "--base-url", server.url]
        assert newsarchive(*words, "--limit", "5").returncode == 0  # whether the archive is empty is asked once
        command = [sys.executable, "-c", NOTED, str(told), str(root / "archive.db"), *words]
        done = subprocess.run(command, check=False, cwd=ROOT, env=environment(), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found = json.loads(told.read_text())
    assert found["asked"] > 50
    assert found["scanned"] == []

"""Running the command line as a user does: in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def environment(**extra: str) -> dict[str, str]:
    """Return the environment of a user who has set nothing."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("NEWSARCHIVE_")}
    return kept | {"PYTHONPATH": str(ROOT), "COLUMNS": "100", "NO_COLOR": "1"} | extra


def newsarchive(*words: str | Path, cwd: Path = ROOT, **extra: str) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "newsarchive", *map(str, words)],
        cwd=cwd,
        env=environment(**extra),
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )


def begun(*words: str | Path) -> subprocess.Popen[str]:
    """Begin a command; the caller waits for it or ends it."""
    return subprocess.Popen(
        [sys.executable, "-m", "newsarchive", *map(str, words)],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )

"""Running the command line as a user does: in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from tests.forkserver import CAN_FORK, Forked, ForkServer

ROOT = Path(__file__).parents[1]
PATIENCE = 120
"""Seconds that a command may take."""


def environment(**extra: str) -> dict[str, str]:
    """Return the environment of a user who has set nothing."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("NEWSARCHIVE_") and k != "PYTHONUNBUFFERED"}
    return kept | {"PYTHONPATH": str(ROOT), "COLUMNS": "100", "NO_COLOR": "1"} | extra


AT_FIRST = environment()
"""What no test has changed yet."""


def newsarchive(*words: str | Path, cwd: Path = ROOT, **extra: str) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return _ended(_begin(words, cwd, environment(**extra)))


def begun(*words: str | Path) -> Forked | subprocess.Popen[str]:
    """Begin a command; the caller waits for it or ends it."""
    return _begin(words, ROOT, environment())


def newsarchive_fresh(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run one command to its end in an interpreter that is started for it, where starting is part of what is tested."""
    return _ended(begun_fresh(*words))


def begun_fresh(*words: str | Path) -> subprocess.Popen[str]:
    """Begin a command in an interpreter that is started for it."""
    return _begin_fresh(words, ROOT, environment())


def _begin(words: Sequence[str | Path], cwd: Path, environ: dict[str, str]) -> Forked | subprocess.Popen[str]:
    if CAN_FORK and _server().serves(environ):
        return _server().begin([str(word) for word in words], cwd, environ)
    return _begin_fresh(words, cwd, environ)


def _begin_fresh(words: Sequence[str | Path], cwd: Path, environ: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "newsarchive", *map(str, words)],
        cwd=cwd,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _ended(process: Forked | subprocess.Popen[str]) -> subprocess.CompletedProcess[str]:
    try:
        out, err = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise
    return subprocess.CompletedProcess(process.args, process.wait(), out, err)


@cache
def _server() -> ForkServer:
    """Return the server of this process."""
    return ForkServer(ROOT, AT_FIRST)

"""Pages that hang, crash or eat memory cost one process, never the crawl."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsarchive.portals.worker import ReadingPool, ReadingStopped
from tests.running import ROOT, environment


@pytest.fixture
def pool() -> Iterator[ReadingPool]:
    with ReadingPool(seconds=1.0, memory=1 << 30) as made:
        made.submit(abs, -1).result(timeout=30)  # the first process takes a moment to begin
        yield made


def test_it_returns_what_the_function_returns(pool: ReadingPool) -> None:
    assert pool.submit(divmod, 7, 2).result(timeout=10) == (3, 1)


def test_a_function_that_hangs_is_killed_and_the_next_one_runs(pool: ReadingPool) -> None:
    started = time.monotonic()
    with pytest.raises(ReadingStopped, match="took longer than 1 s"):
        pool.submit(time.sleep, 60).result(timeout=20)
    assert time.monotonic() - started < 10
    assert pool.submit(abs, -3).result(timeout=20) == 3


def test_a_crash_is_told_and_the_next_one_runs(pool: ReadingPool) -> None:
    with pytest.raises(ReadingStopped, match="crashed"):
        pool.submit(os._exit, 3).result(timeout=20)
    assert pool.submit(abs, -3).result(timeout=20) == 3


def test_an_error_is_told_in_one_line(pool: ReadingPool) -> None:
    with pytest.raises(ReadingStopped, match=r"^ValueError: invalid literal"):
        pool.submit(int, "many\nlines").result(timeout=20)


def test_memory_is_bounded(pool: ReadingPool) -> None:
    with pytest.raises(ReadingStopped, match="needed more than 1024 MiB"):
        pool.submit(bytes, 4 << 30).result(timeout=20)
    assert pool.submit(abs, -3).result(timeout=20) == 3


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's death")
def test_workers_die_with_their_parent() -> None:
    code = (
        "import os, time\n"
        "from newsarchive.portals.worker import ReadingPool\n"
        "if __name__ == '__main__':\n"
        "    pool = ReadingPool()\n"
        "    print(pool.submit(os.getpid).result(timeout=30), flush=True)\n"
        "    time.sleep(60)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment()
    )
    assert parent.stdout is not None
    worker = int(parent.stdout.readline())
    parent.send_signal(signal.SIGKILL)
    parent.wait(timeout=10)
    parent.stdout.close()
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and Path(f"/proc/{worker}").exists() and not _is_zombie(worker):
        time.sleep(0.05)
    assert not Path(f"/proc/{worker}").exists() or _is_zombie(worker)


def _is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True

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
from lxml.html import document_fromstring
from pebble.pool.process import WorkerManager

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


def test_a_page_that_no_parser_finishes_is_stopped(pool: ReadingPool) -> None:
    hostile = b"<html><body><p " + b" ".join(b"a%d" % n for n in range(200_000)) + b">x</p>"
    started = time.monotonic()
    with pytest.raises(ReadingStopped, match="took longer than 1 s"):
        pool.submit(document_fromstring, hostile).result(timeout=20)
    assert time.monotonic() - started < 5
    assert pool.submit(abs, -3).result(timeout=20) == 3


def test_a_process_is_kept_for_the_next_page(pool: ReadingPool) -> None:
    assert len({pool.submit(os.getpid).result(timeout=10) for _ in range(5)}) == 1


def test_what_is_waiting_when_the_pool_closes_is_told_so() -> None:
    pool = ReadingPool(seconds=30.0)
    pool.submit(abs, -1).result(timeout=30)
    waiting = [pool.submit(time.sleep, 20) for _ in range(3)]
    pool.close()
    for future in waiting:
        assert isinstance(future.exception(timeout=10), ReadingStopped)


def test_workers_leave_ctrl_c_to_their_parent(pool: ReadingPool) -> None:
    worker = pool.submit(os.getpid).result(timeout=10)
    slow = pool.submit(time.sleep, 0.3)
    os.kill(worker, signal.SIGINT)
    slow.result(timeout=10)
    assert pool.submit(os.getpid).result(timeout=10) == worker


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
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
        env=environment(),
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


def test_a_process_that_is_only_just_beginning_ends_without_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would tell in a traceback that what it reads from is closed: so that is closed when no process is left."""
    alive, close = [], WorkerManager.close_channels

    def closing(manager: WorkerManager) -> None:
        alive.append(sum(worker.is_alive() for worker in manager.workers.values()))
        close(manager)  # type: ignore[no-untyped-call]

    monkeypatch.setattr(WorkerManager, "close_channels", closing)
    pool = ReadingPool(2)
    pool.submit(len, b"")
    pool.close()
    assert alive == [0]

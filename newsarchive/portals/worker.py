"""A pool of processes in which pages are read: one that takes too long or too much memory is killed, alone.

No parser of HTML is safe from every page: a tag with 200,000 attributes keeps the fastest of them busy for minutes,
inside C code that no signal reaches. So the process goes, and the next page gets a fresh one.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType
from typing import Any, ParamSpec, Self, TypeVar

from pebble import CONSTS, ProcessExpired, ProcessPool

from newsarchive.processes import end_with_parent

CONSTS.term_timeout = 0.5  # seconds between SIGTERM and SIGKILL: a parser in C hears no SIGTERM

P = ParamSpec("P")
T = TypeVar("T")


class ReadingStopped(Exception):
    """A page could not be read: the message says why. Keep its bytes; a later reader may read them."""


class ReadingPool:
    """Runs functions in processes that can be killed; begins them at first use and keeps them."""

    def __init__(self, workers: int = 1, *, seconds: float = 10.0, memory: int = 2 << 30) -> None:
        self._seconds = seconds
        self._memory = memory
        self._open: set[Future[Any]] = set()
        self._lock = threading.Lock()
        self._pool = ProcessPool(
            max_workers=workers,
            context=multiprocessing.get_context("spawn"),
            initializer=_prepare,
            initargs=(memory, os.getpid()),
        )

    def submit(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run a picklable function in a worker; its future fails with ReadingStopped and with nothing else.

        Raises OSError where no worker can be begun.
        """
        answer: Future[T] = Future()
        answer.set_running_or_notify_cancel()  # from here on nobody can cancel it, so it can always be answered
        with self._lock:
            self._open.add(answer)
        running = self._submit(function, *args, **kwargs)

        def pass_on(done: Future[T]) -> None:
            with self._lock:
                if answer not in self._open:  # close() has answered
                    return
                self._open.discard(answer)
            error = done.exception() if not done.cancelled() else None
            if done.cancelled():
                answer.set_exception(ReadingStopped("the run ended"))
            elif error is not None:
                answer.set_exception(ReadingStopped(self._said(error)))
            else:
                answer.set_result(done.result())

        running.add_done_callback(pass_on)
        return answer

    def _submit(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Any:
        try:
            return self._pool.submit(function, self._seconds, *args, **kwargs)
        except BrokenProcessPool as broken:
            raise (broken.__cause__ if isinstance(broken.__cause__, OSError) else broken) from None

    def _said(self, error: BaseException) -> str:
        if isinstance(error, FutureTimeout):
            return f"took longer than {self._seconds:g} s"
        if isinstance(error, MemoryError):
            return f"needed more than {self._memory >> 20} MiB"
        if isinstance(error, ProcessExpired):
            return "the parser crashed"
        said = str(error).strip().splitlines()
        return f"{type(error).__name__}: {said[0][:300]}" if said else type(error).__name__

    def close(self) -> None:
        """End the processes; what they have in hand, or was still waiting, is stopped."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._end_workers()
        self._pool.join()
        with self._lock:  # pebble leaves the futures of a stopped pool open for ever
            left, self._open = self._open, set()
        for answer in left:
            answer.set_exception(ReadingStopped("the run ended"))

    def _end_workers(self) -> None:
        """End the processes while what they read from is open.

        Pebble closes that before it ends them, and one that is only just beginning would complain on standard error.
        """
        if (loop := self._pool._pool_manager_loop) is not None:  # it would begin others in their place
            loop.join()
        self._pool._pool_manager.worker_manager.force_stop_workers()  # type: ignore[no-untyped-call]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()


def _prepare(memory: int, parent: int) -> None:
    """Make a worker harmless: bounded in memory, deaf to Ctrl-C, dead as soon as its parent is."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _bound(resource.RLIMIT_AS, memory)
    _bound(resource.RLIMIT_CORE, 0)
    end_with_parent(parent, signal.SIGKILL)


def _bound(limit: int, value: int) -> None:
    _soft, hard = resource.getrlimit(limit)
    resource.setrlimit(limit, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))

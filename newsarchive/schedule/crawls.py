"""Crawls begun for schedules: each a process of its own, several at once, none of which outlives this process."""

from __future__ import annotations

import os
import selectors
import signal
import socket
import subprocess
from collections.abc import Collection, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from types import FrameType, TracebackType
from typing import Self

from newsarchive.processes import ASKED_TO_END_BY, end_with_parent


@dataclass(frozen=True, kw_only=True)
class Crawl:
    """A crawl under way."""

    portal_id: str
    process: subprocess.Popen[bytes]
    begun: datetime

    @property
    def code(self) -> int | None:
        """Its exit code, 128 and the signal's number when a signal ended it; None while it runs."""
        code = self.process.poll()
        return code if code is None or code >= 0 else 128 - code


class Crawls:
    """The crawls under way, and the signals that ask this process to end: they are passed on to all of them.

    Enter it in the main thread. A first SIGINT, SIGTERM or SIGHUP lets each crawl end in order, a second kills them.
    """

    def __init__(self) -> None:
        self.stopped = False
        self._under_way: dict[str, Crawl] = {}
        self._stack = ExitStack()
        self._told, self._telling = socket.socketpair()

    @property
    def portals(self) -> Collection[str]:
        """The portals of the crawls that were begun and not let go."""
        return self._under_way.keys()

    def begin(self, portal_id: str, words: Sequence[str]) -> None:
        """Begin a crawl by its command, in a session of its own: Ctrl-C in a terminal reaches it once, through us."""
        process = subprocess.Popen(  # noqa: S603 - no shell
            words,
            start_new_session=True,
            preexec_fn=partial(end_with_parent, os.getpid(), signal.SIGTERM),  # noqa: PLW1509 - there are no threads
        )
        self._under_way[portal_id] = Crawl(portal_id=portal_id, process=process, begun=datetime.now(UTC))
        if self.stopped:  # the signal came while it was begun
            process.terminate()

    @property
    def running(self) -> bool:
        """Whether any of them has not ended yet."""
        return any(crawl.code is None for crawl in self._under_way.values())

    def ended(self) -> list[Crawl]:
        """Return the crawls that have ended, until they are let go."""
        return [crawl for crawl in self._under_way.values() if crawl.code is not None]

    def let_go(self, crawl: Crawl) -> None:
        """Forget a crawl that has ended."""
        del self._under_way[crawl.portal_id]

    def wait(self, seconds: float) -> None:
        """Wait until a crawl ends or a signal comes, but not longer than so many seconds."""
        with selectors.DefaultSelector() as waiting:
            waiting.register(self._told, selectors.EVENT_READ)
            if waiting.select(seconds):
                self._told.recv(1 << 12)

    def _asked(self, _number: int, _frame: FrameType | None) -> None:
        for crawl in self._under_way.values():
            crawl.process.kill() if self.stopped else crawl.process.terminate()
        self.stopped = True

    def __enter__(self) -> Self:
        self._telling.setblocking(False)
        before = signal.set_wakeup_fd(self._telling.fileno(), warn_on_full_buffer=False)
        self._stack.callback(signal.set_wakeup_fd, before)
        handlers = dict.fromkeys(ASKED_TO_END_BY, self._asked) | {signal.SIGCHLD: lambda _number, _frame: None}
        for number, handler in handlers.items():
            self._stack.callback(signal.signal, number, signal.signal(number, handler))
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        for crawl in self._under_way.values():  # none is left, unless an error ends us
            crawl.process.terminate()
        for crawl in self._under_way.values():
            crawl.process.wait()
        self._stack.close()
        self._told.close()
        self._telling.close()

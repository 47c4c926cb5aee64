"""Commands that end in order when they are asked to: at a place of their own choosing, not wherever they are."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from newsarchive.processes import ASKED_TO_END_BY

Progress = Callable[[int, int], None]


@contextmanager
def stoppable(tell: Callable[[int, int | None], None] | None, *, next_step: str) -> Iterator[Progress]:
    """Give what a job is to tell its progress to: it passes it on, or raises Interrupted once a signal has come.

    The job shares locks with threads and with a pool of processes. KeyboardInterrupt is raised between any two steps
    of the interpreter, one of them between taking a lock and whatever would let it go again; the threads then wait for
    the lock for ever, and the job for the threads. A second signal does what it does elsewhere: it ends the process.
    """
    from newsarchive.errors import Interrupted

    asked = False

    def note(number: int, _frame: FrameType | None) -> None:
        nonlocal asked
        asked = True
        signal.signal(number, signal.SIG_DFL)

    def told(done: int, total: int) -> None:
        if asked:
            raise Interrupted("Stopped.", next_step=next_step)
        if tell is not None:
            tell(done, total)

    before = {number: signal.signal(number, note) for number in ASKED_TO_END_BY}
    try:
        yield told
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

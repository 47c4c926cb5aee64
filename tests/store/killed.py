"""Killing a piece of work at a chosen change of the disk, in a process of its own."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

CHANGES = frozenset({"os.rename", "os.remove", "os.truncate", "os.mkdir"})
WRITES = os.O_WRONLY | os.O_RDWR


def killed(at: int, work: Callable[[], object]) -> bool:
    """Do the work in a fork that is killed (SIGKILL) before the `at`th time, from 1, that it makes, opens for writing,
    syncs, renames, cuts or removes a file; return whether it came that far. Else it must have ended well.
    """
    child = os.fork()
    if child == 0:
        _be_child(at, work)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in (0, -signal.SIGKILL), f"the work failed by itself: {code}"
    return code != 0


def _be_child(at: int, work: Callable[[], object]) -> None:
    code, left = 1, at

    def count() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def heard(event: str, facts: tuple[Any, ...]) -> None:
        if event in CHANGES or (event == "open" and isinstance(facts[2], int) and facts[2] & WRITES):
            count()

    def synced(sync: Callable[[Any], None]) -> Callable[[Any], None]:
        def call(descriptor: Any) -> None:
            count()
            sync(descriptor)

        return call

    try:
        for name in ("fsync", "fdatasync"):
            setattr(os, name, synced(getattr(os, name)))
        sys.addaudithook(heard)
        work()
        code = 0
    except BaseException as error:
        os.write(2, f"{type(error).__name__}: {error}\n".encode())
    finally:
        os._exit(code)

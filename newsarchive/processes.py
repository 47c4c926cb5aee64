"""How processes end: when they are asked to, and with the one that began them."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PDEATHSIG = 1
"""PR_SET_PDEATHSIG of Linux's prctl(2)."""


ASKED_TO_END_BY = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Signals by which people and machines ask a process to end."""


def end_with_parent(parent: int, number: signal.Signals) -> None:
    """Let a signal come to this process when the one that began it ends, even if that is killed; on Linux only.

    `parent` is the process id of the one that begins us. Where that has ended already, this process does too.
    """
    if sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(PDEATHSIG, number, 0, 0, 0)
    if os.getppid() != parent:  # it died before we asked
        os._exit(1)

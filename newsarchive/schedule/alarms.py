"""Looking at the alarms after crawls and once an hour: in a process of its own, which holds no crawl up."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from newsarchive.processes import end_with_parent

EVERY = timedelta(hours=1)
"""How long alarms are not looked at while no crawl ends."""
SOONEST = timedelta(minutes=1)
"""How long after a look the next one is begun, where crawls end one after the other."""
LOOKED = ".watch.looked"
"""A file that tells when they were looked at last, to those who begin anew each minute."""


class Looks:
    """Looks at an archive's alarms, one at a time. Whatever becomes of them, crawls go on."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._process: subprocess.Popen[bytes] | None = None
        self._has_ended = False
        self._last: datetime | None = None

    def note_ended(self) -> None:
        """Note that a crawl has ended: what is wrong may have changed."""
        self._has_ended = True

    def begin(self, now: datetime) -> None:
        """Look, where a crawl has ended or the last look is long ago; not while another look is under way."""
        since = now - (self._last or self._noted())
        if self.is_under_way or not (since >= EVERY or (self._has_ended and (self._last is None or since >= SOONEST))):
            return
        self._has_ended, self._last = False, now
        with suppress(OSError):  # no room, or no more processes: alarms are looked at another time
            (self._root / LOOKED).write_text(now.isoformat(), encoding="utf-8")
        with suppress(OSError):
            self._process = subprocess.Popen(  # noqa: S603 - no shell
                [sys.executable, "-m", "newsarchive.watch", str(self._root)],
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                preexec_fn=partial(end_with_parent, os.getpid(), signal.SIGTERM),  # noqa: PLW1509 - no threads
            )

    @property
    def is_under_way(self) -> bool:
        """Whether a look has not ended yet."""
        return self._process is not None and self._process.poll() is None

    def _noted(self) -> datetime:
        try:
            return datetime.fromisoformat((self._root / LOOKED).read_text("utf-8"))
        except (OSError, ValueError):
            return datetime.fromtimestamp(0, UTC)

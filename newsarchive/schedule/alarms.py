"""Looking at the alarms after crawls and once an hour, without holding a crawl up."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial

from newsarchive.errors import NewsArchiveError
from newsarchive.processes import end_with_parent
from newsarchive.store.archive import Archive
from newsarchive.watch.look import look

EVERY = timedelta(hours=1)
"""How long alarms are not looked at while no crawl ends."""
SOONEST = timedelta(minutes=1)
"""How long after a look the next one is begun, where crawls end one after the other."""
LOOKED = ".watch.looked"
"""A file that tells when they were looked at last, to those who begin anew each minute."""


class Looks:
    """Looks at an archive's alarms, one at a time. Whatever becomes of them, crawls go on."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._process: subprocess.Popen[bytes] | None = None
        self._has_ended = False
        self._last: datetime | None = None

    def note_ended(self) -> None:
        """Note that a crawl has ended: what is wrong may have changed."""
        self._has_ended = True

    def begin(self, now: datetime) -> None:
        """Look in a process of its own, where it is time; not while another look is under way."""
        if not self._is_time(now) or self._is_under_way():
            return
        self._note(now)
        with suppress(OSError):  # no more processes: alarms are looked at another time
            self._process = subprocess.Popen(  # noqa: S603 - no shell
                [sys.executable, "-m", "newsarchive.watch", str(self._archive.root)],
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                preexec_fn=partial(end_with_parent, os.getpid(), signal.SIGTERM),  # noqa: PLW1509 - no threads
            )

    def make(self, now: datetime, tell: Callable[[str], None]) -> None:
        """Look here and now, where it is time: there is nothing else to do."""
        if not self._is_time(now):
            return
        self._note(now)
        try:
            look(self._archive, now, warn=tell, say=tell)
        except NewsArchiveError as error:
            tell(f"The alarms were not looked at: {error}")

    def _is_time(self, now: datetime) -> bool:
        since = now - (self._last or self._noted())
        return since >= EVERY or (self._has_ended and (self._last is None or since >= SOONEST))

    def _note(self, now: datetime) -> None:
        self._has_ended, self._last = False, now
        with suppress(OSError):  # no room for it
            (self._archive.root / LOOKED).write_text(now.isoformat(), encoding="utf-8")

    def _is_under_way(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def _noted(self) -> datetime:
        try:
            return datetime.fromisoformat((self._archive.root / LOOKED).read_text("utf-8"))
        except (OSError, ValueError):
            return datetime.fromtimestamp(0, UTC)

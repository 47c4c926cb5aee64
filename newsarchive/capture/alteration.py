"""Filed bytes change for two reasons only, a repair and a withdrawal, and not while somebody else relies on them.

A backup holds them still together with others that read; what alters them holds them alone. Both are locks of the
kernel (flock) on one file, freed when the process ends.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newsarchive.capture.files import changing
from newsarchive.errors import AlreadyRunning

FILE = ".altering"


@contextmanager
def held_still(warc: Path) -> Iterator[None]:
    """Let no filed byte change within the block. Raises AlreadyRunning while a repair or a withdrawal is at work."""
    with _locked(warc, fcntl.LOCK_SH, "Filed bytes are being repaired or withdrawn."):
        yield


@contextmanager
def altering(warc: Path) -> Iterator[None]:
    """Let filed bytes change within the block. Raises AlreadyRunning while they are backed up, or altered already."""
    with _locked(warc, fcntl.LOCK_EX, "The archive's files are being backed up, repaired or withdrawn from."):
        yield


@contextmanager
def _locked(warc: Path, kind: int, busy: str) -> Iterator[None]:
    with changing(warc):
        warc.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(warc / FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
    try:
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(busy, next_step="Wait until that has ended, then run the command again.") from None
        yield
    finally:
        os.close(descriptor)

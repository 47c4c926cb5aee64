"""The room that an archive may take: `disk_budget` for its folder, `min_free` of the disk that it lies on.

A crawl stops while there is still room to say so. What a PostgreSQL database takes elsewhere is not counted.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from newsarchive.config import Config, size_of
from newsarchive.errors import DiskFull

WARN = 0.9
"""Part of the budget from which on it is told that little is left."""
EVERY = 30.0
"""Seconds between two looks at the folder, at least."""
SHARE = 100
"""How many times longer the pause between two looks is than a look took."""


@dataclass(frozen=True, kw_only=True)
class Room:
    """What an archive takes, and what is left; in bytes."""

    folder: Path
    used: int
    """By the archive's folder."""
    budget: int | None
    """What it may take; None without a limit."""
    free: int
    """On its disk."""
    min_free: int
    """What is to stay free there."""

    @property
    def is_exhausted(self) -> bool:
        """Whether nothing more is to be written."""
        return (self.budget is not None and self.used >= self.budget) or self.free < self.min_free

    @property
    def warning(self) -> str | None:
        """What is to be told when little is left."""
        if self.budget is not None and self.used >= WARN * self.budget:
            return f"{self.folder} takes {self.used:,} bytes of the {self.budget:,} of its disk_budget."
        if self.free < 2 * self.min_free:
            return f"{self.folder} lies on a disk with {self.free:,} bytes free, where min_free is {self.min_free:,}."
        return None

    def require(self) -> None:
        """Raise DiskFull where nothing more is to be written."""
        if self.is_exhausted:
            raise DiskFull(
                self.warning or f"There is no room in {self.folder}.",
                next_step="Free space there (exports, archive.db.replaced-…), or change archive.toml; "
                "then run the command again: it goes on where it stopped.",
            )


def room(config: Config) -> Room:
    """Look how much room an archive takes and has."""
    return Room(
        folder=config.root,
        used=sum(_sizes(config.root)),
        budget=size_of(config.disk_budget) if config.disk_budget else None,
        free=shutil.disk_usage(config.root).free,
        min_free=size_of(config.min_free) or 0,
    )


def _sizes(folder: Path) -> Iterator[int]:
    """Give the bytes that each file takes on the disk; files that vanish meanwhile take none."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    yield from _sizes(Path(entry.path))
                else:
                    yield entry.stat(follow_symlinks=False).st_blocks * 512
    except FileNotFoundError:
        return


class Budget:
    """Watches the room of an archive while it is written to: the disk each time, the folder now and then."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._appended = 0
        self._look()

    def note(self, length: int) -> None:
        """Count bytes that were appended since the folder was looked at."""
        self._appended += length

    def check(self) -> None:
        """Raise DiskFull where nothing more is to be written."""
        if time.monotonic() > self._next:
            self._look()
        seen = self._room
        now = Room(
            folder=seen.folder,
            used=seen.used + self._appended,
            budget=seen.budget,
            free=shutil.disk_usage(seen.folder).free,
            min_free=seen.min_free,
        )
        now.require()

    def _look(self) -> None:
        began = time.monotonic()
        self._room, self._appended = room(self._config), 0
        self._next = time.monotonic() + max(EVERY, SHARE * (time.monotonic() - began))

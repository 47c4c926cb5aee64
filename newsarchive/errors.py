"""Every error that newsarchive raises on purpose, named by what the caller should do.

    NewsArchiveError                 exit code
    ├── UsageError          2        correct the command or the argument
    ├── ConfigError         3        correct archive.toml, the environment or the portal file
    │   └── ArchiveNotFound 3        make an archive with `newsarchive init`, or say where it is
    ├── NotFound            3        ask for something that is there
    ├── Incomplete          4        run the command again: some of the work is left
    ├── RobotsRefused       5        leave the host alone; try again later
    ├── HostUnreachable     6        check the network or the address; try again later
    ├── ArchiveDamaged      7        restore the named record from another copy
    ├── DatabaseUnavailable 8        start the database or free its lock; try again
    ├── DiskFull            9        free space; try again
    ├── AlreadyRunning      10       wait for the other process
    ├── DiskFailed          11       check the disk and the rights on it; try again
    ├── Alarmed             12       see what is wrong, and do what each alarm says
    ├── TooMuch             13       ask for less, or give it more time
    └── Interrupted         130      run the command again: it goes on where it stopped

The message tells what happened; `next_step` tells what to do. Exit code 1 is left to bugs.
"""

from __future__ import annotations

from typing import ClassVar


class NewsArchiveError(Exception):
    """The base of all errors of this package: a message for people, a next step, an exit code."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, next_step: str | None = None) -> None:
        super().__init__(message)
        self.next_step = next_step


class UsageError(NewsArchiveError):
    """The command or an argument is wrong: correct it."""

    exit_code = 2


class ConfigError(NewsArchiveError):
    """A setting or a portal file is wrong: correct the file that the message names."""

    exit_code = 3


class ArchiveNotFound(ConfigError):
    """There is no archive here: make one, or say where it is."""


class NotFound(NewsArchiveError):
    """The archive holds nothing under that name: ask for something that is there."""

    exit_code = 3


class Incomplete(NewsArchiveError):
    """Part of the work is left: run the command again."""

    exit_code = 4


class RobotsRefused(NewsArchiveError):
    """robots.txt forbids it, or cannot be had, which forbids it too (RFC 9309, 2.3.1.4)."""

    exit_code = 5


class HostUnreachable(NewsArchiveError):
    """No answer from the host: check the address and the network."""

    exit_code = 6


class ArchiveDamaged(NewsArchiveError):
    """Stored bytes are not what was filed: restore the named record from another copy."""

    exit_code = 7


class DatabaseUnavailable(NewsArchiveError):
    """The database cannot be reached or is locked: start it or wait, then try again."""

    exit_code = 8


class DiskFull(NewsArchiveError):
    """There is no room to write: free space, then run the command again."""

    exit_code = 9


class DiskFailed(NewsArchiveError):
    """The disk did not do what it was asked for: check it and the rights on it, then run the command again."""

    exit_code = 11


class Alarmed(NewsArchiveError):
    """Something is wrong with the archive or its portals: do what each alarm says."""

    exit_code = 12


class TooMuch(NewsArchiveError):
    """A question wanted more time or memory than it may have: ask for less, or give it more time."""

    exit_code = 13


class AlreadyRunning(NewsArchiveError):
    """Another process holds this portal or this file: wait for it."""

    exit_code = 10


class Interrupted(NewsArchiveError):
    """The user stopped the work: run the command again, it goes on where it stopped."""

    exit_code = 130

"""Files that are there whole or not at all."""

from __future__ import annotations

import errno
import io
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO, TypeVar

from newsarchive.capture.files import sync_folder
from newsarchive.errors import DiskFull, UsageError

FULL = (errno.ENOSPC, errno.EDQUOT)
"""What the system says where there is no room."""

Made = TypeVar("Made")


@contextmanager
def replaced(path: Path) -> Iterator[TextIO]:
    """Give a UTF-8 text file that takes the place of `path` as `replaced_bytes` says; line ends are kept as written."""
    with replaced_bytes(path) as file:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="")
        yield text
        text.flush()
        text.detach()


@contextmanager
def replaced_bytes(path: Path) -> Iterator[BinaryIO]:
    """Give a file that takes the place of `path` when the block ends well; else nothing has happened.

    It is written beside `path` under a temporary name, synced, then renamed (POSIX rename is atomic), and the rename
    is synced. A device or a pipe is written to as it is.

    Raises UsageError where no file can be written, DiskFull.
    """
    if path.is_dir():
        raise UsageError(f"{path} is a folder.", next_step="Give the name of a file.")
    is_stream = path.exists() and not path.is_file()
    with full_disk_told(str(path)), (_as_it_is if is_stream else _beside)(path) as file:
        yield file


@contextmanager
def full_disk_told(where: str) -> Iterator[None]:
    """Raise DiskFull where the block finds no room to write."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise DiskFull(f"The disk of {where} is full.", next_step="Free space, then run it again.") from error
        raise


@contextmanager
def _as_it_is(path: Path) -> Iterator[BinaryIO]:
    with os.fdopen(opened(path, lambda: os.open(path, os.O_WRONLY)), "wb") as stream:
        yield stream


@contextmanager
def _beside(path: Path) -> Iterator[BinaryIO]:
    path = path.resolve()  # of a link, what it leads to is replaced
    handle, name = opened(path, lambda: tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent))
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(handle)
        part.chmod(mode_of(path))
        part.replace(path)
        sync_folder(path.parent)
    finally:
        part.unlink(missing_ok=True)


def opened(path: Path, make: Callable[[], Made]) -> Made:
    """Return what opens a file for writing, or beside it. Raises UsageError where no file can be written."""
    try:
        return make()
    except OSError as error:
        if error.errno in FULL:
            raise
        raise UsageError(
            f"{path} cannot be written: {error.strerror}.", next_step="Give another file, in a folder that is there."
        ) from None


def mode_of(path: Path) -> int:
    """Return the permissions of the file that is replaced, else those that this user gives new files."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask

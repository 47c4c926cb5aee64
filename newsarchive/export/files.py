"""Files that are there whole or not at all."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from newsarchive.errors import DiskFull, UsageError


@contextmanager
def replaced(path: Path) -> Iterator[TextIO]:
    """Give a UTF-8 text file that takes the place of `path` when the block ends well; else nothing has happened.

    It is written beside `path` under a temporary name, synced, then renamed (POSIX rename is atomic). Line ends are
    kept as written. A device or a pipe is written to as it is.

    Raises UsageError where no file can be written, DiskFull.
    """
    if path.is_dir():
        raise UsageError(f"{path} is a folder.", next_step="Give the name of a file.")
    if path.exists() and not path.is_file():
        with path.open("w", encoding="utf-8", newline="") as stream:
            yield stream
        return
    path = path.resolve()  # of a link, what it leads to is replaced
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written: {error.strerror}.", next_step="Give another file, in a folder that is there."
        ) from None
    part = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            yield file
            file.flush()
            os.fsync(handle)
        part.chmod(_mode(path))
        part.replace(path)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull(f"The disk of {path} is full.", next_step="Free space, then run it again.") from error
        raise
    finally:
        part.unlink(missing_ok=True)


def _mode(path: Path) -> int:
    """Return the permissions of the file that is replaced, else those that this user gives new files."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask

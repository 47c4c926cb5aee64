"""WARC files on disk: one open file a portal, appended to, synced, closed and renamed.

A file that is still written to ends in `.open`. What the database has committed of it is given to `reopen`; whatever
lies beyond was never acknowledged and is set aside in the archive's quarantine.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from newsarchive.capture.records import warcinfo
from newsarchive.errors import AlreadyRunning, ArchiveDamaged, DiskFailed, DiskFull, NewsArchiveError

OPEN = ".open"
PORTAL_LOCK = ".lock"
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
NO_DESCRIPTOR = frozenset({errno.EMFILE, errno.ENFILE})
REFUSED = frozenset({errno.EIO, errno.EROFS, errno.EACCES, errno.EPERM, errno.ENXIO, errno.ENODEV, errno.ESTALE})
OF_THE_DISK = NO_ROOM | NO_DESCRIPTOR | REFUSED
"""What the system says where no program is at fault."""


@contextmanager
def changing(path: Path, size: int | None = None) -> Iterator[None]:
    """Let the errors of a disk tell what could not be written, and what to do; `size` is in bytes.

    Raises DiskFull or DiskFailed.
    """
    try:
        yield
    except OSError as error:
        raise disk_trouble(error, path, size) from error


def sync_folder(folder: Path) -> None:
    """Make names made or changed in a folder survive a loss of power. Raises DiskFull or DiskFailed."""
    with changing(folder):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def replace_file(path: Path, data: bytes) -> None:
    """Give a file new content: after a kill or a loss of power it has the old or the new, whole."""
    new = path.with_name(f".{path.name}.new")
    _write(new, data)
    new.replace(path)
    sync_folder(path.parent)


def write_file(path: Path, data: bytes) -> None:
    """Write a file that need not be whole after a kill, and return when it is on the disk."""
    _write(path, data)
    sync_folder(path.parent)


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it, so that they survive a loss of power."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


class FileLock:
    """Held by one process at a time; freed by the kernel when that process ends. Raises AlreadyRunning."""

    def __init__(self, path: Path, busy: str, *, next_step: str) -> None:
        with changing(path.parent):
            make_folder(path.parent)
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._descriptor)
            raise AlreadyRunning(busy, next_step=next_step) from None

    def release(self) -> None:
        """Let the next process have it."""
        os.close(self._descriptor)


class PortalLock(FileLock):
    """Held by the one process that crawls a portal into an archive."""

    def __init__(self, folder: Path, portal_id: str) -> None:
        super().__init__(
            folder / PORTAL_LOCK,
            f"{portal_id} is being crawled into this archive already.",
            next_step="Wait until that crawl has ended: newsarchive status",
        )


def is_crawled(folder: Path) -> bool:
    """Whether a process crawls the portal whose WARC files lie in a folder."""
    if not (folder / PORTAL_LOCK).exists():
        return False
    try:
        PortalLock(folder, folder.name).release()
    except AlreadyRunning:
        return True
    return False


@contextmanager
def portals_held(warc: Path, portal_ids: Iterable[str]) -> Iterator[None]:
    """Let nobody crawl any of the portals within the block. Raises AlreadyRunning."""
    with ExitStack() as stack:
        for portal_id in sorted(set(portal_ids)):
            stack.callback(PortalLock(warc / portal_id, portal_id).release)
        yield


@dataclass(frozen=True)
class Mark:
    """Where a file ended at a time."""

    length: int
    records: int
    hash: hashlib._Hash


@dataclass(kw_only=True)
class OpenFile:
    """A WARC file that records are appended to."""

    name: str
    """Path below the WARC folder, without `.open`."""
    path: Path
    """Where it lies now."""
    file: BinaryIO
    length: int
    """Bytes appended, committed or not."""
    records: int
    hash: hashlib._Hash
    """SHA-256 of the bytes appended."""

    def append(self, data: bytes, records: int) -> int:
        """Append whole members; return the offset in bytes at which they begin. Raises DiskFull or DiskFailed."""
        offset, left = self.length, memoryview(data)
        self.hash.update(data)
        with changing(self.path, len(data)):
            while left:  # an unbuffered write may take only a part
                left = left[self.file.write(left) :]
        self.length += len(data)
        self.records += records
        return offset

    def sync(self) -> None:
        """Return when everything appended is on the disk. Raises DiskFull or DiskFailed."""
        with changing(self.path):
            os.fdatasync(self.file.fileno())

    def cut_back(self, mark: Mark) -> None:
        """Forget what was appended since the mark: its transaction failed."""
        with changing(self.path):
            os.ftruncate(self.file.fileno(), mark.length)
            self.file.seek(mark.length)
        self.length, self.records, self.hash = mark.length, mark.records, mark.hash

    def mark(self) -> Mark:
        """Return where the file ends now, to come back to."""
        return Mark(self.length, self.records, self.hash.copy())

    @property
    def sha256(self) -> str:
        """SHA-256 of the bytes appended, in hexadecimal."""
        return self.hash.hexdigest()

    def close(self) -> None:
        """Let go of the file; it stays open for a later run to continue."""
        self.file.close()

    def finish(self) -> None:
        """Sync the file and give it its final name."""
        self.sync()
        self.file.close()
        final = self.path.with_name(self.path.name.removesuffix(OPEN))
        with changing(self.path):
            self.path.rename(final)
        sync_folder(final.parent)


def create(warc: Path, portal_id: str, now: datetime, info: dict[str, str]) -> OpenFile:
    """Begin a new WARC file of a portal with its warcinfo record."""
    folder = warc / portal_id
    stem = f"{portal_id}-{now.astimezone(UTC):%Y%m%dT%H%M%S%f}"
    name = f"{portal_id}/{stem}.warc.gz"
    path = folder / f"{stem}.warc.gz{OPEN}"
    with changing(path):
        make_folder(folder)
        file = path.open("xb", buffering=0)
    opened = OpenFile(name=name, path=path, file=file, length=0, records=0, hash=hashlib.sha256())
    opened.append(warcinfo(f"{stem}.warc.gz", info).data, 1)
    opened.sync()
    sync_folder(folder)
    return opened


def reopen(warc: Path, quarantine: Path, name: str, *, length: int, records: int, sha256: str) -> OpenFile:
    """Continue a file at its committed length in bytes; anything beyond goes to quarantine.

    Raises ArchiveDamaged when the file is missing, shorter than what was committed, or not what was committed.
    """
    path = warc / f"{name}{OPEN}"
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        size = -1
    if size < length:
        said = "is missing" if size < 0 else f"has {size} bytes where {length} were filed"
        raise ArchiveDamaged(f"{path} {said}.", next_step="See what is damaged: newsarchive verify")
    with changing(path):
        if size > length:
            _set_aside(path, length, quarantine)
        file = path.open("r+b", buffering=0)
        digest = hashlib.file_digest(file, "sha256")
    if digest.hexdigest() != sha256:
        file.close()
        raise ArchiveDamaged(f"{path} is not what was filed.", next_step="See what is damaged: newsarchive verify")
    return OpenFile(name=name, path=path, file=file, length=length, records=records, hash=digest)


def is_finished(warc: Path, name: str) -> bool:
    """Whether a file has its final name."""
    return (warc / name).is_file() and not (warc / f"{name}{OPEN}").exists()


def _set_aside(path: Path, length: int, quarantine: Path) -> None:
    """Keep the unacknowledged tail before cutting it off: killed in between, the next start does it again."""
    make_folder(quarantine)
    with path.open("r+b") as file:
        file.seek(length)
        write_file(quarantine / f"{path.name}.{length}.tail", file.read())
        file.truncate(length)
        os.fsync(file.fileno())


def disk_trouble(error: OSError, path: Path | str, size: int | None = None) -> NewsArchiveError:
    """Return what the system said of a file as our error: DiskFull, or DiskFailed."""
    said = error.strerror or type(error).__name__
    if error.errno in NO_ROOM:
        wanted = f" {size:,} bytes" if size else ""
        free = f"; {left:,} bytes are free" if (left := _free(Path(path))) is not None else ""
        return DiskFull(
            f"There is no room left to write{wanted} to {path}: {said}{free}.",
            next_step="Free space, or raise the quota or limit, then run the command again.",
        )
    step = "Check the disk and the rights on the folder, then run the command again."
    if error.errno in NO_DESCRIPTOR:
        step = "Raise the limit on open files (ulimit -n 256), then run the command again."
    return DiskFailed(f"{path} cannot be used: {said}.", next_step=step)


def _free(path: Path) -> int | None:
    """Return the bytes that are free where a file lies or is to lie."""
    with suppress(OSError):
        return shutil.disk_usage(path if path.is_dir() else path.parent).free
    return None

"""Files that are written beside the place that they will have, so that one that was cut off can be gone on with.

`.NAME.part` holds what is written so far, `.NAME.part.json` how far it can be relied on: what was asked for, how far
the archive had come, the bytes and rows that are on the disk, and the article that they end with. The file has its name
only when it is whole.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from newsarchive.capture.files import replace_file, sync_folder
from newsarchive.errors import AlreadyRunning, UsageError
from newsarchive.export.chunks import Chunk
from newsarchive.export.files import full_disk_told, mode_of, opened

EVERY = 10.0
"""Seconds after which what was written is put on the disk, and noted."""
ANEW = "Begin anew: the same command without --resume."


@dataclass(frozen=True, kw_only=True)
class Mark:
    """How far a file has come."""

    asked: dict[str, Any]
    """What it is made of: `Asked.told`."""
    commit: dict[str, str]
    """How far the archive had come: `query.commit`."""
    rows: int = 0
    size: int = 0
    """Bytes."""
    article: int = 0
    """The article that the rows end with."""


class Part:
    """A file that is being written."""

    def __init__(self, path: Path, file: BinaryIO, mark: Mark) -> None:
        self._notes = notes_of(path)
        self._file = file
        self._noted = time.monotonic()
        self.mark = mark
        """How far it can be relied on."""

    def write(self, chunks: Iterable[Chunk], on_rows: Callable[[int], None] | None = None) -> int:
        """Add to it, and return the rows that it has in all."""
        rows, article = self.mark.rows, self.mark.article
        for chunk in chunks:
            if chunk.first != article and article and time.monotonic() - self._noted >= EVERY:
                self._note(rows, article)  # between two articles, so that none is written in part
            self._file.write(chunk.data)
            rows, article = rows + chunk.rows, chunk.last
            if on_rows is not None:
                on_rows(rows)
        return rows

    def _note(self, rows: int, article: int) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        self.mark = replace(self.mark, rows=rows, size=self._file.tell(), article=article)
        replace_file(self._notes, json.dumps(asdict(self.mark), ensure_ascii=False).encode())
        self._noted = time.monotonic()


def part_of(path: Path) -> Path:
    """Return where a file is written before it is whole; of a link, what it leads to is replaced."""
    return path.resolve().with_name(f".{path.resolve().name}.part")


def notes_of(path: Path) -> Path:
    """Return where it stands how far a file has come; it is there as long as the file can be gone on with."""
    part = part_of(path)
    return part.with_name(f"{part.name}.json")


@contextmanager
def written(path: Path, mark: Mark, *, resume: bool = False) -> Iterator[Part]:
    """Give a file that takes the place of `path` when the block ends well; with `resume` one that was cut off.

    Where the block fails, what is noted stays, to be gone on with; where nothing is, nothing has happened. Raises
    UsageError where no file can be written, where what was begun is of another table, or the archive has changed since;
    AlreadyRunning while another process writes it; DiskFull.
    """
    if path.is_dir():
        raise UsageError(f"{path} is a folder.", next_step="Give the name of a file.")
    part, notes = part_of(path), notes_of(path)
    with full_disk_told(str(path)), _held(path, part) as file:
        begun = _begun(path, notes, file, mark) if resume else None
        if begun is None:
            notes.unlink(missing_ok=True)
        file.truncate(begun.size if begun else 0)
        file.seek(0, os.SEEK_END)
        try:
            yield Part(path, file, begun or mark)
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            if not notes.exists():
                part.unlink(missing_ok=True)
            raise
        part.chmod(mode_of(path))
        part.replace(path.resolve())
        notes.unlink(missing_ok=True)
        sync_folder(part.parent)


@contextmanager
def _held(path: Path, part: Path) -> Iterator[BinaryIO]:
    handle = opened(path, lambda: os.open(part, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    with os.fdopen(handle, "r+b") as file:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            is_held = os.fstat(handle).st_ino == part.stat().st_ino  # else it was finished in between
        except (BlockingIOError, FileNotFoundError):
            is_held = False
        if not is_held:
            raise AlreadyRunning(f"Another process writes {path}.", next_step="Wait for it, or give another name.")
        yield file


def _begun(path: Path, notes: Path, file: BinaryIO, wanted: Mark) -> Mark | None:
    """Return how far a file has come that is to be gone on with; None where nothing was begun."""
    if not notes.exists():
        return None
    try:
        mark = Mark(**json.loads(notes.read_bytes()))
    except (ValueError, TypeError):
        raise UsageError(f"{notes} cannot be read.", next_step=ANEW) from None
    other = [name for name, value in wanted.asked.items() if mark.asked.get(name) != value]
    if other:
        raise UsageError(f"{path} was begun with other {', '.join(other)}.", next_step=f"Ask for the same. {ANEW}")
    if mark.commit != wanted.commit:
        raise UsageError(
            f"The archive has changed since {path} was begun ({_grown(mark.commit, wanted.commit)}):"
            " its rows would be of two states.",
            next_step=ANEW,
        )
    if file.seek(0, os.SEEK_END) < mark.size:
        raise UsageError(f"{part_of(path)} is shorter than was noted.", next_step=ANEW)
    return mark


def _grown(before: dict[str, str], now: dict[str, str]) -> str:
    names = [name for name in before | now if before.get(name) != now.get(name)]
    return ", ".join(f"{name} {before.get(name, 'none')}, now {now.get(name, 'none')}" for name in names)

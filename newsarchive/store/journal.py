"""The journal: what people decided, in a file that can only grow. Each line holds the digest of the one before it.

`journal/decisions.jsonl` has one JSON object a line: seq, at, by, what, facts, previous (SHA-256 of the line before).
"""

from __future__ import annotations

import fcntl
import getpass
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from newsarchive.capture.files import NO_ROOM, sync_folder
from newsarchive.errors import ArchiveDamaged, DiskFull

FILE = "decisions.jsonl"
BEGINNING = "0" * 64
"""What the first entry holds for its predecessor."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One decision."""

    seq: int
    """From 1."""
    at: str
    """When, ISO 8601 in UTC."""
    by: str
    """Who: the name of the account."""
    what: str
    """What was decided, as a word: schedule-add, schedule-remove …"""
    facts: dict[str, Any]
    """The particulars."""
    previous: str
    """SHA-256 of the line before, in hexadecimal."""


def append(folder: Path, what: str, facts: Mapping[str, Any]) -> Entry:
    """Write a decision down and return when it is on the disk.

    A last line that a loss of power tore is set aside beside the journal. Raises ArchiveDamaged when the journal was
    altered, DiskFull.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _append(folder / FILE, what, facts)
    except OSError as error:
        if error.errno in NO_ROOM:
            raise DiskFull(f"The disk of {folder} is full.", next_step="Free space, then run it again.") from error
        raise


def _append(path: Path, what: str, facts: Mapping[str, Any]) -> Entry:
    with path.open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        _set_torn_line_aside(path)
        file.seek(0)
        seq, previous = 0, BEGINNING
        for entry, line in _entries(path, file.read()):
            seq, previous = entry.seq, _sha256(line)
        entry = Entry(
            seq=seq + 1,
            at=datetime.now(UTC).isoformat(timespec="seconds"),
            by=_account(),
            what=what,
            facts=dict(facts),
            previous=previous,
        )
        file.write(json.dumps(asdict(entry), ensure_ascii=False, sort_keys=True).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)
    return entry


def read(folder: Path) -> Iterator[Entry]:
    """Give every decision in order. Raises ArchiveDamaged that names the line where the chain breaks.

    A last line without its end was never acknowledged and is no decision; the next `append` sets it aside.
    """
    path = folder / FILE
    if path.exists():
        data = path.read_bytes()
        for entry, _line in _entries(path, data[: data.rfind(b"\n") + 1]):
            yield entry


def _entries(path: Path, data: bytes) -> Iterator[tuple[Entry, bytes]]:
    previous = BEGINNING
    for number, line in enumerate(data.splitlines(), start=1):
        try:
            entry = Entry(**json.loads(line))
        except (ValueError, TypeError, RecursionError):
            entry = None
        if entry is None or entry.seq != number or entry.previous != previous:
            raise ArchiveDamaged(
                f"{path}, line {number}: the journal was altered here or in the line before.",
                next_step="Restore the journal from another copy.",
            )
        previous = _sha256(line)
        yield entry, line


def _set_torn_line_aside(path: Path) -> None:
    data = path.read_bytes()
    whole, newline, torn = data.rpartition(b"\n")
    if torn:
        with path.with_name(f"{FILE}.torn-{_sha256(torn)[:12]}").open("wb") as aside:
            aside.write(torn)
            aside.flush()
            os.fsync(aside.fileno())  # kept there before it is cut off here
        sync_folder(path.parent)
        os.truncate(path, len(whole) + len(newline))


def _sha256(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()


def _account() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user id without a name
        return str(os.getuid())

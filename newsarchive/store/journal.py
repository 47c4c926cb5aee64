"""The journal: what people decided, in a file that can only grow. Each line holds the digest of the one before it.

`journal/decisions.jsonl` has one JSON object a line: seq, at, by, what, facts, previous (SHA-256 of the line before).
`journal/anchor.json` holds number and digest of the last line, which no later line holds yet.
"""

from __future__ import annotations

import fcntl
import getpass
import hashlib
import json
import os
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from newsarchive.capture.files import NO_ROOM, make_folder, replace_file, sync_folder, write_file
from newsarchive.errors import ArchiveDamaged, DiskFull

FILE = "decisions.jsonl"
ANCHOR = "anchor.json"
RESTORE = "Where there is a second copy of the archive: newsarchive repair --from COPY"
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


@dataclass(frozen=True, kw_only=True)
class Anchor:
    """Where the journal ends. It is written before a line (`acknowledged` false) and again after it."""

    seq: int = 0
    sha256: str = BEGINNING
    """Of the last line."""
    previous: str = BEGINNING
    """Of the line before that."""
    acknowledged: bool = True
    """Whether the last line is known to be on the disk; else a kill may have come before it."""

    def holds(self, seq: int, sha256: str, previous: str) -> bool:
        """Whether a journal may end with that line, after one with the digest `previous`."""
        if self.acknowledged or seq == self.seq:
            return (seq, sha256, previous) == (self.seq, self.sha256, self.previous)
        return (seq, sha256) == (self.seq - 1, self.previous)


def begin(folder: Path) -> None:
    """Make an empty journal, so that its absence is seen from then on."""
    make_folder(folder)
    if not is_begun(folder):
        _write_anchor(folder, Anchor())
        (folder / FILE).touch()
        sync_folder(folder)


def is_begun(folder: Path) -> bool:
    """Whether there is a journal, or what is left of one."""
    return (folder / FILE).exists() or (folder / ANCHOR).exists()


def append(folder: Path, what: str, facts: Mapping[str, Any]) -> Entry:
    """Write a decision down and return when it is on the disk.

    A last line that a loss of power tore is set aside beside the journal. Raises ArchiveDamaged when the journal was
    altered, DiskFull.
    """
    try:
        make_folder(folder)
        return _append(folder, what, facts)
    except OSError as error:
        if error.errno in NO_ROOM:
            raise DiskFull(f"The disk of {folder} is full.", next_step="Free space, then run it again.") from error
        raise


def _append(folder: Path, what: str, facts: Mapping[str, Any]) -> Entry:
    path = folder / FILE
    with path.open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        written, anchor = lines(folder), read_anchor(folder)
        if written or anchor is not None:
            deque(_proven(folder, written, anchor), maxlen=0)
        previous = sha256(written[-1]) if written else BEGINNING
        _set_torn_line_aside(path)
        entry = Entry(
            seq=len(written) + 1,
            at=datetime.now(UTC).isoformat(timespec="seconds"),
            by=_account(),
            what=what,
            facts=dict(facts),
            previous=previous,
        )
        line = json.dumps(asdict(entry), ensure_ascii=False, sort_keys=True).encode()
        anchor = Anchor(seq=entry.seq, sha256=sha256(line), previous=previous, acknowledged=False)
        _write_anchor(folder, anchor)
        file.write(line + b"\n")
        file.flush()
        os.fsync(file.fileno())
        _write_anchor(folder, replace(anchor, acknowledged=True))
    return entry


def read(folder: Path) -> Iterator[Entry]:
    """Give every decision in order. Raises ArchiveDamaged that names the line where the chain breaks.

    A last line without its end was never acknowledged and is no decision; the next `append` sets it aside.
    """
    if is_begun(folder):
        yield from _proven(folder, *_written(folder))


def proven_lines(folder: Path) -> tuple[list[bytes], Anchor]:
    """Return the lines of a whole journal and where it ends, as they stand at one moment. Raises ArchiveDamaged."""
    if not is_begun(folder):
        return [], Anchor()
    written, anchor = _written(folder)
    deque(_proven(folder, written, anchor), maxlen=0)
    assert anchor is not None
    return written, anchor


def _written(folder: Path) -> tuple[list[bytes], Anchor | None]:
    with (folder / FILE).open("rb") if (folder / FILE).exists() else nullcontext() as file:
        if file is not None:
            fcntl.flock(file, fcntl.LOCK_SH)  # line and anchor are written one after the other
        return lines(folder), read_anchor(folder)


def _proven(folder: Path, written: Sequence[bytes], anchor: Anchor | None) -> Iterator[Entry]:
    """Give the entries of a chain that ends at its anchor. Raises ArchiveDamaged."""
    path, seq, digest, before = folder / FILE, 0, BEGINNING, BEGINNING
    for seq, line in enumerate(written, start=1):
        try:
            entry = Entry(**json.loads(line))
        except (ValueError, TypeError, RecursionError):
            entry = None
        if entry is None or entry.seq != seq or entry.previous != digest:
            raise ArchiveDamaged(
                f"{path}, line {seq}: the journal was altered here or in the line before.", next_step=RESTORE
            )
        yield entry
        digest, before = sha256(line), digest
    if anchor is None:
        raise ArchiveDamaged(f"{folder / ANCHOR} is missing or cannot be read.", next_step=RESTORE)
    if not anchor.holds(seq, digest, before):
        what = f"line {seq} was altered" if seq == anchor.seq else f"{seq} lines where {anchor.seq} were written"
        raise ArchiveDamaged(f"{path}: {what}.", next_step=RESTORE)


def read_anchor(folder: Path) -> Anchor | None:
    """Return where the journal ends; None where that cannot be known."""
    try:
        data = (folder / ANCHOR).read_bytes()
        anchor = Anchor(**json.loads(data))
    except (OSError, ValueError, TypeError, RecursionError):
        return None
    return anchor if anchored(anchor) == data else None


def lines(folder: Path) -> list[bytes]:
    """Return the lines as they stand there, in whatever state."""
    path = folder / FILE
    return path.read_bytes().split(b"\n")[:-1] if path.exists() else []


def restore(folder: Path, kept: Sequence[bytes], anchor: Anchor) -> None:
    """Replace the journal by lines that are proven to be its own."""
    make_folder(folder)
    replace_file(folder / FILE, b"".join(line + b"\n" for line in kept))
    _write_anchor(folder, anchor)


def _write_anchor(folder: Path, anchor: Anchor) -> None:
    replace_file(folder / ANCHOR, anchored(anchor))


def anchored(anchor: Anchor) -> bytes:
    """Return what stands in the file of an anchor."""
    return json.dumps(asdict(anchor), sort_keys=True).encode() + b"\n"


def _set_torn_line_aside(path: Path) -> None:
    data = path.read_bytes()
    whole, newline, torn = data.rpartition(b"\n")
    if torn:
        write_file(path.with_name(f"{FILE}.torn-{sha256(torn)[:12]}"), torn)  # kept before it is cut off here
        os.truncate(path, len(whole) + len(newline))


def sha256(line: bytes) -> str:
    """Return the SHA-256 of a line without its end, in hexadecimal."""
    return hashlib.sha256(line).hexdigest()


def _account() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user id without a name
        return str(os.getuid())

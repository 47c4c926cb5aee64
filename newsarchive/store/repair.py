"""Repair: damaged records are restored from a second copy of the archive, bit by bit, and written down in the journal.

A record is taken from the other copy only where it is whole there: it decompresses, its digests hold, and it is what
the database holds of it. Damaged bytes are kept in the quarantine before they are replaced.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import select

from newsarchive.capture.alteration import altering
from newsarchive.capture.files import OPEN, PortalLock, changing, make_folder, sync_folder, write_file
from newsarchive.capture.members import CHUNK, MemberBroken, Record, file_sha256, read_member
from newsarchive.errors import ArchiveDamaged, NotFound
from newsarchive.store import journal
from newsarchive.store.archive import Archive
from newsarchive.store.blanking import blank
from newsarchive.store.database import reading
from newsarchive.store.models import WarcFile
from newsarchive.store.warc_check import Filed, captures_of, check_file, faults, lies_at
from newsarchive.store.withdrawal import WITHDRAW, decided_at, last_decisions


@dataclass(frozen=True, kw_only=True)
class Restored:
    """A stretch of a WARC file that was replaced."""

    file: str
    offset: int
    """Bytes."""
    length: int
    """Bytes."""
    sha256: str
    """Of the bytes that stand there now, in hexadecimal."""
    was: str | None
    """The file in the quarantine with the bytes that stood there; None where there were none."""


@dataclass(kw_only=True)
class Repaired:
    """What was damaged, and what became of it."""

    damaged: int = 0
    """Files that were not as they were filed; the journal counts as one."""
    restored: list[Restored] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    """What is still damaged, and why."""


def repair(archive: Archive, copy: Path) -> Repaired:
    """Restore what `verify` finds damaged in WARC files and journal from a second copy of the archive.

    `copy` is an archive's folder, a backup, or a folder with WARC files. No crawl and no backup may run meanwhile.
    Killed in between, the files repaired so far are whole, and it can be begun again. Raises NotFound, AlreadyRunning,
    ArchiveDamaged when the journal of neither is whole, DiskFull, DiskFailed.
    """
    if not copy.is_dir():
        raise NotFound(f"There is no folder {copy}.", next_step="Name the folder of the second copy.")
    result = Repaired()
    _repair_journal(archive.config.journal, copy / archive.config.journal.name, result)
    with reading(archive.engine) as session:
        rows = session.scalars(select(WarcFile).order_by(WarcFile.id)).all()
        with ExitStack() as stack:
            stack.enter_context(altering(archive.config.warc))
            for portal_id in sorted({row.portal_id for row in rows}):
                lock = PortalLock(archive.config.warc / portal_id, portal_id)
                stack.callback(lock.release)
            for row in rows:
                if check_file(session, archive.config.warc, row).damages:
                    result.damaged += 1
                    _blank_again(archive, row, result)
                    _Mending(archive, row, captures_of(session, row), copy, result).mend()
                    _blank_again(archive, row, result)
                    left = check_file(session, archive.config.warc, row).damages
                    result.left += [f"{damage.where}: {damage.what}" for damage in left]
    return result


def _blank_again(archive: Archive, row: WarcFile, result: Repaired) -> None:
    """Put tombstones in their places again: the journal knows them to the byte, and no copy may bring back the rest."""
    config = archive.config
    for entry in last_decisions(journal.read(config.journal)).values():
        if entry.what != WITHDRAW:
            continue
        for one in blank(config, entry.facts, decided_at(entry), only=row.name):
            stone = Restored(file=row.name, offset=one["offset"], length=one["length"], sha256=one["now"], was=None)
            result.restored.append(stone)
            facts = {name: value for name, value in vars(stone).items() if value is not None}
            journal.append(config.journal, "repair", facts | {"from": "the journal"})


class _Mending:
    """One damaged file."""

    def __init__(
        self, archive: Archive, row: WarcFile, captures: Mapping[int, Filed], copy: Path, result: Repaired
    ) -> None:
        self._config = archive.config
        self._row = row
        self._captures = captures
        self._copy = copy
        self._result = result

    def mend(self) -> None:
        """Put the file together from both copies, prove it, and let it take the place of the damaged one."""
        theirs = _counterpart(self._copy, self._row.name)
        if theirs is None:
            return
        there = lies_at(self._config.warc, self._row.name)
        place = there or self._config.warc / (self._row.name if self._row.closed_at else f"{self._row.name}{OPEN}")
        new = place.with_name(f".{place.name}.repaired")
        with ExitStack() as stack:
            other = stack.enter_context(theirs.open("rb", buffering=CHUNK))
            ours = stack.enter_context(there.open("rb", buffering=CHUNK)) if there else None
            whole = file_sha256(theirs, self._row.length) == self._row.sha256
            taken = list(self._differing(ours, other) if whole else self._broken(ours, other))
            if taken:
                self._replace(place, new, ours, other, taken)

    def _differing(self, ours: BinaryIO | None, other: BinaryIO) -> Iterator[tuple[int, int]]:
        """Give the members that differ from a copy which is proven whole: offset and length, in bytes."""
        offset = 0
        while offset < self._row.length:
            length = read_member(other, offset, self._row.length).length
            if ours is None or _bytes(ours, offset, length) != _bytes(other, offset, length):
                yield offset, length
            offset += length

    def _broken(self, ours: BinaryIO | None, other: BinaryIO) -> Iterator[tuple[int, int]]:
        """Give the members that are whole in the other copy only."""
        offset = 0
        while offset < self._row.length:
            mine = self._whole(ours, offset) if ours else None
            found = mine or self._whole(other, offset)
            if found is not None and mine is None:
                yield offset, found.length
            after = min((at for at in self._captures if at > offset), default=self._row.length)
            offset = offset + found.length if found else after

    def _whole(self, file: BinaryIO, offset: int) -> Record | None:
        try:
            record = read_member(file, offset, self._row.length)
            return None if any(faults(record, self._captures.get(offset))) else record
        except MemberBroken:
            return None

    def _replace(
        self, place: Path, new: Path, ours: BinaryIO | None, other: BinaryIO, taken: list[tuple[int, int]]
    ) -> None:
        restored: list[Restored] = []
        with changing(new):
            make_folder(place.parent)
            with new.open("wb") as file:
                if ours is not None:
                    _copy(ours, file)
                for offset, length in taken:
                    data = _bytes(other, offset, length)
                    restored.append(self._restored(place, ours, offset, data))
                    file.seek(offset)
                    file.write(data)
                if self._row.closed_at is not None:
                    file.truncate(min(file.seek(0, os.SEEK_END), self._row.length))
                file.flush()
                os.fsync(file.fileno())
            new.replace(place)
        sync_folder(place.parent)
        self._result.restored += restored
        for one in restored:
            facts = {name: value for name, value in vars(one).items() if value is not None}
            journal.append(self._config.journal, "repair", facts | {"from": str(self._copy)})

    def _restored(self, place: Path, ours: BinaryIO | None, offset: int, data: bytes) -> Restored:
        """Keep the bytes that are about to be replaced, and return what replaces them."""
        stood = _bytes(ours, offset, len(data)) if ours is not None else b""
        kept = self._config.quarantine / f"{place.name}.{offset}.damaged"
        if stood:
            with changing(kept):
                make_folder(kept.parent)
                write_file(kept, stood)
        return Restored(
            file=self._row.name,
            offset=offset,
            length=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
            was=kept.name if stood else None,
        )


def _counterpart(copy: Path, name: str) -> Path | None:
    """Return where the other copy has a file: as an archive, as its folder of WARC files, or flat."""
    for folder in (copy / "warc", copy):
        if (found := lies_at(folder, name)) is not None:
            return found
    return lies_at(copy, Path(name).name)


def _bytes(file: BinaryIO, offset: int, length: int) -> bytes:
    file.seek(offset)
    return file.read(length)


def _copy(source: BinaryIO, target: BinaryIO) -> None:
    source.seek(0)
    while chunk := source.read(CHUNK):
        target.write(chunk)


def _repair_journal(ours: Path, theirs: Path, result: Repaired) -> None:
    """Take the other copy's journal where ours is damaged and its lines are provably the same decisions."""
    try:
        list(journal.read(ours))
    except ArchiveDamaged as damaged:
        result.damaged += 1
        anchor, other = journal.read_anchor(ours), journal.read_anchor(theirs)
        try:
            list(journal.read(theirs))
        except ArchiveDamaged:
            other = None
        if other is None or (anchor is not None and anchor != other):
            raise ArchiveDamaged(
                f"{damaged} The copy's journal is damaged too, or does not end where ours did.",
                next_step="Take the journal from another copy.",
            ) from None
        journal.restore(ours, journal.lines(theirs), other)
        journal.append(ours, "repair", {"file": journal.FILE, "from": str(theirs)})

"""Backups: an archive copied into a folder, each time only what is new, while crawls go on.

The database is copied as of one moment, then of each WARC file the bytes that it holds as filed at that moment: those
were on the disk before the database knew of them. Closed files are copied once; of open ones what was appended. Each is
proven by the SHA-256 that the database holds.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from newsarchive import __version__
from newsarchive.capture.alteration import held_still
from newsarchive.capture.files import changing, sync_folder
from newsarchive.capture.members import CHUNK, file_sha256
from newsarchive.config import FILE as SETTINGS
from newsarchive.config import without_password
from newsarchive.errors import AlreadyRunning, ArchiveDamaged, UsageError
from newsarchive.store import journal
from newsarchive.store.archive import Archive
from newsarchive.store.manifest import (
    FILE,
    NEXT,
    Kept,
    Manifest,
    is_whole,
    next_of,
    place_of,
    read_manifest,
    settle,
    write_manifest,
)
from newsarchive.store.models import WarcFile
from newsarchive.store.snapshot import DATABASE, take
from newsarchive.store.warc_check import lies_at

Progress = Callable[[int, int], None]


@dataclass(kw_only=True)
class BackedUp:
    """What a backup holds, and what of it had to be copied."""

    files: int = 0
    bytes: int = 0
    copied: int = 0
    """Bytes of WARC files that the backup before did not have."""
    damages: list[str] = field(default_factory=list)
    """Files of the archive that are not what was filed."""


def back_up(archive: Archive, folder: Path, *, on_progress: Progress | None = None) -> BackedUp:
    """Copy an archive into a folder, or bring the copy there up to date.

    `on_progress` is told bytes of WARC files done and in all. Crawls may run meanwhile. Killed at any moment, the
    backup before is whole, and the next call goes on. Raises UsageError where the folder holds something else,
    AlreadyRunning, DiskFull, DiskFailed.
    """
    _check_place(archive, folder)
    with changing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder), held_still(archive.config.warc):
        previous = read_manifest(folder)
        if previous is not None:
            settle(folder, previous)
        work = _Work(archive, folder, previous, on_progress or (lambda _done, _all: None))
        manifest = work.copy()
        write_manifest(folder, manifest)
        settle(folder, manifest)
    return work.result


def _check_place(archive: Archive, folder: Path) -> None:
    resolved, root = folder.resolve(), archive.root.resolve()
    if resolved == root or root in resolved.parents:
        raise UsageError(
            f"{folder} lies in the archive itself.", next_step="Give a folder elsewhere, best on another disk."
        )
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file.", next_step="Give a folder.")
    own = {FILE, DATABASE, f"{SETTINGS}.saved", "warc", "journal", "spiders", ".lock"}
    strange = folder.is_dir() and {path.name.partition(NEXT)[0] for path in folder.iterdir()} - own  # `.next-wal` too
    if strange and not (folder / FILE).exists():
        raise UsageError(
            f"{folder} holds something else: {', '.join(sorted(strange)[:5])}.",
            next_step="Give a folder that is empty, not there yet, or holds a backup of this archive.",
        )


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with changing(folder):
        descriptor = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(
                f"Another backup into {folder} is running.", next_step="Wait until it has ended."
            ) from None
        yield
    finally:
        os.close(descriptor)


class _Work:
    """One backup."""

    def __init__(self, archive: Archive, folder: Path, previous: Manifest | None, tell: Progress) -> None:
        self.result = BackedUp()
        self._archive = archive
        self._folder = folder
        self._previous = previous
        self._had = previous.by_path() if previous else {}
        self._tell = tell
        self._done = self._total = 0

    def copy(self) -> Manifest:
        """Copy what is new; return what the backup consists of then."""
        made_at = datetime.now(UTC).isoformat(timespec="seconds")
        snapshot = next_of(self._folder / DATABASE)
        rows = take(self._archive, snapshot)
        self._refuse_another(rows)
        kept = [Kept(path=DATABASE, length=snapshot.stat().st_size, sha256=_sha256(snapshot))]
        decisions, last = self._copy_journal(kept)
        self._total = sum(row.length for row in rows)
        kept += [found for row in rows if (found := self._copy_warc(row)) is not None]
        kept += self._copy_settings()
        self.result.files, self.result.bytes = len(kept), sum(one.length for one in kept)
        return Manifest(
            made_at=made_at,
            software=f"newsarchive/{__version__}",
            archive=str(self._archive.root),
            decisions=decisions,
            last_decision=last,
            files=tuple(kept),
        )

    def _refuse_another(self, rows: list[WarcFile]) -> None:
        """Refuse a folder with the backup of another archive: no archive ever loses the name of a file."""
        known = {f"warc/{row.name}" for row in rows}
        strange = next((path for path in self._had if path.startswith("warc/") and path not in known), None)
        if strange is not None:
            next_of(self._folder / DATABASE).unlink()
            raise UsageError(
                f"{self._folder} holds the backup of another archive, or of a later state of this one: "
                f"{strange} is not in {self._archive.root}.",
                next_step="Give another folder.",
            )

    # --- the journal, and small files ---

    def _copy_journal(self, kept: list[Kept]) -> tuple[int, str]:
        """Copy the journal where it goes on from the one that the backup has."""
        previous = self._previous
        before = (previous.decisions, previous.last_decision) if previous else (0, journal.BEGINNING)
        names = [f"journal/{name}" for name in (journal.FILE, journal.ANCHOR)]
        try:
            lines, anchor = journal.proven_lines(self._archive.config.journal)
            if before[0] > len(lines) or (before[0] and journal.sha256(lines[before[0] - 1]) != before[1]):
                raise ArchiveDamaged("The journal does not go on from the one that the backup has.")
        except ArchiveDamaged as damaged:
            self.result.damages.append(f"{damaged} The backup keeps the journal that it has.")
            kept += [self._had[name] for name in names if name in self._had]
            return before
        kept.append(self._put(names[0], b"".join(line + b"\n" for line in lines)))
        kept.append(self._put(names[1], journal.anchored(anchor)))
        return len(lines), journal.sha256(lines[-1]) if lines else journal.BEGINNING

    def _copy_settings(self) -> Iterator[Kept]:
        """Copy archive.toml, without a password, and the archive's own portal files."""
        root = self._archive.root
        yield self._put(SETTINGS, without_password((root / SETTINGS).read_text("utf-8")).encode())
        for path in sorted((root / "spiders").rglob("*")):
            if path.is_file() and not path.is_symlink() and path.suffix != ".pyc":
                yield self._put(path.relative_to(root).as_posix(), path.read_bytes())

    def _put(self, path: str, data: bytes) -> Kept:
        kept = Kept(path=path, length=len(data), sha256=hashlib.sha256(data).hexdigest())
        place = place_of(self._folder, path)
        if kept != self._had.get(path) or not is_whole(place, kept):
            _write(next_of(place), data)
        return kept

    # --- WARC files ---

    def _copy_warc(self, row: WarcFile) -> Kept | None:
        """Bring the copy of a WARC file up to date; None where there is nothing of it."""
        wanted = Kept(path=f"warc/{row.name}", length=row.length, sha256=row.sha256, is_open=row.closed_at is None)
        place = place_of(self._folder, wanted.path)
        before = self._had.get(wanted.path)
        unchanged = before is not None and (before.length, before.sha256) == (wanted.length, wanted.sha256)
        if unchanged and place.is_file() and place.stat().st_size >= wanted.length:
            self._advance(row.length)
            return wanted
        return self._append(row, wanted, place) or self._replace(row, wanted, place)

    def _append(self, row: WarcFile, wanted: Kept, place: Path) -> Kept | None:
        """Copy what the copy does not have yet; None where that does not make the file that was filed.

        What the backup before holds of it is not touched, so that it stays whole.
        """
        source = self._source(row)
        has = place.stat().st_size if place.is_file() else 0
        if source is not None and has < wanted.length:
            self._advance(has)
            self._copy_bytes(source, place, has, wanted.length)
        return wanted if is_whole(place, wanted) else None

    def _replace(self, row: WarcFile, wanted: Kept, place: Path) -> Kept | None:
        """Copy a file anew beside the old copy: filed bytes were altered (repair, withdrawal), or either is damaged."""
        source = self._source(row)
        waiting = next_of(place)
        if source is not None:
            waiting.unlink(missing_ok=True)
            self._copy_bytes(source, waiting, 0, wanted.length)
            if is_whole(waiting, wanted):
                return wanted
        self.result.damages.append(
            f"{row.name} is {'not what was filed' if source else 'missing'}: see newsarchive verify"
        )
        if (before := self._had.get(wanted.path)) is not None:
            waiting.unlink(missing_ok=True)
            return before
        if source is None:
            return None
        waiting.replace(place)
        length = place.stat().st_size
        return Kept(path=wanted.path, length=length, sha256=_sha256(place), is_open=wanted.is_open, damaged=True)

    def _source(self, row: WarcFile) -> Path | None:
        """Return where the archive has a file; it may be given its final name meanwhile."""
        warc = self._archive.config.warc
        return lies_at(warc, row.name) or lies_at(warc, row.name)

    def _copy_bytes(self, source: Path, target: Path, start: int, end: int) -> None:
        try:
            reader = source.open("rb")
        except FileNotFoundError:  # it was given its final name a moment ago
            reader = source.with_name(source.name.removesuffix(".open")).open("rb")
        with changing(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            with reader, target.open("ab") as writer:
                reader.seek(start)
                left = end - start
                while left > 0 and (chunk := reader.read(min(CHUNK, left))):
                    writer.write(chunk)
                    left -= len(chunk)
                    self.result.copied += len(chunk)
                    self._advance(len(chunk))
                writer.flush()
                os.fsync(writer.fileno())
        sync_folder(target.parent)

    def _advance(self, length: int) -> None:
        self._done += length
        self._tell(min(self._done, self._total), self._total)


def _write(path: Path, data: bytes) -> None:
    with changing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    sync_folder(path.parent)


def _sha256(path: Path) -> str:
    return file_sha256(path, path.stat().st_size)

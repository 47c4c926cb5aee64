"""An archive made again from a backup, every file proven on the way."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import make_url

from newsarchive.capture.files import OPEN, changing, replace_file, sync_folder
from newsarchive.capture.members import CHUNK
from newsarchive.config import FILE as SETTINGS
from newsarchive.config import FOLDERS, changed_settings
from newsarchive.errors import UsageError
from newsarchive.store.copying import copy_rows, declare_whole, empty_target
from newsarchive.store.database import connect, reading, upgrade
from newsarchive.store.journal import begin as begin_journal
from newsarchive.store.manifest import FILE, Kept, Manifest, find, is_whole, place_of, require_manifest
from newsarchive.store.snapshot import BESIDE, DATABASE

UNFINISHED = ".restoring"
"""Stands in a folder until it is an archive, and tells from which backup."""

Progress = Callable[[int, int], None]


@dataclass(kw_only=True)
class Restored:
    """What was restored."""

    made_at: str
    """When the backup was made."""
    files: int = 0
    bytes: int = 0
    damages: list[str] = field(default_factory=list)
    """Files of the backup that are not what it says; what is left of them was restored all the same."""
    has_database: bool = True
    """Whether the database could be restored; else it is to be rebuilt."""


def restore(folder: Path, root: Path, *, database: str = "", on_progress: Progress | None = None) -> Restored:
    """Make an archive in `root`, a new folder, from the backup in `folder`.

    Its database is the SQLite file of the backup or, with `database`, a copy of that in an empty PostgreSQL database.
    `on_progress` is told bytes done and in all. Killed in between there is no archive yet, and the same call goes on;
    killed at its very end, the same call finds that all is done.
    Raises NotFound where there is no backup, UsageError where `root` or `database` holds something, DiskFull.
    """
    manifest = require_manifest(folder)
    if database and make_url(database).get_backend_name() == "sqlite":
        raise UsageError("The database of a restored archive is its own file.", next_step="Leave out --database.")
    result = Restored(made_at=manifest.made_at)
    if not database and _is_restored(root, manifest):
        result.files, result.bytes = len(manifest.files), sum(kept.length for kept in manifest.files)
        return result
    _begin(folder, root)
    tell, total = on_progress or (lambda _done, _all: None), sum(kept.length for kept in manifest.files)
    for kept in manifest.files:
        _restore_file(folder, root, kept, result)
        result.files += 1
        result.bytes += kept.length
        tell(result.bytes, total)
    begin_journal(root / "journal")
    if database and result.has_database:
        _fill(root / DATABASE, database)
    _finish(folder, root, manifest, database)
    return result


def _is_restored(root: Path, manifest: Manifest) -> bool:
    """Whether the folder is the archive that the backup makes, untouched since."""
    if (root / UNFINISHED).exists() or not (root / SETTINGS).is_file():
        return False
    files = ((_target(root, kept), kept) for kept in manifest.files if kept.path != SETTINGS)
    return all(is_whole(path, kept) and path.stat().st_size == kept.length for path, kept in files)


def _target(root: Path, kept: Kept) -> Path:
    return root / (kept.path + (OPEN if kept.is_open else ""))


def _begin(folder: Path, root: Path) -> None:
    """Make the folder of the archive, or find it as an interrupted restore of the same backup left it."""
    mark = root / UNFINISHED
    said = hashlib.sha256((folder / FILE).read_bytes()).hexdigest()
    begun = {f".{UNFINISHED}.new"}
    if root.exists() and not mark.is_file() and not (root.is_dir() and {path.name for path in root.iterdir()} <= begun):
        raise UsageError(f"{root} is not empty.", next_step="Give a folder that is not there yet.")
    if mark.is_file() and mark.read_text("utf-8").strip() not in ("", said):
        raise UsageError(
            f"{root} is half restored, from another backup or an older state of this one.",
            next_step="Remove it, or give another folder.",
        )
    with changing(root):
        root.mkdir(parents=True, exist_ok=True)
        replace_file(mark, said.encode() + b"\n")
        for name in FOLDERS:
            (root / name).mkdir(exist_ok=True)


def _restore_file(folder: Path, root: Path, kept: Kept, result: Restored) -> None:
    if kept.path == SETTINGS:  # last of all: it makes the folder an archive
        return
    place_of(root, kept.path)  # which refuses a path that leads elsewhere
    target = _target(root, kept)
    if is_whole(target, kept) and target.stat().st_size == kept.length:
        return
    source = find(folder, kept)
    if source is None:
        result.damages.append(f"{kept.path}: the backup's file is missing or damaged")
        place = place_of(folder, kept.path)
        if kept.path == DATABASE or not place.is_file():
            result.has_database &= kept.path != DATABASE
            return
        source = place
    elif kept.damaged:
        result.damages.append(f"{kept.path}: it was damaged in the archive when the backup was made")
    _copy(source, target, kept.length)


def _copy(source: Path, target: Path, length: int) -> None:
    with changing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        with source.open("rb") as reader, target.open("wb") as writer:
            while length > 0 and (chunk := reader.read(min(CHUNK, length))):
                writer.write(chunk)
                length -= len(chunk)
            writer.flush()
            os.fsync(writer.fileno())
    sync_folder(target.parent)


def _fill(path: Path, database: str) -> None:
    """Put what an SQLite file holds into an empty database, and remove the file."""
    upgrade(f"sqlite:///{path}")  # the backup may be of an older newsarchive
    source = connect(f"sqlite:///{path}", read_only=True)
    try:
        with reading(source) as session, empty_target(database, session, path.parent) as target:
            copy_rows(session, target)
            declare_whole(target)
    finally:
        source.dispose()
    for end in BESIDE:
        path.with_name(path.name + end).unlink(missing_ok=True)


def _finish(folder: Path, root: Path, manifest: Manifest, database: str) -> None:
    """Write the settings, which make the folder an archive: with the database that it has now."""
    kept = next((kept for kept in manifest.files if kept.path == SETTINGS), None)
    source = find(folder, kept) if kept else None
    settings = source.read_text("utf-8") if source else ""
    with changing(root):
        replace_file(
            root / SETTINGS, changed_settings(settings, {"database": database or None, "reader": None}).encode()
        )
        (root / UNFINISHED).unlink()
    sync_folder(root)

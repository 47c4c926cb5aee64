"""What a backup consists of: `backup.json` names every file with its length and SHA-256.

A file that a newer backup changes is first put beside the old one (`.next`). Then the manifest is replaced, in one
step, and then the files take their names. Whenever that is stopped, the manifest that is there finds each of its files
under one of the two names.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath

from newsarchive.capture.files import changing, replace_file, sync_folder
from newsarchive.capture.members import file_sha256
from newsarchive.config import FILE as SETTINGS
from newsarchive.errors import ArchiveDamaged, NotFound

FILE = "backup.json"
FORMAT = 1
NEXT = ".next"
"""What ends the name of a file that is about to take another's place."""
ASIDE = ".saved"
"""What ends the name of the settings in a backup, so that nobody takes it for an archive and crawls into it."""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A file of an archive, as a backup holds it."""

    path: str
    """Where it lies in the archive; of a WARC file, without `.open`."""
    length: int
    """Bytes of it that count; the file in the backup may be longer."""
    sha256: str
    """Of these bytes, in hexadecimal."""
    is_open: bool = False
    """Whether it is a WARC file that crawls go on writing to."""
    damaged: bool = False
    """Whether the archive's own file was damaged when it was copied, and no whole one was there."""


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """A whole backup."""

    made_at: str
    """ISO 8601, UTC."""
    software: str
    archive: str
    """The folder that it was made from."""
    decisions: int
    """Entries of the journal."""
    last_decision: str
    """SHA-256 of the last of them."""
    files: tuple[Kept, ...]
    format: int = FORMAT

    def by_path(self) -> dict[str, Kept]:
        """Return the files by their paths."""
        return {kept.path: kept for kept in self.files}


def place_of(folder: Path, path: str) -> Path:
    """Return where a backup holds a file of the archive. Raises ArchiveDamaged for a path that leads out of it."""
    parts = PurePosixPath(path).parts
    if not parts or ".." in parts or PurePosixPath(path).is_absolute():
        raise ArchiveDamaged(
            f"{folder / FILE} names a file outside of the backup: {path}", next_step="Use another backup."
        )
    return folder / (path + ASIDE if path == SETTINGS else path)


def next_of(place: Path) -> Path:
    """Return the name under which a file waits to take its place."""
    return place.with_name(place.name + NEXT)


def read_manifest(folder: Path) -> Manifest | None:
    """Return what a backup consists of; None where no backup was ever whole. Raises ArchiveDamaged."""
    try:
        said = json.loads((folder / FILE).read_text("utf-8"))
        files = tuple(Kept(**kept) for kept in said.pop("files"))
        manifest = Manifest(**said, files=files)
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        manifest = None
    if manifest is None or manifest.format != FORMAT:
        raise ArchiveDamaged(
            f"{folder / FILE} cannot be read: it is damaged, or was written by a newer newsarchive.",
            next_step="Make a backup in another folder, or install the newest newsarchive.",
        )
    return manifest


def require_manifest(folder: Path) -> Manifest:
    """Return what a backup consists of. Raises NotFound where there is none, ArchiveDamaged."""
    manifest = read_manifest(folder)
    if manifest is None:
        raise NotFound(f"There is no whole backup in {folder}.", next_step="Make one: newsarchive backup DIR")
    return manifest


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Let this be the backup: in one step, on the disk when it returns."""
    with changing(folder / FILE):
        replace_file(folder / FILE, json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode() + b"\n")


def find(folder: Path, kept: Kept) -> Path | None:
    """Return the file that is what the manifest says; None where it is missing or damaged."""
    place = place_of(folder, kept.path)
    return next((path for path in (place, next_of(place)) if is_whole(path, kept)), None)


def is_whole(path: Path, kept: Kept) -> bool:
    """Whether a file begins with the bytes that are meant."""
    return path.is_file() and path.stat().st_size >= kept.length and file_sha256(path, kept.length) == kept.sha256


def settle(folder: Path, manifest: Manifest) -> None:
    """Let the files that wait take their places; those that belong to no whole backup are removed."""
    folders = set()
    for kept in manifest.files:
        place = place_of(folder, kept.path)
        waiting = next_of(place)
        if waiting.is_file():
            with changing(waiting):
                if is_whole(waiting, kept):
                    waiting.replace(place)
                else:
                    waiting.unlink()
            folders.add(place.parent)
    for changed in folders:
        sync_folder(changed)

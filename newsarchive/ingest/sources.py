"""The files that are imported: what kind each is, and the pages in it."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import tzinfo
from pathlib import Path

from newsarchive.errors import UsageError
from newsarchive.ingest.exchanges import Item, items_of
from newsarchive.ingest.folder import pages_of, table_of
from newsarchive.ingest.records import Damage, iter_records
from newsarchive.ingest.wacz import Refused, open_entry, package

ZIP = b"PK"
Told = tuple[str, Item]
"""Name of the file that an item stands in, and the item."""


def check(paths: list[Path]) -> list[Path]:
    """Return the files that were named, a folder's table for a folder. Raises UsageError for what is not there."""
    found = []
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path} is not there.", next_step="Name files that are: newsarchive import FILES")
        found.append(table_of(path) if path.is_dir() else path)
    return found


def name_of(path: Path) -> str:
    """Return the name that a file is told by; bytes of it that are no text are replaced."""
    return path.name.encode("utf-8", "replace").decode()


def items(path: Path, zone: tzinfo, on_offset: Callable[[int], None]) -> Iterator[Told]:
    """Give what is in a file, in its order; `on_offset` is told bytes read of it.

    Raises UsageError for a file that is of no kind that can be imported.
    """
    if path.suffix.lower() == ".csv":
        for item in pages_of(path, zone):
            on_offset(0)
            yield name_of(path), item
        return
    try:
        with path.open("rb") as file:
            if file.read(2) != ZIP:
                file.seek(0)
                records = iter_records(file, on_offset=on_offset)
                yield from ((name_of(path), item) for item in items_of(records, name_of(path)))
                return
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}", next_step="Check the file.") from error
    yield from _package(path, on_offset)


def _package(path: Path, on_offset: Callable[[int], None]) -> Iterator[Told]:
    before = 0
    try:
        with package(path) as (opened, entries):
            for entry in entries:
                name = f"{name_of(path)}/{entry.filename}"
                try:
                    with open_entry(opened, entry) as file:
                        records = iter_records(file, on_offset=lambda at, start=before: on_offset(start + at))
                        yield from ((name, item) for item in items_of(records, name))
                except (zipfile.BadZipFile, zlib.error, EOFError) as error:
                    yield name, Damage(offset=0, what=f"the package is damaged: {error}")
                before += entry.compress_size
    except Refused as refused:
        yield name_of(path), Damage(offset=0, what=f"refused: {refused}")

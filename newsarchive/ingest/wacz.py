"""WACZ packages (WACZ 1.1.1): the WARC files in a ZIP archive, read where they stand. Nothing is ever extracted.

A ZIP archive can lie: about names, places and sizes. One that does is refused as a whole.
"""

from __future__ import annotations

import re
import stat
import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from newsarchive.ingest.stretches import RATIO

MOST_ENTRIES = 10_000
LARGEST_DIRECTORY = 4 << 20
"""Bytes of the list of entries, which is read into memory."""
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
WARC = re.compile(r"(?:.*/)?[^/]+\.warc(?:\.gz|\.zst)?", re.IGNORECASE)
END, END64 = b"PK\x05\x06", b"PK\x06\x06"
LOCAL = 30
"""Bytes of an entry's header without its name (APPNOTE, 4.3.7)."""


class Refused(ValueError):
    """A package is not what it says, or would be dangerous to unpack."""


@contextmanager
def package(path: Path) -> Iterator[tuple[zipfile.ZipFile, list[zipfile.ZipInfo]]]:
    """Open a package and give its WARC files, in the order of their names. Raises Refused."""
    size = path.stat().st_size
    _check_directory(path, size)
    try:
        with zipfile.ZipFile(path) as opened:
            entries = opened.infolist()
            _check(entries, size if not entries else opened.start_dir)
            wanted = [entry for entry in entries if WARC.fullmatch(entry.filename)]
            if not wanted:
                raise Refused("there is no WARC file in it")
            yield opened, sorted(wanted, key=lambda entry: entry.filename)
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError, struct.error, OverflowError) as error:
        raise Refused(f"it is no ZIP archive that can be read: {error}") from None


def open_entry(opened: zipfile.ZipFile, entry: zipfile.ZipInfo) -> BinaryIO:
    """Open one WARC file. Raises Refused."""
    try:
        return opened.open(entry)  # type: ignore[return-value]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise Refused(f"{entry.filename} cannot be read: {error}") from None


def _check_directory(path: Path, size: int) -> None:
    """Look how long the list of entries is before anything reads it (APPNOTE, 4.3.14 and 4.3.16)."""
    with path.open("rb") as file:
        file.seek(max(0, size - 0x10000 - 0x100))
        tail = file.read()
    at = tail.rfind(END)
    if at < 0 or len(tail) < at + 22:
        raise Refused("it is no ZIP archive: its end is missing")
    count, length = struct.unpack_from("<H", tail, at + 10)[0], struct.unpack_from("<L", tail, at + 12)[0]
    at64 = at - 20 - 56  # where the ZIP64 record lies before its locator, which lies before the end
    if at64 >= 0 and tail.startswith(END64, at64):
        count, length = struct.unpack_from("<QQ", tail, at64 + 32)
    if count > MOST_ENTRIES or length > LARGEST_DIRECTORY:
        raise Refused(f"it has {count} entries in a list of {length} bytes")


def _check(entries: list[zipfile.ZipInfo], end: int) -> None:
    if len(entries) > MOST_ENTRIES:
        raise Refused(f"it has {len(entries)} entries")
    names: set[str] = set()
    for entry in entries:
        _check_entry(entry)
        if (name := entry.filename.lower()) in names:
            raise Refused(f"it has {entry.filename!r} twice")
        names.add(name)
    after = 0
    for entry in sorted(entries, key=lambda one: one.header_offset):
        if entry.header_offset < after:
            raise Refused(f"{entry.filename!r} overlaps with another entry")
        after = entry.header_offset + LOCAL + len(entry.orig_filename.encode()) + entry.compress_size
        if after > end:
            raise Refused(f"{entry.filename!r} says that it is longer than the package")


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.orig_filename
    parts = name.replace("\\", "/").split("/")
    if name.startswith("/") or "\\" in name or "\0" in name or ".." in parts or re.match(r"[A-Za-z]:", name):
        raise Refused(f"{name!r} points out of it")
    mode = entry.external_attr >> 16
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise Refused(f"{name!r} is a link or a device")
    if entry.flag_bits & 0x1:
        raise Refused(f"{name!r} is encrypted")
    if entry.compress_type not in METHODS:
        raise Refused(f"{name!r} is compressed in an unknown way")
    if entry.compress_type == zipfile.ZIP_STORED and entry.compress_size != entry.file_size:
        raise Refused(f"{name!r} says two sizes")
    if entry.file_size > max(1 << 20, RATIO * entry.compress_size):
        raise Refused(f"{name!r} inflates to more than {RATIO} times its size")

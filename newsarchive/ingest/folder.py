"""Saved pages in a folder, with a table of their addresses and dates."""

from __future__ import annotations

import csv
import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

from newsarchive.errors import UsageError
from newsarchive.ingest.exchanges import Item, address_of, saved_page
from newsarchive.ingest.records import LONGEST, Damage, Malformed
from newsarchive.store.outcomes import Origin

NEEDED = ("path", "url", "date")


def table_of(folder: Path) -> Path:
    """Return the one CSV file of a folder. Raises UsageError."""
    found = sorted(folder.glob("*.csv"))
    if len(found) != 1:
        raise UsageError(
            f"{folder} has {len(found)} CSV files; one must tell address and date of each page.",
            next_step="Name the table itself: newsarchive import FOLDER/pages.csv",
        )
    return found[0]


def pages_of(table: Path, zone: tzinfo) -> Iterator[Item]:
    """Give the pages that a table names. Paths are relative to its folder and lead nowhere else.

    The table is UTF-8 with a header of `path`, `url`, `date` and perhaps `content_type`, parted by commas, semicolons
    or tabs. A date without a zone is in `zone`. Raises UsageError where it is no such table.
    """
    try:
        with table.open(encoding="utf-8-sig", newline="") as file:
            first = file.readline(1 << 16)
            mark = max(",;\t", key=first.count)
            names = [name.strip().lower() for name in next(csv.reader([first], delimiter=mark), [])]
            _check_header(table, names)
            for number, row in enumerate(_rows(file, mark), start=2):
                if isinstance(row, csv.Error):
                    yield Damage(offset=number, what=f"the row cannot be read: {row}")
                elif any(row):
                    yield _page(table, number, dict(zip(names, row, strict=False)), zone)
    except UnicodeDecodeError as error:
        raise UsageError(f"{table} is not in UTF-8: {error}", next_step="Save it as CSV in UTF-8.") from None


def _rows(file: Iterator[str], mark: str) -> Iterator[list[str] | csv.Error]:
    rows = csv.reader(file, delimiter=mark)
    while True:
        try:
            yield next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield error


def _check_header(table: Path, names: list[str]) -> None:
    if missing := [name for name in NEEDED if name not in names]:
        raise UsageError(
            f"{table} has no column {', '.join(missing)}.",
            next_step="Its first line names the columns: path,url,date or path,url,date,content_type",
        )


def _page(table: Path, number: int, row: dict[str, str], zone: tzinfo) -> Item:
    try:
        url = address_of(row.get("url"))
        if not url.startswith(("http://", "https://")):
            raise Malformed(f"its address is not of the web: {url[:80]!r}")
        at = moment_of(row.get("date", ""), zone)
        body = read_inside(table.parent, row.get("path", ""))
    except Malformed as malformed:
        return Damage(offset=number, what=str(malformed))
    content_type = " ".join(row.get("content_type", "").split()) or None
    return saved_page(
        body,
        url=url,
        at=at,
        content_type=content_type,
        origin=Origin(file=table.name.encode("utf-8", "replace").decode(), offset=number),
    )


def moment_of(said: str, zone: tzinfo) -> datetime:
    """Read a date of the table: ISO 8601, or fourteen digits as web archives write them, which are UTC.

    One without a zone is in `zone`, one without a time the beginning of its day. Raises Malformed.
    """
    text = said.strip()
    try:
        if len(text) == 14 and text.isascii() and text.isdigit():
            at = datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        else:
            at = datetime.fromisoformat(text)
        at = (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Malformed(f"its date cannot be read: {said[:40]!r}") from None
    if at > datetime.now(UTC) + timedelta(days=1):
        raise Malformed(f"its date lies in the future: {said[:40]!r}")
    return at


def read_inside(folder: Path, path: str) -> bytes:
    """Return the content of a file in a folder or below; no link is followed. Raises Malformed."""
    parts = path.replace("\\", "/").split("/")
    if not path or path.startswith("/") or "\0" in path or any(part in ("", ".", "..") for part in parts):
        raise Malformed(f"its path leads out of the folder: {path[:80]!r}")
    held = []
    try:
        held.append(os.open(folder, os.O_RDONLY | os.O_DIRECTORY))
        for part in parts[:-1]:
            held.append(os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=held[-1]))
        held.append(os.open(parts[-1], os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=held[-1]))
        told = os.fstat(held[-1])
        if not stat.S_ISREG(told.st_mode) or told.st_size > LONGEST:
            raise Malformed(f"it is no page: {path[:80]!r}")
        with open(held[-1], "rb", closefd=False) as file:
            return file.read(LONGEST)
    except OSError as error:
        raise Malformed(f"its file cannot be read: {path[:80]!r}: {error.strerror}") from None
    finally:
        for descriptor in held:
            os.close(descriptor)

"""What WARC files tell of the crawls that wrote them: groups of events with the exchanges that they brought."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from newsarchive.capture.files import OPEN
from newsarchive.capture.members import Gap, Record, iter_members
from newsarchive.capture.metadata import is_ours, lines_of


@dataclass(frozen=True, kw_only=True)
class File:
    """A WARC file of a portal."""

    portal_id: str
    name: str
    """Path below the folder of WARC files, without `.open`."""
    path: Path
    is_last_open: bool
    """Whether the next crawl goes on writing to it."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """What one metadata record tells; at the end of a file, what is to be known of the file."""

    file: File
    at: datetime
    uri: str = ""
    """Address of the run."""
    lines: tuple[dict[str, Any], ...] = ()
    responses: dict[str, Record] = field(default_factory=dict)
    """Response and revisit records before it, by id."""
    gaps: tuple[Gap, ...] = ()
    """Damaged stretches before it."""
    length: int = 0
    """Bytes of the file up to here."""
    records: int = 0
    """Records of the file up to here."""
    ends_file: bool = False


def warc_files(warc: Path) -> list[File]:
    """Return the WARC files of all portals; each portal's in the order in which they were begun."""
    found = []
    for folder in sorted(path for path in warc.iterdir() if path.is_dir()) if warc.is_dir() else ():
        paths = sorted(folder.glob("*.warc.gz*"), key=lambda path: path.name.removesuffix(OPEN))
        paths = [path for path in paths if path.name.endswith((".warc.gz", f".warc.gz{OPEN}"))]
        for path in paths:
            found.append(
                File(
                    portal_id=folder.name,
                    name=f"{folder.name}/{path.name.removesuffix(OPEN)}",
                    path=path,
                    is_last_open=path == paths[-1] and path.name.endswith(OPEN),
                )
            )
    return found


def tell_all(files: list[File]) -> Iterator[Told]:
    """Give what the files of all portals tell, in the order in which it was filed."""
    by_portal: dict[str, list[File]] = {}
    for file in files:
        by_portal.setdefault(file.portal_id, []).append(file)
    streams = [_tell_portal(own) for own in by_portal.values()]
    yield from heapq.merge(*streams, key=lambda told: told.at)


def _tell_portal(files: list[File]) -> Iterator[Told]:
    for file in files:
        yield from _tell(file)


def _tell(file: File) -> Iterator[Told]:
    """Give the groups of one file, then its end. What follows the last group was never acknowledged."""
    at, length, records, seen = datetime.min.replace(tzinfo=UTC), 0, 0, 0
    responses: dict[str, Record] = {}
    gaps: list[Gap] = []
    for found in iter_members(file.path):
        if isinstance(found, Gap):
            gaps.append(found)
            continue
        seen += 1
        if why := next(found.faults(), None):
            gaps.append(Gap(offset=found.offset, length=found.length, what=why))
        elif found.headers.get("warc-type") in ("response", "revisit"):
            responses[found.record_id] = found
        elif is_ours(found):
            at, lines = _moment(found) or at, _lines(found, gaps)
            length, records = found.offset + found.length, seen
            yield Told(
                file=file,
                at=at,
                uri=found.headers["warc-target-uri"],
                lines=lines,
                responses=responses,
                gaps=tuple(gaps),
                length=length,
                records=records,
            )
            responses, gaps = {}, []
        elif found.headers.get("warc-type") == "warcinfo":
            at = _moment(found) or at
            length, records = found.offset + found.length, seen
    if not file.is_last_open:
        length, records = file.path.stat().st_size, seen
    else:  # the tail of a file that is still written to: the next crawl sets it aside
        responses, gaps = {}, [gap for gap in gaps if not gap.is_torn]
    yield Told(file=file, at=at, responses=responses, gaps=tuple(gaps), length=length, records=records, ends_file=True)


def _lines(record: Record, gaps: list[Gap]) -> tuple[dict[str, Any], ...]:
    try:
        return tuple(lines_of(record))
    except ValueError as error:
        gaps.append(Gap(offset=record.offset, length=record.length, what=f"what it tells cannot be read: {error}"))
        return ()


def _moment(record: Record) -> datetime | None:
    try:
        return datetime.fromisoformat(record.headers["warc-date"])
    except (KeyError, ValueError):
        return None

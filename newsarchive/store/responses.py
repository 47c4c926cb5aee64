"""Responses as they were kept, taken back out of the WARC record that proves them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from newsarchive.capture.files import OPEN
from newsarchive.capture.members import MemberBroken, Record, read_member
from newsarchive.errors import ArchiveDamaged
from newsarchive.store.models import Capture, WarcFile

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Place:
    """Where a record lies."""

    file: str
    """Path below the folder of WARC files, without `.open`."""
    offset: int
    """Bytes."""
    length: int
    """Of its gzip member, bytes."""


@dataclass(frozen=True, kw_only=True)
class Response:
    """A response as it was received."""

    headers: Headers
    """Its own HTTP headers."""
    body: bytes
    """As received, still encoded."""
    body_headers: Headers
    """HTTP headers of the response that the body came with: of a revisit, the original's."""


def read_response(session: Session, warc: Path, place: Place) -> Response:
    """Read a kept response. Raises ArchiveDamaged.

    A revisit record (WARC/1.1, 6.7) has no body of its own: the record that it refers to has.
    """
    record = read_record(warc, place)
    original = find_original_record(session, warc, record) if is_revisit(record) else record
    return Response(headers=record.http_headers, body=original.payload, body_headers=original.http_headers)


def is_revisit(record: Record) -> bool:
    """Whether a record refers to another for its body."""
    return record.headers.get("warc-type") == "revisit"


def find_original_record(session: Session, warc: Path, revisit: Record) -> Record:
    """Return the record that a revisit record refers to. Raises ArchiveDamaged."""
    record = find_record(session, warc, revisit.refers_to)
    if record is None:
        raise damaged(f"Record {revisit.record_id} refers to record {revisit.refers_to}, which is not in the archive.")
    return record


def find_record(session: Session, warc: Path, record_id: str) -> Record | None:
    """Return the response record of a capture; None where no capture has it. Raises ArchiveDamaged."""
    query = select(Capture, WarcFile.name).join(WarcFile, WarcFile.id == Capture.warc_file_id)
    row = session.execute(query.where(Capture.record_id == record_id)).first()
    return read_record(warc, Place(row.name, row.Capture.offset, row.Capture.length)) if row is not None else None


def read_record(warc: Path, place: Place) -> Record:
    """Read one record. Raises ArchiveDamaged."""
    path = next((p for p in (warc / place.file, warc / f"{place.file}{OPEN}") if p.is_file()), None)
    if path is None:
        raise damaged(f"The WARC file {place.file} is missing.")
    try:
        with path.open("rb") as file:
            return read_member(file, place.offset, place.offset + place.length)
    except MemberBroken as broken:
        raise damaged(f"{place.file} at byte {place.offset}: {broken}.") from None


def damaged(message: str) -> ArchiveDamaged:
    """Return the error that names a damaged place."""
    return ArchiveDamaged(message, next_step="See what else is damaged: newsarchive verify")

"""The bytes that an article was read from, taken back out of the WARC record that proves it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from newsarchive.capture.bodies import BodyUndecodable, decode_body, header
from newsarchive.capture.files import OPEN
from newsarchive.capture.members import MemberBroken, Record, read_member
from newsarchive.errors import ArchiveDamaged
from newsarchive.query.articles import KeptCapture
from newsarchive.store.models import Capture, WarcFile


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page as it was fetched."""

    body: bytes
    """Its bytes, content encodings undone."""
    content_type: str | None
    """Its Content-Type header."""
    fetched_at: datetime
    """When, in UTC."""


def read_page(session: Session, warc: Path, kept: KeptCapture) -> Page:
    """Read a kept response; `warc` is the archive's folder of WARC files.

    A revisit record (WARC/1.1, 6.7) has no body of its own: the record that it refers to has. Raises ArchiveDamaged.
    """
    record = _record(warc, kept.warc_file, kept.warc_offset, kept.warc_length)
    headers = _http_headers(record)
    if record.headers.get("warc-type") == "revisit":
        record = _original(session, warc, record)
    try:
        body = decode_body(record.payload, _http_headers(record))
    except BodyUndecodable as error:
        raise _damaged(f"{kept.warc_file} at byte {kept.warc_offset}: {error}") from None
    return Page(body=body, content_type=header(headers, "content-type"), fetched_at=kept.fetched_at)


def _original(session: Session, warc: Path, revisit: Record) -> Record:
    referred = revisit.headers.get("warc-refers-to", "").removeprefix("<urn:uuid:").removesuffix(">")
    query = select(Capture, WarcFile.name).join(WarcFile, WarcFile.id == Capture.warc_file_id)
    row = session.execute(query.where(Capture.record_id == referred)).first()
    if row is None:
        raise _damaged(f"Record {revisit.record_id} refers to record {referred}, which the archive does not hold.")
    return _record(warc, row.name, row.Capture.offset, row.Capture.length)


def _record(warc: Path, name: str, offset: int, length: int) -> Record:
    path = next((p for p in (warc / name, warc / f"{name}{OPEN}") if p.is_file()), None)
    if path is None:
        raise _damaged(f"The WARC file {name} is missing.")
    try:
        with path.open("rb") as file:
            return read_member(file, offset, offset + length)
    except MemberBroken as broken:
        raise _damaged(f"{name} at byte {offset}: {broken}.") from None


def _http_headers(record: Record) -> list[tuple[str, str]]:
    lines = record.block.partition(b"\r\n\r\n")[0].decode("utf-8", "replace").split("\r\n")[1:]
    return [(name.strip(), value.strip()) for name, _, value in (line.partition(":") for line in lines)]


def _damaged(message: str) -> ArchiveDamaged:
    return ArchiveDamaged(message, next_step="See what else is damaged: newsarchive verify")

"""One WARC file against what the database holds of it: size, count, SHA-256, every record, every row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Row, exists, select
from sqlalchemy.orm import Session

from newsarchive.capture.bodies import header
from newsarchive.capture.files import OPEN
from newsarchive.capture.members import CHUNK, MemberBroken, Record, file_sha256, read_member
from newsarchive.capture.tombstones import is_tombstone_of
from newsarchive.store.models import Article, Blanking, Capture, Version, VersionCapture, WarcFile

COLUMNS = (
    Capture.id,
    Capture.offset,
    Capture.length,
    Capture.record_id,
    Capture.url,
    Capture.fetched_at,
    Capture.status,
    Capture.content_type,
    Capture.payload_digest,
    Capture.truncated,
    exists().where(Blanking.capture_id == Capture.id).label("is_blanked"),
)
"""What is compared of a capture; a file of 1 GB has a hundred thousand, so they are rows and no objects."""

Filed = Row[*tuple[Any, ...]]
"""A capture as the database holds it."""


@dataclass(frozen=True, kw_only=True)
class Damage:
    """One thing that is not as it was filed."""

    where: str
    """The file, with the record's offset in bytes, or the row."""
    what: str
    record_id: str | None = None
    url: str | None = None
    articles: tuple[str, ...] = ()
    """Public ids of the articles that were read from the record."""


@dataclass(kw_only=True)
class FileCheck:
    """What was looked at in one file, and what is wrong with it."""

    records: int = 0
    captures: int = 0
    damages: list[Damage]


def lies_at(warc: Path, name: str) -> Path | None:
    """Return where a WARC file lies, finished or open; None where it is missing."""
    return next((p for p in (warc / name, warc / f"{name}{OPEN}") if p.is_file()), None)


def captures_of(session: Session, row: WarcFile) -> dict[int, Filed]:
    """Return the captures that the database holds of a file, by offset in bytes."""
    return {c.offset: c for c in session.execute(select(*COLUMNS).where(Capture.warc_file_id == row.id))}


def check_file(session: Session, warc: Path, row: WarcFile) -> FileCheck:
    """Read a WARC file to its end and compare it with what was filed of it."""
    path = lies_at(warc, row.name)
    if path is None:
        return FileCheck(damages=[Damage(where=row.name, what="the file is missing")])
    captures = captures_of(session, row)
    check = FileCheck(captures=len(captures), damages=[])
    with ThreadPoolExecutor(1) as beside:  # both hashing and decompressing let other threads run
        digest = beside.submit(file_sha256, path, row.length)
        check.damages.extend(_check_records(session, path, row, captures, check))
        size = path.stat().st_size
        if size < row.length or (row.closed_at is not None and size > row.length):
            what = f"the file has {size} bytes where {row.length} were filed"
            check.damages.append(Damage(where=row.name, what=what))
        elif not check.damages and (error := digest.exception()) is not None:
            check.damages.append(Damage(where=row.name, what=f"the file cannot be read: {error}"))
        elif not check.damages and digest.result() != row.sha256:
            what = "the file is not what its SHA-256 says, though each record is whole"
            check.damages.append(Damage(where=row.name, what=what))
    return check


def _check_records(
    session: Session, path: Path, row: WarcFile, captures: Mapping[int, Filed], check: FileCheck
) -> Iterator[Damage]:
    offset, seen, heads = 0, 0, Counter[bytes]()
    odd: dict[bytes, int] = {}
    unseen = dict(captures)
    with path.open("rb", buffering=CHUNK) as file:
        while offset < row.length:
            capture = unseen.pop(offset, None)
            try:
                record = read_member(file, offset, row.length)
            except MemberBroken as broken:
                yield damage(session, row, offset, str(broken), capture or _before(captures, offset))
                offset = min((o for o in captures if o > offset), default=row.length)
                seen = row.records  # what lies between can no longer be counted
                continue
            seen += 1
            heads[record.gzip_header] += 1
            odd.setdefault(record.gzip_header, offset)
            yield from (damage(session, row, offset, what, capture) for what in faults(record, capture))
            offset += record.length
    check.records = seen
    for head in (head for head, _ in heads.most_common()[1:]):
        at = odd[head]
        yield damage(session, row, at, "its gzip header is not as it was written", _before(captures, at))
    for at, capture in unseen.items():
        yield damage(session, row, at, "no record begins there", capture)
    if seen < row.records:
        yield Damage(where=row.name, what=f"the file has {seen} records where {row.records} were filed")


def faults(record: Record, capture: Filed | None) -> Iterator[str]:
    """Say what of a record contradicts its own digests, or the row of its capture."""
    yield from record.faults()
    if capture is None:
        if record.headers.get("warc-type") in ("response", "revisit"):
            yield f"record <urn:uuid:{record.record_id}> has no row in the database"
        return
    if capture.is_blanked:
        if not is_tombstone_of(record, capture.record_id) or record.length != capture.length:
            yield "it is not the tombstone of the record that was withdrawn"
        return
    said = {
        "record id": (record.record_id, capture.record_id),
        "address": (record.headers.get("warc-target-uri"), capture.url),
        "time": (_moment(record), capture.fetched_at),
        "length": (record.length, capture.length),
        "status": (_status(record), capture.status),
        "content type": (header(record.http_headers, "content-type"), capture.content_type),
        "payload digest": (record.headers.get("warc-payload-digest"), capture.payload_digest),
        "truncation": (record.headers.get("warc-truncated"), capture.truncated),
    }
    for name, (there, filed) in said.items():
        if there != filed:
            yield f"its {name} is {there}, but {filed} was filed"


def _moment(record: Record) -> datetime | str | None:
    said = record.headers.get("warc-date")
    try:
        return datetime.fromisoformat(said) if said else None
    except ValueError:
        return said


def _status(record: Record) -> int | None:
    try:
        return record.status
    except MemberBroken:
        return None


def _before(captures: Mapping[int, Filed], offset: int) -> Filed | None:
    at = max((o for o in captures if o <= offset), default=None)
    return None if at is None else captures[at]


def damage(session: Session, row: WarcFile, offset: int, what: str, capture: Filed | None) -> Damage:
    """Tell a damage at an offset in bytes, with the articles that were read from the record there."""
    query = (
        select(Article.public_id)
        .join(Version, Version.article_id == Article.id)
        .join(VersionCapture, VersionCapture.version_id == Version.id)
        .where(VersionCapture.capture_id == (capture.id if capture else None))
        .distinct()
    )
    return Damage(
        where=f"{row.name} at byte {offset}",
        what=what,
        record_id=capture.record_id if capture else None,
        url=capture.url if capture else None,
        articles=tuple(session.scalars(query)) if capture else (),
    )

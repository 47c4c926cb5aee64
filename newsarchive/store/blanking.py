"""Records of withdrawn articles blanked in place: which, what stood there, what stands there then."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from newsarchive.capture.files import OPEN, changing, sync_folder
from newsarchive.capture.members import CHUNK, GZIP_HEADER, MemberBroken, Record, iter_members, read_member
from newsarchive.capture.tombstones import is_tombstone_of, tombstone
from newsarchive.config import Config
from newsarchive.errors import ArchiveDamaged
from newsarchive.store.held_pages import is_needed_by_held
from newsarchive.store.images import is_needed_by_images
from newsarchive.store.models import Article, Blanking, Capture, Version, VersionCapture, WarcFile
from newsarchive.store.warc_check import lies_at

Facts = dict[str, Any]


def plan_blanking(config: Config, session: Session, article: Article, links: list[int], at: datetime) -> Facts:
    """Return which records of an article are to be blanked, and the digests of records and files before and after.

    They are the responses to its links, those that show a version, and the originals that these refer to. A record that
    another article rests on is kept. Raises ArchiveDamaged where a file is not there in its length.
    """
    records, kept, files = [], [], []
    rows = _captures(session, article, links)
    for row in sorted({row.WarcFile for row in rows}, key=lambda row: row.id):
        path = lies_at(config.warc, row.name)
        if path is None or path.stat().st_size < row.length:
            raise ArchiveDamaged(f"The WARC file {row.name} is not whole.", next_step="newsarchive repair --from COPY")
        stones: dict[int, bytes] = {}
        with path.open("rb") as file:
            head = file.read(GZIP_HEADER)
            for capture in (one.Capture for one in rows if one.WarcFile is row):
                stone = tombstone(capture.record_id, at=at, length=capture.length, gzip_header=head)
                if stone is None or _is_needed(session, article, capture.id, links):
                    kept.append(capture.record_id)
                    continue
                stones[capture.offset] = stone
                records.append(_record(row.name, capture, _bytes(file, capture.offset, capture.length), stone))
            if stones:
                files.append({"name": row.name, "was": row.sha256, "now": _sha256(file, row.length, stones)})
    return {"records": records, "kept": kept, "files": files}


def _captures(session: Session, article: Article, links: list[int]) -> list[Any]:
    shown = select(VersionCapture.capture_id).join(Version).where(Version.article_id == article.id)
    own = select(Capture.id).where(or_(Capture.link_id.in_(links), Capture.id.in_(shown)))
    originals = select(Capture.revisit_of).where(Capture.id.in_(own), Capture.revisit_of.is_not(None))
    query = (
        select(Capture, WarcFile)
        .join(WarcFile, WarcFile.id == Capture.warc_file_id)
        .where(or_(Capture.id.in_(own), Capture.id.in_(originals)))
        .where(Capture.revisit_of.is_(None), Capture.id.not_in(select(Blanking.capture_id)))
        .order_by(Capture.id)
    )
    return list(session.execute(query).all())


def _is_needed(session: Session, article: Article, capture_id: int, links: list[int]) -> bool:
    """Whether a version of another article was read from a record, or another's picture or held page rests on it."""
    query = (
        select(Version.id)
        .join(VersionCapture, VersionCapture.version_id == Version.id)
        .join(Capture, Capture.id == VersionCapture.capture_id)
        .where(Version.article_id != article.id, or_(Capture.id == capture_id, Capture.revisit_of == capture_id))
    )
    is_needed = session.scalars(query.limit(1)).first() is not None or is_needed_by_images(session, capture_id, links)
    return is_needed or is_needed_by_held(session, capture_id, links)


def _record(name: str, capture: Capture, was: bytes, now: bytes) -> Facts:
    """Return what is known of a record: all that a database that is made again needs for its row."""
    return {
        "file": name,
        "offset": capture.offset,
        "length": capture.length,
        "record": capture.record_id,
        "url": capture.url,
        "fetched_at": capture.fetched_at.isoformat(),
        "status": capture.status,
        "content_type": capture.content_type,
        "payload_digest": capture.payload_digest,
        "truncated": capture.truncated,
        "was": hashlib.sha256(was).hexdigest(),
        "now": hashlib.sha256(now).hexdigest(),
    }


def blank(config: Config, facts: Mapping[str, Any], at: datetime, *, only: str | None = None) -> list[Facts]:
    """Put tombstones where records stand that were withdrawn at that time; those that stand there are left alone.

    Return the records in whose place one was put. A file that is missing is passed over; with `only`, any other than
    that. Raises DiskFull or DiskFailed.
    """
    put: list[Facts] = []
    for name in sorted({one["file"] for one in facts["records"]}):
        path = lies_at(config.warc, name)
        if path is None or only not in (None, name):
            continue
        with changing(path), path.open("r+b") as file:
            head = file.read(GZIP_HEADER)
            for one in facts["records"]:
                if one["file"] == name and not _stands(file, one):
                    stone = tombstone(one["record"], at=at, length=one["length"], gzip_header=head)
                    assert stone is not None
                    file.seek(one["offset"])
                    file.write(stone)
                    put.append(one)
            file.flush()
            os.fsync(file.fileno())
    return put


def _stands(file: BinaryIO, one: Facts) -> bool:
    """Whether a tombstone is in its place."""
    try:
        record = read_member(file, one["offset"], one["offset"] + one["length"])
    except MemberBroken:
        return False
    return record.length == one["length"] and is_tombstone_of(record, one["record"])


def cleared_quarantine(config: Config, facts: Mapping[str, Any]) -> None:
    """Remove what the quarantine holds of withdrawn records: damaged bytes, and tails in which such a page stands."""
    names = {f"{Path(one['file']).name}{end}.{one['offset']}.damaged" for one in facts["records"] for end in ("", OPEN)}
    urls = {one["url"] for one in facts["records"]}
    if not config.quarantine.is_dir():
        return
    with changing(config.quarantine):
        for path in config.quarantine.iterdir():
            if path.name in names or (path.name.endswith(".tail") and urls & set(_addresses(path))):
                path.unlink()
    sync_folder(config.quarantine)


def _addresses(path: Path) -> Iterator[str]:
    for found in iter_members(path):
        if isinstance(found, Record):
            yield found.headers.get("warc-target-uri", "")


def _sha256(file: BinaryIO, length: int, instead: Mapping[int, bytes]) -> str:
    """Return the SHA-256 of a file's first bytes, with other bytes in some places."""
    digest, position = hashlib.sha256(), 0
    for offset, data in sorted(instead.items()):
        _feed(digest, file, position, offset)
        digest.update(data)
        position = offset + len(data)
    _feed(digest, file, position, length)
    return digest.hexdigest()


def _feed(digest: hashlib._Hash, file: BinaryIO, start: int, end: int) -> None:
    file.seek(start)
    while start < end and (chunk := file.read(min(CHUNK, end - start))):
        digest.update(chunk)
        start += len(chunk)


def _bytes(file: BinaryIO, offset: int, length: int) -> bytes:
    file.seek(offset)
    return file.read(length)


def blanked_records(withdrawals: Iterable[Mapping[str, Any]]) -> dict[str, Facts]:
    """Return the records that withdrawals blanked, by id."""
    return {one["record"]: one for facts in withdrawals for one in facts["records"]}

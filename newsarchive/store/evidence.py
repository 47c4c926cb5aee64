"""What proves an article: from its versions to the records in the WARC files, and back by reading these once more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from newsarchive.store.archive import Archive
from newsarchive.store.database import reading
from newsarchive.store.models import Article, Capture, Reading, Version, VersionCapture, WarcFile
from newsarchive.store.reparse import Change, Wanted, reparse
from newsarchive.store.verify import checked_capture
from newsarchive.store.warc_check import COLUMNS


@dataclass(frozen=True, kw_only=True)
class Proof:
    """A capture that shows a version, and the record that holds it."""

    page: int
    """Of an article of several pages: which one it is, from 1."""
    url: str
    """The address that was fetched."""
    fetched_at: datetime
    """When, in UTC."""
    status: int
    warc_file: str
    """Path below `warc/`."""
    offset: int
    """Byte at which the record's gzip member begins."""
    length: int
    """Bytes of that member."""
    record_id: str
    """WARC-Record-ID, without <urn:uuid:>."""
    payload_digest: str
    """WARC-Payload-Digest."""
    revisit_of: str | None
    """For a revisit record (WARC/1.1, 6.7): the record id of the one that holds the bytes."""
    faults: tuple[str, ...]
    """How the record in the file differs from what was filed; none where it does not."""


@dataclass(frozen=True, kw_only=True)
class Proven:
    """A version and its captures, the earliest first: the version was read from that one."""

    version: int
    """Its number."""
    first_seen: datetime
    last_seen: datetime
    parser: str
    """What read it last."""
    proofs: tuple[Proof, ...]
    differs: tuple[str, ...]
    """The fields that are read otherwise from the record now."""
    unread: str | None
    """Why it is not read from the record now."""
    is_altered: bool
    """Whether what is filed is not what its own parser reads: somebody changed rows or records."""

    @property
    def is_proven(self) -> bool:
        """Whether every record is as it was filed, and what is filed is what its parser reads from it."""
        return not self.is_altered and not any(proof.faults for proof in self.proofs)


def evidence(archive: Archive, public_id: str) -> list[Proven]:
    """Return what proves the versions of an article, the first version first, and check it: each record is compared
    with what was filed of it, and read once more.

    Raises AlreadyRunning where a withdrawal is altering a file that was just read.
    """
    changes = {
        by_today: _read_again(archive, Wanted(article=public_id, by_today=by_today)) for by_today in (True, False)
    }
    newest = select(Reading.id).where(Reading.version_id == Version.id).order_by(Reading.id.desc()).limit(1)
    versions = (
        select(Version, Reading.parser)
        .join(Article, Article.id == Version.article_id)
        .join(Reading, Reading.id == newest.correlate(Version).scalar_subquery())
        .where(Article.public_id == public_id)
        .order_by(Version.number)
    )
    with reading(archive.engine) as session:
        return [
            _proven(version, parser, _proofs(archive, session, version.id), changes[True], changes[False])
            for version, parser in session.execute(versions).all()
        ]


def _read_again(archive: Archive, wanted: Wanted) -> dict[int, Change]:
    """Return what differs by the number of its version; nothing is written."""
    found: list[Change] = []
    reparse(archive, wanted, apply=False, tell=found.append)
    return {change.version: change for change in found}


def _proven(
    version: Version, parser: str, proofs: Sequence[Proof], altered: dict[int, Change], changes: dict[int, Change]
) -> Proven:
    change = altered.get(version.number) or changes.get(version.number)
    return Proven(
        version=version.number,
        first_seen=version.first_seen,
        last_seen=version.last_seen,
        parser=parser,
        proofs=tuple(proofs),
        differs=tuple(change.fields) if change else (),
        unread=change.trouble if change else None,
        is_altered=version.number in altered,
    )


def _proofs(archive: Archive, session: Session, version_id: int) -> list[Proof]:
    rows = session.execute(_captures(version_id)).all()
    refers = [row.revisit_of for row in rows if row.revisit_of is not None]
    originals = dict(session.execute(select(Capture.id, Capture.record_id).where(Capture.id.in_(refers))).all())
    return [
        Proof(
            page=row.page,
            url=row.url,
            fetched_at=row.fetched_at,
            status=row.status,
            warc_file=row.WarcFile.name,
            offset=row.offset,
            length=row.length,
            record_id=row.record_id,
            payload_digest=row.payload_digest,
            revisit_of=originals.get(row.revisit_of),
            faults=tuple(damage.what for damage in checked_capture(archive, session, row)),
        )
        for row in rows
    ]


def _captures(version_id: int) -> Any:
    """Ask for the captures of a version, each with its WARC file."""
    return (
        select(*COLUMNS, Capture.revisit_of, VersionCapture.page, WarcFile)
        .join(VersionCapture, VersionCapture.capture_id == Capture.id)
        .join(WarcFile, WarcFile.id == Capture.warc_file_id)
        .where(VersionCapture.version_id == version_id)
        .order_by(Capture.fetched_at, VersionCapture.page, Capture.id)
    )

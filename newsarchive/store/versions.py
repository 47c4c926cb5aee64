"""Versions: what an article said over time, a pure function of its captures in the order of their capture times.

Captures that follow one another and show the same content are one version. A crawl brings the newest capture, and only
the current version is looked at; an import brings captures of any age, which come before, between or into versions.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from newsarchive.store.further import further_since
from newsarchive.store.models import Capture, Version, VersionCapture

Key = tuple[datetime, str, str]
"""What captures are ordered by: when, and where two are of one moment, their payload and address."""


@dataclass(frozen=True, kw_only=True)
class Parted:
    """The later part of a version that another content came into."""

    version: Version
    whole: int
    """Row of the version that it was a part of, now its earlier part."""
    capture_id: int
    """The first capture that shows it."""
    seen: datetime


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a capture belongs."""

    version: Version
    is_made: bool = False
    """Whether the version was made for it."""
    is_first: bool = False
    """Whether it is the first capture that shows the version: its reading is the version's."""
    parted: Parted | None = None
    """What it parted from the version that it came into."""


def place(session: Session, article_id: int, content: bytes, capture_id: int, seen: datetime, *, is_new: bool) -> Place:
    """Find or make the version that a capture shows; `content` is the hash of what it says.

    The caller notes the capture under the version, and files the readings of what was made.
    """
    query = select(Version).where(Version.article_id == article_id, Version.is_current)
    current = None if is_new else session.scalars(query).first()
    if current is None:
        return _made(session, article_id, content, seen, number=1, is_current=True)
    if seen <= current.last_seen:
        return _among(session, article_id, content, capture_id, seen)
    if current.content_hash == content:
        current.last_seen = seen
        return Place(version=current)
    current.is_current = False
    session.flush()
    return _made(session, article_id, content, seen, number=current.number + 1, is_current=True)


def _made(session: Session, article_id: int, content: bytes, seen: datetime, *, number: int, is_current: bool) -> Place:
    version = _version(session, article_id, content, number=number, is_current=is_current, seen=(seen, seen))
    return Place(version=version, is_made=True, is_first=True)


def _version(
    session: Session, article_id: int, content: bytes, *, number: int, is_current: bool, seen: tuple[datetime, datetime]
) -> Version:
    version = Version(
        article_id=article_id,
        number=number,
        is_current=is_current,
        content_hash=content,
        first_seen=seen[0],
        last_seen=seen[1],
    )
    session.add(version)
    session.flush()
    return version


def _among(session: Session, article_id: int, content: bytes, capture_id: int, seen: datetime) -> Place:
    """Place a capture that is not the newest of its article."""
    known = {v.id: v for v in session.scalars(select(Version).where(Version.article_id == article_id))}
    there = _captures(session, article_id)
    at = bisect_right([_key(row) for row in there], _key(_capture(session, capture_id)))
    before = known[there[at - 1].version_id] if at else None
    after = known[there[at].version_id] if at < len(there) else None
    for version in (before, after):
        if version is not None and version.content_hash == content:
            is_first = version is not before
            version.first_seen, version.last_seen = min(version.first_seen, seen), max(version.last_seen, seen)
            return Place(version=version, is_first=is_first)
    within = before is not None and before is after
    number = before.number + 1 if before else 1
    _make_room(session, article_id, number, 2 if within else 1)
    if before is not None and after is None:
        before.is_current = False
        session.flush()
    parted = _part(session, before, there, at, number + 1) if within and before else None
    made = _made(session, article_id, content, seen, number=number, is_current=after is None)
    return Place(version=made.version, is_made=True, is_first=True, parted=parted)


def _captures(session: Session, article_id: int) -> list[Row[int, int, datetime, str, str]]:
    """Return the captures of an article's first page in the order of their times, with the version that each shows."""
    query = (
        select(VersionCapture.version_id, Capture.id, Capture.fetched_at, Capture.payload_digest, Capture.url)
        .join(Version, Version.id == VersionCapture.version_id)
        .join(Capture, Capture.id == VersionCapture.capture_id)
        .where(Version.article_id == article_id, VersionCapture.page == 1)
    )
    return sorted(session.execute(query).all(), key=_key)


def _capture(session: Session, capture_id: int) -> Row[datetime, str, str]:
    query = select(Capture.fetched_at, Capture.payload_digest, Capture.url).where(Capture.id == capture_id)
    return session.execute(query).one()


def _key(row: Row[int, int, datetime, str, str] | Row[datetime, str, str]) -> Key:
    return row.fetched_at, row.payload_digest, row.url


def _make_room(session: Session, article_id: int, number: int, width: int) -> None:
    """Renumber the versions from a number on, the last first, so that no number is ever there twice."""
    query = select(Version).where(Version.article_id == article_id, Version.number >= number)
    for version in session.scalars(query.order_by(Version.number.desc())).all():
        version.number += width
        session.flush()


def _part(
    session: Session,
    whole: Version,
    there: list[Row[int, int, datetime, str, str]],
    at: int,
    number: int,
) -> Parted:
    """Take the captures of a version from one on into a version of their own, which says the same."""
    later = [row for row in there[at:] if row.version_id == whole.id]
    was_current, last_seen = whole.is_current, whole.last_seen
    whole.is_current, whole.last_seen = False, there[at - 1].fetched_at
    session.flush()
    version = _version(
        session,
        whole.article_id,
        whole.content_hash,
        number=number,
        is_current=was_current,
        seen=(later[0].fetched_at, last_seen),
    )
    moved = [row.id for row in later] + further_since(session, whole.id, later[0].fetched_at)
    session.execute(
        update(VersionCapture)
        .where(VersionCapture.version_id == whole.id, VersionCapture.capture_id.in_(moved))
        .values(version_id=version.id)
    )
    return Parted(version=version, whole=whole.id, capture_id=later[0].id, seen=later[0].fetched_at)

"""Taking a capture back out of its article: what is left is what the article's other captures make.

The inverse of filing (`articles.file_article`, `versions.place`): versions stay a pure function of the captures that
are there, in the order of their times.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from newsarchive.items import LinkKind
from newsarchive.store.articles import ReadAgain, file_older_reading, file_reading, unpack, with_region
from newsarchive.store.clusters import put_into_clusters
from newsarchive.store.findable import findable
from newsarchive.store.further import further_captures
from newsarchive.store.models import Article, Capture, Image, Link, Reading, Version, VersionCapture
from newsarchive.store.outcomes import FurtherCapture
from newsarchive.store.packing import unpacked
from newsarchive.store.recognition import forget, lock_recognition
from newsarchive.store.removing import delete_with_parts
from newsarchive.store.search_index import unindex
from newsarchive.text.urls import canonical, digest


@dataclass(frozen=True)
class TakenBack:
    """What a capture showed."""

    canonical: str
    """The address of its article."""
    further: tuple[FurtherCapture, ...] = ()
    """The captures of the article's further pages that came with it."""


def take_back(session: Session, capture_id: int, read_again: ReadAgain) -> TakenBack | None:
    """Take a capture out of the version that shows it; return what it showed, None where that was nothing.

    A version without captures goes, and an article without versions. `read_again` is asked where a version has lost
    its first capture, whose reading is the version's.
    """
    query = select(Version).join(VersionCapture, VersionCapture.version_id == Version.id)
    query = query.where(VersionCapture.capture_id == capture_id, VersionCapture.page == 1)
    version = session.scalars(query).first()
    if version is None:
        return None
    lock_recognition(session)
    article = session.get_one(Article, version.article_id)
    before = _captures(session, version.id)
    further = further_captures(session, version.id, session.get_one(Capture, capture_id).fetched_at)
    shown = (VersionCapture.version_id == version.id) & VersionCapture.capture_id.in_([capture_id, *further])
    session.execute(delete(VersionCapture).where(shown))
    left = [capture for capture in before if capture.id != capture_id]
    if not left:
        _remove(session, article, version)
    else:
        _narrow(session, article, version, before, left, read_again)
    return TakenBack(article.canonical, tuple(further.values()))


def _captures(session: Session, version_id: int) -> Sequence[Capture]:
    query = select(Capture).join(VersionCapture, VersionCapture.capture_id == Capture.id)
    by_time = (Capture.fetched_at, Capture.payload_digest, Capture.url)
    query = query.where(VersionCapture.version_id == version_id, VersionCapture.page == 1)
    return session.scalars(query.order_by(*by_time)).all()


def _narrow(
    session: Session,
    article: Article,
    version: Version,
    before: Sequence[Capture],
    left: Sequence[Capture],
    read_again: ReadAgain,
) -> None:
    """Let a version say what the captures that are left to it do."""
    if version.last_seen == before[-1].fetched_at:  # else the portal said later that it is unchanged
        version.last_seen = left[-1].fetched_at
    if before[0].id == left[0].id:
        return
    version.first_seen = left[0].fetched_at
    session.flush()
    again = read_again(session, left[0].id)
    if again is not None:
        filed = file_reading if version.is_current else file_older_reading
        filed(session, article, version.id, with_region(session, article, again), version.first_seen)


def _remove(session: Session, article: Article, version: Version) -> None:
    """Remove a version that no capture shows; those around it become one where they say the same."""
    others = session.scalars(
        select(Version).where(Version.article_id == article.id, Version.id != version.id).order_by(Version.number)
    ).all()
    before = next((one for one in reversed(others) if one.number < version.number), None)
    after = next((one for one in others if one.number > version.number), None)
    going = [version]
    if before is not None and after is not None and before.content_hash == after.content_hash:
        moved = update(VersionCapture).where(VersionCapture.version_id == after.id)
        session.execute(moved.values(version_id=before.id))
        before.last_seen = after.last_seen
        going.append(after)
    delete_versions(session, article, going)
    if not others:
        delete_with_parts(session, Article, [article.id])
        session.expunge(article)
        return
    if before is not None and not any(one.is_current for one in others if one not in going):
        make_current(session, article, before)
    renumber(session, [one for one in others if one not in going])


def renumber(session: Session, versions: Sequence[Version]) -> None:
    """Number an article's versions, which are in their order, from 1 on."""
    for number, one in enumerate(versions, start=1):
        one.number = number
        session.flush()


def delete_versions(session: Session, article: Article, going: Sequence[Version]) -> None:
    """Delete versions, what was read of them, and what is found by them."""
    query = select(Reading).where(Reading.version_id.in_([one.id for one in going]), Reading.is_current)
    for current in session.scalars(query):
        unindex(session, article.id, findable(article.portal_id, unpack(session, current)))
        session.expunge(current)
    bodies = {one.body_id for one in going if one.body_id is not None}
    delete_with_parts(session, Version, [one.id for one in going])
    for one in going:
        session.expunge(one)
    put_into_clusters(session, bodies | forget(session, bodies), {article.id})


def make_current(session: Session, article: Article, version: Version) -> None:
    """Make an article's last version, which another followed, its current one again."""
    version.is_current = True
    session.flush()
    query = select(Reading).where(Reading.version_id == version.id).order_by(Reading.id.desc()).limit(1)
    row = session.scalars(query).one()
    assert row.packed is not None
    read_at, read = row.read_at, unpacked(row.packed)
    session.expunge(row)
    file_reading(session, article, version.id, read, read_at)
    _lead_images(session, article, version)


def _lead_images(session: Session, article: Article, version: Version) -> None:
    """Let the pictures of a version's current reading refer to the links that they were fetched by."""
    shown = select(Image).join(Reading, Reading.id == Image.reading_id)
    for image in session.scalars(shown.where(Reading.version_id == version.id, Reading.is_current)):
        own = (Link.portal_id == article.portal_id) & (Link.key == digest(canonical(image.url)))
        image.link_id = session.scalar(select(Link.id).where(own, Link.kind == LinkKind.IMAGE))

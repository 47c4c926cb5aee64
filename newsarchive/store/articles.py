"""Filing articles: identity, versions, readings, reprints."""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from newsarchive.dedupe.identity import Verdict, content_hash, public_id, text_hash
from newsarchive.items import Article as Read
from newsarchive.store.frontier import channels_of
from newsarchive.store.models import (
    Alias,
    Article,
    ArticleChannel,
    Block,
    Capture,
    Cluster,
    Credit,
    Fingerprint,
    Image,
    Reading,
    Version,
    VersionCapture,
)
from newsarchive.store.outcomes import FoundArticle
from newsarchive.store.places import outlet_id, region_id
from newsarchive.store.search_index import index, indexed_text, unindex
from newsarchive.text.urls import digest


def file_article(
    session: Session, portal_id: str, found: FoundArticle, capture: Capture, link_id: int
) -> tuple[Verdict, str]:
    """File an article that was read from a capture; return what it is to the archive, and its public id."""
    seen = capture.fetched_at
    row, is_new = _article(session, portal_id, found.canonical, seen)
    _alias(session, row, found.address, seen)
    for channel_id in channels_of(session, link_id):
        session.merge(ArticleChannel(article_id=row.id, channel_id=channel_id))
    version, changed = _version(session, row, found.article, seen)
    session.add(VersionCapture(version_id=version.id, capture_id=capture.id, page=1))
    if changed:
        _file_reading(session, row, version, found.article, seen)
    if not is_new:
        return (Verdict.CHANGED if changed else Verdict.SAME), row.public_id
    return (Verdict.REPRINT if row.cluster_id is not None else Verdict.NEW), row.public_id


def _article(session: Session, portal_id: str, canonical: str, seen: datetime) -> tuple[Article, bool]:
    key = digest(canonical)
    row = session.scalars(select(Article).where(Article.portal_id == portal_id, Article.key == key)).first()
    if row is not None:
        row.last_seen, row.state = max(row.last_seen, seen), "live"
        return row, False
    row = Article(
        public_id=public_id(portal_id, canonical),
        portal_id=portal_id,
        key=key,
        canonical=canonical,
        state="live",
        first_seen=seen,
        last_seen=seen,
    )
    session.add(row)
    session.flush()
    return row, True


def _alias(session: Session, row: Article, address: str, seen: datetime) -> None:
    key = digest(address)
    alias = session.scalars(select(Alias).where(Alias.article_id == row.id, Alias.key == key)).first()
    if alias is None:
        session.add(Alias(article_id=row.id, key=key, address=address, first_seen=seen, last_seen=seen))
    else:
        alias.last_seen = max(alias.last_seen, seen)


def _version(session: Session, row: Article, article: Read, seen: datetime) -> tuple[Version, bool]:
    """Return the version that the article is at now, and whether it was made."""
    content = content_hash(article)
    current = session.scalars(select(Version).where(Version.article_id == row.id, Version.is_current)).first()
    if current is not None and current.content_hash == content:
        current.last_seen = max(current.last_seen, seen)
        return current, False
    if current is not None:
        current.is_current = False
        session.flush()
    version = Version(
        article_id=row.id,
        number=current.number + 1 if current else 1,
        is_current=True,
        content_hash=content,
        first_seen=seen,
        last_seen=seen,
    )
    session.add(version)
    session.flush()
    return version, True


def _file_reading(session: Session, row: Article, version: Version, article: Read, seen: datetime) -> None:
    _retire_readings(session, row)
    reading = _reading(session, version, article, seen)
    _file_parts(session, reading.id, article)
    index(session, row.id, indexed_text(article))
    _file_fingerprint(session, row, article, seen)


def _retire_readings(session: Session, row: Article) -> None:
    """Pack the reading that is about to be followed by another, and take it out of the search index."""
    query = select(Reading).join(Version).where(Version.article_id == row.id, Reading.is_current)
    for old in session.scalars(query).all():
        article = unpack(session, old)
        unindex(session, row.id, indexed_text(article))
        old.packed = zlib.compress(json.dumps(asdict(article), ensure_ascii=False, default=str).encode())
        old.is_current = False
        for part in (Block, Credit, Image):
            session.execute(delete(part).where(part.reading_id == old.id))
    session.flush()

"""Filing articles: identity, versions, readings, reprints."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from datetime import datetime, timedelta, timezone
from itertools import groupby
from typing import Any, cast

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from newsarchive.dedupe.identity import Verdict, content_hash, public_id, text_hash
from newsarchive.items import Article as Read
from newsarchive.items import Credit as ReadCredit
from newsarchive.items import Image as ReadImage
from newsarchive.items import Role, Section
from newsarchive.store.models import (
    Alias,
    Article,
    ArticleChannel,
    Base,
    Block,
    Channel,
    Cluster,
    Credit,
    Fingerprint,
    Image,
    Reading,
    Region,
    Version,
    VersionCapture,
)
from newsarchive.store.outcomes import FoundArticle
from newsarchive.store.places import outlet_id, region_id
from newsarchive.store.search_index import index, indexed_text, unindex
from newsarchive.store.sightings import channels_of
from newsarchive.text.urls import digest


def file_article(
    session: Session, portal_id: str, found: FoundArticle, capture_id: int, seen: datetime, link_id: int
) -> tuple[Verdict, str]:
    """File an article that a capture showed when it was seen; return what it is to the archive, and its public id."""
    row, is_new = _article(session, portal_id, found.canonical, seen)
    _alias(session, row, found.address, seen, is_new=is_new)
    _stand_in(session, row, channels_of(session, link_id), is_new=is_new)
    version, changed = _version(session, row, found.article, seen, is_new=is_new)
    session.execute(insert(VersionCapture), [{"version_id": version.id, "capture_id": capture_id, "page": 1}])
    if changed:
        article = found.article if found.article.region else replace(found.article, region=_region_of(session, row))
        file_reading(session, row, version.id, article, seen, is_first=is_new)
    if not is_new:
        return (Verdict.CHANGED if changed else Verdict.SAME), row.public_id
    return (Verdict.REPRINT if row.cluster_id is not None else Verdict.NEW), row.public_id


def _region_of(session: Session, row: Article) -> tuple[str, ...]:
    """Return the region of the article's channels, where they are all of one."""
    query = (
        select(Region.path)
        .join(Channel, Channel.region_id == Region.id)
        .join(ArticleChannel, ArticleChannel.channel_id == Channel.id)
        .where(ArticleChannel.article_id == row.id)
        .distinct()
    )
    paths = session.scalars(query).all()
    return tuple(paths[0].split("/")) if len(paths) == 1 else ()


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


def _alias(session: Session, row: Article, address: str, seen: datetime, *, is_new: bool) -> None:
    key = digest(address)
    query = select(Alias).where(Alias.article_id == row.id, Alias.key == key)
    alias = None if is_new else session.scalars(query).first()
    if alias is None:
        session.add(Alias(article_id=row.id, key=key, address=address, first_seen=seen, last_seen=seen))
    else:
        alias.last_seen = max(alias.last_seen, seen)


def _stand_in(session: Session, row: Article, channels: set[int], *, is_new: bool) -> None:
    query = select(ArticleChannel.channel_id).where(ArticleChannel.article_id == row.id)
    known = set() if is_new else set(session.scalars(query))
    if rows := [{"article_id": row.id, "channel_id": channel_id} for channel_id in sorted(channels - known)]:
        session.execute(insert(ArticleChannel), rows)


def _version(session: Session, row: Article, article: Read, seen: datetime, *, is_new: bool) -> tuple[Version, bool]:
    """Return the version that the article is at now, and whether it was made."""
    content = content_hash(article)
    query = select(Version).where(Version.article_id == row.id, Version.is_current)
    current = None if is_new else session.scalars(query).first()
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


def file_reading(
    session: Session, row: Article, version_id: int, article: Read, seen: datetime, *, is_first: bool = False
) -> None:
    """File what was read of an article's current version; the reading before it, unless it is the first, is packed."""
    if not is_first:
        _retire_readings(session, row)
        session.execute(delete(Fingerprint).where(Fingerprint.article_id == row.id))
    _file_parts(session, add_reading(session, version_id, article, seen), article)
    index(session, row.id, indexed_text(article))
    _file_fingerprint(session, row, article, seen)


def _retire_readings(session: Session, row: Article) -> None:
    """Pack the reading that is about to be followed by another, and take it out of the search index."""
    query = select(Reading).join(Version).where(Version.article_id == row.id, Reading.is_current)
    for old in session.scalars(query).all():
        article = unpack(session, old)
        unindex(session, row.id, indexed_text(article))
        old.packed = pack(article)
        old.is_current = False
        for part in (Block, Credit, Image):
            session.execute(delete(part).where(part.reading_id == old.id))
    session.flush()


def add_reading(
    session: Session, version_id: int, article: Read, seen: datetime, *, packed: bytes | None = None
) -> int:
    """Add the row of a reading, its blocks, credits and images left out; return its id. A packed one is not current."""
    published, modified = article.published, article.modified
    row = {
        "version_id": version_id,
        "is_current": packed is None,
        "packed": packed,
        "parser": article.parser,
        "read_at": seen,
        "url": article.url or "",
        "title": article.title,
        "kicker": article.kicker,
        "lead": article.lead,
        "byline_raw": article.byline_raw,
        "source": article.source,
        "source_url": article.source_url,
        "outlet_id": outlet_id(session, article.source),
        "published_at": published,
        "published_offset": _minutes_east(published),
        "published_day": published.date() if published else None,
        "published_precision": article.published_precision,
        "published_raw": article.published_raw,
        "zone_from": article.zone_from,
        "modified_at": modified,
        "modified_offset": _minutes_east(modified),
        "region_id": region_id(session, article.region),
        "breadcrumb": list(article.breadcrumb),
        "language": article.language,
        "tags": list(article.tags),
        "pages": list(article.pages),
        "related": list(article.related),
        "access": article.access,
        "encoding": article.encoding,
        "warnings": list(article.warnings),
    }
    return session.scalars(insert(Reading).returning(Reading.id), [row]).one()


def _minutes_east(moment: datetime | None) -> int | None:
    offset = moment.utcoffset() if moment else None
    return None if offset is None else int(offset.total_seconds() // 60)


def _file_parts(session: Session, reading_id: int, article: Read) -> None:
    blocks = (
        (number, kind, level, text)
        for number, section in enumerate(article.sections)
        for kind, level, text in _blocks_of(section)
    )
    parts: tuple[tuple[type[Base], list[dict[str, Any]]], ...] = (
        (Block, [dict(zip(("section", "kind", "level", "text"), block, strict=True)) for block in blocks]),
        (Credit, [asdict(credit) for credit in article.credits]),
        (Image, [asdict(image) for image in article.images]),
    )
    for part, rows in parts:
        if rows:
            placed = [{"reading_id": reading_id, "position": position} | row for position, row in enumerate(rows)]
            session.execute(insert(part), placed)


def _blocks_of(section: Section) -> Iterator[tuple[str, int, str]]:
    if section.heading:
        yield "heading", section.level, section.heading
    for paragraph in section.paragraphs:
        yield "paragraph", 0, paragraph


def _file_fingerprint(session: Session, row: Article, article: Read, seen: datetime) -> None:
    """Note what the text is known by, and link the article to others of the same text; none is ever merged."""
    value = text_hash(article)
    if value is None:
        return
    like = session.scalars(
        select(Article)
        .join(Fingerprint, Fingerprint.article_id == Article.id)
        .where(Fingerprint.kind == "text", Fingerprint.value == value)
        .order_by(Article.id)
        .limit(1)
        .with_for_update(of=Article)
    ).first()
    session.execute(insert(Fingerprint), [{"article_id": row.id, "kind": "text", "value": value}])
    if like is None:
        return
    if like.cluster_id is None:
        cluster = Cluster(created_at=seen)
        session.add(cluster)
        session.flush()
        like.cluster_id = cluster.id
    row.cluster_id = like.cluster_id
    session.flush()


def pack(article: Read) -> bytes:
    """Return an article as zlib-compressed JSON, as readings are kept that are no longer current."""
    return zlib.compress(json.dumps(asdict(article), ensure_ascii=False, default=str).encode())


def unpack(session: Session, row: Reading) -> Read:
    """Return the article that a current reading's rows hold."""
    address = session.scalar(
        select(Article.canonical).join(Version, Version.article_id == Article.id).where(Version.id == row.version_id)
    )
    blocks = session.scalars(select(Block).where(Block.reading_id == row.id).order_by(Block.position)).all()
    people = session.scalars(select(Credit).where(Credit.reading_id == row.id).order_by(Credit.position))
    images = session.scalars(select(Image).where(Image.reading_id == row.id).order_by(Image.position))
    names = session.scalar(select(Region.path).where(Region.id == row.region_id))
    return Read(
        url=row.url or None,
        canonical_url=address,
        title=row.title,
        kicker=row.kicker,
        lead=row.lead,
        sections=sections_of(blocks),
        credits=tuple(ReadCredit(name=c.name, role=Role(c.role), affiliation=c.affiliation, raw=c.raw) for c in people),
        byline_raw=row.byline_raw,
        source=row.source,
        source_url=row.source_url,
        published=moved(row.published_at, row.published_offset),
        published_precision=cast("Any", row.published_precision),
        published_raw=row.published_raw,
        zone_from=cast("Any", row.zone_from),
        modified=moved(row.modified_at, row.modified_offset),
        region=tuple(names.split("/")) if names else (),
        breadcrumb=tuple(row.breadcrumb),
        language=row.language,
        tags=tuple(row.tags),
        images=tuple(ReadImage(url=i.url, caption=i.caption, credit=i.credit) for i in images),
        pages=tuple(row.pages),
        related=tuple(row.related),
        access=cast("Any", row.access),
        encoding=row.encoding,
        warnings=tuple(row.warnings),
        parser=row.parser,
    )


def sections_of(blocks: Iterable[Block]) -> tuple[Section, ...]:
    """Return the sections that blocks, in their order, make up."""
    return tuple(_section(list(group)) for _, group in groupby(blocks, key=lambda block: block.section))


def _section(blocks: list[Block]) -> Section:
    heading = next((block for block in blocks if block.kind == "heading"), None)
    return Section(
        heading=heading.text if heading else None,
        level=heading.level if heading else 0,
        paragraphs=tuple(block.text for block in blocks if block.kind == "paragraph"),
    )


def moved(moment: datetime | None, minutes_east: int | None) -> datetime | None:
    """Return a stored moment at the offset that its page gave it."""
    if moment is None or minutes_east is None:
        return moment
    return moment.astimezone(timezone(timedelta(minutes=minutes_east)))

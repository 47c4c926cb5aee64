"""Articles as the archive holds them: the current reading, where it was seen, and the record that proves it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from newsarchive import items
from newsarchive.query.conditions import shown, storable
from newsarchive.query.filters import Filters, matching
from newsarchive.query.gone import is_gone, last_lost
from newsarchive.query.images import KeptImage, kept_images
from newsarchive.query.named import begins_with, has_address, is_id, keys_of
from newsarchive.query.texts import said, stands_in
from newsarchive.store.articles import moved, sections_of
from newsarchive.store.models import (
    Article,
    ArticleChannel,
    Block,
    Capture,
    Channel,
    Credit,
    Image,
    Link,
    Reading,
    Region,
    Version,
    VersionCapture,
    WarcFile,
)

BATCH = 200
"""Articles whose parts are loaded together: what `iter_articles` holds in memory."""

"""A public id, or so much of its beginning as a reader can be expected to type."""


@dataclass(frozen=True, kw_only=True)
class KeptCapture:
    """The first response that shows an article's current version, and the WARC record that holds it."""

    url: str
    """The address that was fetched (WARC-Target-URI)."""
    fetched_at: datetime
    """When, in UTC."""
    warc_file: str
    """Path of the WARC file below `warc/`; while it is still written to, its name there ends in .open."""
    warc_offset: int
    """Byte at which the record's gzip member begins."""
    warc_length: int
    """Length of that member in bytes."""
    record_id: str
    """WARC-Record-ID, without <urn:uuid:>."""
    payload_digest: str = ""
    """WARC-Payload-Digest: `sha1:` and base32, of the body as the server sent it."""


@dataclass(frozen=True, kw_only=True)
class StoredArticle:
    """An article with what the archive knows about it."""

    article: items.Article
    """Its current reading."""
    public_id: str
    """The id that people cite."""
    portal: str
    """Id of the portal that published it."""
    state: str
    """live, or gone when the portal no longer shows it."""
    channels: tuple[str, ...]
    """Names of the channels that it stands in, in order of name."""
    first_seen: datetime
    """When it was first fetched, in UTC."""
    last_seen: datetime
    """When it was last fetched, in UTC."""
    versions: int
    """How many versions the publisher made, as far as they were seen."""
    reprints: tuple[str, ...]
    """Public ids of articles with the same text at other addresses."""
    capture: KeptCapture | None
    """The proof of the current version."""
    kept_images: tuple[KeptImage, ...] = ()
    """Its pictures, in order, with where each is kept."""


def get_article(session: Session, wanted: str, *, canonical: str | None = None) -> StoredArticle | None:
    """Return one article by its public id, six or more characters of its beginning, or an address; None without one.

    An address is the canonical one, one at which it was seen or, looked for last, one that was fetched for it;
    `canonical` is the address in its portal's own form, where the caller knows it. A beginning that several articles
    share finds none of them (see `like_ids`).
    """
    ids = _ids_of(session, wanted, canonical)
    loaded = load(session, ids) if len(ids) == 1 else []
    return loaded[0] if loaded else None


def like_ids(session: Session, beginning: str) -> list[str]:
    """Return the public ids that begin so, ten at most."""
    query = select(Article.public_id).where(begins_with(beginning))
    return list(session.scalars(query.order_by(Article.public_id).limit(10)))


def iter_articles(session: Session, filters: Filters) -> Iterator[StoredArticle]:
    """Give the articles that the filters mean, in the order in which they were first filed; memory stays flat."""
    wanted = filters.wanted
    query = matching(session, filters, Article.id).order_by(Article.id).execution_options(yield_per=BATCH)
    with session.execute(query) as found:
        for rows in found.partitions():
            unsure = {row.id for row in rows if row.unsure}
            for row_id, stored in zip((row.id for row in rows), load(session, [row.id for row in rows]), strict=True):
                if row_id not in unsure or (wanted is not None and stands_in(wanted, said(stored.article))):
                    yield stored


def _ids_of(session: Session, wanted: str, canonical: str | None) -> list[int]:
    if is_id(wanted):
        return list(session.scalars(select(Article.id).where(begins_with(wanted), shown()).limit(2)))
    keys = keys_of(wanted, canonical)
    here = select(Article.id).where(has_address(keys), shown())
    # One address can be an article of two portals; the one whose own address it is comes first.
    ids = list(session.scalars(here.order_by(Article.key.in_(keys).desc(), Article.id).limit(1)))
    return ids or _fetched_from(session, wanted)


def _fetched_from(session: Session, address: str) -> list[int]:
    """Return the article that was last read from a capture of an address, which need not be on the portal's host."""
    query = (
        select(Article.id)
        .join(Version, Version.article_id == Article.id)
        .join(VersionCapture, VersionCapture.version_id == Version.id)
        .join(Capture, Capture.id == VersionCapture.capture_id)
        .where(Capture.url == storable(address), shown())
    )
    return list(session.scalars(query.order_by(Capture.fetched_at.desc(), Capture.id.desc()).limit(1)))


def load(session: Session, ids: Sequence[int]) -> list[StoredArticle]:
    """Return the articles of those rows, in that order."""
    if not ids:
        return []
    query = (
        select(Article, Version.id.label("version_id"), Reading, Region.path)
        .join(Version, Version.article_id == Article.id)
        .join(Reading, Reading.version_id == Version.id)
        .outerjoin(Region, Region.id == Reading.region_id)
        .where(Article.id.in_(ids), Version.is_current, Reading.is_current)
    )
    rows = {row.Article.id: row for row in session.execute(query)}
    parts = _Parts(session, rows.values())
    return [parts.stored(rows[article_id]) for article_id in ids if article_id in rows]


class _Parts:
    """What belongs to a batch of articles, a query a kind."""

    def __init__(self, session: Session, rows: Iterable[Any]) -> None:
        rows = list(rows)
        readings = [row.Reading.id for row in rows]
        ids = [row.Article.id for row in rows]
        self.blocks, self.credits, self.images = (
            _grouped(session.scalars(select(kind).where(kind.reading_id.in_(readings)).order_by(kind.position)))
            for kind in (Block, Credit, Image)
        )
        self.kept_images = kept_images(session, (image for own in self.images.values() for image in own))
        self.channels = _channels(session, ids)
        self.versions = _versions(session, ids)
        self.reprints = _reprints(session, ids)
        self.captures = _captures(session, [row.version_id for row in rows])
        self.gone = _gone(session, ids)

    def stored(self, row: Any) -> StoredArticle:
        """Put one article together."""
        head = row.Article
        return StoredArticle(
            article=self._article(row),
            public_id=head.public_id,
            portal=head.portal_id,
            state="gone" if head.id in self.gone else head.state,
            channels=tuple(self.channels[head.id]),
            first_seen=head.first_seen,
            last_seen=head.last_seen,
            versions=self.versions.get(head.id, 1),
            reprints=tuple(self.reprints[head.id]),
            capture=self.captures.get(row.version_id),
            kept_images=tuple(self.kept_images[row.Reading.id]),
        )

    def _article(self, row: Any) -> items.Article:
        reading = row.Reading
        return items.Article(
            url=reading.url or None,
            canonical_url=row.Article.canonical,
            title=reading.title,
            kicker=reading.kicker,
            lead=reading.lead,
            sections=sections_of(self.blocks[reading.id]),
            credits=tuple(
                items.Credit(name=c.name, role=items.Role(c.role), affiliation=c.affiliation, raw=c.raw)
                for c in self.credits[reading.id]
            ),
            byline_raw=reading.byline_raw,
            source=reading.source,
            source_url=reading.source_url,
            published=moved(reading.published_at, reading.published_offset),
            published_precision=reading.published_precision,
            published_raw=reading.published_raw,
            zone_from=reading.zone_from,
            modified=moved(reading.modified_at, reading.modified_offset),
            region=tuple(row.path.split("/")) if row.path else (),
            breadcrumb=tuple(reading.breadcrumb),
            language=reading.language,
            tags=tuple(reading.tags),
            images=tuple(items.Image(url=i.url, caption=i.caption, credit=i.credit) for i in self.images[reading.id]),
            pages=tuple(reading.pages),
            related=tuple(reading.related),
            access=cast("Any", reading.access),
            encoding=reading.encoding,
            warnings=tuple(reading.warnings),
            parser=reading.parser,
        )


def _grouped(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.reading_id].append(row)
    return found


def _channels(session: Session, ids: Sequence[int]) -> dict[int, list[str]]:
    query = (
        select(ArticleChannel.article_id, Channel.name)
        .join(Channel, Channel.id == ArticleChannel.channel_id)
        .where(ArticleChannel.article_id.in_(ids))
    )
    return _sorted_lists(session.execute(query))


def _versions(session: Session, ids: Sequence[int]) -> dict[int, int]:
    query = select(Version.article_id, func.count()).where(Version.article_id.in_(ids)).group_by(Version.article_id)
    return {row[0]: row[1] for row in session.execute(query)}


def _reprints(session: Session, ids: Sequence[int]) -> dict[int, list[str]]:
    other = aliased(Article)
    query = (
        select(Article.id, other.public_id)
        .join(other, (other.cluster_id == Article.cluster_id) & (other.id != Article.id))
        .where(Article.id.in_(ids), shown(other))
    )
    return _sorted_lists(session.execute(query))


def _gone(session: Session, ids: Sequence[int]) -> set[int]:
    """Return those whose addresses the portal no longer answers with a page, as far as was seen."""
    query = select(Article.id).join(Link, Link.id == last_lost())
    return set(session.scalars(query.where(Article.id.in_(ids), is_gone())))


def _captures(session: Session, version_ids: Sequence[int]) -> dict[int, KeptCapture]:
    query = (
        select(VersionCapture.version_id, Capture, WarcFile.name)
        .join(Capture, Capture.id == VersionCapture.capture_id)
        .join(WarcFile, WarcFile.id == Capture.warc_file_id)
        .where(VersionCapture.version_id.in_(version_ids))
        .order_by(VersionCapture.page.desc(), Capture.fetched_at.desc(), Capture.id.desc())
    )
    return {
        version_id: KeptCapture(
            url=capture.url,
            fetched_at=capture.fetched_at,
            warc_file=name,
            warc_offset=capture.offset,
            warc_length=capture.length,
            record_id=capture.record_id,
            payload_digest=capture.payload_digest,
        )
        for version_id, capture, name in session.execute(query)  # the last one written stays: the earliest
    }


def _sorted_lists(pairs: Iterable[Any]) -> dict[int, list[str]]:
    """Group names by row, in an order that both databases have."""
    found: dict[int, list[str]] = defaultdict(list)
    for key, name in sorted(tuple(pair) for pair in pairs):
        found[key].append(name)
    return found

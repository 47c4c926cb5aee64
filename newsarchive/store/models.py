"""The archive's tables. Alembic's migrations make them; a test holds both equal.

Identity of a row that outlives a rebuild is never its number: articles have a `public_id`, links and aliases a digest
of their address, WARC files a name, captures the id of their WARC record.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Utc(TypeDecorator[datetime]):
    """A moment, stored in UTC and always aware; SQLite keeps it without the offset."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware moment into what the database keeps."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn what the database keeps into an aware moment."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None] | None:
        """Read what SQLite keeps in one step: an export has five moments a row."""
        return _aware if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


def _aware(kept: str | None) -> datetime | None:
    return None if kept is None else datetime.fromisoformat(f"{kept}+00:00")


Id = BigInteger().with_variant(Integer, "sqlite")
Key = LargeBinary(16)


class Base(DeclarativeBase):
    """Base of all tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        datetime: Utc,
        bytes: LargeBinary,
        str: Text,
        int: Id,
        dict[str, Any]: JSON,
        list[str]: JSON,
    }


# --- the world: portals, their channels, places, newspapers ---


class Portal(Base):
    """A website that this archive crawls."""

    __tablename__ = "portal"
    id: Mapped[str] = mapped_column(String(64), primary_key=True, doc="its id: `yybnet`")
    name: Mapped[str] = mapped_column(doc="its name in its own language")
    home: Mapped[str] = mapped_column(doc="address of its home page")
    country: Mapped[str] = mapped_column(doc="ISO 3166 code of its country")
    language: Mapped[str] = mapped_column(doc="BCP 47 tag of its language")
    zone: Mapped[str] = mapped_column(doc="IANA name of its time zone")
    definition: Mapped[str] = mapped_column(doc="digest of the portal file that was last used")
    paused_until: Mapped[datetime | None] = mapped_column(doc="time until which it asked to be left alone")
    checked_on: Mapped[date | None] = mapped_column(doc="day (UTC) on which articles were last looked at again")
    checks: Mapped[int] = mapped_column(Integer, default=0, doc="how often that was done on that day")
    terms: Mapped[str | None] = mapped_column(
        doc="digest of what its lists were read by last: software, portal file, robots.txt"
    )
    traps: Mapped[list[str]] = mapped_column(default=list, doc="shapes of addresses without end that show nothing new")


class Region(Base):
    """A place, under the place that it lies in."""

    __tablename__ = "region"
    id: Mapped[int] = mapped_column(primary_key=True, doc="number of the row")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"), index=True, doc="the region around it")
    name: Mapped[str] = mapped_column(doc="its name: 泸县")
    path: Mapped[str] = mapped_column(unique=True, doc="all names from the outermost, joined by `/`: 四川/泸州市/泸县")


class Outlet(Base):
    """A newspaper, agency or station that writes articles."""

    __tablename__ = "outlet"
    id: Mapped[int] = mapped_column(primary_key=True, doc="number of the row")
    name: Mapped[str] = mapped_column(unique=True, doc="its name: by the rule, or as somebody decided")
    key: Mapped[str | None] = mapped_column(
        index=True, unique=True, doc="the name as it is compared: in small letters, simplified characters"
    )
    is_settled: Mapped[bool] = mapped_column(
        server_default=false(),
        doc="whether all its readings are its own; false while a decision about a spelling is carried out",
    )


class Channel(Base):
    """A column of a portal, tied to a region where it has one."""

    __tablename__ = "channel"
    __table_args__ = (UniqueConstraint("portal_id", "key"),)
    id: Mapped[int] = mapped_column(primary_key=True, doc="number of the row")
    portal_id: Mapped[str] = mapped_column(ForeignKey("portal.id"), doc="the portal")
    key: Mapped[bytes] = mapped_column(Key, doc="key of `address`")
    address: Mapped[str] = mapped_column(doc="where it begins")
    name: Mapped[str] = mapped_column(doc="its name")
    region_id: Mapped[int | None] = mapped_column(
        ForeignKey("region.id"), index=True, doc="the region that it is about, where it has one"
    )


# --- the frontier ---


class Link(Base):
    """An address that was found: the frontier. It leaves `queued` only in the transaction that files its capture."""

    __tablename__ = "link"
    __table_args__ = (
        UniqueConstraint("portal_id", "key"),
        Index("ix_link_next", "portal_id", "state", "priority", "id"),
        Index(
            "ix_link_check",
            "portal_id",
            "next_check",
            sqlite_where=text("next_check IS NOT NULL"),
            postgresql_where=text("next_check IS NOT NULL"),
        ),
        Index(
            "ix_link_day",
            "portal_id",
            "day",
            sqlite_where=text("kind = 'article' AND day IS NOT NULL"),
            postgresql_where=text("kind = 'article' AND day IS NOT NULL"),
        ),
        Index(
            "ix_link_found",
            "portal_id",
            "found_at",
            sqlite_where=text("kind = 'article'"),
            postgresql_where=text("kind = 'article'"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True, doc="number of the row")
    portal_id: Mapped[str] = mapped_column(ForeignKey("portal.id"), doc="the portal")
    key: Mapped[bytes] = mapped_column(Key, doc="key of its canonical address")
    address: Mapped[str] = mapped_column(doc="the address to fetch")
    kind: Mapped[str] = mapped_column(String(16), doc="listing, article, image, asset or other")
    state: Mapped[str] = mapped_column(
        String(16),
        doc="queued, done, failed, excluded; gone: the portal says that there is nothing; withdrawn: its article was",
    )
    reason: Mapped[str | None] = mapped_column(doc="why it failed, was excluded, or is gone")
    priority: Mapped[int] = mapped_column(Integer, default=0, doc="lower is fetched earlier")
    attempts: Mapped[int] = mapped_column(
        Integer, default=0, doc="failed attempts in a row, in the last crawl that tried it"
    )
    next_check: Mapped[datetime | None] = mapped_column(
        doc="queued: time before which it is not fetched; done or gone: time at which to look at it again"
    )
    found_at: Mapped[datetime] = mapped_column(doc="time at which it was first found")
    fetched_at: Mapped[datetime | None] = mapped_column(doc="time at which it was last tried")
    first_read: Mapped[datetime | None] = mapped_column(doc="time at which the first article was fetched there")
    etag: Mapped[str | None] = mapped_column(doc="ETag of the article or list that was read there last")
    last_modified: Mapped[str | None] = mapped_column(doc="its Last-Modified, as the server wrote it")
    day: Mapped[date | None] = mapped_column(doc="newest day that a listing showed beside it")
    leads_to: Mapped[int | None] = mapped_column(
        ForeignKey("link.id"), doc="the link that it redirected to, which stands wherever this one is seen"
    )


class Listing(Base):
    """A link that leads to a list, where others are found."""

    __tablename__ = "listing"
    link_id: Mapped[int] = mapped_column(ForeignKey("link.id"), primary_key=True, doc="the link")
    channel_id: Mapped[int | None] = mapped_column(
        ForeignKey("channel.id"), index=True, doc="the channel that it is a list of"
    )
    depth: Mapped[int] = mapped_column(Integer, default=0, doc="pages from the start of its list")
    is_start: Mapped[bool] = mapped_column(default=False, doc="whether discovery begins here")
    root_id: Mapped[int | None] = mapped_column(
        ForeignKey("link.id"), doc="of a further page: the link of its list's first page"
    )
    last_seen: Mapped[datetime | None] = mapped_column(
        doc='time at which the portal last answered for it, with a page or with "not modified" (304)'
    )
    last_read: Mapped[datetime | None] = mapped_column(
        doc="time at which its links were last read; those that were seen then stand on it until `last_seen`"
    )
    older_than: Mapped[date | None] = mapped_column(doc="links before this day were left out then (`--since`)")
    newer_than: Mapped[date | None] = mapped_column(doc="links after this day were left out then (`--until`)")


class Sighting(Base):
    """A link seen on a listing."""

    __tablename__ = "sighting"
    link_id: Mapped[int] = mapped_column(ForeignKey("link.id"), primary_key=True, doc="the link")
    listing_id: Mapped[int] = mapped_column(
        ForeignKey("link.id"), primary_key=True, index=True, doc="the link of the listing that shows it"
    )
    text: Mapped[str] = mapped_column(doc="what the listing shows for it; the title that a feed or sitemap gives")
    stated: Mapped[str | None] = mapped_column(doc="when it was published, as a feed or sitemap writes it")
    position: Mapped[int] = mapped_column(Integer, doc="its place there, from 0")
    in_list: Mapped[bool] = mapped_column(doc="whether it stood in the list proper, not in what is around it")
    first_seen: Mapped[datetime] = mapped_column(doc="time at which it was first seen there")
    last_seen: Mapped[datetime] = mapped_column(
        doc="time of the last reading of the listing that showed it: see `listing`"
    )


# --- what was fetched ---


class Run(Base):
    """One crawl, or one import, of one portal."""

    __tablename__ = "run"
    id: Mapped[int] = mapped_column(primary_key=True, doc="number of the row")
    portal_id: Mapped[str] = mapped_column(ForeignKey("portal.id"), index=True, doc="the portal")
    started_at: Mapped[datetime] = mapped_column(doc="time at which it began")
    ended_at: Mapped[datetime | None] = mapped_column(doc="time at which it ended")
    outcome: Mapped[str] = mapped_column(
        String(16),
        doc="running, complete, limited, incomplete, refused, unreachable, interrupted or failed",
    )
    message: Mapped[str | None] = mapped_column(doc="what there is to say about it")
    base_url: Mapped[str | None] = mapped_column(doc="where a rehearsal fetched from instead of the portal")
    options: Mapped[dict[str, Any]] = mapped_column(doc="JSON: the options of the command")
    counts: Mapped[dict[str, Any]] = mapped_column(doc="JSON: what it brought")
    software: Mapped[str] = mapped_column(doc="name and version of what crawled")


class WarcFile(Base):
    """A WARC file, and what it must hold; `newsarchive verify` compares."""

    __tablename__ = "warc_file"
    id: Mapped[int] = mapped_column(primary_key=True, doc="number of the row")
    portal_id: Mapped[str] = mapped_column(ForeignKey("portal.id"), index=True, doc="the portal")
    name: Mapped[str] = mapped_column(
        unique=True, doc="path below `warc/`, without the `.open` of a file that is still written to"
    )
    length: Mapped[int] = mapped_column(doc="bytes that are committed")
    records: Mapped[int] = mapped_column(Integer, doc="records that are committed")
    opened_at: Mapped[datetime] = mapped_column(doc="time at which it was begun")
    closed_at: Mapped[datetime | None] = mapped_column(doc="time at which it was closed; empty while it is written to")
    sha256: Mapped[str] = mapped_column(String(64), doc="SHA-256 of the committed bytes")


class Capture(Base):
    """One response in a WARC file; lists, redirects and errors are kept too."""

    __tablename__ = "capture"
    __table_args__ = (
        UniqueConstraint("warc_file_id", "offset"),
        Index("ix_capture_payload", "portal_id", "payload_digest"),
    )
    id: Mapped[int] = mapped_column(primary_key=True, doc="number of the row")
    portal_id: Mapped[str] = mapped_column(ForeignKey("portal.id"), doc="the portal")
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), index=True, doc="the crawl that fetched it")
    link_id: Mapped[int | None] = mapped_column(
        ForeignKey("link.id"), index=True, doc="the link that it answers; empty for robots.txt"
    )
    warc_file_id: Mapped[int] = mapped_column(ForeignKey("warc_file.id"), doc="the WARC file")
    offset: Mapped[int] = mapped_column(
        doc="byte at which the record's gzip member begins (write `\"offset\"`: the word is SQL's own)"
    )
    length: Mapped[int] = mapped_column(doc="length of that member in bytes")
    record_id: Mapped[str] = mapped_column(unique=True, doc="WARC-Record-ID, without `<urn:uuid:>`")
    url: Mapped[str] = mapped_column(doc="what was fetched: WARC-Target-URI")
    fetched_at: Mapped[datetime] = mapped_column(doc="time at which the response was complete")
    status: Mapped[int] = mapped_column(Integer, doc="HTTP status")
    content_type: Mapped[str | None] = mapped_column(doc="the Content-Type header")
    payload_digest: Mapped[str] = mapped_column(String(64), doc="digest of the body as it was received")
    revisit_of: Mapped[int | None] = mapped_column(
        ForeignKey("capture.id"), doc="the capture that has the same body, whose record holds it"
    )
    truncated: Mapped[str | None] = mapped_column(
        String(16), doc="why the body is not whole, when it is not: length, time or disconnect"
    )


# --- what was read ---


class Cluster(Base):
    """Articles that are reprints of one story. None is ever merged."""

    __tablename__ = "cluster"
    id: Mapped[int] = mapped_column(primary_key=True, doc="number of the row")
    created_at: Mapped[datetime] = mapped_column(doc="time at which it was first seen that there are several")


class Article(Base):
    """An article: a portal and a canonical address."""

    __tablename__ = "article"
    __table_args__ = (
        UniqueConstraint("portal_id", "key"),
        Index(
            "ix_article_withdrawn",
            "portal_id",
            sqlite_where=text("state = 'withdrawn'"),
            postgresql_where=text("state = 'withdrawn'"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True, doc="number of the row")
    public_id: Mapped[str] = mapped_column(
        String(20), unique=True, doc="the id to cite: 16 letters and digits made from portal and address alone"
    )
    portal_id: Mapped[str] = mapped_column(ForeignKey("portal.id"), doc="the portal")
    key: Mapped[bytes] = mapped_column(Key, doc="key of `canonical`")
    canonical: Mapped[str] = mapped_column(doc="its one address, by the portal's rules")
    state: Mapped[str] = mapped_column(
        String(16), doc="live; gone: the portal no longer shows it; withdrawn: its text was taken out of the archive"
    )
    cluster_id: Mapped[int | None] = mapped_column(
        ForeignKey("cluster.id"), index=True, doc="the reprints that it is one of; empty for most"
    )
    first_seen: Mapped[datetime] = mapped_column(doc="time at which it was first fetched")
    last_seen: Mapped[datetime] = mapped_column(doc="time at which it was last fetched")


class ArticleChannel(Base):
    """An article stands in a channel; it can stand in many."""

    __tablename__ = "article_channel"
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), primary_key=True, doc="the article")
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"), primary_key=True, index=True, doc="the channel")


class Alias(Base):
    """An address at which an article was seen: the mobile page, another spelling."""

    __tablename__ = "alias"
    __table_args__ = (UniqueConstraint("article_id", "key"),)
    id: Mapped[int] = mapped_column(primary_key=True, doc="number of the row")
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), doc="the article")
    key: Mapped[bytes] = mapped_column(Key, index=True, doc="key of `address`")
    address: Mapped[str] = mapped_column(doc="the address")
    first_seen: Mapped[datetime] = mapped_column(doc="time at which it was first fetched there")
    last_seen: Mapped[datetime] = mapped_column(doc="time at which it was last fetched there")


class Version(Base):
    """What the publisher said at one time. There is a new one only when title, kicker, lead, body or credits
    changed.
    """

    __tablename__ = "version"
    __table_args__ = (
        UniqueConstraint("article_id", "number"),
        Index("ix_version_first_seen", "first_seen"),
        Index(
            "ix_version_current",
            "article_id",
            unique=True,
            sqlite_where=text("is_current"),
            postgresql_where=text("is_current"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True, doc="number of the row")
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), doc="the article")
    number: Mapped[int] = mapped_column(Integer, doc="from 1, in the order in which they were seen")
    is_current: Mapped[bool] = mapped_column(doc="whether it is the newest")
    content_hash: Mapped[bytes] = mapped_column(Key, doc="16 bytes: digest of what it says")
    first_seen: Mapped[datetime] = mapped_column(doc="time of the first fetch that shows it")
    last_seen: Mapped[datetime] = mapped_column(doc="time of the last")
    body_id: Mapped[int | None] = mapped_column(
        ForeignKey("body.id"), index=True, doc="its text as reprints are looked for; empty where it is too short"
    )


class VersionCapture(Base):
    """A capture that shows a version."""

    __tablename__ = "version_capture"
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), primary_key=True, doc="the version")
    capture_id: Mapped[int] = mapped_column(ForeignKey("capture.id"), primary_key=True, index=True, doc="the capture")
    page: Mapped[int] = mapped_column(
        Integer, default=1, doc="page number, from 1, of an article that runs over several"
    )


class Reading(Base):
    """What a parser made of a version. An empty column: the page does not say; nothing is guessed. The current one
    has blocks, credits and images, older ones are kept compressed.
    """

    __tablename__ = "reading"
    __table_args__ = (
        UniqueConstraint("version_id", "parser"),
        Index(
            "ix_reading_current",
            "version_id",
            unique=True,
            sqlite_where=text("is_current"),
            postgresql_where=text("is_current"),
        ),
        Index("ix_reading_published", "published_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True, doc="number of the row")
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), doc="the version")
    is_current: Mapped[bool] = mapped_column(doc="whether it is the newest reading")
    parser: Mapped[str] = mapped_column(doc="name and version of the code that read the page")
    read_at: Mapped[datetime] = mapped_column(
        doc="time of the capture that was read; of a page read again later (`reparse`), when that was"
    )
    url: Mapped[str] = mapped_column(doc="the address that the page was read at, on the portal's own host")
    title: Mapped[str] = mapped_column(doc="the headline")
    kicker: Mapped[str | None] = mapped_column(doc="the short line above it (引题)")
    lead: Mapped[str | None] = mapped_column(doc="the standfirst that the page shows apart from the body")
    byline_raw: Mapped[str | None] = mapped_column(doc="the byline as the page writes it")
    source: Mapped[str | None] = mapped_column(
        doc="the newspaper or agency that wrote it (来源), as the page writes it"
    )
    source_url: Mapped[str | None] = mapped_column(doc="where the page links it to")
    outlet_id: Mapped[int | None] = mapped_column(
        ForeignKey("outlet.id"), index=True, doc="the outlet that is meant by it"
    )
    published_at: Mapped[datetime | None] = mapped_column(doc="time at which it was published")
    published_offset: Mapped[int | None] = mapped_column(
        Integer, doc="minutes east of UTC of that time where it was published: 480 in China"
    )
    published_day: Mapped[date | None] = mapped_column(index=True, doc="day of publication at that offset")
    published_precision: Mapped[str | None] = mapped_column(
        String(8), doc="how much the page states: day, minute or second"
    )
    published_raw: Mapped[str | None] = mapped_column(doc="the date as the page writes it")
    zone_from: Mapped[str | None] = mapped_column(
        String(8), doc="what the offset was taken from: page, portal or language"
    )
    modified_at: Mapped[datetime | None] = mapped_column(
        doc="time at which the publisher says that it was last changed"
    )
    modified_offset: Mapped[int | None] = mapped_column(Integer, doc="minutes east of UTC of that time")
    region_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"), index=True, doc="where it is about")
    breadcrumb: Mapped[list[str]] = mapped_column(doc="list: the page's breadcrumb, outermost first")
    language: Mapped[str | None] = mapped_column(String(35), doc="BCP 47 tag of the text")
    tags: Mapped[list[str]] = mapped_column(doc="list: the publisher's own keywords")
    pages: Mapped[list[str]] = mapped_column(
        doc="list: addresses of the other pages of an article that runs over several"
    )
    related: Mapped[list[str]] = mapped_column(doc="list: addresses of articles that the page recommends")
    access: Mapped[str] = mapped_column(
        String(16), doc="open, paywalled or partial: whether the whole text is on the page"
    )
    encoding: Mapped[str | None] = mapped_column(doc="the character encoding that the bytes were read with")
    warnings: Mapped[list[str]] = mapped_column(doc="list: what a careful reader should know about this reading")
    packed: Mapped[bytes | None] = mapped_column(
        doc="of a reading no longer current, the whole article as JSON, compressed by zlib"
    )


class Block(Base):
    """A heading or a paragraph of a current reading."""

    __tablename__ = "block"
    reading_id: Mapped[int] = mapped_column(ForeignKey("reading.id"), primary_key=True, doc="the reading")
    position: Mapped[int] = mapped_column(Integer, primary_key=True, doc="its place, from 0")
    section: Mapped[int] = mapped_column(
        Integer, doc="number of its section, from 0; the text before the first heading is one too"
    )
    kind: Mapped[str] = mapped_column(String(16), doc="heading or paragraph")
    level: Mapped[int] = mapped_column(Integer, default=0, doc="of a heading, 1 for the highest; 0 of a paragraph")
    text: Mapped[str] = mapped_column(doc="what it says")


class Credit(Base):
    """A person and what they did for the article."""

    __tablename__ = "credit"
    reading_id: Mapped[int] = mapped_column(ForeignKey("reading.id"), primary_key=True, doc="the reading")
    position: Mapped[int] = mapped_column(Integer, primary_key=True, doc="its place on the page, from 0")
    name: Mapped[str] = mapped_column(index=True, doc="the person's name")
    role: Mapped[str] = mapped_column(
        String(16), doc="author, reporter, correspondent, editor, photographer or translator"
    )
    affiliation: Mapped[str | None] = mapped_column(doc="whom they did it for, as the page says it")
    raw: Mapped[str] = mapped_column(doc="the text that this was read from")


class Image(Base):
    """A picture of the article. Its bytes are in the captures of its link, or of the link that this redirects to."""

    __tablename__ = "image"
    reading_id: Mapped[int] = mapped_column(ForeignKey("reading.id"), primary_key=True, doc="the reading")
    position: Mapped[int] = mapped_column(Integer, primary_key=True, doc="its place, from 0")
    url: Mapped[str] = mapped_column(doc="its address")
    caption: Mapped[str | None] = mapped_column(doc="what stands under it")
    credit: Mapped[str | None] = mapped_column(doc="who took or lent it, as the page says it")
    link_id: Mapped[int | None] = mapped_column(
        ForeignKey("link.id"), doc="the link that it was fetched by; empty where it was not asked for"
    )


# --- what texts have in common ---


class Body(Base):
    """The letters of a text. Articles that show the same in the same sentences have the same; reprints are looked for
    among these."""

    __tablename__ = "body"
    id: Mapped[int] = mapped_column(primary_key=True, doc="number of the row")
    key: Mapped[bytes] = mapped_column(
        Key, unique=True, doc="16 bytes: digest of the letters and digits, sentence by sentence"
    )
    length: Mapped[int] = mapped_column(Integer, doc="letters and digits")


class Fingerprint(Base):
    """A number that like texts share: candidates for reprints are found by it."""

    __tablename__ = "fingerprint"
    __table_args__ = (Index("ix_fingerprint_body", "body_id"), {"sqlite_with_rowid": False})
    value: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, doc="the number, of a band or a passage")
    companion: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, doc="the least other number of a passage in the same text"
    )
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"), primary_key=True, autoincrement=False, doc="the text")


class Boilerplate(Base):
    """A number that stands beside several others: the more there are, the less it tells."""

    __tablename__ = "boilerplate"
    value: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, doc="the number")
    texts: Mapped[int] = mapped_column(Integer, doc="how many texts have it")
    companions: Mapped[int] = mapped_column(Integer, doc="how many different ones stand beside it in these")


class Likeness(Base):
    """Two texts of which one is the other's reprint, cut or whole. There is a row for each direction."""

    __tablename__ = "likeness"
    body_id: Mapped[int] = mapped_column(
        ForeignKey("body.id"), primary_key=True, autoincrement=False, doc="the first text"
    )
    other_id: Mapped[int] = mapped_column(ForeignKey("body.id"), primary_key=True, autoincrement=False, doc="the other")
    letters: Mapped[int] = mapped_column(Integer, doc="letters of the first that stand in the other")
    part: Mapped[float] = mapped_column(
        Double, doc="the part of the first that this is, 0 to 1; boilerplate counts less"
    )


class Recognition(Base):
    """How the numbers were made: those of another method are not to be compared with them. `newsarchive reindex`
    makes them anew.
    """

    __tablename__ = "recognition"
    method: Mapped[str] = mapped_column(
        primary_key=True, doc="names it; behind `after`, where that is not finished, the last version that is done"
    )


# --- what is usual, and what departs from it ---


class FieldStat(Base):
    """What is usual for one field of a portal's pages."""

    __tablename__ = "field_stat"
    __table_args__ = (UniqueConstraint("portal_id", "field"),)
    id: Mapped[int] = mapped_column(primary_key=True, doc="number of the row")
    portal_id: Mapped[str] = mapped_column(ForeignKey("portal.id"), doc="the portal")
    field: Mapped[str] = mapped_column(String(16), doc="body, title, published …")
    pages: Mapped[float] = mapped_column(Double, doc="pages that it was learned from; older ones count less")
    pairs: Mapped[float] = mapped_column(Double, doc="ordered pairs of pages that came one soon after the other")
    within: Mapped[list[float]] = mapped_column(JSON, doc="JSON: for each bound of the field, pages that lie within it")
    pairs_within: Mapped[list[float]] = mapped_column(JSON, doc="JSON: for each bound, pairs of which both do")


class Observation(Base):
    """What was looked at of one of a portal's last pages (40 at most), which are compared with what is usual."""

    __tablename__ = "observation"
    __table_args__ = (Index("ix_observation_portal", "portal_id", "capture_id"),)
    capture_id: Mapped[int] = mapped_column(
        ForeignKey("capture.id"), primary_key=True, autoincrement=False, doc="the capture"
    )
    portal_id: Mapped[str] = mapped_column(ForeignKey("portal.id"), doc="the portal")
    link_id: Mapped[int] = mapped_column(ForeignKey("link.id"), doc="the link that it was fetched for")
    bins: Mapped[dict[str, Any]] = mapped_column(doc="JSON: for each field, between which of its bounds the page lies")
    marks: Mapped[list[int]] = mapped_column(
        JSON, doc="JSON: digests of its title and of passages; empty where it is no article"
    )


class Quarantine(Base):
    """Pages of a portal that departed from what is usual: kept, and filed only when somebody says so."""

    __tablename__ = "quarantine"
    id: Mapped[int] = mapped_column(primary_key=True, doc="number of the quarantine")
    portal_id: Mapped[str] = mapped_column(ForeignKey("portal.id"), index=True, doc="the portal")
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), doc="the run in which it was noticed")
    began_at: Mapped[datetime] = mapped_column(doc="time at which it was noticed")
    why: Mapped[str] = mapped_column(doc="how they departed, in words")
    signs: Mapped[list[dict[str, Any]]] = mapped_column(
        JSON, doc="JSON: the fields, and the bounds beyond which the pages lay"
    )
    usual: Mapped[int] = mapped_column(Integer, default=0, doc="pages in a row that were as usual since")
    ended_at: Mapped[datetime | None] = mapped_column(
        doc="time from when on pages were as usual again; empty while they are not"
    )


class Quarantined(Base):
    """A capture that is in quarantine, or was."""

    __tablename__ = "quarantined"
    capture_id: Mapped[int] = mapped_column(
        ForeignKey("capture.id"), primary_key=True, autoincrement=False, doc="the capture"
    )
    quarantine_id: Mapped[int] = mapped_column(ForeignKey("quarantine.id"), index=True, doc="the quarantine")
    canonical: Mapped[str | None] = mapped_column(doc="address of the article that was read; empty where none was")
    address: Mapped[str] = mapped_column(doc="the address that was fetched")
    further: Mapped[list[list[str]]] = mapped_column(
        JSON, doc="JSON: record ids and addresses of the article's further pages"
    )
    bins: Mapped[dict[str, Any]] = mapped_column(doc="JSON: for each field, between which of its bounds the page lay")
    state: Mapped[str] = mapped_column(String(16), doc="`held`, `released` or `discarded`")
    decided_at: Mapped[datetime | None] = mapped_column(doc="time of the decision")
    decided_by: Mapped[str | None] = mapped_column(doc="name of the account that decided")


# --- what people decided ---


class Withdrawal(Base):
    """An article that is not to be shown: withdrawn for ever, its text and its bytes gone, or hidden until an
    embargo ends.
    """

    __tablename__ = "withdrawal"
    article_id: Mapped[int] = mapped_column(
        ForeignKey("article.id"), primary_key=True, autoincrement=False, doc="the article"
    )
    reason: Mapped[str] = mapped_column(doc="why, as it was given")
    decided_at: Mapped[datetime] = mapped_column(doc="time of the decision")
    hidden_until: Mapped[datetime | None] = mapped_column(
        doc="time at which the embargo ends; empty: it is withdrawn, its text is gone"
    )
    is_finished: Mapped[bool] = mapped_column(doc="whether its bytes are gone too; no only after a kill")


class Blanking(Base):
    """A capture in the place of whose WARC record a tombstone stands."""

    __tablename__ = "blanking"
    capture_id: Mapped[int] = mapped_column(
        ForeignKey("capture.id"), primary_key=True, autoincrement=False, doc="the capture"
    )
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), index=True, doc="the article that was withdrawn")


class OutletAlias(Base):
    """A spelling of which somebody decided what outlet it means."""

    __tablename__ = "outlet_alias"
    key: Mapped[str] = mapped_column(primary_key=True, doc="the spelling as it is compared")
    spelling: Mapped[str] = mapped_column(doc="the spelling as it was decided on")
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlet.id"), index=True, doc="the outlet that it means")
    decision: Mapped[int] = mapped_column(Integer, doc="number of the journal's entry that decided it")
    decided_at: Mapped[datetime] = mapped_column(doc="time of the decision")
    decided_by: Mapped[str] = mapped_column(doc="name of the account that decided")


# --- what is the matter now; not told in WARC files or journal, and not rebuilt ---


class Alarm(Base):
    """Something that is wrong, or was. Not in WARC files or journal: a rebuilt database begins without."""

    __tablename__ = "alarm"
    id: Mapped[int] = mapped_column(primary_key=True, doc="number of the row")
    portal_id: Mapped[str | None] = mapped_column(String(64), doc="the portal; empty for the archive as a whole")
    kind: Mapped[str] = mapped_column(
        String(16), doc="overdue, crawl, failures, unread, quiet, quarantine, disk or damage"
    )
    message: Mapped[str] = mapped_column(doc="as it was seen last")
    since: Mapped[datetime] = mapped_column(doc="when it was seen first")
    last_seen: Mapped[datetime] = mapped_column(doc="when it was seen last")
    ended_at: Mapped[datetime | None] = mapped_column(doc="when it was seen no more; empty while it lasts")
    told: Mapped[list[str]] = mapped_column(doc="what was told, and by which way: `began mail`, `ended command` …")
    told_at: Mapped[datetime | None] = mapped_column(doc="when all was told; empty while something is still to be told")


class Schedule(Base):
    """When a portal is to be crawled."""

    __tablename__ = "schedule"
    id: Mapped[int] = mapped_column(primary_key=True, doc="number of the row")
    portal_id: Mapped[str] = mapped_column(String(64), unique=True, doc="the portal")
    every: Mapped[int | None] = mapped_column(Integer, doc="seconds between two crawls")
    cron: Mapped[str | None] = mapped_column(doc="or a cron expression of five fields")
    zone: Mapped[str] = mapped_column(doc="IANA time zone that the cron expression is read in")
    options: Mapped[dict[str, Any]] = mapped_column(doc="JSON: options of the crawl")
    created_at: Mapped[datetime] = mapped_column(doc="time at which it was decided; intervals are counted from then")
    paused: Mapped[bool] = mapped_column(default=False, doc="whether nothing is started until somebody says so")
    next_due: Mapped[datetime] = mapped_column(index=True, doc="time of the next crawl")
    last_started: Mapped[datetime | None] = mapped_column(doc="time at which it last started one")
    last_exit: Mapped[int | None] = mapped_column(
        Integer, doc="exit code of that crawl; none while it is under way, or when it was cut off"
    )

"""The archive's tables. Alembic's migrations make them; a test holds both equal.

Identity of a row that outlives a rebuild is never its number: articles have a `public_id`, links and aliases a digest
of their address, WARC files a name, captures the id of their WARC record.
"""

from __future__ import annotations

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
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str]
    home: Mapped[str]
    country: Mapped[str]
    language: Mapped[str]
    zone: Mapped[str]
    definition: Mapped[str] = mapped_column(doc="digest of the portal file that was last used")
    paused_until: Mapped[datetime | None] = mapped_column(doc="until when the portal asked to be left alone")
    checked_on: Mapped[date | None] = mapped_column(doc="the day (UTC) on which articles were last looked at again")
    checks: Mapped[int] = mapped_column(Integer, default=0, doc="how often that was done on that day")
    terms: Mapped[str | None] = mapped_column(
        doc="digest of what its lists were read by last: software, rules, robots.txt"
    )
    traps: Mapped[list[str]] = mapped_column(default=list, doc="shapes of addresses without end that show nothing new")


class Region(Base):
    """A place, under the place that it lies in."""

    __tablename__ = "region"
    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"), index=True)
    name: Mapped[str]
    path: Mapped[str] = mapped_column(unique=True, doc="names from the outermost, joined by /")


class Outlet(Base):
    """A newspaper, agency or station that writes articles."""

    __tablename__ = "outlet"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True, doc="as it is shown: by the rule, or as somebody decided")
    key: Mapped[str | None] = mapped_column(
        index=True, unique=True, doc="the name as it is compared; empty where it was made before outlets had one"
    )
    is_settled: Mapped[bool] = mapped_column(
        server_default=false(), doc="whether all its readings are its own, by the rule and what people decided"
    )


class Channel(Base):
    """A column of a portal, tied to a region where it has one."""

    __tablename__ = "channel"
    __table_args__ = (UniqueConstraint("portal_id", "key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    portal_id: Mapped[str] = mapped_column(ForeignKey("portal.id"))
    key: Mapped[bytes] = mapped_column(Key, doc="digest of its address")
    address: Mapped[str]
    name: Mapped[str]
    region_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"), index=True)


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
    id: Mapped[int] = mapped_column(primary_key=True)
    portal_id: Mapped[str] = mapped_column(ForeignKey("portal.id"))
    key: Mapped[bytes] = mapped_column(Key, doc="digest of the canonical address")
    address: Mapped[str] = mapped_column(doc="the address to fetch, as it was first seen")
    kind: Mapped[str] = mapped_column(String(16), doc="listing, article, image, asset or other")
    state: Mapped[str] = mapped_column(String(16), doc="queued, done, failed, excluded or gone")
    reason: Mapped[str | None] = mapped_column(doc="why it failed, was excluded, or is gone")
    priority: Mapped[int] = mapped_column(Integer, default=0, doc="lower is fetched earlier")
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    next_check: Mapped[datetime | None] = mapped_column(
        doc="queued: not to be fetched before; done or gone: when to look at it again"
    )
    found_at: Mapped[datetime]
    fetched_at: Mapped[datetime | None]
    first_read: Mapped[datetime | None] = mapped_column(doc="when the first article was fetched there")
    etag: Mapped[str | None] = mapped_column(doc="of the article or list that was read there last")
    last_modified: Mapped[str | None] = mapped_column(doc="of the same, as the server wrote it")
    day: Mapped[date | None] = mapped_column(doc="the newest date that a listing showed beside it")
    leads_to: Mapped[int | None] = mapped_column(ForeignKey("link.id"), doc="the link that it redirected to")


class Listing(Base):
    """What is known of a link that leads to a listing."""

    __tablename__ = "listing"
    link_id: Mapped[int] = mapped_column(ForeignKey("link.id"), primary_key=True)
    channel_id: Mapped[int | None] = mapped_column(ForeignKey("channel.id"), index=True)
    depth: Mapped[int] = mapped_column(Integer, default=0, doc="pages from the start of its list")
    is_start: Mapped[bool] = mapped_column(default=False, doc="whether discovery begins here: it is no channel itself")
    root_id: Mapped[int | None] = mapped_column(
        ForeignKey("link.id"), doc="of a further page: the first page of its list"
    )
    last_seen: Mapped[datetime | None] = mapped_column(
        doc="when the portal last answered for it, unchanged (304) or not"
    )
    last_read: Mapped[datetime | None] = mapped_column(
        doc="when its links were last read: those seen then are on it until `last_seen`"
    )
    older_than: Mapped[date | None] = mapped_column(doc="links before this day were left out then (--since)")
    newer_than: Mapped[date | None] = mapped_column(doc="links after this day were left out then (--until)")


class Sighting(Base):
    """A link seen on a listing."""

    __tablename__ = "sighting"
    link_id: Mapped[int] = mapped_column(ForeignKey("link.id"), primary_key=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("link.id"), primary_key=True, index=True)
    text: Mapped[str]
    stated: Mapped[str | None] = mapped_column(doc="when it was published, as a feed or sitemap writes it")
    position: Mapped[int] = mapped_column(Integer)
    in_list: Mapped[bool] = mapped_column(doc="whether it stood in the list proper, not in the page's furniture")
    first_seen: Mapped[datetime]
    last_seen: Mapped[datetime] = mapped_column(doc="in a reading of the listing: see its last_seen")


# --- what was fetched ---


class Run(Base):
    """One crawl, or one import."""

    __tablename__ = "run"
    id: Mapped[int] = mapped_column(primary_key=True)
    portal_id: Mapped[str] = mapped_column(ForeignKey("portal.id"), index=True)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(
        String(16),
        doc="running, or how it ended: complete, limited, incomplete, refused, unreachable, interrupted, failed",
    )
    message: Mapped[str | None]
    base_url: Mapped[str | None] = mapped_column(doc="where a rehearsal fetched from instead of the portal's hosts")
    options: Mapped[dict[str, Any]]
    counts: Mapped[dict[str, Any]]
    software: Mapped[str]


class WarcFile(Base):
    """A WARC file: what it must hold, told apart from what it does hold."""

    __tablename__ = "warc_file"
    id: Mapped[int] = mapped_column(primary_key=True)
    portal_id: Mapped[str] = mapped_column(ForeignKey("portal.id"), index=True)
    name: Mapped[str] = mapped_column(unique=True, doc="path below warc/, without the .open of a file still written to")
    length: Mapped[int] = mapped_column(doc="committed bytes")
    records: Mapped[int] = mapped_column(Integer, doc="committed records")
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    sha256: Mapped[str] = mapped_column(String(64), doc="of the committed bytes")


class Capture(Base):
    """One response in a WARC file."""

    __tablename__ = "capture"
    __table_args__ = (
        UniqueConstraint("warc_file_id", "offset"),
        Index("ix_capture_payload", "portal_id", "payload_digest"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    portal_id: Mapped[str] = mapped_column(ForeignKey("portal.id"))
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), index=True)
    link_id: Mapped[int | None] = mapped_column(ForeignKey("link.id"), index=True, doc="none for robots.txt")
    warc_file_id: Mapped[int] = mapped_column(ForeignKey("warc_file.id"))
    offset: Mapped[int] = mapped_column(doc="where the response (or revisit) record's gzip member begins, bytes")
    length: Mapped[int] = mapped_column(doc="length of that gzip member, bytes")
    record_id: Mapped[str] = mapped_column(unique=True, doc="WARC-Record-ID, without <urn:uuid:>")
    url: Mapped[str] = mapped_column(doc="WARC-Target-URI: what was fetched")
    fetched_at: Mapped[datetime]
    status: Mapped[int] = mapped_column(Integer)
    content_type: Mapped[str | None]
    payload_digest: Mapped[str] = mapped_column(String(64))
    revisit_of: Mapped[int | None] = mapped_column(
        ForeignKey("capture.id"), doc="the capture that has the same payload"
    )
    truncated: Mapped[str | None] = mapped_column(String(16))


# --- what was read ---


class Cluster(Base):
    """Articles that are reprints of one story."""

    __tablename__ = "cluster"
    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]


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
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(
        String(20), unique=True, doc="what people cite; from portal and address alone"
    )
    portal_id: Mapped[str] = mapped_column(ForeignKey("portal.id"))
    key: Mapped[bytes] = mapped_column(Key, doc="digest of the canonical address")
    canonical: Mapped[str]
    state: Mapped[str] = mapped_column(String(16), doc="live, gone or withdrawn")
    cluster_id: Mapped[int | None] = mapped_column(ForeignKey("cluster.id"), index=True)
    first_seen: Mapped[datetime]
    last_seen: Mapped[datetime]


class ArticleChannel(Base):
    """An article stands in a channel."""

    __tablename__ = "article_channel"
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"), primary_key=True, index=True)


class Alias(Base):
    """An address at which an article was seen."""

    __tablename__ = "alias"
    __table_args__ = (UniqueConstraint("article_id", "key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"))
    key: Mapped[bytes] = mapped_column(Key, index=True)
    address: Mapped[str]
    first_seen: Mapped[datetime]
    last_seen: Mapped[datetime]


class Version(Base):
    """What the publisher said at one time; a new one only when that changed."""

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
    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"))
    number: Mapped[int] = mapped_column(Integer, doc="from 1")
    is_current: Mapped[bool]
    content_hash: Mapped[bytes] = mapped_column(Key, doc="of normalised title, body and credits")
    first_seen: Mapped[datetime]
    last_seen: Mapped[datetime]
    body_id: Mapped[int | None] = mapped_column(
        ForeignKey("body.id"), index=True, doc="its text as reprints are looked for; empty where it is too short"
    )


class VersionCapture(Base):
    """A capture that shows a version."""

    __tablename__ = "version_capture"
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), primary_key=True)
    capture_id: Mapped[int] = mapped_column(ForeignKey("capture.id"), primary_key=True, index=True)
    page: Mapped[int] = mapped_column(Integer, default=1, doc="page number of a multi-page article")


class Reading(Base):
    """What a parser made of a version; the current one has blocks, credits and images, older ones are kept as JSON."""

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
    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    is_current: Mapped[bool]
    parser: Mapped[str]
    read_at: Mapped[datetime]
    url: Mapped[str]
    title: Mapped[str]
    kicker: Mapped[str | None]
    lead: Mapped[str | None]
    byline_raw: Mapped[str | None]
    source: Mapped[str | None] = mapped_column(doc="as the page writes it")
    source_url: Mapped[str | None]
    outlet_id: Mapped[int | None] = mapped_column(ForeignKey("outlet.id"), index=True)
    published_at: Mapped[datetime | None] = mapped_column(doc="in UTC")
    published_offset: Mapped[int | None] = mapped_column(Integer, doc="minutes east of UTC")
    published_day: Mapped[date | None] = mapped_column(index=True, doc="the day in the portal's own zone")
    published_precision: Mapped[str | None] = mapped_column(String(8))
    published_raw: Mapped[str | None]
    zone_from: Mapped[str | None] = mapped_column(String(8))
    modified_at: Mapped[datetime | None]
    modified_offset: Mapped[int | None] = mapped_column(Integer)
    region_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"), index=True)
    breadcrumb: Mapped[list[str]]
    language: Mapped[str | None] = mapped_column(String(35))
    tags: Mapped[list[str]]
    pages: Mapped[list[str]]
    related: Mapped[list[str]]
    access: Mapped[str] = mapped_column(String(16))
    encoding: Mapped[str | None]
    warnings: Mapped[list[str]]
    packed: Mapped[bytes | None] = mapped_column(
        doc="the whole article as zlib-compressed JSON, for readings no longer current"
    )


class Block(Base):
    """A heading, paragraph or caption of the body."""

    __tablename__ = "block"
    reading_id: Mapped[int] = mapped_column(ForeignKey("reading.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    section: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(16), doc="heading or paragraph")
    level: Mapped[int] = mapped_column(Integer, default=0, doc="of a heading")
    text: Mapped[str]


class Credit(Base):
    """A person and what they did for the article."""

    __tablename__ = "credit"
    reading_id: Mapped[int] = mapped_column(ForeignKey("reading.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(index=True)
    role: Mapped[str] = mapped_column(String(16))
    affiliation: Mapped[str | None]
    raw: Mapped[str]


class Image(Base):
    """A picture of the article."""

    __tablename__ = "image"
    reading_id: Mapped[int] = mapped_column(ForeignKey("reading.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    url: Mapped[str]
    caption: Mapped[str | None]
    credit: Mapped[str | None]
    link_id: Mapped[int | None] = mapped_column(ForeignKey("link.id"), doc="the link whose captures hold the picture")


# --- what texts have in common ---


class Body(Base):
    """The letters of a text. Articles that show the same in the same sentences have the same; reprints are looked for
    among these."""

    __tablename__ = "body"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[bytes] = mapped_column(Key, unique=True, doc="digest of its letters and digits, sentence by sentence")
    length: Mapped[int] = mapped_column(Integer, doc="letters and digits")


class Fingerprint(Base):
    """A number that like texts share: candidates for reprints are found by it."""

    __tablename__ = "fingerprint"
    __table_args__ = (Index("ix_fingerprint_body", "body_id"), {"sqlite_with_rowid": False})
    value: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, doc="of a band or a passage")
    companion: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, doc="the least other number of a passage in the same text"
    )
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"), primary_key=True, autoincrement=False)


class Boilerplate(Base):
    """A number that stands beside several others: the more there are, the less it tells."""

    __tablename__ = "boilerplate"
    value: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    texts: Mapped[int] = mapped_column(Integer, doc="how many have it")
    companions: Mapped[int] = mapped_column(Integer, doc="how many different ones it has in these")


class Likeness(Base):
    """Of two texts one is the other's reprint, cut or whole; there is a row for each direction."""

    __tablename__ = "likeness"
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"), primary_key=True, autoincrement=False)
    other_id: Mapped[int] = mapped_column(ForeignKey("body.id"), primary_key=True, autoincrement=False)
    letters: Mapped[int] = mapped_column(Integer, doc="of the first that stand in the other")
    part: Mapped[float] = mapped_column(Double, doc="the part of the first that this is, boilerplate counting less")


class Recognition(Base):
    """How the numbers were made: those of another method are not to be compared with them."""

    __tablename__ = "recognition"
    method: Mapped[str] = mapped_column(primary_key=True)


# --- what is usual, and what departs from it ---


class FieldStat(Base):
    """What is usual for one field of a portal's pages."""

    __tablename__ = "field_stat"
    __table_args__ = (UniqueConstraint("portal_id", "field"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    portal_id: Mapped[str] = mapped_column(ForeignKey("portal.id"))
    field: Mapped[str] = mapped_column(String(16))
    pages: Mapped[float] = mapped_column(Double, doc="that it was learned from; older ones count less")
    pairs: Mapped[float] = mapped_column(Double, doc="of pages that came one soon after the other")
    within: Mapped[list[float]] = mapped_column(JSON, doc="pages that lie within each bound")
    pairs_within: Mapped[list[float]] = mapped_column(JSON, doc="pairs of which both do")


class Observation(Base):
    """What was looked at of one of a portal's last pages, which are compared with what is usual."""

    __tablename__ = "observation"
    __table_args__ = (Index("ix_observation_portal", "portal_id", "capture_id"),)
    capture_id: Mapped[int] = mapped_column(ForeignKey("capture.id"), primary_key=True, autoincrement=False)
    portal_id: Mapped[str] = mapped_column(ForeignKey("portal.id"))
    link_id: Mapped[int] = mapped_column(ForeignKey("link.id"))
    bins: Mapped[dict[str, Any]] = mapped_column(doc="for each field, which bounds it lies between")
    marks: Mapped[list[int]] = mapped_column(JSON, doc="digests of its title and of passages: none where it is none")


class Quarantine(Base):
    """Pages of a portal that departed from what is usual: kept, and filed only when somebody says so."""

    __tablename__ = "quarantine"
    id: Mapped[int] = mapped_column(primary_key=True)
    portal_id: Mapped[str] = mapped_column(ForeignKey("portal.id"), index=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), doc="the run in which it was noticed")
    began_at: Mapped[datetime]
    why: Mapped[str] = mapped_column(doc="how they departed, in words")
    signs: Mapped[list[dict[str, Any]]] = mapped_column(JSON, doc="the fields, and the bounds beyond which they lay")
    usual: Mapped[int] = mapped_column(Integer, default=0, doc="pages in a row that were as usual since")
    ended_at: Mapped[datetime | None] = mapped_column(doc="from when on pages were as usual again")


class Quarantined(Base):
    """A capture that is in quarantine, or was."""

    __tablename__ = "quarantined"
    capture_id: Mapped[int] = mapped_column(ForeignKey("capture.id"), primary_key=True, autoincrement=False)
    quarantine_id: Mapped[int] = mapped_column(ForeignKey("quarantine.id"), index=True)
    canonical: Mapped[str | None] = mapped_column(doc="the address of the article that was read; none where none was")
    address: Mapped[str]
    further: Mapped[list[list[str]]] = mapped_column(
        JSON, doc="record id and address of the article's further pages, of one that runs over several"
    )
    bins: Mapped[dict[str, Any]] = mapped_column(doc="for each field, which bounds it lies between")
    state: Mapped[str] = mapped_column(String(16), doc="held, released or discarded")
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None] = mapped_column(doc="name of the account")


# --- what people decided ---


class Withdrawal(Base):
    """An article that is not to be shown: for ever, its text and its bytes gone, or until an embargo ends."""

    __tablename__ = "withdrawal"
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), primary_key=True, autoincrement=False)
    reason: Mapped[str]
    decided_at: Mapped[datetime]
    hidden_until: Mapped[datetime | None] = mapped_column(doc="when the embargo ends; empty: it is withdrawn")
    is_finished: Mapped[bool] = mapped_column(doc="whether its records are blanked; a kill may have come before")


class Blanking(Base):
    """A capture in the place of whose record a tombstone stands."""

    __tablename__ = "blanking"
    capture_id: Mapped[int] = mapped_column(ForeignKey("capture.id"), primary_key=True, autoincrement=False)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), index=True, doc="the article that was withdrawn")


class OutletAlias(Base):
    """A spelling of which somebody decided what outlet it means."""

    __tablename__ = "outlet_alias"
    key: Mapped[str] = mapped_column(primary_key=True, doc="the spelling as it is compared")
    spelling: Mapped[str] = mapped_column(doc="as it was written in the decision")
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlet.id"), index=True)
    decision: Mapped[int] = mapped_column(Integer, doc="number of the journal's entry that decided it")
    decided_at: Mapped[datetime]
    decided_by: Mapped[str] = mapped_column(doc="name of the account")


# --- what is the matter now; not told in WARC files or journal, and not rebuilt ---


class Alarm(Base):
    """Something that is wrong, or was: told once when it began, and once when it ended."""

    __tablename__ = "alarm"
    id: Mapped[int] = mapped_column(primary_key=True)
    portal_id: Mapped[str | None] = mapped_column(String(64), doc="the portal; empty for the archive as a whole")
    kind: Mapped[str] = mapped_column(
        String(16), doc="overdue, crawl, failures, unread, quiet, quarantine, disk, damage"
    )
    message: Mapped[str] = mapped_column(doc="as it was seen last")
    since: Mapped[datetime] = mapped_column(doc="when it was seen first")
    last_seen: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(doc="when it was seen no more")
    told: Mapped[list[str]] = mapped_column(doc="what was told, and by what: began mail, ended command …")
    told_at: Mapped[datetime | None] = mapped_column(doc="when all was told; empty: something is still to be told")


class Schedule(Base):
    """When a portal is to be crawled."""

    __tablename__ = "schedule"
    id: Mapped[int] = mapped_column(primary_key=True)
    portal_id: Mapped[str] = mapped_column(String(64), unique=True, doc="one schedule a portal")
    every: Mapped[int | None] = mapped_column(Integer, doc="seconds between runs")
    cron: Mapped[str | None] = mapped_column(doc="or a cron expression of five fields")
    zone: Mapped[str] = mapped_column(doc="IANA zone that the cron expression is read in")
    options: Mapped[dict[str, Any]] = mapped_column(doc="options of the crawl command")
    created_at: Mapped[datetime] = mapped_column(doc="when it was decided: intervals are counted from then")
    paused: Mapped[bool] = mapped_column(default=False)
    next_due: Mapped[datetime] = mapped_column(index=True)
    last_started: Mapped[datetime | None]
    last_exit: Mapped[int | None] = mapped_column(Integer, doc="exit code of the last run; none while it is under way")

"""The table of articles: a row is the current reading of one, with where it was seen and what proves it."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select, type_coerce
from sqlalchemy.orm import Session, aliased

from newsarchive.items import AUTHOR_ROLES
from newsarchive.query.conditions import shown
from newsarchive.query.filters import Filters
from newsarchive.query.gone import is_gone, last_lost
from newsarchive.query.tables.columns import Column, Kind, Row, Stated, Table, column, parts_of
from newsarchive.query.tables.gathering import Texts, gathered, lines
from newsarchive.query.tables.matches import current, iter_found
from newsarchive.store.articles import moved
from newsarchive.store.models import (
    Article,
    ArticleChannel,
    Block,
    Capture,
    Channel,
    Credit,
    Image,
    Link,
    Outlet,
    Reading,
    Region,
    Version,
    VersionCapture,
    WarcFile,
)

AUTHORS = tuple(f"{role}:" for role in AUTHOR_ROLES)


# --- what a row says ---


def published(at: datetime | None, offset: int | None, precision: str | None) -> Stated | None:
    """Return when a reading was published."""
    at = moved(at, offset)
    return None if at is None else Stated(at, precision == "day")


def modified(at: datetime | None, offset: int | None) -> Stated | None:
    """Return when the publisher says that it changed."""
    at = moved(at, offset)
    return None if at is None else Stated(at)


def authors(people: Sequence[str]) -> list[str]:
    """Return those of the credited people who wrote it, each once."""
    wrote = [person.partition(":")[2] for person in people if person.startswith(AUTHORS)]
    return list(dict.fromkeys(wrote))


PUBLISHED = Column(
    name="published",
    kind=Kind.STATED,
    doc="when: with the offset from UTC; the day alone where the page states no time",
    value=published,
    parts=("published_at", "published_offset", "published_precision"),
)

CREDITS = Column(
    name="credits",
    kind=Kind.PAIRS,
    doc="everybody whom the page names, with the role",
    parts=("people",),
    pair=("role", "name"),
)

COLUMNS = (
    column("id", Kind.TEXT, "the article's id: 16 letters and digits that do not change"),
    column("portal", Kind.TEXT, "id of the portal that published it"),
    column("title", Kind.TEXT, "the headline"),
    column("kicker", Kind.TEXT, "the short line above the headline (引题)"),
    column("lead", Kind.TEXT, "the standfirst that the page shows apart from the text"),
    Column(
        name="authors",
        kind=Kind.LIST,
        doc="who wrote it: authors, reporters, correspondents, never editors",
        value=authors,
        parts=("people",),
    ),
    column("source", Kind.TEXT, "the newspaper or agency that wrote it (来源), as the page says it"),
    PUBLISHED,
    Column(
        name="region",
        kind=Kind.LIST,
        doc="where it is about, outermost first",
        value=lambda path: path.split("/") if path else (),
        parts=("region",),
        sign="/",
        wide="／",
    ),
    Column(
        name="channels",
        kind=Kind.LIST,
        doc="the channels of the portal in which it stands",
        value=sorted,
        parts=("channels",),
    ),
    column("canonical_url", Kind.TEXT, "its one address"),
    Column(
        name="url",
        kind=Kind.TEXT,
        doc="the address that the page was read at, on the portal's own host",
        value=lambda url: url or None,
        parts=("url",),
    ),
    column("text", Kind.TEXT, "the body: headings and paragraphs, one a line"),
    CREDITS,
    column("language", Kind.TEXT, "BCP 47 tag of the text: zh-Hans, en"),
    column("tags", Kind.LIST, "the publisher's own keywords"),
    column("images", Kind.LIST, "addresses of its pictures", wide="%3B"),
    column("published_precision", Kind.TEXT, "how much of `published` the page states: day, minute or second"),
    column("published_raw", Kind.TEXT, "the date as the page writes it"),
    Column(
        name="modified",
        kind=Kind.STATED,
        doc="when the publisher says that it was last changed",
        value=modified,
        parts=("modified_at", "modified_offset"),
    ),
    column("byline_raw", Kind.TEXT, "the byline as the page writes it"),
    column("access", Kind.TEXT, "open, paywalled or partial: whether the whole text is on the page"),
    column("state", Kind.TEXT, "live, or gone when the portal no longer shows it"),
    column("versions", Kind.WHOLE, "how many versions the publisher made, as far as the archive saw them"),
    Column(
        name="reprints",
        kind=Kind.LIST,
        doc="ids of the other articles of its story",
        value=sorted,
        parts=("reprints",),
    ),
    column("first_seen", Kind.MOMENT, "when the archive first fetched it"),
    column("last_seen", Kind.MOMENT, "when the archive last fetched it"),
    column("fetched_url", Kind.TEXT, "the address of the capture that first shows this version"),
    column("fetched_at", Kind.MOMENT, "when that was fetched"),
    column("warc_file", Kind.TEXT, "the WARC file that holds it, below the archive's warc/"),
    column("warc_offset", Kind.WHOLE, "the byte at which the record begins in that file"),
    Column(
        name="warc_record",
        kind=Kind.TEXT,
        doc="its WARC-Record-ID",
        value=lambda record_id: f"<urn:uuid:{record_id}>" if record_id else None,
        parts=("record_id",),
    ),
    column("warnings", Kind.LIST, "what a careful reader should know about this reading"),
    column("parser", Kind.TEXT, "the code that read the page, and its version"),
    column("published_day", Kind.DAY, "the day of publication, at the offset of `published`", is_extra=True),
    column("outlet", Kind.TEXT, "the outlet that `source` means, in one spelling", is_extra=True),
)


# --- what is looked up for it ---


def iter_rows(session: Session, filters: Filters, columns: Sequence[Column], after: int) -> Generator[Row]:
    """Give the rows, as the table says."""
    return iter_found(session, filters, after, query_of(columns))


def query_of(columns: Sequence[Column]) -> Select[*tuple[Any, ...]]:
    """Return the query for the rows of all articles."""
    return joined(looked_up(columns))


def looked_up(columns: Sequence[Column], **others: Any) -> Select[*tuple[Any, ...]]:
    """Ask for the row of the article, and all that some columns need."""
    own = parts() | others
    needed = ((own[part] if part in own else getattr(Reading, part)).label(part) for part in parts_of(columns))
    return select(Article.id.label("article_row"), *needed)


def joined(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Let a query be of current readings, and of what belongs to them once."""
    return (
        current(query)
        .outerjoin(Region, Region.id == Reading.region_id)
        .outerjoin(Outlet, Outlet.id == Reading.outlet_id)
        .outerjoin(Capture, Capture.id == _first_capture())
        .outerjoin(WarcFile, WarcFile.id == Capture.warc_file_id)
    )


def parts() -> dict[str, Any]:
    """Return what can be looked up of an article, beside the columns of its reading."""
    other = aliased(Version)
    return {
        "id": Article.public_id,
        "portal": Article.portal_id,
        "canonical_url": Article.canonical,
        "state": case((_gone(), "gone"), else_=Article.state),
        "first_seen": Article.first_seen,
        "last_seen": Article.last_seen,
        "region": Region.path,
        "outlet": Outlet.name,
        "text": lines(_of_reading(Block, Block.text)),
        "people": gathered(_of_reading(Credit, Credit.role + ":" + Credit.name)),
        "images": gathered(_of_reading(Image, Image.url)),
        "tags": type_coerce(Reading.tags, Texts()),
        "warnings": type_coerce(Reading.warnings, Texts()),
        "channels": gathered(_channels()),
        "reprints": gathered(_reprints()),
        "versions": select(func.count(other.id)).where(other.article_id == Article.id).scalar_subquery(),
        "fetched_url": Capture.url,
        "fetched_at": Capture.fetched_at,
        "warc_file": WarcFile.name,
        "warc_offset": Capture.offset,
        "record_id": Capture.record_id,
    }


def _of_reading(part: Any, text: Any) -> Select[*tuple[Any, ...]]:
    return select(text, part.position).where(part.reading_id == Reading.id).correlate(Reading)


def _channels() -> Select[*tuple[Any, ...]]:
    query = select(Channel.name, Channel.id).join(ArticleChannel, ArticleChannel.channel_id == Channel.id)
    return query.where(ArticleChannel.article_id == Article.id).correlate(Article)


def _reprints() -> Select[*tuple[Any, ...]]:
    other = aliased(Article)
    query = select(other.public_id, other.id).where(other.cluster_id == Article.cluster_id, other.id != Article.id)
    return query.where(shown(other)).correlate(Article)


def _gone() -> ColumnElement[bool]:
    return select(Link.id).where(Link.id == last_lost(), is_gone()).correlate(Article).exists()


def _first_capture() -> Any:
    """Return the first response that shows the current version: of several pages, the first page's."""
    shows, capture = aliased(VersionCapture), aliased(Capture)
    query = select(capture.id).join(shows, shows.capture_id == capture.id).where(shows.version_id == Version.id)
    return query.order_by(shows.page, capture.fetched_at, capture.id).limit(1).scalar_subquery()


ARTICLES = Table(name="articles", columns=COLUMNS, iter_rows=iter_rows)

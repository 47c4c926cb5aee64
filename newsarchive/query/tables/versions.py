"""The table of versions: a row is what the publisher said of an article for a while, its first version first."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any

from sqlalchemy import and_, func, null, select
from sqlalchemy.orm import Session

from newsarchive.items import Article as Read
from newsarchive.query.filters import Filters
from newsarchive.query.tables.articles import CREDITS, PUBLISHED, authors, looked_up
from newsarchive.query.tables.columns import Column, Kind, Row, Table, column, parts_of
from newsarchive.query.tables.matches import iter_found
from newsarchive.store.models import Article, Reading, Version, VersionCapture
from newsarchive.store.packing import unpacked
from newsarchive.store.readings import is_newest

PACKED = {"text", "people"}
"""What the rows of older versions do not hold: it is in what was packed of their readings."""

COLUMNS = (
    column("id", Kind.TEXT, "the article's id"),
    column("portal", Kind.TEXT, "id of the portal that published it"),
    column("number", Kind.WHOLE, "the version, from 1; an older capture that comes late moves it"),
    column("is_current", Kind.YES_NO, "whether it is the newest"),
    column("first_seen", Kind.MOMENT, "when the first capture that shows it was made"),
    column("last_seen", Kind.MOMENT, "when the last one was made"),
    column("captures", Kind.WHOLE, "how many captures show it"),
    Column(
        name="hash",
        kind=Kind.TEXT,
        doc="digest of what it says: title, body and credits (BLAKE2b, 16 bytes, in hexadecimal)",
        value=bytes.hex,
        parts=("content_hash",),
    ),
    column("title", Kind.TEXT, "the headline"),
    column("kicker", Kind.TEXT, "the short line above the headline (引题)"),
    column("lead", Kind.TEXT, "the standfirst that the page shows apart from the text"),
    column("authors", Kind.LIST, "who wrote it", "people", value=authors),
    column("source", Kind.TEXT, "the newspaper or agency that wrote it (来源), as the page says it"),
    PUBLISHED,
    column("canonical_url", Kind.TEXT, "the article's one address"),
    column("text", Kind.TEXT, "the body: headings and paragraphs, one a line"),
    CREDITS,
    column("parser", Kind.TEXT, "the code that read it, and its version"),
)


def iter_rows(session: Session, filters: Filters, columns: Sequence[Column], after: int) -> Generator[Row]:
    """Give the rows, as the table says."""
    shows = and_(VersionCapture.version_id == Version.id, VersionCapture.page == 1)
    captures = select(func.count()).where(shows).correlate(Version).scalar_subquery()
    own = {name: getattr(Version, name) for name in ("number", "is_current", "first_seen", "last_seen", "content_hash")}
    parts = parts_of(columns)
    packed = Reading.packed if PACKED & set(parts) else null()
    query = (
        looked_up(columns, captures=captures, **own)
        .add_columns(packed)
        .select_from(Article)
        .join(Version, Version.article_id == Article.id)
        .join(Reading, and_(Reading.version_id == Version.id, is_newest()))
    )
    for *row, kept in iter_found(session, filters, after, query, Version.number):
        yield row if kept is None else _opened(row, unpacked(kept), parts)


def _opened(row: list[Any], article: Read, parts: Sequence[str]) -> Row:
    """Take out of what was packed what the row does not hold."""
    told = {"text": article.text, "people": [f"{credit.role}:{credit.name}" for credit in article.credits]}
    return [row[0], *(told.get(part, value) for part, value in zip(parts, row[1:], strict=True))]


VERSIONS = Table(name="versions", columns=COLUMNS, iter_rows=iter_rows)

"""The tables of what articles are made of: a row is a heading or paragraph of a current reading, or a credit."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from newsarchive.items import AUTHOR_ROLES
from newsarchive.query.filters import Filters
from newsarchive.query.tables.articles import PUBLISHED, looked_up
from newsarchive.query.tables.columns import Column, Kind, Row, Table, column
from newsarchive.query.tables.matches import current, iter_found
from newsarchive.store.models import Block, Credit, Reading

WRITERS = frozenset(map(str, AUTHOR_ROLES))

OF_ARTICLE = (
    column("id", Kind.TEXT, "the article's id"),
    column("portal", Kind.TEXT, "id of the portal that published it"),
    column("title", Kind.TEXT, "its headline"),
    column("source", Kind.TEXT, "the newspaper or agency that wrote it (来源), as the page says it"),
    PUBLISHED,
)

PARAGRAPH = (
    *OF_ARTICLE,
    column("position", Kind.WHOLE, "its place in the body, from 0"),
    column("section", Kind.WHOLE, "the section that it stands in, from 0"),
    column("heading", Kind.TEXT, "that section's heading"),
    column("kind", Kind.TEXT, "heading or paragraph"),
    column("level", Kind.WHOLE, "of a heading: 1 for the highest; of a paragraph 0"),
    column("text", Kind.TEXT, "what it says"),
)

CREDIT = (
    *OF_ARTICLE,
    column("position", Kind.WHOLE, "its place among the article's credits, from 0"),
    column("name", Kind.TEXT, "the person"),
    column("role", Kind.TEXT, "author, reporter, correspondent, editor, photographer or translator"),
    Column(
        name="is_author",
        kind=Kind.YES_NO,
        doc="whether that makes one an author: author, reporter, correspondent",
        value=WRITERS.__contains__,
        parts=("role",),
    ),
    column("affiliation", Kind.TEXT, "for whom they did it, as the page says it"),
    column("raw", Kind.TEXT, "the words that this was read from"),
)


def iter_paragraphs(session: Session, filters: Filters, columns: Sequence[Column], after: int) -> Generator[Row]:
    """Give the rows of headings and paragraphs, as the table says."""
    head = aliased(Block)
    heading = select(head.text).where(
        head.reading_id == Reading.id, head.section == Block.section, head.kind == "heading"
    )
    own = {name: getattr(Block, name) for name in ("position", "section", "kind", "level", "text")}
    found = looked_up(columns, heading=heading.correlate(Reading, Block).limit(1).scalar_subquery(), **own)
    query = current(found).join(Block, Block.reading_id == Reading.id)
    return iter_found(session, filters, after, query, Block.position)


def iter_credits(session: Session, filters: Filters, columns: Sequence[Column], after: int) -> Generator[Row]:
    """Give the rows of credits, as the table says."""
    own = {name: getattr(Credit, name) for name in ("position", "name", "role", "affiliation", "raw")}
    query = current(looked_up(columns, **own)).join(Credit, Credit.reading_id == Reading.id)
    return iter_found(session, filters, after, query, Credit.position)


PARAGRAPHS = Table(name="paragraphs", columns=PARAGRAPH, iter_rows=iter_paragraphs)
CREDITS = Table(name="credits", columns=CREDIT, iter_rows=iter_credits)

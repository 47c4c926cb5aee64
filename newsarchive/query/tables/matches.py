"""The articles that a table is of, a batch at a time in the order in which they were filed."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from sqlalchemy import Select, and_, bindparam
from sqlalchemy.orm import Session

from newsarchive.query.filters import Filters, matching
from newsarchive.query.texts import meant
from newsarchive.store.models import Article, Reading, Version

BATCH = 500
"""Articles whose rows are asked for together."""


def iter_batches(session: Session, filters: Filters, after: int = 0) -> Generator[list[int]]:
    """Give the rows of the articles that filters mean, behind one of them, in their order; memory stays flat."""
    query = matching(session, filters, Article.id).where(Article.id > after).order_by(Article.id)
    with session.connection().execute(query.execution_options(yield_per=BATCH)) as found:
        for rows in found.partitions():
            unsure = [row_id for row_id, is_unsure in rows if is_unsure]
            known = meant(session, filters.wanted, unsure) if filters.wanted is not None and unsure else set(unsure)
            yield [row_id for row_id, is_unsure in rows if not is_unsure or row_id in known]


def current(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Let a query be of the current readings of articles."""
    return (
        query.select_from(Article)
        .join(Version, and_(Version.article_id == Article.id, Version.is_current))
        .join(Reading, and_(Reading.version_id == Version.id, Reading.is_current))
    )


def iter_found(
    session: Session, filters: Filters, after: int, query: Select[*tuple[Any, ...]], *order: Any
) -> Generator[Any]:
    """Give what a query finds of the articles that filters mean, in their order and then in the order told."""
    of_batch = query.where(Article.id.in_(bindparam("ids", expanding=True))).order_by(Article.id, *order)
    connection = session.connection()  # past the session, which would look each row through for objects
    for ids in iter_batches(session, filters, after):
        yield from connection.execute(of_batch, {"ids": ids})

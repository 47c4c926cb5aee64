"""The rows of the articles that filters mean: the index finds candidates, the stored text decides."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row, Select
from sqlalchemy.orm import Session

from newsarchive.query.articles import BATCH
from newsarchive.query.filters import Filters, matching
from newsarchive.query.grammar import Wanted
from newsarchive.query.texts import meant
from newsarchive.store.models import Article


def iter_matches(session: Session, filters: Filters, *columns: Any) -> Iterator[Row[Any]]:
    """Give a row with the article's `id` and the columns asked for, for each article, in any order; memory stays flat.

    Raises UsageError for words that cannot be read, NotFound for a portal that was never crawled.
    """
    return verified(session, filters.wanted, matching(session, filters, Article.id, *columns))


def verified(session: Session, wanted: Wanted | None, query: Select[Any]) -> Iterator[Row[Any]]:
    """Give the rows of a query for candidates, with `id` and `unsure`, whose articles say what is wanted."""
    for rows in session.execute(query.execution_options(yield_per=BATCH)).partitions():
        unsure = [row.id for row in rows if row.unsure]
        known = meant(session, wanted, unsure) if wanted is not None and unsure else set(unsure)
        yield from (row for row in rows if not row.unsure or row.id in known)

"""The rows of the articles that filters mean: the index finds candidates, the stored text decides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from newsarchive.query.articles import BATCH
from newsarchive.query.conditions import READ, Common, common, embargoed, further
from newsarchive.query.filters import OPEN, Filters, matching
from newsarchive.query.grammar import Wanted
from newsarchive.query.lookup import lookup
from newsarchive.query.marks import marks_of
from newsarchive.query.texts import meant
from newsarchive.store.asked import Asked, Question, all_of
from newsarchive.store.models import Article
from newsarchive.store.search_index import candidates


def iter_matches(session: Session, filters: Filters, *columns: Any) -> Iterator[Row[Any]]:
    """Give a row with the article's `id` and the columns asked for, for each article, in any order; memory stays flat.

    Raises UsageError for words that cannot be read, NotFound for a portal that was never crawled.
    """
    return verified(session, filters.wanted, matching(session, filters, Article.id, *columns))


def matching_in_common(
    session: Session, filters: Filters, column: str | None = None, *, also: Asked | None = None
) -> Select[Any]:
    """Return the query for candidates, with `id`, `unsure` and, as `key`, a column of what articles have in common.

    Where the index alone knows what the filters ask, no other table is looked at. `also` is one more mark to ask for.
    """
    words, marks = lookup(filters.wanted), marks_of(session, filters)
    marks = all_of([part for part in (marks, also) if part is not None])
    hits = candidates(session, Question(words.asked, marks))
    of = Common(*(hits.c[name] for name in Common._fields))
    if any(True for _ in further(session, filters)):
        key = getattr(READ, column) if column else Article.id
        found = matching(session, filters, Article.id, key.label("key"))
        return found.where(Article.id.in_(select(hits.c.article_id))) if also is not None else found
    unsure = hits.c.unsure if words.decides else OPEN
    key = getattr(of, column) if column else hits.c.article_id
    query = select(hits.c.article_id.label("id"), key.label("key"), unsure.label("unsure"))
    query = query.where(*common(session, filters, of))
    hidden = list(session.scalars(embargoed()))
    return query.where(hits.c.article_id.not_in(hidden)) if hidden else query


def verified(session: Session, wanted: Wanted | None, query: Select[Any]) -> Iterator[Row[Any]]:
    """Give the rows of a query for candidates, with `id` and `unsure`, whose articles say what is wanted."""
    with session.execute(query.execution_options(yield_per=BATCH)) as found:
        for rows in found.partitions():
            yield from said_so(session, wanted, rows)


def said_so(session: Session, wanted: Wanted | None, rows: Sequence[Row[Any]]) -> Iterator[Row[Any]]:
    """Give those of some candidates whose articles say what is wanted."""
    unsure = [row.id for row in rows if row.unsure]
    known = meant(session, wanted, unsure) if wanted is not None and unsure else set(unsure)
    yield from (row for row in rows if not row.unsure or row.id in known)

"""The articles that filters mean in the order of a search, looked at only as far as they are asked for.

First come those whose title has all the words, then the newest; the index knows both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from newsarchive.query.filters import OPEN, Filters, current
from newsarchive.query.lookup import Lookup, lookup, title_lookup
from newsarchive.query.marks import marks_of, span_of
from newsarchive.query.matches import said_so
from newsarchive.query.texts import stands_in_title
from newsarchive.store import newest
from newsarchive.store.asked import Question, all_of
from newsarchive.store.models import Article, Reading
from newsarchive.store.search_index import ARTICLE, ARTICLE_BITS, is_unsure, place
from newsarchive.text.cjk import fold

LOOKED_AT = 50
"""Texts that are looked at together."""

Keep = Callable[[Row[Any]], bool]


def iter_in_order(session: Session, filters: Filters) -> Iterator[int]:
    """Give the rows of the articles that the filters mean: with all the words in the title first, then the newest.

    Those without a date come last; of equal ones the lower public id comes first, so that both databases give the same
    order. Raises UsageError for words that cannot be read, NotFound for a portal that was never crawled.
    """
    wanted, words = filters.wanted, lookup(filters.wanted)
    if wanted is None:
        yield from _iter_newest(session, filters, words, lambda _row: True)
        return
    titled = [part for part in (words.asked, title_lookup(wanted)) if part is not None]
    in_title = Lookup(all_of(titled), words.decides)
    yield from _iter_newest(session, filters, in_title, lambda row: stands_in_title(wanted, fold(row.title)))
    yield from _iter_newest(session, filters, words, lambda row: not stands_in_title(wanted, fold(row.title)))


def _iter_newest(session: Session, filters: Filters, words: Lookup, keep: Keep) -> Iterator[int]:
    question = Question(words.asked, marks_of(session, filters))
    waiting: list[Row[Any]] = []
    for places in newest.iter_newest(session, question, span_of(filters)):
        waiting += filter(keep, _rows(session, filters, words, places))
        last = places[-1] >> ARTICLE_BITS  # of the same minute there may be more to come, and theirs is another order
        ready = [row for row in waiting if _minute(row) > last]
        waiting = [row for row in waiting if _minute(row) <= last]
        yield from _verified(session, filters, ready)
    yield from _verified(session, filters, waiting)


def _rows(session: Session, filters: Filters, words: Lookup, places: Sequence[int]) -> Sequence[Row[Any]]:
    query = current(session, filters, Article.id, Article.public_id, Reading.title, Reading.published_at)
    query = query.where(Article.id.in_([one & ARTICLE for one in places]))
    unsure = is_unsure(session, Article.id).label("unsure") if words.decides else OPEN
    return session.execute(query.add_columns(unsure)).all()


def _minute(row: Row[Any]) -> int:
    return place(row.id, row.published_at) >> ARTICLE_BITS


def _verified(session: Session, filters: Filters, rows: list[Row[Any]]) -> Iterator[int]:
    rows.sort(key=lambda row: (-row.published_at.timestamp() if row.published_at else float("inf"), row.public_id))
    for at in range(0, len(rows), LOOKED_AT):
        yield from (row.id for row in said_so(session, filters.wanted, rows[at : at + LOOKED_AT]))

"""The articles that the search index is asked for, the newest first, as many as are looked at and hardly more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from newsarchive.store.asked import Asked, Question, all_of, any_of
from newsarchive.store.findable import of_month, of_year
from newsarchive.store.search_index import ARTICLE, ARTICLE_BITS, ASKED, BEGINNING, MINUTE, asked, found_table, place

FIRST, GROWTH, MOST = 100, 4, 5000
"""Rows of the first batch; how many times as many the next has; the most of a batch."""
END = 1 << 63
"""Behind every place: the index keeps them in 64 bits."""
YEAR = 12
LONGEST_PERIOD = 200 * YEAR
IN_FTS5 = text(
    f"SELECT rowid FROM search WHERE {ASKED['sqlite']} AND rowid BETWEEN :least AND :last"  # noqa: S608 - all ours
    " ORDER BY rowid DESC LIMIT :size"
)
IN_TSVECTORS = text(
    f"SELECT id FROM search WHERE {ASKED['postgresql']} AND id + 0 BETWEEN :least AND :last"  # noqa: S608 - all ours
    " ORDER BY id + 0 DESC LIMIT :size"  # an index over numbers would be walked to the end for what is rare
)
Span = tuple[int, int]
"""The first place that is looked at, and the one behind the last."""


def iter_newest(session: Session, question: Question, span: Span = (0, END)) -> Iterator[Sequence[int]]:
    """Give the places (`search_index.place`) of the articles that are asked for in batches, the newest first.

    SQLite reads its index backwards. PostgreSQL's knows no order: it is asked for a month, then for the two before it,
    for the four before those, and so on.
    """
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    size = FIRST
    periods = [(span, None)] if is_sqlite or not question else _periods(session, span)
    for (least, below), marks in periods:
        here = question if marks is None else _within(question, marks)
        left = below
        while True:
            places = _batch(session, here, (least, left), size)
            if places:
                yield places
            if len(places) < size:
                break
            left, size = places[-1], min(size * GROWTH, MOST)


def _within(question: Question, marks: Asked) -> Question:
    return replace(question, marks=all_of([part for part in (question.marks, marks) if part is not None]))


def _batch(session: Session, question: Question, span: Span, size: int) -> Sequence[int]:
    least, below = span
    here = {"least": least, "last": below - 1, "size": size}
    if not question:
        table = found_table(session)
        query = select(table.c.id).where(table.c.id.between(here["least"], here["last"]))
        return session.scalars(query.order_by(table.c.id.desc()).limit(size)).all()
    here |= asked(session, question)  # type: ignore[arg-type]
    if session.get_bind().dialect.name == "sqlite":
        return session.scalars(IN_FTS5, here).all()
    # it is to ask its index for the words, whatever it thinks: it does not know how long their list is to read
    session.execute(text("SET LOCAL enable_seqscan = off"))
    found = session.scalars(IN_TSVECTORS, here).all()
    session.execute(text("SET LOCAL enable_seqscan TO DEFAULT"))
    return found


def _periods(session: Session, span: Span) -> Iterator[tuple[Span, Asked | None]]:
    """Give stretches of time that have articles, the newest first, each twice as long as the one before."""
    least, below = span
    months = 1
    while (newest := _last(session, least, below)) is not None and newest > ARTICLE:
        at = BEGINNING + ((newest >> ARTICLE_BITS) - 1) * MINUTE
        first = max(at.year * YEAR + at.month - months, BEGINNING.year * YEAR)  # months since the year 0
        begins = place(0, at.replace(year=first // YEAR, month=first % YEAR + 1, day=1, hour=0, minute=0))
        yield (max(begins, least), min(newest + 1, below)), _marks(first, at.year * YEAR + at.month - 1)
        below, months = begins, min(2 * months, LONGEST_PERIOD)
    if least <= ARTICLE:
        yield (least, min(below, ARTICLE + 1)), None


def _marks(first: int, last: int) -> Asked:
    if last - first < YEAR:
        return any_of([of_month(month // YEAR, month % YEAR + 1) for month in range(first, last + 1)])
    return any_of([of_year(year) for year in range(first // YEAR, last // YEAR + 1)])


def _last(session: Session, least: int, below: int) -> int | None:
    """Return the last place of any article in a span."""
    table = found_table(session)
    found: int | None = session.scalar(select(func.max(table.c.id)).where(table.c.id.between(least, below - 1)))
    return found

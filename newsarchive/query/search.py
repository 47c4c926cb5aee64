"""Full-text search: the index finds candidates, the stored text decides."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from newsarchive.query.articles import BATCH, StoredArticle, load
from newsarchive.query.filters import Filters, matching
from newsarchive.query.grammar import Field, Term, terms
from newsarchive.query.matches import iter_matches
from newsarchive.query.phrases import Phrase, spans
from newsarchive.query.texts import stands_in_title
from newsarchive.store.models import Article, Reading
from newsarchive.store.search_index import searched_fields
from newsarchive.text.cjk import fold

AROUND = 40
"""Characters that a snippet shows before the first match; after it, twice as many."""

Span = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Hit:
    """An article that was found."""

    public_id: str
    portal: str
    title: str
    title_spans: tuple[Span, ...]
    """Where in the title what was searched for stands: first character and the one behind the last."""
    source: str | None
    published: datetime | None
    region: tuple[str, ...]
    url: str
    """The canonical address."""
    snippet: str
    """The text around the first match; the beginning of the body when only the title matches."""
    snippet_spans: tuple[Span, ...]
    """Where in the snippet what was searched for stands."""


def search(session: Session, filters: Filters, *, limit: int = 20, offset: int = 0) -> list[Hit]:
    """Return the articles that the filters mean: first those whose title has all the words, then the newest.

    Articles without a date come last; of equal ones the lower public id comes first, so that both databases give the
    same order. Time grows with the number of matches, memory with `offset + limit` alone.
    """
    wanted = list(terms(filters.wanted))
    return [_hit(stored, wanted) for stored in iter_found(session, filters, most=offset + limit, offset=offset)]


def iter_found(session: Session, filters: Filters, *, most: int, offset: int = 0) -> Iterator[StoredArticle]:
    """Give the first articles in that order, at most so many, the ones before `offset` left out."""
    rows = [row_id for *_, row_id in heapq.nsmallest(most, _ranked(session, filters))[offset:]]
    for at in range(0, len(rows), BATCH):  # of parameters databases take some 30,000
        yield from load(session, rows[at : at + BATCH])


def count(session: Session, filters: Filters) -> int:
    """Return how many articles the filters mean."""
    if filters.wanted is None:
        return session.scalar(select(func.count()).select_from(matching(session, filters, Article.id).subquery())) or 0
    return sum(1 for _ in iter_matches(session, filters))


def _ranked(session: Session, filters: Filters) -> Iterator[tuple[bool, float, str, int]]:
    """Give for each match what it is sorted by, and its row."""
    wanted = filters.wanted
    for row in iter_matches(session, filters, Article.public_id, Reading.title, Reading.published_at):
        in_title = wanted is not None and stands_in_title(wanted, fold(row.title))
        age = -row.published_at.timestamp() if row.published_at else float("inf")
        yield not in_title, age, row.public_id, row.id


def _hit(stored: StoredArticle, wanted: Sequence[Term]) -> Hit:
    article = stored.article
    anywhere = [term.phrase for term in wanted if term.field is None]
    of_title = [term.phrase for term in wanted if term.field in (None, Field.TITLE)]
    snippet, found = _snippet(list(searched_fields(article))[1:], article.text, anywhere)
    return Hit(
        public_id=stored.public_id,
        portal=stored.portal,
        title=article.title,
        title_spans=tuple(spans(of_title, article.title)),
        source=article.source,
        published=article.published,
        region=article.region,
        url=article.canonical_url or "",
        snippet=snippet,
        snippet_spans=found,
    )


def _matching(folded: str, wanted: Sequence[Phrase]) -> int:
    return sum(phrase.stands_in(folded) for phrase in wanted)


def _snippet(lines: Sequence[str], body: str, wanted: Sequence[Phrase]) -> tuple[str, tuple[Span, ...]]:
    """Cut out what stands around the first match in the first line that has the most of what is wanted."""
    line = max(lines, key=lambda text: _matching(fold(text), wanted), default="")
    there = spans(wanted, line)
    if not there:
        line = body.partition("\n")[0]
    start = max(0, there[0][0] - AROUND) if there else 0
    end = start + 3 * AROUND
    before, after = "…" if start else "", "…" if end < len(line) else ""
    shift = len(before) - start
    inside = tuple((first + shift, min(last, end) + shift) for first, last in there if first < end)
    return before + line[start:end] + after, inside

"""A concordance: every place at which a word stands, with what is around it, one under the other (Luhn 1960)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy.orm import Session

from newsarchive.query.articles import StoredArticle
from newsarchive.query.filters import Filters
from newsarchive.query.grammar import terms
from newsarchive.query.phrases import Phrase, spans
from newsarchive.query.search import iter_found
from newsarchive.store.findable import searched_fields

AROUND = 24
"""Characters that are shown on either side."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """A place at which something stands that was searched for."""

    public_id: str
    published: datetime | None
    before: str
    """What stands before it in its line, 24 characters at most."""
    found: str
    """As the text writes it."""
    after: str
    """What stands behind it, likewise."""


def concordance(session: Session, filters: Filters, *, limit: int, offset: int = 0) -> list[Place]:
    """Return the places at which the words of the filters stand: articles in the order of a search, then as they read.

    Words that are to stand in one part of an article only (`title:`) choose articles and are not shown. Raises
    UsageError for words that cannot be read, NotFound for a portal that was never crawled.
    """
    wanted = [term.phrase for term in terms(filters.wanted) if term.field is None]
    found = iter_found(session, filters, most=offset + limit) if wanted else iter(())
    return list(islice((place for stored in found for place in _places(stored, wanted)), offset, offset + limit))


def _places(stored: StoredArticle, wanted: list[Phrase]) -> Iterator[Place]:
    for line in searched_fields(stored.article):
        for first, behind in spans(wanted, line):
            yield Place(
                public_id=stored.public_id,
                published=stored.article.published,
                before=line[max(0, first - AROUND) : first],
                found=line[first:behind],
                after=line[behind : behind + AROUND],
            )

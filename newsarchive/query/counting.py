"""How many articles filters mean: counted, or told from a part of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from newsarchive.query.filters import Filters
from newsarchive.query.lookup import lookup
from newsarchive.query.matches import matching_in_common, said_so, verified
from newsarchive.store.findable import SAMPLES, of_sample

MANY = 10_000
"""Articles from which on a number need not be exact."""
LOOKED_AT = 400
"""Texts that are looked at, at most, to tell how many candidates say what is wanted."""


@dataclass(frozen=True)
class Count:
    """How many articles there are."""

    articles: int
    is_exact: bool
    """Whether they were counted, and not told from a part of them."""

    def __str__(self) -> str:
        return f"{self.articles:,}" if self.is_exact else f"About {_rounded(self.articles):,}"


def count(session: Session, filters: Filters) -> int:
    """Return how many articles the filters mean. Time grows with the number of texts that the index leaves open."""
    rows = matching_in_common(session, filters).subquery()
    if lookup(filters.wanted).decides:
        sure = _number(session, select(rows.c.id).where(rows.c.unsure == 0))
        return sure + sum(1 for _ in verified(session, filters.wanted, select(rows).where(rows.c.unsure == 1)))
    return sum(1 for _ in verified(session, filters.wanted, select(rows)))


def about(session: Session, filters: Filters) -> Count:
    """Return how many articles the filters mean, exactly where that are few, else as the share of a sample tells.

    The sample is one in 64 of all articles, dealt out without regard to what they say, so that the standard error is
    some 8 % of the number at 10,000 and 1 % at 600,000. Where the index leaves open what is in the texts, at most 400
    of them are looked at (the estimate is a ratio: Cochran 1977, 6.2).
    """
    if filters.wanted is None:
        return Count(count(session, filters), is_exact=True)
    dealt = SAMPLES * _number(session, matching_in_common(session, filters, also=of_sample(0)))
    is_many = dealt > 2 * MANY
    if lookup(filters.wanted).decides and not is_many:
        return Count(count(session, filters), is_exact=True)
    candidates = dealt if is_many else _number(session, matching_in_common(session, filters))
    if lookup(filters.wanted).decides:
        return Count(candidates, is_exact=False)
    if candidates <= LOOKED_AT:
        return Count(count(session, filters), is_exact=True)
    looked_at = list(islice(_dealt_out(session, filters), LOOKED_AT))
    share = len(list(said_so(session, filters.wanted, looked_at))) / len(looked_at)
    return Count(round(share * candidates), is_exact=False)


def _dealt_out(session: Session, filters: Filters) -> Iterator[Any]:
    """Give candidates, one sample after the other."""
    for number in range(SAMPLES):
        yield from session.execute(matching_in_common(session, filters, also=of_sample(number))).all()


def _number(session: Session, query: Select[Any]) -> int:
    return session.scalar(select(func.count()).select_from(query.subquery())) or 0


def _rounded(number: int) -> int:
    """Return a number with its first two digits."""
    return round(number, 2 - len(str(number)))

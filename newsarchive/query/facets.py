"""How the articles that are found spread: over regions, newspapers, portals, languages, years.

A count says little by itself: where nothing was captured, nothing can be found. So beside each stands how many articles
there are in all, whatever they say, and how many of a thousand were found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from newsarchive.query.facet import Facet
from newsarchive.query.filters import Filters
from newsarchive.query.lookup import lookup
from newsarchive.query.matches import matching_in_common, verified
from newsarchive.store.models import Outlet, Region

COLUMNS = {
    Facet.REGION: "region_id",
    Facet.OUTLET: "outlet_id",
    Facet.PORTAL: "portal_id",
    Facet.LANGUAGE: "language",
}
"""The column in which something stands that articles have in common; the others are times."""


@dataclass(frozen=True, kw_only=True)
class Share:
    """How many articles have something in common."""

    value: str | None
    """What it is: a region's path, an outlet's name, a year; None where articles have none."""
    articles: int
    """How many were found."""
    of: int
    """How many there are that the other filters mean, whatever they say."""

    @property
    def per_thousand(self) -> float:
        """How many of a thousand were found."""
        return 1000 * self.articles / self.of


def shares(session: Session, filters: Filters, facet: Facet) -> list[Share]:
    """Return how the articles that the filters mean spread: times in their order, else the most first.

    Of times all are told of which there are articles, also where none was found; of others only what was found. Raises
    UsageError for words that cannot be read, NotFound for a portal that was never crawled.
    """
    found = _counted(session, filters, facet)
    whole = found if filters.wanted is None else _counted(session, replace(filters, words=None), facet)
    told = [Share(value=value, articles=found[value], of=of) for value, of in whole.items()]
    if facet.is_time:
        return sorted(told, key=lambda share: (share.value is None, share.value))
    there = (share for share in told if share.articles)
    return sorted(there, key=lambda share: (-share.articles, share.value is None, share.value))


def _counted(session: Session, filters: Filters, facet: Facet) -> Counter[str | None]:
    rows = matching_in_common(session, filters, _column(facet)).subquery()
    found: Counter[Any] = Counter()
    if lookup(filters.wanted).decides:
        sure = select(rows.c.key, func.count()).where(rows.c.unsure == 0).group_by(rows.c.key)
        found.update(dict(session.execute(sure).all()))
    unsure = select(rows).where(rows.c.unsure == 1)
    found.update(row.key for row in verified(session, filters.wanted, unsure))
    name = _names(session, facet, list(found))
    named: Counter[str | None] = Counter()
    for key, number in found.items():
        named[name(key)] += number
    return named


def _column(facet: Facet) -> str:
    return COLUMNS.get(facet, "published_day")


def _names(session: Session, facet: Facet, keys: Sequence[Any]) -> Callable[[Any], str | None]:
    """Return what names a key: rows of regions and outlets have names, days are cut to years or months."""
    if facet.is_time:
        return lambda day: day.isoformat()[: facet.length] if isinstance(day, date) else None
    if facet in (Facet.REGION, Facet.OUTLET):
        of, name = (Region.id, Region.path) if facet is Facet.REGION else (Outlet.id, Outlet.name)
        known: Mapping[int, str] = dict(session.execute(select(of, name)).all())
        return known.get
    return lambda key: key

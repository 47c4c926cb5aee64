"""What of the filters the search index knows by itself: marks of articles, and the stretch of time they lie in."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from newsarchive.query.conditions import known_portal, regions, storable
from newsarchive.store.asked import Asked, all_of, any_of
from newsarchive.store.findable import of_language, of_portal, of_region
from newsarchive.store.newest import END, Span
from newsarchive.store.search_index import BEGINNING, place

if TYPE_CHECKING:
    from newsarchive.query.filters import Filters

MOST = 100
"""Regions of one name that the index is asked for; where there are more, it is asked for none."""
DAY = timedelta(days=1)
LAST = date.max - 2 * DAY
"""The last day behind which there are enough for what every zone makes of it."""


def marks_of(session: Session, filters: Filters) -> Asked | None:
    """Return what the index is asked for beside words, so that it gives every article that the filters mean.

    Raises NotFound for a portal that was never crawled.
    """
    marks: list[Asked] = []
    if filters.portal is not None:
        marks.append(of_portal(known_portal(session, filters.portal)))
    if filters.language is not None:
        marks.append(of_language(storable(filters.language).lower()))
    if filters.region is not None:
        paths = _outermost(set(regions(session, filters.region).values()))
        if len(paths) <= MOST:
            marks.append(any_of([of_region(path) for path in paths or [filters.region]]))
    return all_of(marks)


def _outermost(paths: set[str]) -> list[str]:
    """Return the regions that lie in no other of them."""
    return sorted(path for path in paths if not _around(path) & paths)


def _around(path: str) -> set[str]:
    names = path.split("/")
    return {"/".join(names[:depth]) for depth in range(1, len(names))}


def span_of(filters: Filters) -> Span:
    """Return where in the index the articles lie that were published between the days of the filters, and some more:
    a day begins at another moment in every zone, within a day of UTC's.
    """
    least = 0 if filters.since is None else place(0, _midnight(filters.since, -DAY))
    below = END if filters.until is None or filters.until > LAST else place(0, _midnight(filters.until, 2 * DAY))
    if filters.until is not None:
        least = max(least, place(0, BEGINNING))  # those without a date lie before
    return least, below


def _midnight(day: date, later: timedelta) -> datetime:
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    try:
        return midnight + later
    except OverflowError:
        return midnight

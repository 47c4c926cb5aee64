"""Why links are left out: the portal's rules, robots.txt, the days that a run is limited to, traps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from urllib.parse import urlsplit

from newsarchive.crawl.calendar import MOST_EMPTY, Calendar
from newsarchive.crawl.traps import Traps
from newsarchive.items import Link, LinkKind
from newsarchive.portals.definition import Portal
from newsarchive.store.frontier import Due


class Place(Enum):
    """How a link belongs to the list that shows it."""

    PAGE = "page"
    """It is another page of the list."""
    PART = "part"
    """It is a list by itself that is looked at where this one says so: a sitemap of an index, the list of some days."""
    OTHER = "other"
    """It is not a list, or one that is looked at for its own sake."""


@dataclass(frozen=True, kw_only=True)
class Objections:
    """Says why a link is not to be fetched."""

    portal: Portal
    allowed: Callable[[str], bool]
    """Whether robots.txt lets an address of the portal be fetched."""
    calendar: Calendar
    traps: Traps
    since: date | None = None
    until: date | None = None

    def of(self, link: Link, kind: LinkKind, due: Due, place: Place) -> str | None:
        """Return why a link that the list `due` shows is not to be fetched. Raises ValueError for a broken address."""
        if not self.portal.owns(link.url):
            return "outside the portal"
        if "@" in urlsplit(link.url).netloc:
            return "it names a user"
        if kind == LinkKind.OTHER:
            return "neither a list nor an article by the portal's rules"
        if not self.allowed(link.url):
            return "robots.txt"
        return self._untimely(link) if kind == LinkKind.ARTICLE else self._fruitless(link, due, place)

    def _fruitless(self, link: Link, due: Due, place: Place) -> str | None:
        """Return why a list is not worth looking at."""
        if place is Place.PAGE:
            return None
        return self._of_other_days(link, due) if place is Place.PART else self.traps.objection(link.url)

    def _of_other_days(self, part: Link, due: Due) -> str | None:
        """Return why a sitemap or a list of days is left out."""
        if part.is_part:
            is_old = self.since is not None and part.day is not None and part.day < self.since
            return self.too_old if is_old else None
        span = self.calendar.span(part.url)
        if span is None:
            return None
        if self.calendar.is_future(span):
            return "it is of days to come"
        if self.since is not None and span.last < self.since:
            return self.too_old
        if self.until is not None and span.first > self.until:
            return self.too_new
        return self._endless(part, due)

    def _endless(self, part: Link, due: Due) -> str | None:
        """Return why a calendar is gone back through no further."""
        here, there = self.calendar.span(due.address), self.calendar.span(part.url)
        if here is None or there is None or there.first >= here.first or not self.calendar.has_ended(due):
            return None
        reason = f"{MOST_EMPTY} lists of days before it show nothing new"
        self.traps.cut_off(part.url, reason)
        return reason

    def _untimely(self, link: Link) -> str | None:
        """Return why an article is left to another run: this one is limited to other days."""
        if self.since is None and self.until is None:
            return None
        latest = link.day or self.portal.latest_day(link.url)
        if latest is None:
            return None
        if self.since is not None and latest < self.since:
            return self.too_old
        earliest = link.day or latest.replace(day=1)  # an address may state no more than the month
        return self.too_new if self.until is not None and earliest > self.until else None

    @property
    def too_old(self) -> str:
        """What is said of what lies before the days that are wanted."""
        return f"older than {self.since}"

    @property
    def too_new(self) -> str:
        """What is said of what lies after them."""
        return f"newer than {self.until}"

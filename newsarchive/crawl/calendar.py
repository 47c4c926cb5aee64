"""Lists of days: which are wanted, which are settled, and which day comes before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from urllib.parse import urljoin, urlsplit, urlunsplit

from newsarchive.discover.archives import Span, one_day, span_of
from newsarchive.portals.definition import Portal
from newsarchive.store.frontier import Due

MOST_EMPTY = 50
"""Lists of days, one after the other, that show nothing new: a calendar goes on before its first day, and for ever."""

SETTLED = timedelta(days=2)
"""How long after its day the list of a day still changes, where the portal's file says that it is one."""

PERHAPS_SETTLED = timedelta(days=30)
"""The same where only its address looks like one."""


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """Judges lists of days by the days that a run wants."""

    portal: Portal
    today: date
    """In the portal's zone."""
    until: date | None = None
    _empty: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    """Lists without news in a row, by the list in which they came to light."""

    def span(self, url: str) -> Span | None:
        """Return the days that a list is of; None where it is no list of days. Raises ValueError."""
        if self.portal.is_home(url):
            return None
        day = self.rule_day(url)
        return one_day(day) if day else span_of(url)

    def rule_day(self, url: str) -> date | None:
        """Return the day of a list that the portal's file says there is one of a day. Raises ValueError."""
        if not self.portal.owns(url):
            return None
        place = self._place(url)
        return next(filter(None, (rule.day_of(place) for rule in self.portal.lists_of_days)), None)

    def is_future(self, span: Span) -> bool:
        """Whether a list is of days to come."""
        return span.first > self.today

    def is_settled(self, url: str, fetched: datetime | None) -> bool:
        """Whether a list that was fetched then need not be fetched again. Raises ValueError."""
        span = self.span(url)
        after = SETTLED if self.rule_day(url) else PERHAPS_SETTLED
        return span is not None and fetched is not None and fetched.date() > span.last + after

    def changes_after(self, url: str, fetched: datetime) -> bool:
        """Whether a list of days, as it was fetched then, is still to change. Raises ValueError."""
        return self.span(url) is not None and not self.is_settled(url, fetched)

    def note(self, due: Due, *, is_empty: bool) -> None:
        """Note whether a list of days showed something new when it was first read."""
        calendar = due.list_id or due.link_id
        self._empty[calendar] = self._empty[calendar] + 1 if is_empty else 0

    def has_ended(self, due: Due) -> bool:
        """Whether so many lists of this one's calendar have shown nothing new that there is nothing before them."""
        return self._empty[due.list_id or due.link_id] >= MOST_EMPTY

    def newest(self) -> Iterator[str]:
        """Give the addresses of the newest lists that the run wants, one a rule."""
        day = min(self.today, self.until) if self.until else self.today
        return (urljoin(self.portal.home, rule.place(day)) for rule in self.portal.lists_of_days)

    def day_before(self, url: str) -> str | None:
        """Return the address of the list of the day before, where this is a list that the portal's file tells of."""
        place = self._place(url)
        for rule in self.portal.lists_of_days:
            day = rule.day_of(place)
            if day is not None and place == rule.place(day) and day > date.min:
                return urljoin(self.portal.home, rule.place(day - timedelta(days=1)))
        return None

    @staticmethod
    def _place(url: str) -> str:
        parts = urlsplit(url)
        return urlunsplit(("", "", parts.path or "/", parts.query, ""))

"""Lists of which a portal has one a day: the issues of an electronic edition, the pages of a dated archive."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from newsarchive.errors import ConfigError

PARTS = {"%Y": r"(?P<year>(?:19|20)\d\d)", "%m": r"(?P<month>0[1-9]|1[0-2])", "%d": r"(?P<day>0[1-9]|[12]\d|3[01])"}


@dataclass(frozen=True)
class DayList:
    """A path (and query) with the day's year, month and day for `%Y`, `%m` and `%d`: `/html/%Y-%m/%d/node_1.htm`.

    Raises ConfigError where one of them is missing or stands in it twice.
    """

    template: str

    def __post_init__(self) -> None:
        if not self.template.startswith("/") or any(self.template.count(part) != 1 for part in PARTS):
            raise ConfigError(f"{self.template!r} is no path with %Y, %m and %d once each.")

    def place(self, day: date) -> str:
        """Return path and query of a day's list."""
        values = {"%Y": f"{day.year:04}", "%m": f"{day.month:02}", "%d": f"{day.day:02}"}
        return re.sub("%[Ymd]", lambda match: values[match[0]], self.template)

    def day_of(self, place: str) -> date | None:
        """Return the day of a path and query: of the day's list, or of what lies beside it (the further pages, 版).

        Whatever begins as the list's does up to the last part of the date belongs to that day.
        """
        found = self._beginning.match(place)
        try:
            return date(int(found["year"]), int(found["month"]), int(found["day"])) if found else None
        except ValueError:
            return None

    @cached_property
    def _beginning(self) -> re.Pattern[str]:
        pieces = re.split("(%[Ymd])", self.template)[:-1]
        return re.compile("".join(PARTS.get(piece) or re.escape(piece) for piece in pieces) + r"(?!\d)")

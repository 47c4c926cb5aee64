"""Lists of one day or one month, told by their addresses: date-archived lists and calendars."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

IN_PATH = re.compile(
    r"/(?P<year>(?:199|20\d)\d)[/-]?(?P<month>0[1-9]|1[0-2])(?:[/-]?(?P<day>0[1-9]|[12]\d|3[01])(?=[/._-]|$)|(?=/|$))"
)
"""/2024/03/05/, /2024-03/05/, /20240305/, /2024-03-05.html; a month only as a folder: /2012-10.html may be page 10."""

IN_VALUE = re.compile(
    r"(?P<year>(?:199|20\d)\d)[-/.]?(?P<month>1[0-2]|0?[1-9])(?:[-/.]?(?P<day>[12]\d|3[01]|0?[1-9]))?"
)

NAMES = re.compile(r"(?:\w*_)?(?:date|day|month|ym|rq|riqi|archive|issue|period|d)", re.IGNORECASE)
"""Parameters whose value may be a day or a month."""


class Span(NamedTuple):
    """The days that a list is of."""

    first: date
    last: date

    def lies_in(self, other: Span) -> bool:
        """Whether all of these days are among the other's."""
        return other.first <= self.first and self.last <= other.last

    def is_shown_as(self, number: int | None) -> bool:
        """Whether a calendar shows this day, or month, as that number."""
        return number == (self.last.day if self.first == self.last else self.last.month)


def span_of(url: str) -> Span | None:
    """Return the days that the address of a list says it is of: one day, or a month; None where it says none.

    Raises ValueError for an address that cannot be parsed.
    """
    parts = urlsplit(url)
    return _in_query(parts.query) or _read(IN_PATH.search(parts.path))


def one_day(day: date) -> Span:
    """Return the span of one day."""
    return Span(day, day)


def _in_query(query: str) -> Span | None:
    given = dict(parse_qsl(query)[:20])
    for name, value in given.items():
        if NAMES.fullmatch(name) and (found := _read(IN_VALUE.fullmatch(value.strip()))) is not None:
            return found
    year, month, day = (given.get(name, "") for name in ("year", "month", "day"))
    return _read(IN_VALUE.fullmatch("-".join(filter(None, (year, month, day))))) if year and month else None


def _read(found: re.Match[str] | None) -> Span | None:
    if found is None:
        return None
    year, month = int(found["year"]), int(found["month"])
    try:
        if found["day"]:
            return one_day(date(year, month, int(found["day"])))
        return Span(date(year, month, 1), date(year, month, monthrange(year, month)[1]))
    except ValueError:
        return None

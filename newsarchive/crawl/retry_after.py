"""When to ask again: what the portal says (Retry-After, RFC 9110, 10.2.3), and what is decent where it says nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST = timedelta(hours=24)
"""A longer wish is cut to this: it is a slip more often than a wish."""

LONGEST_BACKOFF = timedelta(minutes=10)

LATER = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
"""Statuses that another attempt may change (RFC 9110, 15; 520 and above are those of content delivery networks)."""


def read_retry_after(value: str, now: datetime) -> datetime | None:
    """Return when a portal may be asked again, at most 24 hours from now; None where nothing can be read."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        seconds = int(value[:10])
        return now + min(timedelta(seconds=seconds), LONGEST)
    try:
        moment = parsedate_to_datetime(value)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return min(max(moment, now), now + LONGEST)


def backoff(attempt: int, delay: float) -> timedelta:
    """Return how long to wait after the attempt of that number (from 1); `delay` is the crawl's own, in seconds."""
    first = max(1.0, 2 * delay)
    return min(timedelta(seconds=first * 2 ** min(attempt - 1, 20)), LONGEST_BACKOFF)

"""When a schedule is due: every so often, or by a cron expression in a zone, right across changes of the clock."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError

from newsarchive.errors import UsageError

UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
EVERY = re.compile(r"([0-9]{1,5})\s*([mhdw])", re.IGNORECASE)
LONGEST = timedelta(days=3660)
"""Ten years; what is longer is a slip."""
LATEST = timedelta(minutes=5)
"""How much later than its clock says a crawl begins at most."""


def parse_every(text: str) -> timedelta:
    """Read an interval like 30m, 6h, 1d or 2w. Raises UsageError."""
    found = EVERY.fullmatch(text.strip())
    interval = timedelta(**{UNITS[found[2].lower()]: int(found[1])}) if found else timedelta(0)
    if not timedelta(0) < interval <= LONGEST:
        raise UsageError(
            f"{text!r} is no interval between a minute and ten years.",
            next_step="Write a number and m, h, d or w: --every 6h   --every 1d",
        )
    return interval


def check_zone(name: str) -> str:
    """Return the name of a zone that exists. Raises UsageError."""
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UsageError(
            f"There is no time zone called {name!r}.", next_step="Give an IANA name: --tz Asia/Shanghai"
        ) from None


def check_cron(expression: str) -> str:
    """Return a cron expression of five fields that can come due. Raises UsageError."""
    next_cron(expression, "UTC", datetime.now(UTC))
    return expression


def next_cron(expression: str, zone: str, after: datetime) -> datetime:
    """Return when a cron expression (crontab(5), five fields) next comes due after a moment, in UTC.

    Raises UsageError for an expression that cannot be read or never comes due.
    """
    try:
        if len(expression.split()) != 5:
            raise CronSimError("five fields are wanted")
        return next(CronSim(expression, after.astimezone(ZoneInfo(zone)))).astimezone(UTC)
    except (CronSimError, StopIteration) as error:
        said = str(error) or "it never comes due"
        raise UsageError(
            f"{expression!r} is no cron expression: {said}.",
            next_step='Write minute, hour, day, month, weekday: --cron "0 5 * * *" is every day at 5.',
        ) from None


def delay_of(portal_id: str, interval: timedelta) -> timedelta:
    """Return how much later than its clock says a portal is crawled: always the same, in whole seconds.

    So schedules that were made alike do not begin at one moment. At most five minutes, and a twentieth of the interval.
    """
    part = int.from_bytes(hashlib.sha256(portal_id.encode()).digest()[:4], "big") / (1 << 32)
    return timedelta(seconds=int(part * min(LATEST, interval / 20).total_seconds()))


def next_due(
    portal_id: str, *, every: int | None, cron: str | None, zone: str, decided: datetime, now: datetime
) -> datetime:
    """Return when a portal's schedule is due next, after `now`.

    `every` is in seconds, counted from when it was decided. Whatever was missed meanwhile is made up by one run.
    """
    if cron is not None:
        at = next_cron(cron, zone, now)
        return at + delay_of(portal_id, next_cron(cron, zone, at) - at)
    assert every is not None
    step = timedelta(seconds=every)
    begun = decided + delay_of(portal_id, step)
    return begun + max(1, (now - begun) // step + 1) * step

"""What an entry of the journal means for a schedule: when it is decided, and when a database is made again."""

from __future__ import annotations

from datetime import UTC, datetime

from newsarchive.schedule.plan import next_due, parse_every
from newsarchive.store.journal import Entry
from newsarchive.store.schedules import Planned


def planned(entry: Entry) -> Planned:
    """Return the schedule that an entry `schedule-add` decided, due from then on."""
    facts, now = entry.facts, datetime.fromisoformat(entry.at).astimezone(UTC)
    every, cron, zone = facts["every"], facts["cron"], facts["zone"]
    due = next_due(facts["portal"], every=None, cron=cron, zone=zone, decided=now, now=now) if cron else now
    return Planned(
        portal_id=facts["portal"],
        every=int(parse_every(every).total_seconds()) if every else None,
        cron=cron,
        zone=zone,
        options=facts["options"],
        due=due,
        now=now,
    )

"""What is looked at to see whether something is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from newsarchive.query.counts import RunFacts, run_facts
from newsarchive.query.coverage import listed_by_day
from newsarchive.store.local_day import zone_of
from newsarchive.store.models import Portal, Run, Schedule
from newsarchive.store.schedules import schedules

YEAR = timedelta(days=450)
"""How far back the articles that a portal showed are counted: a year, and the days that are compared with it."""


@dataclass(frozen=True, kw_only=True)
class Watched:
    """A portal with a schedule."""

    portal: str
    schedule: Schedule
    runs: list[RunFacts]
    """The last two that have ended, the newest first."""
    listed: dict[date, int]
    """Articles that listings showed, by their day; days are the portal's own."""
    first: date | None
    """The first whole day since it was crawled first."""
    last: date | None
    """The last whole day before it was crawled last."""


def watched(session: Session, now: datetime) -> list[Watched]:
    """Return the portals that somebody wants to be crawled now; what is paused is not among them."""
    zones = dict(session.execute(select(Portal.id, Portal.zone)).all())
    planned = [row for row in schedules(session) if not row.paused]
    listed = listed_by_day(session, (now - YEAR).date()) if planned else {}
    return [
        Watched(
            portal=schedule.portal_id,
            schedule=schedule,
            runs=_last_runs(session, schedule.portal_id),
            listed=listed.get(schedule.portal_id, {}),
            **_days(session, schedule.portal_id, zones.get(schedule.portal_id, ""), now),
        )
        for schedule in planned
    ]


def _last_runs(session: Session, portal_id: str) -> list[RunFacts]:
    ended = select(Run).where(Run.portal_id == portal_id, Run.ended_at.is_not(None))
    rows = session.scalars(ended.order_by(Run.started_at.desc(), Run.id.desc()).limit(2))
    return [run_facts(row) for row in rows]


def _days(session: Session, portal_id: str, zone: str, now: datetime) -> dict[str, date | None]:
    began = select(func.min(Run.started_at), func.max(Run.started_at)).where(Run.portal_id == portal_id)
    first, last = session.execute(began).one()
    if first is None:
        return {"first": None, "last": None}
    there, day = zone_of(zone), timedelta(days=1)
    since = max(first, now - YEAR)
    return {"first": since.astimezone(there).date() + day, "last": last.astimezone(there).date() - day}

"""Schedules: one a portal, taken by one process at a time when it is due."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from newsarchive.errors import NotFound
from newsarchive.store.journal import Entry
from newsarchive.store.models import Schedule


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A schedule as somebody decided it."""

    portal_id: str
    every: int | None
    """Seconds between runs, or"""
    cron: str | None
    """a cron expression."""
    zone: str
    options: Mapping[str, Any]
    due: datetime
    now: datetime
    """When it was decided."""


def file_decision(session: Session, entry: Entry, planned: Callable[[Entry], Planned]) -> None:
    """File one decision of the journal; those about other things are left alone."""
    if entry.what == "schedule-add":
        given = planned(entry)
        put_schedule(session, **vars(given))
    elif entry.what == "schedule-remove" and (row := _of(session, entry.facts["portal"])) is not None:
        session.delete(row)


def put_schedule(
    session: Session,
    portal_id: str,
    *,
    every: int | None,
    cron: str | None,
    zone: str,
    options: Mapping[str, Any],
    due: datetime,
    now: datetime,
) -> Schedule:
    """Add a portal's schedule, or change the one that it has. `every` is in seconds."""
    row = _of(session, portal_id)
    if row is None:
        row = Schedule(portal_id=portal_id, created_at=now, zone=zone, options={}, next_due=due)
        session.add(row)
    row.every, row.cron, row.zone = every, cron, zone
    row.options, row.next_due = dict(options), due
    session.flush()
    return row


def remove_schedule(session: Session, portal_id: str) -> None:
    """Take a portal's schedule away. Raises NotFound."""
    row = _of(session, portal_id)
    if row is None:
        raise NotFound(f"{portal_id} has no schedule.", next_step="See which there are: newsarchive schedule list")
    session.delete(row)


def schedules(session: Session) -> Sequence[Schedule]:
    """Return all schedules, the next due first."""
    return session.scalars(select(Schedule).order_by(Schedule.next_due, Schedule.portal_id)).all()


def claim_due(
    session: Session, now: datetime, again: Callable[[Schedule], datetime], *, by: datetime | None = None
) -> Schedule | None:
    """Take one schedule that was due `by` then (or now) and move it to when it is due `again`; None when none was.

    Of two processes that ask at once, one gets it: the other waits for its transaction and then sees the new time.
    """
    was_due = select(Schedule).where(Schedule.next_due <= (by or now))
    query = was_due.order_by(Schedule.next_due, Schedule.portal_id).limit(1)
    row = session.scalars(query.with_for_update(skip_locked=True)).first()
    if row is not None:
        row.next_due, row.last_started = again(row), now
        session.flush()
    return row


def note_exit(session: Session, portal_id: str, code: int) -> None:
    """Note how a scheduled crawl ended."""
    row = _of(session, portal_id)
    if row is not None:
        row.last_exit = code


def _of(session: Session, portal_id: str) -> Schedule | None:
    return session.scalars(select(Schedule).where(Schedule.portal_id == portal_id)).first()

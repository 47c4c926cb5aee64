"""Schedules: one a portal, taken by one process at a time when it is due."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from newsarchive.errors import Interrupted, NotFound, UsageError
from newsarchive.store.journal import Entry
from newsarchive.store.models import Schedule

BEGINNING = timedelta(minutes=1)
"""How long a crawl that was started may take until it holds its portal's lock."""


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
        put_schedule(session, **vars(planned(entry)))
    elif entry.what in ("schedule-remove", "schedule-pause", "schedule-resume"):
        row = _of(session, entry.facts["portal"])
        if row is not None and entry.what == "schedule-remove":
            session.delete(row)
        elif row is not None:
            row.paused = entry.what == "schedule-pause"


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
        row = Schedule(portal_id=portal_id, zone=zone, options={}, next_due=due)
        session.add(row)
    row.every, row.cron, row.zone = every, cron, zone
    row.options, row.next_due = dict(options), due
    row.created_at, row.paused = now, False
    session.flush()
    return row


def get_schedule(session: Session, portal_id: str) -> Schedule:
    """Return a portal's schedule. Raises NotFound."""
    row = _of(session, portal_id)
    if row is None:
        raise NotFound(f"{portal_id} has no schedule.", next_step="See which there are: newsarchive schedule list")
    return row


def make_due(session: Session, portal_id: str, now: datetime) -> None:
    """Let a portal's schedule be due now. Raises NotFound; UsageError where it is paused."""
    row = get_schedule(session, portal_id)
    if row.paused:
        raise UsageError(f"{portal_id} is paused.", next_step=f"Let it go on: newsarchive schedule resume {portal_id}")
    row.next_due = now


def schedules(session: Session) -> Sequence[Schedule]:
    """Return all schedules, the next due first."""
    return session.scalars(select(Schedule).order_by(Schedule.next_due, Schedule.portal_id)).all()


def claim_due(
    session: Session,
    now: datetime,
    again: Callable[[Schedule], datetime],
    *,
    by: datetime | None = None,
    but: Collection[str] = (),
) -> Schedule | None:
    """Take one schedule that was due `by` then (or now) and move it to when it is due `again`; None when none was.

    Paused ones, and those of portals in `but`, are not taken. Of two processes that ask at once, one gets it: the other
    waits for its transaction and then sees the new time.
    """
    was_due = select(Schedule).where(Schedule.next_due <= (by or now), ~Schedule.paused, Schedule.portal_id.not_in(but))
    query = was_due.order_by(Schedule.next_due, Schedule.portal_id).limit(1)
    row = session.scalars(query.with_for_update(skip_locked=True)).first()
    if row is not None:
        row.next_due, row.last_started, row.last_exit = again(row), now, None
        session.flush()
    return row


def make_cut_off_due(
    session: Session, now: datetime, is_crawled: Callable[[str], bool], *, but: Collection[str] = ()
) -> list[str]:
    """Let what was started and never ended be due now, and return its portals: whoever started it is gone.

    Left alone are portals in `but`, those that `is_crawled` says somebody crawls, and those that somebody has only just
    begun with.
    """
    unended = or_(Schedule.last_exit.is_(None), Schedule.last_exit == Interrupted.exit_code)
    query = select(Schedule).where(
        Schedule.last_started < now - BEGINNING, unended, Schedule.next_due > now, Schedule.portal_id.not_in(but)
    )
    cut_off = [row for row in session.scalars(query) if not is_crawled(row.portal_id)]
    for row in cut_off:
        row.next_due = now
    return sorted(row.portal_id for row in cut_off)


def note_exit(session: Session, portal_id: str, code: int) -> None:
    """Note how a scheduled crawl ended."""
    row = _of(session, portal_id)
    if row is not None:
        row.last_exit = code


def first_due(session: Session, *, but: Collection[str] = ()) -> datetime | None:
    """Return when the next schedule is due that is not paused and of no portal in `but`; None where there is none."""
    query = select(Schedule.next_due).where(~Schedule.paused, Schedule.portal_id.not_in(but))
    return session.scalars(query.order_by(Schedule.next_due).limit(1)).first()


def _of(session: Session, portal_id: str) -> Schedule | None:
    return session.scalars(select(Schedule).where(Schedule.portal_id == portal_id)).first()

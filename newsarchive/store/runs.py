"""Runs: when a portal was crawled, how it ended, what it brought."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from newsarchive.store.events import RunBegun, RunEnded, RunOutcome
from newsarchive.store.models import Capture, Portal, Run
from newsarchive.store.usual import usual


@dataclass(frozen=True)
class CurrentRun:
    """The run that events belong to."""

    id: int
    started_at: datetime


def begin_run(session: Session, begun: RunBegun) -> int:
    """Note that a crawl begins, and bring the portal's facts up to date; return the run's number.

    The caller holds the portal's lock: an earlier run that is still `running` was killed.
    """
    note_portal(session, begun)
    session.execute(
        update(Run)
        .where(Run.portal_id == begun.portal_id, Run.outcome == RunOutcome.RUNNING)
        .values(outcome=RunOutcome.INTERRUPTED, message="The process was killed.")
    )
    run = Run(
        portal_id=begun.portal_id,
        started_at=begun.at,
        outcome=RunOutcome.RUNNING,
        base_url=begun.base_url,
        options=dict(begun.options),
        counts={},
        software=begun.software,
    )
    session.add(run)
    session.flush()
    return run.id


def note_portal(session: Session, begun: RunBegun) -> None:
    """Bring a portal's facts up to date."""
    row = session.get(Portal, begun.portal_id)
    if row is None:
        session.add(Portal(id=begun.portal_id, **begun.portal))
    else:
        if row.definition != begun.portal["definition"]:  # where others disagree with the generic reader says nothing
            usual(session, begun.portal_id).forget_field("disagrees")
        for name, value in begun.portal.items():
            setattr(row, name, value)
    session.flush()


def end_run(session: Session, run_id: int, ended: RunEnded) -> None:
    """Note how a run ended."""
    run = session.get_one(Run, run_id)
    run.outcome, run.message, run.counts, run.ended_at = ended.outcome, ended.message, dict(ended.counts), ended.at
    if ended.traps:
        portal = session.get_one(Portal, ended.portal_id)
        portal.traps = sorted({*portal.traps, *ended.traps})


def traps_of(session: Session, portal_id: str) -> list[str]:
    """Return the shapes of a portal's addresses that earlier runs found to be traps."""
    return session.scalar(select(Portal.traps).where(Portal.id == portal_id)) or []


def paused_until(session: Session, portal_id: str) -> datetime | None:
    """Return until when a portal asked to be left alone."""
    return session.scalar(select(Portal.paused_until).where(Portal.id == portal_id))


def pause(session: Session, portal_id: str, until: datetime) -> None:
    """Note until when a portal asked to be left alone."""
    session.execute(update(Portal).where(Portal.id == portal_id).values(paused_until=until))


def checks_on(session: Session, portal_id: str, day: date) -> int:
    """Return how often articles of a portal were looked at again on a day (UTC); 0 for a day before the last such."""
    query = select(Portal.checks).where(Portal.id == portal_id, Portal.checked_on == day)
    return session.scalar(query) or 0


def note_check(session: Session, portal_id: str, day: date) -> None:
    """Count that an article was looked at again."""
    portal = session.get_one(Portal, portal_id)
    portal.checks = portal.checks + 1 if portal.checked_on == day else 1
    portal.checked_on = day


def has_captures(session: Session) -> bool:
    """Whether anything has been fetched into this archive."""
    return session.scalar(select(Capture.id).limit(1)) is not None

"""Runs: when a portal was crawled, how it ended, what it brought."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from newsarchive.portals.definition import Portal as Definition
from newsarchive.store.models import Capture, Portal, Run


class RunOutcome(StrEnum):
    """How a run ended."""

    RUNNING = "running"
    """It has not ended."""
    COMPLETE = "complete"
    """Everything that was due has been fetched and filed."""
    LIMITED = "limited"
    """It stopped at the number of articles that was asked for; the rest is queued."""
    INCOMPLETE = "incomplete"
    """Some links failed, or the portal asked to be left alone."""
    REFUSED = "refused"
    """robots.txt forbids it, or could not be had."""
    UNREACHABLE = "unreachable"
    """The host did not answer."""
    INTERRUPTED = "interrupted"
    """It was stopped from outside; what was in hand is queued."""
    FAILED = "failed"
    """It stopped on an error of this machine or of newsarchive."""


def begin_run(
    session: Session,
    portal: Definition,
    *,
    definition: str,
    base_url: str | None,
    options: Mapping[str, Any],
    software: str,
    at: datetime,
) -> int:
    """Note that a crawl begins, and bring the portal's facts up to date; return the run's number.

    The caller holds the portal's lock: an earlier run that is still `running` was killed.
    """
    facts = {
        "name": portal.name,
        "home": portal.home,
        "country": portal.country,
        "language": portal.language,
        "zone": portal.zone,
        "definition": definition,
    }
    row = session.get(Portal, portal.id)
    if row is None:
        session.add(Portal(id=portal.id, **facts))
    else:
        for name, value in facts.items():
            setattr(row, name, value)
    session.flush()
    session.execute(
        update(Run)
        .where(Run.portal_id == portal.id, Run.outcome == RunOutcome.RUNNING)
        .values(outcome=RunOutcome.INTERRUPTED, message="The process was killed.")
    )
    run = Run(
        portal_id=portal.id,
        started_at=at,
        outcome=RunOutcome.RUNNING,
        base_url=base_url,
        options=dict(options),
        counts={},
        software=software,
    )
    session.add(run)
    session.flush()
    return run.id


def end_run(
    session: Session, run_id: int, outcome: RunOutcome, *, message: str | None, counts: Mapping[str, int], at: datetime
) -> None:
    """Note how a run ended."""
    run = session.get_one(Run, run_id)
    run.outcome, run.message, run.counts, run.ended_at = outcome, message, dict(counts), at


def paused_until(session: Session, portal_id: str) -> datetime | None:
    """Return until when a portal asked to be left alone."""
    return session.scalar(select(Portal.paused_until).where(Portal.id == portal_id))


def pause(session: Session, portal_id: str, until: datetime) -> None:
    """Note until when a portal asked to be left alone."""
    session.execute(update(Portal).where(Portal.id == portal_id).values(paused_until=until))


def has_captures(session: Session) -> bool:
    """Whether anything has been fetched into this archive."""
    return session.scalar(select(Capture.id).limit(1)) is not None

"""Alarms: which troubles there are, since when, and what of them was told to whom.

They are about now. Neither WARC files nor the journal tell them, a dump leaves them out, and in a database that is made
again the troubles that are still there begin anew.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from newsarchive.store.models import Alarm


class Kind(StrEnum):
    """What is wrong."""

    OVERDUE = "overdue"
    """Nobody begins the crawls that are due."""
    CRAWL = "crawl"
    """Crawls of a portal end without having done anything."""
    FAILURES = "failures"
    """Much of what a crawl asked for failed."""
    UNREAD = "unread"
    """Lists show articles, and none of their pages is read as one."""
    QUIET = "quiet"
    """A portal shows fewer articles than its own past makes likely."""
    QUARANTINE = "quarantine"
    """Pages wait for somebody to look at them."""
    DISK = "disk"
    """Little room is left."""
    DAMAGE = "damage"
    """A verification found damages."""


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """Something that is wrong now."""

    kind: Kind
    portal: str | None
    """The portal that it is about; None for the archive as a whole."""
    message: str


def note_troubles(session: Session, troubles: Collection[Trouble], now: datetime) -> list[Alarm]:
    """Let there be an alarm for each trouble: new ones begin, those that are there go on, all others end.

    Returns those that began or ended.
    """
    standing, begun = {(row.kind, row.portal_id): row for row in open_alarms(session)}, []
    for trouble in troubles:
        row = standing.pop((trouble.kind, trouble.portal), None)
        if row is None:
            facts = {"kind": trouble.kind, "portal_id": trouble.portal, "message": trouble.message}
            begun.append(Alarm(**facts, since=now, last_seen=now, told=[]))
        else:
            row.message, row.last_seen = trouble.message, now
    for row in standing.values():
        row.ended_at, row.told_at = now, None
    session.add_all(begun)
    return [*begun, *standing.values()]


def open_alarms(session: Session) -> Sequence[Alarm]:
    """Return the alarms that have not ended, the oldest first."""
    return session.scalars(select(Alarm).where(Alarm.ended_at.is_(None)).order_by(Alarm.since, Alarm.id)).all()


def untold(session: Session) -> Sequence[Alarm]:
    """Return the alarms of which something is still to be told, the oldest first."""
    return session.scalars(select(Alarm).where(Alarm.told_at.is_(None)).order_by(Alarm.since, Alarm.id)).all()


def news_of(row: Alarm) -> str:
    """Return what is to be told of an alarm."""
    return "began" if row.ended_at is None else "ended"


def note_told(session: Session, ids: Collection[int], way: str, ways: Collection[str], now: datetime) -> None:
    """Note that alarms were told by one way; of all `ways` told, there is nothing left to tell."""
    for row in session.scalars(select(Alarm).where(Alarm.id.in_(ids))):
        news = news_of(row)
        row.told = [*row.told, f"{news} {way}"]
        if {f"{news} {each}" for each in ways} <= set(row.told):
            row.told_at = now


def note_nobody(session: Session, now: datetime) -> None:
    """Note that alarms which have ended need not be told: nobody wants to hear."""
    for row in untold(session):
        if row.ended_at is not None:
            row.told_at = now

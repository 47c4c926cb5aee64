"""How far an archive has come: numbers of which at least one grows with whatever is filed, read again or decided."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from newsarchive.store.models import (
    Article,
    Capture,
    Channel,
    Cluster,
    Likeness,
    OutletAlias,
    Reading,
    Run,
    Version,
    Withdrawal,
)

LAST = {
    "run": Run.id,
    "capture": Capture.id,
    "article": Article.id,
    "version": Version.id,
    "reading": Reading.id,
    "channel": Channel.id,
    "cluster": Cluster.id,
    "linked text": Likeness.body_id,
    "outlet decision": OutletAlias.decision,
    "withdrawal": Withdrawal.decided_at,
    "embargo": Withdrawal.hidden_until,
}
"""Every page that is fetched adds a capture, every page that is read again a reading; decisions have their own."""


def last_commit(session: Session) -> dict[str, str]:
    """Return the last number of each kind, as a session sees it: equal ones are of the same archive.

    All but the decisions, which are few, are looked up by an index.
    """
    found: Any = session.execute(select(*(select(func.max(one)).scalar_subquery() for one in LAST.values()))).one()
    return {name: str(last) for name, last in zip(LAST, found, strict=True) if last is not None}


def last_time(session: Session) -> datetime | None:
    """Return when the archive was last added to, in UTC: the last end of a run or a later capture; None for none."""
    moments = (session.scalar(select(func.max(one))) for one in (Run.ended_at, Capture.fetched_at))
    return max((moment for moment in moments if moment is not None), default=None)

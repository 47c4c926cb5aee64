"""What happened to each portal lately: what is new, changed or gone, what was covered, what was looked at again."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from newsarchive.items import LinkKind
from newsarchive.query.conditions import shown
from newsarchive.query.counts import RunFacts, run_facts
from newsarchive.query.coverage import By, Coverage, coverage
from newsarchive.query.gone import is_gone, last_lost, was_lost
from newsarchive.store.local_day import zone_of
from newsarchive.store.models import Article, Link, Portal, Run, Version
from newsarchive.store.outcomes import State

DAY, WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(kw_only=True)
class Counts:
    """Articles in a stretch of time, by when it was seen."""

    new: int = 0
    changed: int = 0
    """Versions that are not the first."""
    gone: int = 0
    """Had before, and found gone from the portal."""


@dataclass(frozen=True, kw_only=True)
class Lately:
    """A portal's last week."""

    portal: str
    day: Counts
    """The last 24 hours."""
    week: Counts
    """The last seven times 24 hours."""
    coverage: list[Coverage]
    """Each of the last seven days, which are the portal's own; today is the last."""
    checked_today: int
    """Articles looked at again on this day (UTC)."""
    checks_due: int
    """Articles that are to be looked at again now."""
    last_run: RunFacts | None


def lately(session: Session, now: datetime) -> dict[str, Lately]:
    """Return how each portal that was ever crawled fared until now, by its id."""
    days, weeks = (_counts(session, now - span) for span in (DAY, WEEK))
    covered = coverage(session, by=By.DAY, since=(now - WEEK).date())
    due = _checks_due(session, now)
    return {
        portal.id: Lately(
            portal=portal.id,
            day=days[portal.id],
            week=weeks[portal.id],
            coverage=_week_of(portal, covered, now),
            checked_today=portal.checks if portal.checked_on == now.astimezone(UTC).date() else 0,
            checks_due=due.get(portal.id, 0),
            last_run=_last_run(session, portal.id),
        )
        for portal in session.scalars(select(Portal).order_by(Portal.id))
    }


def _week_of(portal: Portal, covered: list[Coverage], now: datetime) -> list[Coverage]:
    by_day = {row.day: row for row in covered if row.portal == portal.id}
    today = now.astimezone(zone_of(portal.zone)).date()
    days = [today - DAY * back for back in range(6, -1, -1)]
    return [by_day.get(day) or Coverage(portal=portal.id, day=day) for day in days]


def _counts(session: Session, since: datetime) -> dict[str, Counts]:
    counts: dict[str, Counts] = defaultdict(Counts)
    is_first = (Version.number == 1).label("is_first")
    versions = (
        select(Article.portal_id, is_first, func.count())
        .join(Article, Article.id == Version.article_id)
        .where(Version.first_seen >= since, shown())
        .group_by(Article.portal_id, is_first)
    )
    for portal, is_new, number in session.execute(versions):
        setattr(counts[portal], "new" if is_new else "changed", number)
    gone = (
        select(Article.portal_id, func.count())
        .join(Link, Link.id == last_lost())
        .where(shown(), was_lost(), is_gone(), Link.fetched_at >= since)
        .group_by(Article.portal_id)
    )
    for portal, number in session.execute(gone):
        counts[portal].gone = number
    return counts


def _checks_due(session: Session, now: datetime) -> dict[str, int]:
    query = (
        select(Link.portal_id, func.count())
        .where(
            Link.portal_id.in_(select(Portal.id)),
            Link.next_check <= now,
            Link.kind == LinkKind.ARTICLE,
            Link.state.in_((State.DONE, State.GONE)),
        )
        .group_by(Link.portal_id)
    )
    found: Any = session.execute(query).all()
    return dict(found)


def _last_run(session: Session, portal_id: str) -> RunFacts | None:
    query = select(Run).where(Run.portal_id == portal_id).order_by(Run.started_at.desc(), Run.id.desc()).limit(1)
    row = session.scalars(query).first()
    return None if row is None else run_facts(row)

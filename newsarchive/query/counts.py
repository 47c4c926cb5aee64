"""What an archive holds and how its crawls went, in numbers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from newsarchive.query.conditions import shown
from newsarchive.store.models import Article, Capture, Link, Portal, Reading, Run, Version


@dataclass(frozen=True, kw_only=True)
class PortalCounts:
    """What an archive holds of one portal."""

    portal: str
    """Its id."""
    name: str
    """Its name in its own language."""
    articles: int
    versions: int
    captures: int
    """Responses kept."""
    oldest: date | None
    """The first day that an article was published on, in the portal's zone."""
    newest: date | None
    """The last such day."""
    links: dict[str, int] = field(default_factory=dict)
    """Links of the frontier by state: queued, done, failed, excluded, gone."""
    paused_until: datetime | None = None
    """Until when the portal asked to be left alone."""
    withdrawn: int = 0
    """Articles that were taken out of the archive; not among `articles`."""
    embargoed: int = 0
    """Articles that are hidden until a time; not among `articles`."""


@dataclass(frozen=True, kw_only=True)
class RunFacts:
    """One crawl, and how it ended."""

    run: int
    portal: str
    started_at: datetime
    ended_at: datetime | None
    outcome: str
    message: str | None
    counts: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Failure:
    """Links of a portal that were given up for the same reason."""

    portal: str
    reason: str
    links: int
    example: str
    """The address of one of them."""


def portal_counts(session: Session) -> list[PortalCounts]:
    """Return what the archive holds of each portal that was ever crawled, by id."""
    live = shown()
    articles = _by_portal(session, select(Article.portal_id, func.count()).where(live).group_by(Article.portal_id))
    versions = _by_portal(
        session,
        select(Article.portal_id, func.count(Version.id)).join(Version).where(live).group_by(Article.portal_id),
    )
    captures = _by_portal(session, select(Capture.portal_id, func.count()).group_by(Capture.portal_id))
    links: dict[str, dict[str, int]] = defaultdict(dict)
    states = select(Link.portal_id, Link.state, func.count()).group_by(Link.portal_id, Link.state)
    for portal_id, state, number in session.execute(states.order_by(Link.state)):
        links[portal_id][state] = number
    days = _days(session)
    ended = Article.state == "withdrawn"
    withdrawn = _by_portal(session, select(Article.portal_id, func.count()).where(ended).group_by(Article.portal_id))
    hidden = select(Article.portal_id, func.count()).where(~shown(), ~ended).group_by(Article.portal_id)
    embargoed = _by_portal(session, hidden)
    return [
        PortalCounts(
            portal=row.id,
            name=row.name,
            articles=articles.get(row.id, 0),
            versions=versions.get(row.id, 0),
            captures=captures.get(row.id, 0),
            oldest=days.get(row.id, (None, None))[0],
            newest=days.get(row.id, (None, None))[1],
            links=links[row.id],
            paused_until=row.paused_until,
            withdrawn=withdrawn.get(row.id, 0),
            embargoed=embargoed.get(row.id, 0),
        )
        for row in session.scalars(select(Portal).order_by(Portal.id))
    ]


def failures(session: Session, *, limit: int = 20) -> list[Failure]:
    """Return why links failed, the most frequent reason first."""
    query = (
        select(Link.portal_id, Link.reason, func.count(), func.min(Link.address))
        .where(Link.state == "failed")
        .group_by(Link.portal_id, Link.reason)
        .order_by(func.count().desc(), Link.portal_id, Link.reason)
        .limit(limit)
    )
    return [
        Failure(portal=portal, reason=reason or "unknown", links=links, example=example)
        for portal, reason, links, example in session.execute(query)
    ]


def last_runs(session: Session, *, limit: int = 5) -> list[RunFacts]:
    """Return the last crawls, the newest first."""
    query = select(Run).order_by(Run.started_at.desc(), Run.id.desc()).limit(limit)
    return [run_facts(row) for row in session.scalars(query)]


def run_facts(row: Run) -> RunFacts:
    """Return what a run's row tells."""
    return RunFacts(
        run=row.id,
        portal=row.portal_id,
        started_at=row.started_at,
        ended_at=row.ended_at,
        outcome=row.outcome,
        message=row.message,
        counts=row.counts,
    )


def _by_portal(session: Session, query: Any) -> dict[str, int]:
    return {row[0]: row[1] for row in session.execute(query)}


def _days(session: Session) -> dict[str, tuple[date | None, date | None]]:
    query = (
        select(Article.portal_id, func.min(Reading.published_day), func.max(Reading.published_day))
        .join(Version, and_(Version.article_id == Article.id, Version.is_current))
        .join(Reading, and_(Reading.version_id == Version.id, Reading.is_current))
        .where(shown())
        .group_by(Article.portal_id)
    )
    return {portal: (first, last) for portal, first, last in session.execute(query)}

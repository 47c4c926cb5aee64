"""What all runs together brought, and what there is of each portal: numbers for a machine that watches."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from newsarchive.query.conditions import shown
from newsarchive.store.events import RunOutcome
from newsarchive.store.models import Article, Link, Portal, Run


@dataclass(kw_only=True)
class Totals:
    """A portal's numbers."""

    articles: int = 0
    """That are shown."""
    links: dict[str, int] = field(default_factory=dict)
    """By state."""
    runs: Counter[str] = field(default_factory=Counter)
    """Crawls and imports that have ended, by outcome."""
    brought: Counter[str] = field(default_factory=Counter)
    """What these counted, added up."""


def totals(session: Session) -> dict[str, Totals]:
    """Return the numbers of each portal that was ever crawled, by its id."""
    found = {portal_id: Totals() for portal_id in session.scalars(select(Portal.id).order_by(Portal.id))}
    articles = select(Article.portal_id, func.count()).where(shown()).group_by(Article.portal_id)
    for portal_id, number in session.execute(articles):
        found[portal_id].articles = number
    links = select(Link.portal_id, Link.state, func.count()).group_by(Link.portal_id, Link.state)
    for portal_id, state, number in session.execute(links):
        found[portal_id].links[state] = number
    runs: Any = select(Run.portal_id, Run.outcome, Run.counts).where(Run.outcome != RunOutcome.RUNNING)
    for portal_id, outcome, counts in session.execute(runs):
        found[portal_id].runs[outcome] += 1
        found[portal_id].brought.update({name: value for name, value in counts.items() if isinstance(value, int)})
    return found

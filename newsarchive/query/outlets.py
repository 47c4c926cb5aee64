"""Which outlets the articles are by, how pages write their names, and what people decided about that."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from newsarchive.query.conditions import shown
from newsarchive.store.models import Article, Outlet, OutletAlias, Reading, Version
from newsarchive.text.cjk import fold


@dataclass(frozen=True, kw_only=True)
class DecidedSpelling:
    """A spelling that means an outlet because somebody said so."""

    spelling: str
    decided_at: datetime
    """In UTC."""
    decided_by: str
    """Name of the account."""


@dataclass(frozen=True, kw_only=True)
class OutletFacts:
    """An outlet, as far as articles or decisions name it."""

    outlet: str
    """Its name."""
    articles: int = 0
    """Articles whose current version it wrote; withdrawn and embargoed ones are not counted."""
    spellings: dict[str, int] = field(default_factory=dict)
    """How their pages write it, with the number of articles; the most frequent first."""
    decided: list[DecidedSpelling] = field(default_factory=list)
    """Spellings that people decided about."""


def outlets(session: Session, *, containing: str | None = None, decided: bool = False) -> list[OutletFacts]:
    """Return the outlets, that with the most articles first.

    Only those with `containing` in their name or a spelling, case, width and traditional characters folded; with
    `decided`, only those about which somebody decided.
    """
    spellings: dict[int, Counter[str]] = {}
    for outlet_id, source, articles in session.execute(_counted()):
        spellings.setdefault(outlet_id, Counter())[source] = articles
    decisions: dict[int, list[DecidedSpelling]] = {}
    for row in session.scalars(select(OutletAlias).order_by(OutletAlias.decision)):
        one = DecidedSpelling(spelling=row.spelling, decided_at=row.decided_at, decided_by=row.decided_by)
        decisions.setdefault(row.outlet_id, []).append(one)
    names: dict[int, str] = dict(session.execute(select(Outlet.id, Outlet.name)).all())
    found = [
        _facts(names[row_id], spellings.get(row_id, Counter()), decisions.get(row_id, []))
        for row_id in (decisions.keys() if decided else spellings.keys() | decisions.keys())
    ]
    if containing is not None:
        found = [facts for facts in found if _names(facts, fold(containing))]
    return sorted(found, key=lambda facts: (-facts.articles, facts.outlet))


def _counted() -> Select[*tuple[Any, ...]]:
    """Return the query for outlets, sources and articles."""
    return (
        select(Reading.outlet_id, Reading.source, func.count())
        .select_from(Article)
        .join(Version, and_(Version.article_id == Article.id, Version.is_current))
        .join(Reading, and_(Reading.version_id == Version.id, Reading.is_current))
        .where(shown(), Reading.outlet_id.is_not(None))
        .group_by(Reading.outlet_id, Reading.source)
    )


def _facts(name: str, spellings: Counter[str], decided: list[DecidedSpelling]) -> OutletFacts:
    ordered = dict(sorted(spellings.items(), key=lambda pair: (-pair[1], pair[0])))
    return OutletFacts(outlet=name, articles=spellings.total(), spellings=ordered, decided=decided)


def _names(facts: OutletFacts, wanted: str) -> bool:
    names = (facts.outlet, *facts.spellings, *(one.spelling for one in facts.decided))
    return any(wanted in fold(name) for name in names)

"""Clusters of reprints: who published first, who followed after how long, what each changed, and who is contradicted.

All times are as the pages state them, with as much precision; an order is told only where these settle it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from newsarchive.dedupe.outlets import names_of
from newsarchive.dedupe.passages import IGNORED
from newsarchive.query.conditions import shown
from newsarchive.query.filters import Filters, matching
from newsarchive.store.articles import moved
from newsarchive.store.models import Article, Likeness, Outlet, Portal, Reading, Version
from newsarchive.store.outlets import find_outlet
from newsarchive.text.cjk import fold

BATCH = 100
"""Clusters that are loaded together."""
ASKED = 400
"""Texts that are asked for at once: below the databases' limits on parameters."""
WHOLE = 0.9
"""The part of the earliest's text below which a reprint is cut."""
WIDTH = {"day": timedelta(days=1), "second": timedelta(seconds=1)}
MINUTE = timedelta(minutes=1)


class Against(StrEnum):
    """What speaks against a source that a reprint names."""

    OWN_COPY_LATER = "own copy later"
    """The outlet's own portal published it after the reprint."""
    ANOTHER_FIRST = "another first"
    """The earliest publication, before all that name this source, is another outlet's."""


@dataclass(frozen=True, kw_only=True)
class Contradiction:
    """A source that a member names, against the times."""

    against: Against
    other: str
    """Public id of the member that speaks against it."""


@dataclass(frozen=True, kw_only=True)
class Member:
    """An article of a cluster."""

    public_id: str
    portal: str
    """Id of the portal that published it."""
    title: str
    source: str | None
    """The source that it names, as its page writes it."""
    outlet: str | None
    """The outlet that this is."""
    published: datetime | None
    published_precision: str | None
    """day, minute or second: how much of `published` the page states."""
    captured: datetime
    """When it was first fetched, in UTC."""
    lag_seconds: int | None
    """Seconds after the earliest; whole days where a page states a day only, None without both dates."""
    may_be_first: bool
    """Whether it may have been published before the one that is taken for the earliest; False for that one."""
    part: float | None
    """The part of the earliest's text that stands in its own, 0 to 1; None where it is linked by way of others."""
    own_part: float | None
    """The part of its own text that stands in the earliest's, likewise."""
    retitled: bool
    """Whether its title has other letters than the earliest's."""
    cut: bool
    """Whether less than nine tenths of the earliest's text stands in it."""
    contradictions: tuple[Contradiction, ...]


@dataclass(frozen=True, kw_only=True)
class Reprints:
    """A cluster: articles of one story. There are at least two."""

    members: tuple[Member, ...]
    """The earliest first, those without a date last."""

    @property
    def earliest(self) -> Member:
        """The earliest publication, as far as the dates tell."""
        return self.members[0]

    @property
    def is_certain(self) -> bool:
        """Whether no other member may be the earliest."""
        return not any(member.may_be_first for member in self.members)


def reprints_of(session: Session, public_id: str) -> Reprints | None:
    """Return the cluster of an article; None where no reprint of it is known, or none that may be shown."""
    cluster_id = session.scalar(select(Article.cluster_id).where(Article.public_id == public_id, shown()))
    return None if cluster_id is None else _load(session, [cluster_id]).get(cluster_id)


def iter_clusters(session: Session, filters: Filters) -> Iterator[Reprints]:
    """Give the clusters of which the filters mean an article, by the time of their earliest; memory stays flat.

    Words are not looked for: of what an index leaves open, all is given. Raises NotFound for an unknown portal.
    """
    meant = matching(session, filters, Article.cluster_id).where(Article.cluster_id.is_not(None)).subquery()
    first = func.min(Reading.published_at)
    query = (
        _current(select(Article.cluster_id))
        .where(shown(), Article.cluster_id.in_(select(meant.c.cluster_id)))
        .group_by(Article.cluster_id)
        .having(func.count() > 1)
        .order_by(first.is_(None), first, func.min(Article.public_id))
    )
    for ids in session.scalars(query.execution_options(yield_per=BATCH)).partitions():
        found = _load(session, [cluster_id for cluster_id in ids if cluster_id is not None])
        yield from found.values()


def _current(query: Any) -> Any:
    return (
        query.select_from(Article)
        .join(Version, and_(Version.article_id == Article.id, Version.is_current))
        .join(Reading, and_(Reading.version_id == Version.id, Reading.is_current))
    )


# --- loading ---


@dataclass(frozen=True, kw_only=True)
class _Copy:
    """A row of a cluster."""

    row: Any
    writer: int | None
    """The outlet that it names, else that of its portal."""
    house: int | None
    """The outlet that its portal is."""

    @property
    def begins(self) -> datetime | None:
        """When it was published at the earliest."""
        moment: datetime | None = self.row.published_at
        return moment

    @property
    def ends(self) -> datetime | None:
        """The moment by which it had been published."""
        return self.begins and self.begins + WIDTH.get(self.row.published_precision, MINUTE)

    def is_before(self, other: _Copy) -> bool:
        """Whether it was certainly published before another."""
        return self.ends is not None and other.begins is not None and self.ends <= other.begins


def _load(session: Session, ids: Sequence[int]) -> dict[int, Reprints]:
    """Return the clusters of these rows, in that order; those of which one member or none is shown are left out."""
    columns = (
        *(Article.cluster_id, Article.public_id, Article.portal_id, Article.first_seen, Version.body_id),
        *(Reading.title, Reading.source, Reading.outlet_id, Outlet.name.label("outlet")),
        *(Reading.published_at, Reading.published_offset, Reading.published_precision),
    )
    query = _current(select(*columns)).outerjoin(Outlet, Outlet.id == Reading.outlet_id)
    rows = session.execute(query.where(Article.cluster_id.in_(ids), shown())).all()
    houses = _houses(session, {row.portal_id for row in rows})
    grouped: dict[int, list[_Copy]] = defaultdict(list)
    for row in rows:
        house = houses.get(row.portal_id)
        grouped[row.cluster_id].append(_Copy(row=row, writer=row.outlet_id or house, house=house))
    ordered = {
        cluster_id: sorted(grouped[cluster_id], key=_order) for cluster_id in ids if len(grouped[cluster_id]) > 1
    }
    parts = _parts(session, ordered.values())
    return {cluster_id: _reprints(copies, parts) for cluster_id, copies in ordered.items()}


def _order(one: _Copy) -> tuple[Any, ...]:
    """Put those first that had been published first; where only days are known, what was fetched first."""
    return one.ends is None, one.ends or one.row.first_seen, one.row.first_seen, one.row.public_id


def _houses(session: Session, portals: set[str]) -> dict[str, int]:
    """Return the outlets that portals themselves are, by their names; where an article names one."""
    found = {}
    for portal_id, name in session.execute(select(Portal.id, Portal.name).where(Portal.id.in_(portals))):
        names = names_of(name)
        outlet = find_outlet(session, names) if names else None
        if outlet is not None:
            found[portal_id] = outlet
    return found


Parts = Mapping[tuple[int, int], float]
"""For two texts the part of the first that stands in the second."""


def _parts(session: Session, clusters: Any) -> Parts:
    """Return what the earliest of clusters and the others have of one another, as far as they are linked."""
    found: dict[tuple[int, int], float] = {}
    pairs = [(copies[0].row.body_id, copy.row.body_id) for copies in clusters for copy in copies[1:]]
    told = sorted({(first, other) for first, other in pairs if None not in (first, other)})
    for at in range(0, len(told), ASKED):
        firsts, others = zip(*told[at : at + ASKED], strict=True)
        for own, of in ((set(firsts), set(others)), (set(others), set(firsts))):
            columns = (Likeness.body_id, Likeness.other_id, Likeness.part)
            query = select(*columns).where(Likeness.body_id.in_(own), Likeness.other_id.in_(of))
            found |= {(row.body_id, row.other_id): row.part for row in session.execute(query)}
    return found


# --- comparing ---


def _reprints(copies: Sequence[_Copy], parts: Parts) -> Reprints:
    return Reprints(members=tuple(_member(copy, copies, parts) for copy in copies))


def _member(one: _Copy, copies: Sequence[_Copy], parts: Parts) -> Member:
    first, row = copies[0], one.row
    part, own_part = _part(first, one, parts), _part(one, first, parts)
    return Member(
        public_id=row.public_id,
        portal=row.portal_id,
        title=row.title,
        source=row.source,
        outlet=row.outlet,
        published=moved(row.published_at, row.published_offset),
        published_precision=row.published_precision,
        captured=row.first_seen,
        lag_seconds=_lag(first, one),
        may_be_first=one is not first and not first.is_before(one),
        part=part,
        own_part=own_part,
        retitled=_letters(row.title) != _letters(first.row.title),
        cut=part is not None and part < WHOLE,
        contradictions=tuple(_contradictions(one, copies)),
    )


def _part(one: _Copy, other: _Copy, parts: Parts) -> float | None:
    own, of = one.row.body_id, other.row.body_id
    if own is None or of is None:
        return 1.0 if one is other else None
    return 1.0 if own == of else parts.get((own, of))


def _letters(title: str) -> str:
    return IGNORED.sub("", fold(title))


def _lag(first: _Copy, one: _Copy) -> int | None:
    if first.begins is None or one.begins is None:
        return None
    if "day" in (first.row.published_precision, one.row.published_precision):
        days = [moved(copy.row.published_at, copy.row.published_offset) for copy in (first, one)]
        assert days[0] is not None
        assert days[1] is not None
        return max(0, (days[1].date() - days[0].date()).days) * 86400
    return int((one.begins - first.begins).total_seconds())


def _contradictions(one: _Copy, copies: Sequence[_Copy]) -> Iterator[Contradiction]:
    """Give what speaks against the source that a member names."""
    claimed, first = one.row.outlet_id, copies[0]
    if claimed is None:
        return
    for other in copies:
        if other is not one and claimed == other.house == other.writer and one.is_before(other):
            yield Contradiction(against=Against.OWN_COPY_LATER, other=other.row.public_id)
    naming = (copy for copy in copies if copy.writer == claimed)
    if first.writer not in (None, claimed) and all(first.is_before(copy) for copy in naming):
        yield Contradiction(against=Against.ANOTHER_FIRST, other=first.row.public_id)

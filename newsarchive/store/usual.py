"""What is usual for a portal, and its last pages, as the database has them: loaded once a transaction, kept with it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from newsarchive.dedupe.drift import STRETCH, WINDOW, Sign, Stat, learn
from newsarchive.dedupe.observed import Bins, Marks
from newsarchive.store.adding import add_rows, table_of
from newsarchive.store.models import FieldStat, Observation, Quarantine


@dataclass(frozen=True)
class Last:
    """One of a portal's last pages."""

    capture_id: int
    link_id: int
    bins: Bins
    marks: Marks | None
    """None where it is no article."""


class Usual:
    """The pages of one portal that are usual there."""

    def __init__(self, session: Session, portal_id: str) -> None:
        self._session = session
        self._portal_id = portal_id
        self.stats = {row.field: _stat(row) for row in session.scalars(_stats(portal_id))}
        query = select(Observation).where(Observation.portal_id == portal_id).order_by(Observation.capture_id)
        self.pages = [_last(row) for row in session.scalars(query)]

    @property
    def bins(self) -> list[Bins]:
        """What was looked at of the last pages, in their order."""
        return [page.bins for page in self.pages]

    @property
    def learned(self) -> float:
        """How many pages it is known from."""
        stat = self.stats.get("article")
        return len(self.pages) + (stat.pages if stat else 0.0)

    def others(self, link_id: int) -> list[Marks]:
        """Return the marks of the last articles, but for what was fetched by one link."""
        return [page.marks for page in self.pages if page.marks is not None and page.link_id != link_id]

    def note(self, page: Last) -> None:
        """Take one more page among the last; those that came long before are learned."""
        marks = [page.marks.title, *sorted(page.marks.passages)] if page.marks else []
        row = {"capture_id": page.capture_id, "portal_id": self._portal_id, "link_id": page.link_id}
        add_rows(self._session, Observation, [row | {"bins": dict(page.bins), "marks": marks}])
        self.pages.append(page)
        if len(self.pages) >= WINDOW + STRETCH:
            before = self.pages[:STRETCH]
            self.learn([one.bins for one in before])
            self.forget({one.capture_id for one in before})

    def forget(self, captures: Collection[int]) -> None:
        """Take pages from the last ones."""
        self.pages = [page for page in self.pages if page.capture_id not in captures]
        table = table_of(Observation)
        self._session.execute(delete(table).where(table.c.capture_id.in_(captures)))

    def learn(self, pages: Sequence[Bins], *, weigh: float | None = None) -> None:
        """Let pages be usual from now on; `weigh`: what was usual before counts no more than so many pages."""
        for stat in self.stats.values() if weigh is not None else ():
            stat.shrink(weigh or 0.0)
        for at in range(0, len(pages), STRETCH):
            learn(self.stats, pages[at : at + STRETCH])
        rows = {row.field: row for row in self._session.scalars(_stats(self._portal_id))}
        for name, stat in self.stats.items():
            row = rows.get(name) or FieldStat(portal_id=self._portal_id, field=name)
            row.pages, row.pairs = stat.pages, stat.pairs
            row.within, row.pairs_within = list(stat.within), list(stat.pairs_within)
            self._session.add(row)
        self._session.flush()


def usual(session: Session, portal_id: str) -> Usual:
    """Return what is usual for a portal: the same object as long as the transaction lasts."""
    key = ("usual", portal_id, session.get_transaction())
    if session.info.get("usual key") != key:
        session.info |= {"usual key": key, "usual": Usual(session, portal_id)}
    found: Usual = session.info["usual"]
    return found


def open_quarantine(session: Session, portal_id: str) -> Quarantine | None:
    """Return the departure of a portal's pages that has not ended."""
    query = select(Quarantine).where(Quarantine.portal_id == portal_id, Quarantine.ended_at.is_(None))
    return session.scalars(query.order_by(Quarantine.id.desc()).limit(1)).first()


def signs_of(row: Quarantine) -> tuple[Sign, ...]:
    """Return in what the pages of a quarantine depart."""
    return tuple(Sign(**sign) for sign in row.signs)


def _stats(portal_id: str) -> Select[FieldStat]:
    return select(FieldStat).where(FieldStat.portal_id == portal_id)


def _stat(row: FieldStat) -> Stat:
    return Stat(row.pages, row.pairs, list(row.within), list(row.pairs_within))


def _last(row: Observation) -> Last:
    marks = Marks(row.marks[0], frozenset(row.marks[1:])) if row.marks else None
    return Last(row.capture_id, row.link_id, row.bins, marks)

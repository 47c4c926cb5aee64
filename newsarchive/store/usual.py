"""What is usual for a portal, and its last pages, as the database has them: loaded once a transaction, kept with it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import BindParameter, bindparam, delete, select, update
from sqlalchemy.orm import Session

from newsarchive.dedupe.drift import STRETCH, WINDOW, Sign, Stat, learn
from newsarchive.dedupe.observed import Bins, Marks
from newsarchive.store.adding import add_rows, table_of
from newsarchive.store.models import FieldStat, Observation, Quarantine

STATS, PAGES = table_of(FieldStat), table_of(Observation)
OF_PORTAL: BindParameter[str] = bindparam("portal_id")
FIND_STATS = select(STATS.c.field, STATS.c.pages, STATS.c.pairs, STATS.c.within, STATS.c.pairs_within).where(
    STATS.c.portal_id == OF_PORTAL
)
FIND_PAGES = (
    select(PAGES.c.capture_id, PAGES.c.link_id, PAGES.c.bins, PAGES.c.marks)
    .where(PAGES.c.portal_id == OF_PORTAL)
    .order_by(PAGES.c.capture_id)
)
CHANGE_STAT = update(STATS).where(STATS.c.portal_id == bindparam("of_portal"), STATS.c.field == bindparam("of_field"))
FIND_OPEN = (
    select(Quarantine)
    .where(Quarantine.portal_id == OF_PORTAL, Quarantine.ended_at.is_(None))
    .order_by(Quarantine.id.desc())
    .limit(1)
)
"""Asked for every page, or for every few: written once, since building such a question takes longer than its answer."""


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
        asked = {"portal_id": portal_id}
        self.stats = {row[0]: Stat(*row[1:]) for row in session.execute(FIND_STATS, asked)}
        self._filed = set(self.stats)
        self.pages = [Last(*row[:3], _marks(row[3])) for row in session.execute(FIND_PAGES, asked)]
        self.departure = session.scalars(FIND_OPEN, asked).first()
        """The departure of its pages that has not ended."""

    @property
    def bins(self) -> list[Bins]:
        """What was looked at of the last pages, in their order."""
        return [page.bins for page in self.pages]

    @property
    def learned(self) -> float:
        """How many pages it is known from."""
        stat = self.stats.get("article")
        return len(self.pages) + (stat.pages if stat else 0.0)

    @property
    def signs(self) -> tuple[Sign, ...]:
        """In what its pages depart now."""
        return tuple(Sign(**sign) for sign in self.departure.signs) if self.departure is not None else ()

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
        self._session.connection().execute(delete(PAGES).where(PAGES.c.capture_id.in_(captures)))

    def learn(self, pages: Sequence[Bins], *, weigh: float | None = None) -> None:
        """Let pages be usual from now on; `weigh`: what was usual before counts no more than so many pages."""
        for stat in self.stats.values() if weigh is not None else ():
            stat.shrink(weigh or 0.0)
        for at in range(0, len(pages), STRETCH):
            learn(self.stats, pages[at : at + STRETCH])
        known = [_row(stat) | {"of_portal": self._portal_id, "of_field": name} for name, stat in self._split(new=False)]
        if known:
            self._session.connection().execute(CHANGE_STAT, known)
        new = [_row(stat) | {"portal_id": self._portal_id, "field": name} for name, stat in self._split(new=True)]
        add_rows(self._session, FieldStat, new)
        self._filed |= set(self.stats)

    def forget_field(self, name: str) -> None:
        """Let nothing be known of a field any more: what was seen in it says nothing of what will be."""
        self.stats.pop(name, None)
        self._filed.discard(name)
        own = (STATS.c.portal_id == self._portal_id) & (STATS.c.field == name)
        self._session.execute(delete(STATS).where(own))
        for at, page in enumerate(self.pages):
            if name in page.bins:
                bins = {other: found for other, found in page.bins.items() if other != name}
                self.pages[at] = replace(page, bins=bins)
                self._session.execute(update(PAGES).where(PAGES.c.capture_id == page.capture_id).values(bins=bins))

    def _split(self, *, new: bool) -> list[tuple[str, Stat]]:
        return [(name, stat) for name, stat in self.stats.items() if (name not in self._filed) == new]


def usual(session: Session, portal_id: str) -> Usual:
    """Return what is usual for a portal: the same object as long as the transaction lasts."""
    key = (portal_id, session.get_transaction())
    if session.info.get("usual of") != key:
        session.info |= {"usual of": key, "usual": Usual(session, portal_id)}
    found: Usual = session.info["usual"]
    return found


def _row(stat: Stat) -> dict[str, object]:
    return {"pages": stat.pages, "pairs": stat.pairs, "within": stat.within, "pairs_within": stat.pairs_within}


def _marks(marks: list[int]) -> Marks | None:
    return Marks(marks[0], frozenset(marks[1:])) if marks else None

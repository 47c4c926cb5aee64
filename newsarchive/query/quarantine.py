"""What is in quarantine, and what is usual beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from newsarchive.dedupe.drift import Stat, stat_of, typical
from newsarchive.dedupe.observed import FIELDS, Bins
from newsarchive.errors import NotFound
from newsarchive.store.models import Capture, FieldStat, Quarantine, Quarantined, Run


@dataclass(frozen=True, kw_only=True)
class Departure:
    """Pages of a portal that departed from what is usual."""

    number: int
    portal: str
    run: int
    """Number of the run in which it was noticed."""
    run_began: datetime
    began: datetime
    """When the departure was noticed."""
    ended: datetime | None
    """From when on pages were as usual again; None where they are not."""
    why: str
    held: int
    """Pages that wait for a decision."""
    released: int
    discarded: int


@dataclass(frozen=True, kw_only=True)
class HeldPage:
    """A page that is, or was, in quarantine."""

    address: str
    fetched: datetime
    record: str
    """Id of its response record."""
    state: str
    """held, released or discarded."""


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One field of the pages, beside what is usual."""

    field: str
    what: str
    """In words."""
    unit: str
    usual: str
    """The part of the pages that have it, or its middle value."""
    here: str
    """The same of the pages in quarantine."""


def departures(
    session: Session, *, portal: str | None = None, number: int | None = None, decided: bool = False
) -> list[Departure]:
    """Return departures of which pages are held, with `decided` all of them, the newest first."""
    states = select(Quarantined.quarantine_id, Quarantined.state, func.count().label("pages")).group_by(
        Quarantined.quarantine_id, Quarantined.state
    )
    query = select(Quarantine, Run.started_at).join(Run, Run.id == Quarantine.run_id).order_by(Quarantine.id.desc())
    if portal is not None:
        query = query.where(Quarantine.portal_id == portal)
    if number is not None:
        query, states = query.where(Quarantine.id == number), states.where(Quarantined.quarantine_id == number)
    counts = {(row.quarantine_id, row.state): row.pages for row in session.execute(states)}
    found = [
        Departure(
            number=row.id,
            portal=row.portal_id,
            run=row.run_id,
            run_began=began,
            began=row.began_at,
            ended=row.ended_at,
            why=row.why,
            held=counts.get((row.id, "held"), 0),
            released=counts.get((row.id, "released"), 0),
            discarded=counts.get((row.id, "discarded"), 0),
        )
        for row, began in session.execute(query)
    ]
    return [one for one in found if one.held or decided]


def departure(session: Session, number: int) -> Departure:
    """Return one departure. Raises NotFound."""
    found = departures(session, number=number, decided=True)
    if not found:
        raise NotFound(f"There is no quarantine {number}.", next_step="newsarchive quarantine list --all")
    return found[0]


def pages(session: Session, number: int) -> list[HeldPage]:
    """Return the pages of a departure in the order in which they were fetched."""
    query = (
        select(Quarantined.address, Quarantined.state, Capture.fetched_at, Capture.record_id)
        .join(Capture, Capture.id == Quarantined.capture_id)
        .where(Quarantined.quarantine_id == number)
        .order_by(Capture.fetched_at, Capture.id)
    )
    return [
        HeldPage(address=row.address, fetched=row.fetched_at, record=row.record_id, state=row.state)
        for row in session.execute(query)
    ]


def compared(session: Session, number: int) -> list[Compared]:
    """Return what the pages of a departure are like, field by field, beside what is usual."""
    portal_id = departure(session, number).portal
    bins: list[Bins] = list(session.scalars(select(Quarantined.bins).where(Quarantined.quarantine_id == number)))
    usual = usual_of(session, portal_id)
    return [
        Compared(
            field=name,
            what=told.words,
            unit=told.unit,
            usual=typical(name, usual.get(name, Stat())),
            here=typical(name, stat_of(name, bins)),
        )
        for name, told in FIELDS.items()
    ]


def usual_of(session: Session, portal_id: str) -> dict[str, Stat]:
    """Return what was learned of a portal's pages, by field."""
    rows = session.scalars(select(FieldStat).where(FieldStat.portal_id == portal_id))
    return {row.field: Stat(row.pages, row.pairs, list(row.within), list(row.pairs_within)) for row in rows}

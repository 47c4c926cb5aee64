"""Pages that depart from what is usual for their portal: kept, and not filed as articles until somebody says so.

What is told in WARC files is filed here, by crawls and rebuilds alike: that a departure was noticed, and of each page
what was looked at and whether it was held. Nothing is judged here: `guard` does that, before it is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from newsarchive.dedupe.observed import Marks, marks_of
from newsarchive.dedupe.passages import passages_of
from newsarchive.store.adding import add_rows
from newsarchive.store.articles import ReadAgain
from newsarchive.store.events import Departed
from newsarchive.store.models import Capture, Link, Observation, Quarantine, Quarantined
from newsarchive.store.outcomes import FoundArticle, Outcome
from newsarchive.store.unfiling import TakenBack, take_back
from newsarchive.store.usual import Last, Usual, usual

HELD, RELEASED, DISCARDED = "held", "released", "discarded"
"""What may become of a page in quarantine."""
REASON = "in quarantine"
"""How the reason of its link begins."""
RECOVERED = 8
"""Pages in a row that are as usual again, after which a departure has ended."""
SOONEST = timedelta(days=1)
"""After which a page that was no article is fetched again, and then after ever longer."""


def held_again(link: Link, at: datetime, planned: datetime | None) -> datetime:
    """Return when a held page is to be fetched again: as it is planned, else after as long as its link is known."""
    return planned or at + max(SOONEST, at - link.found_at)


def observe(session: Session, outcome: Outcome, link: Link, capture_id: int) -> None:
    """Note what was looked at of a page: among the portal's last ones, or in quarantine."""
    found, bins, known = outcome.article, outcome.seen or {}, usual(session, outcome.portal_id)
    departure = known.departure
    if not outcome.held:
        known.note(Last(capture_id, link.id, bins, _marks(found)))
        if departure is not None:
            _count_usual(known, departure, outcome.at)
        return
    if outcome.article is not None:
        link.first_read = min(outcome.at, link.first_read or outcome.at)
    if departure is not None:
        departure.usual = 0
        taken = TakenBack(found.canonical, found.further) if found else None
        _hold(session, departure, link, capture_id, taken, bins)


def _marks(found: FoundArticle | None) -> Marks | None:
    if found is None or found.article is None:
        return None
    passages = found.compared.passages if found.compared else passages_of(found.article)
    return marks_of(found.article, passages)


def _count_usual(known: Usual, departure: Quarantine, at: datetime) -> None:
    departure.usual += 1
    if departure.usual >= RECOVERED:
        departure.ended_at, known.departure = at, None


def _hold(
    session: Session,
    departure: Quarantine,
    link: Link,
    capture_id: int,
    found: TakenBack | None,
    bins: Mapping[str, Any],
) -> None:
    """Put a page into quarantine. Its link is asked for as if it had never been had: the next answer may be usual."""
    row: dict[str, Any] = {"capture_id": capture_id, "quarantine_id": departure.id, "state": HELD, "bins": dict(bins)}
    row |= {"canonical": found.canonical if found else None, "address": link.address}
    further = [[page.record_id, page.address] for page in found.further] if found else []
    add_rows(session, Quarantined, [row | {"further": further}])
    link.reason = f"{REASON}: {link.reason}" if link.reason else REASON
    link.etag = link.last_modified = None


def file_departure(session: Session, event: Departed, run_id: int, read_again: ReadAgain) -> int:
    """Note that pages depart, and take back what was filed of those before it was noticed; return how many they are."""
    known = usual(session, event.portal_id)
    if known.departure is not None:
        known.departure.ended_at = event.at
    signs = [dict(sign) for sign in event.signs]
    departure = Quarantine(
        portal_id=event.portal_id, run_id=run_id, began_at=event.at, why=event.why, signs=signs, usual=0
    )
    session.add(departure)
    session.flush()
    known.departure = departure
    rows = _observed(session, event.records)
    for capture, link, bins in rows:
        found = take_back(session, capture.id, read_again)
        link.next_check = held_again(link, event.at, link.next_check)
        _hold(session, departure, link, capture.id, found, bins)
    known.forget({capture.id for capture, _, _ in rows})
    return len(rows)


def held_records(session: Session, portal_id: str, quarantine_id: int | None = None) -> list[str]:
    """Return the record ids of a portal's pages in quarantine, in the order of their capture times."""
    query = (
        select(Capture.record_id)
        .join(Quarantined, Quarantined.capture_id == Capture.id)
        .join(Quarantine, Quarantine.id == Quarantined.quarantine_id)
        .where(Quarantine.portal_id == portal_id, Quarantined.state == HELD)
        .order_by(Capture.fetched_at, Capture.payload_digest, Capture.url)
    )
    if quarantine_id is not None:
        query = query.where(Quarantine.id == quarantine_id)
    return list(session.scalars(query))


def _observed(session: Session, records: Sequence[str]) -> list[tuple[Capture, Link, dict[str, Any]]]:
    """Return captures, their links and what was looked at of them, the newest first."""
    query = (
        select(Capture, Link, Observation.bins)
        .join(Link, Link.id == Capture.link_id)
        .join(Observation, Observation.capture_id == Capture.id)
        .where(Capture.record_id.in_(records))
        .order_by(Capture.id.desc())
    )
    return [(row[0], row[1], row[2]) for row in session.execute(query)]

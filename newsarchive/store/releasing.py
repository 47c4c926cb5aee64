"""What people decide about pages in quarantine: release files them as they would have been, discard leaves them out.

First the journal says it, then the database, a batch a transaction. Killed in between, `finish_quarantine` goes on:
crawls, imports and the command itself begin with it, and a rebuild files the same decisions at the same place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from newsarchive.capture.files import PortalLock
from newsarchive.errors import NotFound
from newsarchive.items import Article as Read
from newsarchive.portals.registry import get_portal
from newsarchive.store import journal
from newsarchive.store.again import PagesAgain, further_of
from newsarchive.store.archive import Archive
from newsarchive.store.articles import ReadAgain, file_article
from newsarchive.store.clusters import in_batches
from newsarchive.store.database import reading, tried_again
from newsarchive.store.journal import Entry
from newsarchive.store.models import Article, Blanking, Capture, Link, Quarantine, Quarantined
from newsarchive.store.outcomes import FoundArticle
from newsarchive.store.quarantine import DISCARDED, HELD, REASON, RELEASED, held_records
from newsarchive.store.recognition import lock_recognition
from newsarchive.store.usual import usual

RELEASE, DISCARD = "quarantine-release", "quarantine-discard"
"""What an entry of the journal decides."""
BATCH = 16
"""Pages that are filed in one transaction."""
NO_ARTICLE = "no article: no text is read there"
"""Why a released page is none."""

Progress = Callable[[int, int], None]


def release(
    archive: Archive,
    number: int,
    records: Sequence[str] | None = None,
    *,
    as_usual: bool = False,
    tell: Progress | None = None,
) -> int:
    """File the pages of a quarantine, or those of some records, as they would have been; return how many they are.

    What they are like is usual from then on, unless they are `as_usual` now that they are read otherwise. Raises
    NotFound where there are none, AlreadyRunning while the portal is crawled, DiskFull.
    """
    return _decide(archive, number, RELEASE, records, {"as_usual": as_usual}, tell)


def discard(archive: Archive, number: int, *, tell: Progress | None = None) -> int:
    """Leave the pages of a quarantine out for good: they stay in the WARC files. Raises what `release` raises."""
    return _decide(archive, number, DISCARD, None, {}, tell)


def _decide(
    archive: Archive,
    number: int,
    what: str,
    records: Sequence[str] | None,
    facts: Mapping[str, object],
    tell: Progress | None,
) -> int:
    with reading(archive.engine) as session:
        row = session.get(Quarantine, number)
        if row is None:
            raise NotFound(
                f"There is no quarantine {number}.", next_step="See which there are: newsarchive quarantine list"
            )
        portal_id = row.portal_id
    lock = PortalLock(archive.config.warc / portal_id, portal_id)
    try:
        with reading(archive.engine) as session:
            held = held_records(session, portal_id, number)
        decided = finish_quarantine(archive, portal_id)
        finished = [record for record in held if decided.get(record) == what]
        asked = None if records is None else set(records)
        wanted = [record for record in held if record not in decided and (asked is None or record in asked)]
        if not wanted and not finished:
            raise NotFound(f"Nothing is held in quarantine {number}.", next_step="newsarchive quarantine list --all")
        if wanted:
            said = {"portal": portal_id, "at": datetime.now(UTC).isoformat(), "records": wanted, **facts}
            _carry_out(archive, journal.append(archive.config.journal, what, said), tell)
    finally:
        lock.release()
    return len(finished) + len(wanted)


def finish_quarantine(archive: Archive, portal_id: str) -> dict[str, str]:
    """Finish what a kill left of decisions about a portal's pages; return what was decided about each record.

    The caller holds the portal's lock.
    """
    with reading(archive.engine) as session:
        held = set(held_records(session, portal_id))
    decided: dict[str, str] = {}
    for entry in journal.read(archive.config.journal) if held else ():
        if entry.what in (RELEASE, DISCARD) and (left := held.intersection(entry.facts["records"])):
            _carry_out(archive, entry, None)
            decided |= dict.fromkeys(left, entry.what)
    return decided


# --- carrying out ---


@dataclass(frozen=True)
class _Page:
    """A page about which is decided."""

    row: Quarantined
    capture: Capture
    link: Link


def _pages(session: Session, entry: Entry) -> list[_Page]:
    """Return the pages of a decision, in the order of their capture times; those that a rebuild lost are left out."""
    found: list[Row[Quarantined, Capture, Link]] = []
    for part in in_batches(entry.facts["records"]):
        query = (
            select(Quarantined, Capture, Link)
            .join(Capture, Capture.id == Quarantined.capture_id)
            .join(Link, Link.id == Capture.link_id)
            .where(Capture.record_id.in_(part))
        )
        found += session.execute(query).all()
    pages = [_Page(*row) for row in found]
    return sorted(pages, key=lambda one: (one.capture.fetched_at, one.capture.payload_digest, one.capture.url))


def _carry_out(archive: Archive, entry: Entry, tell: Progress | None) -> None:
    again = PagesAgain(archive.config.warc)
    try:
        while left := tried_again(archive.engine, partial(_file_some, entry=entry, read_again=again)):
            if tell:
                tell(len(entry.facts["records"]) - left, len(entry.facts["records"]))
    finally:
        again.close()


def _file_some(session: Session, *, entry: Entry, read_again: ReadAgain) -> int:
    return file_quarantine_decision(session, entry, read_again, most=BATCH)


def file_quarantine_decision(session: Session, entry: Entry, read_again: ReadAgain, *, most: int | None = None) -> int:
    """File a decision about pages in quarantine, of so many pages at most; return how many are left."""
    lock_recognition(session)
    pages = _pages(session, entry)
    held = [page for page in pages if page.row.state == HELD]
    for page in held[:most]:
        _file(session, entry, page, read_again)
    session.flush()
    left = max(0, len(held) - (len(held) if most is None else most))
    if pages and not left:
        _learn(session, entry, [page.row for page in pages])
    return left


def _file(session: Session, entry: Entry, page: _Page, read_again: ReadAgain) -> None:
    row, link = page.row, page.link
    row.state = RELEASED if entry.what == RELEASE else DISCARDED
    at = datetime.fromisoformat(entry.facts["at"])
    row.decided_at, row.decided_by = at, entry.by
    is_waiting = (link.reason or "").startswith(REASON)
    if entry.what == DISCARD:
        link.reason = "discarded" if is_waiting else link.reason
        return
    article = None if session.get(Blanking, row.capture_id) else read_again(session, row.capture_id)
    if article is None:
        link.reason = NO_ARTICLE if is_waiting else link.reason
        return
    link.reason = None if is_waiting else link.reason
    link.next_check = min(at, link.next_check or at)  # its pictures were not asked for
    link.first_read = min(page.capture.fetched_at, link.first_read or page.capture.fetched_at)
    canonical = _canonical(session, page, article)
    found = FoundArticle(article=article, canonical=canonical, address=row.address, further=further_of(row))
    file_article(session, link.portal_id, found, row.capture_id, page.capture.fetched_at, link.id, read_again)


def _canonical(session: Session, page: _Page, article: Read) -> str:
    """Return under which address a page is filed: as `settling` does it."""
    link = page.link
    query = select(Article.canonical).where(Article.portal_id == link.portal_id, Article.key == link.key)
    own = session.scalar(query)
    if own or page.row.canonical:
        return own or page.row.canonical or ""
    return article.canonical_url or get_portal(link.portal_id).canonical(page.row.address)


def _learn(session: Session, entry: Entry, rows: Sequence[Quarantined]) -> None:
    """End the departure that is decided about; what was released is usual from then on."""
    departure = session.get_one(Quarantine, rows[0].quarantine_id)
    held = select(Quarantined.capture_id).where(Quarantined.quarantine_id == departure.id, Quarantined.state == HELD)
    accepted = entry.what == RELEASE and not entry.facts.get("as_usual")
    is_over = accepted or (entry.what == RELEASE and session.scalar(held.limit(1)) is None)
    if is_over and departure.ended_at is None:
        departure.ended_at = datetime.fromisoformat(entry.facts["at"])
    if accepted:
        usual(session, departure.portal_id).learn([row.bins for row in rows], weigh=float(len(rows)))

"""Filing one outcome: capture, link, listing, article, verdict, in the caller's transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from newsarchive.capture.bodies import header
from newsarchive.capture.records import Original, payload_digest
from newsarchive.dedupe.identity import Verdict
from newsarchive.items import Capture as Kept
from newsarchive.items import LinkKind
from newsarchive.store.adding import add_row
from newsarchive.store.articles import ReadAgain, file_article, see_unchanged
from newsarchive.store.discovery import begin_discovery
from newsarchive.store.events import Departed, DiscoveryBegun, Event, Paused, RunBegun
from newsarchive.store.frontier import due
from newsarchive.store.images import lead_images_to_links
from newsarchive.store.models import Blanking, Capture, Channel, Link, Listing
from newsarchive.store.outcomes import Filed, FoundChannel, Outcome, State
from newsarchive.store.places import region_id
from newsarchive.store.quarantine import file_departure, observe
from newsarchive.store.runs import CurrentRun, begin_run, end_run, note_check, pause
from newsarchive.store.sightings import Sighted, arrive, lead_to, see_links
from newsarchive.text.urls import digest

UNREAD = ("no article", "cannot be")
"""How the reasons begin of links whose pages were had and are no articles."""
LONGEST_MARK = 400
"""Characters of an ETag, or a date, that is kept."""
ORIGINAL = (
    select(Capture.id, Capture.record_id, Capture.url, Capture.fetched_at)
    .where(
        Capture.portal_id == bindparam("portal_id"),
        Capture.payload_digest == bindparam("payload_digest"),
        Capture.revisit_of.is_(None),
        Capture.status == 200,
        Capture.id.not_in(select(Blanking.capture_id)),
        Capture.truncated.is_(None),
    )
    .order_by(Capture.id)
    .limit(1)
)
"""Asked for every capture: building it anew would take longer than the answer."""


@dataclass(frozen=True, kw_only=True)
class Located:
    """Where the response record of a capture was written."""

    warc_file_id: int
    offset: int
    length: int
    record_id: str
    payload_digest: str
    revisit_of: int | None


def find_original(session: Session, portal_id: str, capture: Kept) -> tuple[int, Original] | None:
    """Return the earlier capture of this portal whose record holds the same payload, for a revisit record.

    Only whole 200 responses with a body are looked up: tiny bodies of redirects and errors are the same everywhere.
    """
    if capture.status != 200 or not capture.body or capture.truncated:
        return None
    asked = {"portal_id": portal_id, "payload_digest": payload_digest(capture.body)}
    row = session.connection().execute(ORIGINAL, asked).first()
    if row is None:
        return None
    return row.id, Original(record_id=row.record_id, url=row.url, fetched_at=row.fetched_at)


def unread(_session: Session, _capture_id: int) -> None:
    """Read no page again."""


def file_event(
    session: Session,
    event: Event,
    located: Located | None,
    run: CurrentRun | None,
    read_again: ReadAgain = unread,
) -> Filed:
    """File one thing that happened in a run; only its own beginning has no run before it.

    `read_again` reads a capture that an older one, which comes late, makes the first of a version.
    """
    if isinstance(event, RunBegun):
        return Filed(run_id=begin_run(session, event))
    assert run is not None
    if isinstance(event, Outcome):
        return file_outcome(session, event, located, run, read_again)
    if isinstance(event, DiscoveryBegun):
        begin_discovery(session, event)
    elif isinstance(event, Paused):
        pause(session, event.portal_id, event.until)
    elif isinstance(event, Departed):
        return Filed(taken_back=file_departure(session, event, run.id, read_again))
    else:
        end_run(session, run.id, event)
    return Filed()


def file_outcome(
    session: Session, outcome: Outcome, located: Located | None, run: CurrentRun, read_again: ReadAgain
) -> Filed:
    """File everything that one attempt at a link brought, its new state included."""
    link, is_changed = _link(session, outcome)
    capture_id = _file_capture(session, outcome, located, run.id, link) if outcome.capture and located else None
    if link is not None and link.first_read is not None and capture_id is not None and outcome.arrived is None:
        note_check(session, outcome.portal_id, outcome.at.date())
    if link is not None and is_changed and outcome.state is not None:
        _file_state(link, outcome)
    listing = session.get(Listing, link.id) if link is not None and link.kind == LinkKind.LISTING else None
    if listing is not None:
        _see_listing(session, listing, outcome, is_kept=capture_id is not None)
    if outcome.capture is not None and outcome.capture.status == HTTPStatus.NOT_MODIFIED and link is not None:
        if listing is not None:
            return Filed(state=outcome.state)
        public_id = see_unchanged(session, outcome.portal_id, link.address, outcome.at)
        return Filed(state=outcome.state, verdict=Verdict.SAME if public_id else None, public_id=public_id)
    if link is not None and listing is not None and outcome.state in (State.DONE, State.GONE):
        _note_answer(link, listing, outcome)
    if outcome.seen is not None and link is not None and capture_id is not None:
        observe(session, outcome, link, capture_id)
        if outcome.held:
            return Filed(state=outcome.state, verdict=Verdict.HELD)
    seen = _file_links(session, outcome, link, listing, run.started_at)
    if outcome.article is None or outcome.capture is None or capture_id is None or link is None:
        return Filed(state=outcome.state, queued=seen.queued, excluded=seen.excluded)
    _note_article(link, outcome, outcome.capture)
    verdict, public_id = file_article(
        session,
        outcome.portal_id,
        outcome.article,
        capture_id,
        outcome.capture.fetched_at,
        link.id,
        read_again,
    )
    lead_images_to_links(session, outcome.portal_id, capture_id, outcome.links)
    return Filed(state=outcome.state, verdict=verdict, public_id=public_id, queued=seen.queued, excluded=seen.excluded)


def _see_listing(session: Session, listing: Listing, outcome: Outcome, *, is_kept: bool) -> None:
    if outcome.channel is not None and listing.channel_id is None and not listing.is_start:
        listing.channel_id = _channel_id(session, outcome.portal_id, outcome.channel)
        session.flush()  # the articles of its list ask for it
    if is_kept:
        listing.last_seen = outcome.at


def _marks(capture: Kept) -> tuple[str | None, str | None]:
    """Return how the server marked a page (ETag, Last-Modified), where that can be sent back to it in a header."""
    return _mark(capture, "etag"), _mark(capture, "last-modified")


def _mark(capture: Kept, name: str) -> str | None:
    value = header(capture.response_headers, name) or ""
    return value if value and len(value) <= LONGEST_MARK and value.isascii() and value.isprintable() else None


def _note_answer(link: Link, listing: Listing, outcome: Outcome) -> None:
    """Note for which days a list was looked at, and how it is marked where its links were read."""
    kept = outcome.capture
    listing.older_than, listing.newer_than = outcome.older_than, outcome.newer_than
    if outcome.state == State.DONE and outcome.reason is None and kept is not None and kept.status == HTTPStatus.OK:
        link.etag, link.last_modified = _marks(kept)
        listing.last_read = outcome.at


def _note_article(link: Link, outcome: Outcome, kept: Kept) -> None:
    """Note since when an article is known at a link and, where it was fetched there, how its page is marked."""
    link.first_read = min(kept.fetched_at, link.first_read or kept.fetched_at)
    if outcome.arrived is None:  # what is imported may be older than what is there
        several = outcome.article is not None and outcome.article.further  # the first page's marks are not the others'
        link.etag, link.last_modified = (None, None) if several else _marks(kept)


def _link(session: Session, outcome: Outcome) -> tuple[Link | None, bool]:
    """Return the link that an outcome belongs to, and whether its state is the outcome's to change."""
    if outcome.arrived is not None:
        link, is_made = arrive(session, outcome.portal_id, outcome.arrived, outcome.at)
        return link, is_made or _says_more(link, outcome)
    return (session.get(Link, outcome.link_id), True) if outcome.link_id is not None else (None, False)


def _says_more(link: Link, outcome: Outcome) -> bool:
    """Whether an imported page makes something of a known link: an article where there was none.

    Of several pages that are none, always the same one counts, whatever the order in which they come.
    """
    if link.state not in (State.DONE, State.FAILED) or link.reason is None:
        return False
    if outcome.article is not None:
        return True
    is_other = (str(outcome.state), outcome.reason or "") < (link.state, link.reason)
    return link.reason.startswith(UNREAD) and is_other


def _file_capture(session: Session, outcome: Outcome, located: Located, run_id: int, link: Link | None) -> int:
    kept = outcome.capture
    assert kept is not None
    row = {
        "portal_id": outcome.portal_id,
        "run_id": run_id,
        "link_id": link.id if link else None,
        "warc_file_id": located.warc_file_id,
        "offset": located.offset,
        "length": located.length,
        "record_id": located.record_id,
        "revisit_of": located.revisit_of,
        "url": kept.url,
        "fetched_at": kept.fetched_at,
        "status": kept.status,
        "content_type": header(kept.response_headers, "content-type"),
        "payload_digest": located.payload_digest,
        "truncated": kept.truncated,
    }
    return add_row(session, Capture, row)


def _file_state(link: Link, outcome: Outcome) -> None:
    assert outcome.state is not None
    link.state, link.reason, link.next_check = outcome.state, outcome.reason, outcome.next_check
    link.address = outcome.moved_to or link.address
    if outcome.state in (State.QUEUED, State.FAILED):
        link.attempts += 1
    else:
        link.attempts = 0
    link.fetched_at = outcome.at


def _channel_id(session: Session, portal_id: str, found: FoundChannel) -> int:
    key, region = digest(found.canonical), region_id(session, found.region)
    row = session.scalars(select(Channel).where(Channel.portal_id == portal_id, Channel.key == key)).first()
    if row is None:
        row = Channel(portal_id=portal_id, key=key, address=found.canonical, name=found.name, region_id=region)
        session.add(row)
    row.name, row.region_id = found.name, region
    session.flush()
    return row.id


def _file_links(
    session: Session, outcome: Outcome, link: Link | None, listing: Listing | None, run_started: datetime
) -> Sighted:
    if outcome.found is not None:
        seen = see_links(session, outcome.portal_id, [outcome.found], listing=None, now=outcome.at, since=run_started)
        if link is not None:
            lead_to(session, link, outcome.found)
        return seen
    if link is None or not outcome.links:
        return Sighted()
    source = due(link, listing) if listing is not None else None  # what an article names was seen on no list
    return see_links(session, outcome.portal_id, outcome.links, listing=source, now=outcome.at, since=run_started)

"""The guard at the writer's door: whether a page, and those before it, are as usual for their portal.

It sees each page before it is filed, in the transaction that files it, and decides from what the database has; its
decisions are told in the WARC file, and a rebuild files them as they were told.
"""

from __future__ import annotations

from dataclasses import asdict, replace

from sqlalchemy import Engine, bindparam, select
from sqlalchemy.orm import Session

from newsarchive.dedupe.drift import LEAST, Sign, departs, find_departure
from newsarchive.dedupe.identity import content_hash
from newsarchive.dedupe.observed import Bins, Page, observed
from newsarchive.items import LinkKind
from newsarchive.store.adding import table_of
from newsarchive.store.database import reading
from newsarchive.store.events import Departed, Event, RunOutcome
from newsarchive.store.models import Article, Capture, Link, Reading, Run, Sighting, Version
from newsarchive.store.outcomes import FoundArticle, Outcome, State
from newsarchive.store.quarantine import held_again
from newsarchive.store.usual import Usual, usual
from newsarchive.text.urls import digest

ENDED = (RunOutcome.COMPLETE, RunOutcome.LIMITED, RunOutcome.INCOMPLETE)
"""Outcomes of crawls that went through their lists."""
ARTICLES, VERSIONS, READINGS, LINKS, SIGHTINGS = map(table_of, (Article, Version, Reading, Link, Sighting))
CURRENT = (
    select(VERSIONS.c.content_hash, READINGS.c.parser)
    .join(ARTICLES, ARTICLES.c.id == VERSIONS.c.article_id)
    .join(READINGS, READINGS.c.version_id == VERSIONS.c.id)
    .where(ARTICLES.c.portal_id == bindparam("portal_id"), ARTICLES.c.key == bindparam("key"))
    .where(VERSIONS.c.is_current, READINGS.c.is_current)
)
FIRST_LIST = (
    select(LINKS.c.key)
    .join(SIGHTINGS, SIGHTINGS.c.listing_id == LINKS.c.id)
    .where(SIGHTINGS.c.link_id == bindparam("link_id"), SIGHTINGS.c.in_list)
    .order_by(SIGHTINGS.c.listing_id)
    .limit(1)
)
"""Asked for every page: building them anew, or asking for objects, would take longer than the answer."""


class Guard:
    """Judges the pages of a portal's run, once a crawl of it has come to its end and enough pages are known."""

    def __init__(self, engine: Engine, portal_id: str) -> None:
        ended = select(Run.id).where(Run.portal_id == portal_id, Run.outcome.in_(ENDED)).limit(1)
        with reading(engine) as session:
            is_known = usual(session, portal_id).learned >= LEAST
            self._judges = is_known and session.scalar(ended) is not None

    def judged(self, session: Session, event: Event, link: Link | None) -> tuple[Event, ...]:
        """Return an event as it is to be filed, behind the departure that it brought to light, if any."""
        if not isinstance(event, Outcome) or link is None or not _is_page(event, link):
            return (event,)
        known = usual(session, event.portal_id)
        bins = _observed(session, known, event, link)
        event = replace(event, seen=bins)
        if not self._judges:
            return (event,)
        departed = _departed(session, known, event, bins)
        signs = known.signs if departed is None else tuple(Sign(**sign) for sign in departed.signs)
        if not departs(bins, signs):
            return (event,)
        check = held_again(link, event.at, event.next_check)
        held = replace(event, held=True, links=(), next_check=check)
        return (departed, held) if departed is not None else (held,)


def _is_page(outcome: Outcome, link: Link) -> bool:
    """Whether an outcome is a whole page at an article's address, which a crawl has fetched and read."""
    capture = outcome.capture
    if outcome.arrived is not None or link.kind != LinkKind.ARTICLE or outcome.state != State.DONE or capture is None:
        return False
    is_read = outcome.article is not None or (outcome.reason or "").startswith("no article")
    return is_read and capture.status == 200 and capture.truncated is None


def _departed(session: Session, known: Usual, event: Outcome, bins: Bins) -> Departed | None:
    found = find_departure(known.stats, [*known.bins, bins])
    if found is None:
        return None
    since = [page.capture_id for page in known.pages[found.since :] if departs(page.bins, found.signs)]
    records = session.scalars(select(Capture.record_id).where(Capture.id.in_(since)).order_by(Capture.id)).all()
    return Departed(
        portal_id=event.portal_id,
        at=event.at,
        why=found.words,
        signs=tuple(asdict(sign) for sign in found.signs),
        records=tuple(records),
    )


def _observed(session: Session, known: Usual, outcome: Outcome, link: Link) -> Bins:
    found = outcome.article
    article = found.article if found else None
    assert outcome.capture is not None
    page = Page(
        article=article,
        passages=found.compared.passages if found and found.compared else (),
        fetched_at=outcome.capture.fetched_at,
        is_new=link.first_read is None,
        shown=link.day,
        is_changed=_is_changed(session, outcome.portal_id, found) if found and link.first_read is not None else None,
        list=_list_of(session, link),
        disagrees=found.disagrees if found else None,
    )
    return observed(page, known.others(link.id))


def _is_changed(session: Session, portal_id: str, found: FoundArticle) -> bool | None:
    """Whether an article says something else than it did; None where that was read by another parser."""
    row = session.connection().execute(CURRENT, {"portal_id": portal_id, "key": digest(found.canonical)}).first()
    if row is None or found.article is None or row.parser != found.article.parser:
        return None
    return bool(row.content_hash != content_hash(found.article))


def _list_of(session: Session, link: Link) -> int:
    """Return a number for the list that showed a link first, the same in every database; 0 where none did."""
    key = session.connection().scalar(FIRST_LIST, {"link_id": link.id})
    return int.from_bytes(key[:4], "big") if key else 0

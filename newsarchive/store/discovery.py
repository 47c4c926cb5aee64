"""The beginning of a discovery: what a run is to look at anew is queued."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from newsarchive.items import ATTACHED
from newsarchive.store.events import DiscoveryBegun
from newsarchive.store.models import Link, Listing
from newsarchive.store.outcomes import State
from newsarchive.store.sightings import see_links
from newsarchive.text.urls import digest

SET_ASIDE = "waited when discovery began anew"
"""Why a link that an earlier crawl left waiting is not fetched, until a list shows it again."""


def begin_discovery(session: Session, begun: DiscoveryBegun) -> None:
    """Queue the starts, the first page of every known list (in scope), and what failed in an earlier run.

    A fresh discovery first sets aside what waits and what failed; lists that show such a link queue it again.
    """
    portal_id, starts, now = begun.portal_id, begun.starts, begun.at
    if begun.fresh:
        _set_aside(session, portal_id)
    see_links(session, portal_id, starts, listing=None, now=now, since=now)
    start_ids = select(Link.id).where(Link.portal_id == portal_id, Link.key.in_([digest(s.canonical) for s in starts]))
    session.execute(update(Listing).where(Listing.link_id.in_(start_ids)).values(is_start=True))
    first_pages = select(Listing.link_id).where(Listing.depth == 0)
    lists = Link.id.in_(first_pages) & (Link.state != State.EXCLUDED)
    if begun.lists is not None:
        lists &= Link.key.in_([bytes.fromhex(key) for key in begun.lists])
    wanted = lists | (Link.state == State.FAILED)
    session.execute(
        update(Link)
        .where(Link.portal_id == portal_id, wanted)
        .values(state=State.QUEUED, attempts=0, next_check=None, reason=None)
    )


def _set_aside(session: Session, portal_id: str) -> None:
    session.execute(
        update(Link)
        .where(
            Link.portal_id == portal_id,
            Link.state.in_((State.QUEUED, State.FAILED)),
            Link.kind.not_in(ATTACHED),  # which no list ever shows again
        )
        .values(state=State.EXCLUDED, reason=SET_ASIDE, attempts=0, next_check=None)
    )

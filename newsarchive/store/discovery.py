"""The beginning of a discovery: what a run is to look at anew is queued."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from newsarchive.items import ATTACHED, LinkKind
from newsarchive.store.events import DiscoveryBegun
from newsarchive.store.models import Link, Listing, Portal
from newsarchive.store.outcomes import State
from newsarchive.store.sightings import see_links
from newsarchive.text.urls import digest

SET_ASIDE = "waited when discovery began anew"
"""Why a link that an earlier crawl left waiting is not fetched, until a list shows it again."""


def begin_discovery(session: Session, begun: DiscoveryBegun) -> None:
    """Queue the starts, the first pages of known lists (in scope), lists of days that still change, and what failed.

    Lists that were read for fewer days than are wanted now are queued too, whatever page they are. A fresh discovery
    first sets aside what waits and what failed; lists that show such a link queue it again.
    """
    portal_id, starts, now = begun.portal_id, begun.starts, begun.at
    if begun.fresh:
        _set_aside(session, portal_id)
    narrower = _read_for_fewer_days(begun)
    _forget_marks(session, begun, narrower)
    see_links(session, portal_id, starts, listing=None, now=now, since=now)
    start_ids = select(Link.id).where(Link.portal_id == portal_id, Link.key.in_([digest(s.canonical) for s in starts]))
    session.execute(update(Listing).where(Listing.link_id.in_(start_ids)).values(is_start=True))
    first_pages = select(Listing.link_id).where(Listing.depth == 0)
    lists = Link.id.in_(first_pages) & (Link.state != State.EXCLUDED)
    if begun.lists is not None:
        keys = [bytes.fromhex(key) for key in begun.lists]
        lists &= Link.key.in_(keys)
        roots = select(Link.id).where(Link.portal_id == portal_id, Link.key.in_(keys))
        narrower &= Listing.link_id.in_(roots) | Listing.root_id.in_(roots)
    else:
        lists |= (Link.kind == LinkKind.LISTING) & (Link.next_check <= now)
    lists |= Link.id.in_(select(Listing.link_id).where(narrower)) & Link.state.in_((State.DONE, State.GONE))
    wanted = lists | (Link.state == State.FAILED)
    session.execute(
        update(Link)
        .where(Link.portal_id == portal_id, wanted)
        .values(state=State.QUEUED, attempts=0, next_check=None, reason=None)
    )


def _read_for_fewer_days(begun: DiscoveryBegun) -> ColumnElement[bool]:
    """Return the test whether a listing's links were left out for days that are wanted now."""
    older = Listing.older_than.is_not(None) if begun.since is None else Listing.older_than > begun.since
    newer = Listing.newer_than.is_not(None) if begun.until is None else Listing.newer_than < begun.until
    return older | newer


def _forget_marks(session: Session, begun: DiscoveryBegun, narrower: ColumnElement[bool]) -> None:
    """Let lists be asked for as if never had where having them unchanged is not enough: they are judged anew."""
    portal = session.get(Portal, begun.portal_id)
    is_other = portal is not None and begun.terms is not None and portal.terms != begun.terms
    if portal is not None and begun.fresh:
        portal.traps = []
    if portal is not None and is_other:
        portal.terms = begun.terms
    lists = select(Listing.link_id)
    if not (begun.fresh or is_other):
        lists = lists.where(narrower)
    session.execute(
        update(Link)
        .where(
            Link.portal_id == begun.portal_id,
            Link.id.in_(lists),
            Link.etag.is_not(None) | Link.last_modified.is_not(None),
        )
        .values(etag=None, last_modified=None)
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

"""The frontier: which links there are, what is next, what became of them.

A link's state changes only in the transaction that files what was fetched. What is being fetched is known to the one
process that holds the portal's lock and to nobody else: after a kill every such link is still `queued`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session, aliased

from newsarchive.items import ATTACHED, LinkKind
from newsarchive.store.models import Channel, Link, Listing, Sighting
from newsarchive.store.outcomes import State

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Due:
    """A link to be fetched now."""

    link_id: int
    address: str
    kind: LinkKind
    attempts: int
    depth: int
    is_start: bool
    channel_id: int | None
    priority: int = 0
    first_read: datetime | None = None
    """When the first article was fetched there; None for what has never been one."""
    etag: str | None = None
    last_modified: str | None = None
    """How the server marked what was read there last (RFC 9110, 8.8)."""
    list_id: int | None = None
    """For a listing: the link of the first page of its list."""
    last_read: datetime | None = None
    """For a listing: when its links were last read."""
    gone: str | None = None
    """Why it is gone; None for what was there, or not asked for, so far."""


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What a run that is limited to some channels fetches: their lists, and the articles in these."""

    lists: set[bytes]
    """Keys of the listings to fetch, those where discovery begins included."""
    channels: set[bytes]
    """Keys of the listings whose articles are to be fetched."""


@dataclass(frozen=True, kw_only=True)
class Queued:
    """The links that a run is to fetch: queued ones beyond its scope or older than its `since` wait for another."""

    portal_id: str
    kinds: Collection[str]
    scope: Scope | None = None
    since: date | None = None
    until: date | None = None


def next_links(session: Session, queued: Queued, now: datetime, *, skip: Collection[int], limit: int) -> list[Due]:
    """Return the links to fetch next, most urgent first: queued, due, not among those already in hand."""
    query = (
        select(Link, Listing)
        .outerjoin(Listing, Listing.link_id == Link.id)
        .where(
            _queued(queued),
            Link.id.not_in(skip),
            (Link.next_check.is_(None)) | (Link.next_check <= now),
        )
        .order_by(Link.priority, Link.id)
        .limit(limit)
    )
    return [due(link, listing) for link, listing in session.execute(query)]


def next_checks(session: Session, wanted: Queued, now: datetime, *, skip: Collection[int], limit: int) -> list[Due]:
    """Return the articles to look at again next, those first whose check has been due longest."""
    query = select(Link).where(_to_be_checked(wanted, now), Link.id.not_in(skip)).order_by(Link.next_check).limit(limit)
    return [due(link, None) for link in session.scalars(query)]


def is_check_due(session: Session, wanted: Queued, now: datetime) -> bool:
    """Whether any article is to be looked at again now."""
    return session.scalar(select(Link.id).where(_to_be_checked(wanted, now)).limit(1)) is not None


def _to_be_checked(wanted: Queued, now: datetime) -> ColumnElement[bool]:
    due = (Link.portal_id == wanted.portal_id) & (Link.next_check <= now) & (Link.kind == LinkKind.ARTICLE)
    due &= Link.state.in_((State.DONE, State.GONE))
    return due if wanted.scope is None else due & _inside(wanted.scope)


def _queued(wanted: Queued) -> ColumnElement[bool]:
    scope = wanted.scope
    queued = (Link.portal_id == wanted.portal_id) & (Link.state == State.QUEUED) & Link.kind.in_(wanted.kinds)
    undated = Link.day.is_(None) | (Link.kind != LinkKind.ARTICLE)
    if wanted.since is not None:
        queued &= undated | (Link.day >= wanted.since)
    if wanted.until is not None:
        queued &= undated | (Link.day <= wanted.until)
    if scope is None:
        return queued
    return queued & (_inside(scope) | Link.kind.in_(ATTACHED))


def _inside(scope: Scope) -> ColumnElement[bool]:
    listing = aliased(Link)
    shown_there = exists(
        select(Sighting.link_id)
        .join(listing, listing.id == Sighting.listing_id)
        .where(Sighting.link_id == Link.id, Sighting.in_list, listing.key.in_(scope.channels))
    )
    return Link.key.in_(scope.lists) | ((Link.kind == LinkKind.ARTICLE) & shown_there)


def due(link: Link, listing: Listing | None) -> Due:
    """Return what a crawl needs to know of a link."""
    return Due(
        link_id=link.id,
        address=link.address,
        kind=LinkKind(link.kind),
        attempts=link.attempts,
        depth=listing.depth if listing else 0,
        is_start=bool(listing and listing.is_start),
        channel_id=listing.channel_id if listing else None,
        priority=link.priority,
        first_read=link.first_read,
        etag=link.etag,
        last_modified=link.last_modified,
        list_id=(listing.root_id or link.id) if listing else None,
        last_read=listing.last_read if listing else None,
        gone=link.reason if link.state == State.GONE else None,
    )


def is_queued(session: Session, queued: Queued) -> bool:
    """Whether a run has anything still to fetch."""
    return session.scalar(select(Link.id).where(_queued(queued)).limit(1)) is not None


def first_due(session: Session, queued: Queued, now: datetime) -> datetime | None:
    """Return before when nothing of a run is due; None where a link is due now, or none is left."""
    is_due = Link.next_check.is_(None) | (Link.next_check <= now)
    if session.scalar(select(Link.id).where(_queued(queued), is_due).limit(1)) is not None:
        return None
    return session.scalar(select(func.min(Link.next_check)).where(_queued(queued)))


def count_queued(session: Session, queued: Queued) -> int:
    """Return how many links a run has still to fetch. It takes the longer the more they are."""
    return session.scalar(select(func.count(Link.id)).where(_queued(queued))) or 0


def lists_called(session: Session, portal_id: str, name: str) -> set[bytes]:
    """Return the keys of the lists that a channel's name, or a text that leads to them, has in it.

    Of each list these are the first page and what of the others is still to be fetched.
    """
    first = (
        select(Link.id)
        .join(Listing, Listing.link_id == Link.id)
        .outerjoin(Channel, Channel.id == Listing.channel_id)
        .outerjoin(Sighting, Sighting.link_id == Link.id)
        .where(
            Link.portal_id == portal_id,
            Listing.depth == 0,
            Channel.name.contains(name, autoescape=True) | Sighting.text.contains(name, autoescape=True),
        )
    )
    unread = Listing.root_id.in_(first) & Link.state.in_((State.QUEUED, State.FAILED))
    query = select(Link.key).join(Listing, Listing.link_id == Link.id).where(Link.id.in_(first) | unread)
    return set(session.scalars(query))


def fetched_at(session: Session, portal_id: str, keys: Sequence[bytes]) -> dict[bytes, datetime]:
    """Return when those links were last fetched that are done or gone."""
    query = select(Link.key, Link.fetched_at).where(
        Link.portal_id == portal_id, Link.state.in_((State.DONE, State.GONE))
    )
    return {key: at for key, at in _in_parts(session, query, keys).items() if at is not None}


def known_states(session: Session, portal_id: str, keys: Sequence[bytes]) -> dict[bytes, str]:
    """Return the states of those links that are known."""
    return _in_parts(session, select(Link.key, Link.state).where(Link.portal_id == portal_id), keys)


def _in_parts(session: Session, query: Select[bytes, T], keys: Sequence[bytes]) -> dict[bytes, T]:
    """Return what a query says of links by key, asked for in parts below the databases' limits on parameters."""
    found: dict[bytes, T] = {}
    for at in range(0, len(keys), 500):
        found.update((key, said) for key, said in session.execute(query.where(Link.key.in_(keys[at : at + 500]))))
    return found


def seen_on_list(
    session: Session, portal_id: str, list_id: int, keys: Sequence[bytes], before: datetime
) -> dict[bytes, str]:
    """Return which links any page of a list showed before a moment, with their states; `list_id` is its first page."""
    query = (
        select(Link.key, Link.state)
        .join(Sighting, Sighting.link_id == Link.id)
        .join(Listing, Listing.link_id == Sighting.listing_id)
        .where(
            Link.portal_id == portal_id,
            (Listing.link_id == list_id) | (Listing.root_id == list_id),
            Sighting.in_list,
            Sighting.first_seen < before,
        )
    )
    return _in_parts(session, query, keys)


def states(session: Session, portal_id: str) -> dict[str, int]:
    """Return how many links of a portal stand in each state."""
    query = select(Link.state, func.count().label("links")).where(Link.portal_id == portal_id).group_by(Link.state)
    return {row.state: row.links for row in session.execute(query)}


def new_articles(found: Session, known: Session, portal_id: str, scope: Scope | None = None) -> list[str]:
    """Return the addresses of articles queued in one archive that another has not fetched."""
    articles = Queued(portal_id=portal_id, kinds=(LinkKind.ARTICLE,), scope=scope)
    query = select(Link).where(_queued(articles)).order_by(Link.id)
    links = {link.key: link.address for link in found.scalars(query)}
    at = select(Link.key, Link.fetched_at).where(Link.portal_id == portal_id, Link.fetched_at.is_not(None))
    fetched = _in_parts(known, at, list(links)).keys()
    return [address for key, address in links.items() if key not in fetched]

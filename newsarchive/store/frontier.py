"""The frontier: which links there are, what is next, what became of them.

A link's state changes only in the transaction that files what was fetched. What is being fetched is known to the one
process that holds the portal's lock and to nobody else: after a kill every such link is still `queued`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, exists, func, select, update
from sqlalchemy.orm import Session, aliased

from newsarchive.items import LinkKind
from newsarchive.store.events import DiscoveryBegun
from newsarchive.store.models import Article, ArticleChannel, Channel, Link, Listing, Sighting
from newsarchive.store.outcomes import FoundLink, State
from newsarchive.text.urls import digest

SET_ASIDE = "waited when discovery began anew"
"""Why a link that an earlier crawl left waiting is not fetched, until a list shows it again."""


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


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """What is left of a run."""

    links: int
    first: datetime | None
    """Before which none of them is due; None where one is due now, or there is none."""


@dataclass(frozen=True, kw_only=True)
class Sighted:
    """What a listing's links were to the frontier."""

    queued: int = 0
    """Links that are to be fetched because of it."""
    excluded: int = 0
    """Links that it showed for the first time and that will not be fetched."""


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What a run that is limited to some channels fetches: their lists, and the articles in these."""

    lists: set[bytes]
    """Keys of the listings to fetch, those where discovery begins included."""
    channels: set[bytes]
    """Keys of the listings whose articles are to be fetched."""


def next_links(
    session: Session,
    portal_id: str,
    now: datetime,
    *,
    skip: Collection[int],
    kinds: Collection[str],
    limit: int,
    scope: Scope | None = None,
    since: date | None = None,
) -> list[Due]:
    """Return the links to fetch next, most urgent first: queued, due, not among those already in hand."""
    query = (
        select(Link, Listing)
        .outerjoin(Listing, Listing.link_id == Link.id)
        .where(
            _queued(portal_id, kinds, scope, since),
            Link.id.not_in(skip),
            (Link.next_check.is_(None)) | (Link.next_check <= now),
        )
        .order_by(Link.priority, Link.id)
        .limit(limit)
    )
    return [due(link, listing) for link, listing in session.execute(query)]


def _queued(portal_id: str, kinds: Collection[str], scope: Scope | None, since: date | None) -> ColumnElement[bool]:
    """Links that a run is to fetch; queued ones beyond its scope or older than its `since` wait for another run."""
    queued = (Link.portal_id == portal_id) & (Link.state == State.QUEUED) & Link.kind.in_(kinds)
    if since is not None:
        queued &= Link.day.is_(None) | (Link.day >= since) | (Link.kind != LinkKind.ARTICLE)
    if scope is None:
        return queued
    listing = aliased(Link)
    shown_there = exists(
        select(Sighting.link_id)
        .join(listing, listing.id == Sighting.listing_id)
        .where(Sighting.link_id == Link.id, Sighting.in_list, listing.key.in_(scope.channels))
    )
    return queued & (Link.key.in_(scope.lists) | ((Link.kind == LinkKind.ARTICLE) & shown_there))


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
    )


def waiting(
    session: Session,
    portal_id: str,
    kinds: Collection[str],
    *,
    scope: Scope | None = None,
    since: date | None = None,
) -> Waiting:
    """Return how many links are still to be fetched, and when the first of them is due."""
    query = select(
        func.count(Link.id).label("links"),
        func.count(Link.id).filter(Link.next_check.is_(None)).label("due_now"),
        func.min(Link.next_check).label("first"),
    ).where(_queued(portal_id, kinds, scope, since))
    row = session.execute(query).one()
    return Waiting(links=row.links, first=None if row.due_now else row.first)


def lists_called(session: Session, portal_id: str, name: str) -> set[bytes]:
    """Return the keys of known first pages of lists that a channel's name, or a text that leads to them, has in it."""
    query = (
        select(Link.key)
        .join(Listing, Listing.link_id == Link.id)
        .outerjoin(Channel, Channel.id == Listing.channel_id)
        .outerjoin(Sighting, Sighting.link_id == Link.id)
        .where(
            Link.portal_id == portal_id,
            Listing.depth == 0,
            Channel.name.contains(name, autoescape=True) | Sighting.text.contains(name, autoescape=True),
        )
    )
    return set(session.scalars(query))


def states(session: Session, portal_id: str) -> dict[str, int]:
    """Return how many links of a portal stand in each state."""
    query = select(Link.state, func.count().label("links")).where(Link.portal_id == portal_id).group_by(Link.state)
    return {row.state: row.links for row in session.execute(query)}


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
        .where(Link.portal_id == portal_id, Link.state.in_((State.QUEUED, State.FAILED)))
        .values(state=State.EXCLUDED, reason=SET_ASIDE, attempts=0, next_check=None)
    )


def see_links(
    session: Session, portal_id: str, found: Sequence[FoundLink], *, listing: Due | None, now: datetime, since: datetime
) -> Sighted:
    """File the links that a listing shows: new ones, sightings of known ones, articles that stand in its channel.

    A further page of a list is queued again unless it was fetched after `since`, the start of the run.
    """
    by_key = {digest(link.canonical): link for link in found}
    known = _known(session, portal_id, by_key)
    fresh = [_new_link(portal_id, key, link, now) for key, link in by_key.items() if key not in known]
    session.add_all(fresh)
    session.flush()
    requeued = sum(_see_again(row, by_key[key], since) for key, row in known.items())
    rows = known | {row.key: row for row in fresh}
    _note_listings(session, rows, by_key, listing)
    if listing is not None:
        _note_sightings(session, rows, by_key, listing.link_id, now)
        for row in rows.values():
            pass_on_sightings(session, row)
        if listing.channel_id is not None:
            _note_channel(session, portal_id, [k for k, link in by_key.items() if link.in_list], listing.channel_id)
    queued = sum(row.state == State.QUEUED for row in fresh)
    return Sighted(queued=queued + requeued, excluded=len(fresh) - queued)


def _known(session: Session, portal_id: str, keys: Iterable[bytes]) -> dict[bytes, Link]:
    wanted = list(keys)
    known: dict[bytes, Link] = {}
    for at in range(0, len(wanted), 500):  # below the databases' limits on parameters
        query = select(Link).where(Link.portal_id == portal_id, Link.key.in_(wanted[at : at + 500]))
        known.update((link.key, link) for link in session.scalars(query))
    return known


def _new_link(portal_id: str, key: bytes, found: FoundLink, now: datetime) -> Link:
    return Link(
        portal_id=portal_id,
        key=key,
        address=found.address,
        kind=found.kind,
        state=found.state,
        reason=found.reason,
        priority=found.priority,
        attempts=0,
        found_at=now,
        day=found.day,
    )


def _see_again(row: Link, found: FoundLink, since: datetime) -> bool:
    """Bring a known link up to date; return whether it is to be fetched again."""
    if found.day and (row.day is None or found.day > row.day):
        row.day = found.day
    newly_wanted = row.state == State.EXCLUDED and found.state == State.QUEUED
    next_page = found.kind == LinkKind.LISTING and found.in_list and row.state != State.QUEUED
    stale = row.fetched_at is None or row.fetched_at < since
    if newly_wanted or (next_page and stale and found.state == State.QUEUED):
        row.state, row.reason, row.attempts, row.next_check = State.QUEUED, None, 0, None
        row.kind, row.priority, row.address = found.kind, found.priority, found.address
        return True
    return False


def _note_listings(
    session: Session, rows: dict[bytes, Link], by_key: dict[bytes, FoundLink], parent: Due | None
) -> None:
    lists = {rows[key].id: link for key, link in by_key.items() if link.kind == LinkKind.LISTING}
    there = set(session.scalars(select(Listing.link_id).where(Listing.link_id.in_(lists))))
    for link_id, link in lists.items():
        if link_id not in there:
            channel_id = parent.channel_id if parent and link.in_list else None
            session.add(Listing(link_id=link_id, depth=link.depth, channel_id=channel_id, is_start=False))
    session.flush()


def _note_sightings(
    session: Session, rows: dict[bytes, Link], by_key: dict[bytes, FoundLink], listing_id: int, now: datetime
) -> None:
    ids = [row.id for row in rows.values()]
    query = select(Sighting).where(Sighting.listing_id == listing_id, Sighting.link_id.in_(ids))
    seen = {sighting.link_id: sighting for sighting in session.scalars(query)}
    for key, row in rows.items():
        found, sighting = by_key[key], seen.get(row.id)
        if sighting is None:
            sighting = Sighting(link_id=row.id, listing_id=listing_id, first_seen=now, text="", position=0)
            session.add(sighting)
        sighting.last_seen, sighting.text, sighting.position = now, found.text, found.position
        sighting.in_list = found.in_list


def _note_channel(session: Session, portal_id: str, keys: Sequence[bytes], channel_id: int) -> None:
    articles = set(session.scalars(select(Article.id).where(Article.portal_id == portal_id, Article.key.in_(keys))))
    query = select(ArticleChannel.article_id).where(
        ArticleChannel.channel_id == channel_id, ArticleChannel.article_id.in_(articles)
    )
    for article_id in articles - set(session.scalars(query)):
        session.add(ArticleChannel(article_id=article_id, channel_id=channel_id))


def lead_to(session: Session, link: Link, found: FoundLink) -> None:
    """Note that a link redirects to another, which stands from now on wherever the link is seen."""
    target = session.scalars(
        select(Link).where(Link.portal_id == link.portal_id, Link.key == digest(found.canonical))
    ).one()
    link.leads_to = target.id
    pass_on_sightings(session, link)


def pass_on_sightings(session: Session, link: Link) -> None:
    """Let the target of a redirect stand where the link that leads to it was seen, channels included."""
    passed = {link.id}
    while link.leads_to is not None and link.leads_to not in passed:
        target = session.get_one(Link, link.leads_to)
        passed.add(target.id)
        _copy_sightings(session, link, target)
        for channel_id in channels_of(session, target.id):
            _note_channel(session, link.portal_id, [target.key], channel_id)
        link = target


def _copy_sightings(session: Session, link: Link, target: Link) -> None:
    session.flush()
    there = set(session.scalars(select(Sighting.listing_id).where(Sighting.link_id == target.id)))
    for seen in session.scalars(select(Sighting).where(Sighting.link_id == link.id)).all():
        if seen.listing_id not in there:
            session.add(
                Sighting(
                    link_id=target.id,
                    listing_id=seen.listing_id,
                    text=seen.text,
                    position=seen.position,
                    in_list=seen.in_list,
                    first_seen=seen.first_seen,
                    last_seen=seen.last_seen,
                )
            )
    session.flush()


def channels_of(session: Session, link_id: int) -> set[int]:
    """Return the channels in whose lists a link was seen."""
    query = (
        select(Listing.channel_id)
        .join(Sighting, Sighting.listing_id == Listing.link_id)
        .where(Sighting.link_id == link_id, Sighting.in_list, Listing.channel_id.is_not(None))
    )
    return {channel_id for channel_id in session.scalars(query) if channel_id is not None}


def new_articles(found: Session, known: Session, portal_id: str, scope: Scope | None = None) -> list[str]:
    """Return the addresses of articles queued in one archive that another has not fetched."""
    query = select(Link).where(_queued(portal_id, (LinkKind.ARTICLE,), scope, None)).order_by(Link.id)
    links = {link.key: link.address for link in found.scalars(query)}
    fetched = {key for key, link in _known(known, portal_id, links).items() if link.fetched_at is not None}
    return [address for key, address in links.items() if key not in fetched]

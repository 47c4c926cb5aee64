"""Sightings: what a listing shows becomes links, lists and places of articles; a redirect passes them on.

A list page shows a hundred links and is looked at again and again: rows are read and written as columns, many at a
time, and only a link that changes becomes an object.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import BindParameter, bindparam, exists, insert, select, update
from sqlalchemy.orm import Session

from newsarchive.items import LinkKind
from newsarchive.store.adding import add_rows, table_of
from newsarchive.store.frontier import Due
from newsarchive.store.models import Article, ArticleChannel, Link, Listing, Sighting
from newsarchive.store.outcomes import FoundLink, State
from newsarchive.text.urls import digest

MANY: BindParameter[int] = bindparam("many", expanding=True)
KEYS: BindParameter[bytes] = bindparam("keys", expanding=True)
CHANNELS = (
    select(Listing.channel_id)
    .join(Sighting, Sighting.listing_id == Listing.link_id)
    .where(Sighting.link_id == bindparam("link_id"), Sighting.in_list, Listing.channel_id.is_not(None))
)
LINKS = select(Link.id, Link.key, Link.state, Link.day, Link.fetched_at, Link.leads_to).where(
    Link.portal_id == bindparam("portal_id"), Link.key.in_(KEYS)
)
LISTINGS = select(Listing.link_id).where(Listing.link_id.in_(MANY))
SIGHTED = select(Sighting.link_id).where(Sighting.listing_id == bindparam("listing_id"), Sighting.link_id.in_(MANY))
ELSEWHERE = select(Article.id).where(
    Article.portal_id == bindparam("portal_id"),
    Article.key.in_(KEYS),
    ~exists().where(ArticleChannel.article_id == Article.id, ArticleChannel.channel_id == bindparam("channel_id")),
)
"""Asked for every page, or every list: building them anew would take longer than the answer."""


@dataclass(frozen=True, kw_only=True)
class Sighted:
    """What a listing's links were to the frontier."""

    queued: int = 0
    """Links that are to be fetched because of it."""
    excluded: int = 0
    """Links that it showed for the first time and that will not be fetched."""


def see_links(
    session: Session, portal_id: str, found: Sequence[FoundLink], *, listing: Due | None, now: datetime, since: datetime
) -> Sighted:
    """File the links that a listing shows: new ones, sightings of known ones, articles that stand in its channel.

    A further page of a list is queued again unless once is enough, or it was fetched after `since`, the run's start.
    """
    by_key = {digest(link.canonical): link for link in found}
    known = _known(session, portal_id, by_key)
    again = {key: _see_again(session, row, by_key[key], since) for key, row in known.items()}
    fresh = {key: link for key, link in by_key.items() if key not in known}
    ids = {key: row.id for key, row in known.items()} | _add_links(session, portal_id, fresh, now)
    _note_listings(session, ids, by_key, listing)
    _renumber(session, ids, {key: by_key[key] for key, is_wanted in again.items() if is_wanted}, listing)
    if listing is not None:
        _note_sightings(session, ids, _silenced(by_key, known), listing.link_id, now)
        for row in known.values():
            if row.leads_to is not None:
                pass_on_sightings(session, session.get_one(Link, row.id))
        if listing.channel_id is not None:
            _note_channel(session, portal_id, [k for k, link in by_key.items() if link.in_list], listing.channel_id)
    queued = sum(link.state == State.QUEUED for link in fresh.values())
    return Sighted(queued=queued + sum(again.values()), excluded=len(fresh) - queued)


def arrive(session: Session, portal_id: str, found: FoundLink, now: datetime) -> tuple[Link, bool]:
    """Return the link of a page that came without being fetched, and whether it was made for it."""
    query = select(Link).where(Link.portal_id == portal_id, Link.key == digest(found.canonical))
    known = session.scalars(query).first()
    if known is not None:
        return known, False
    see_links(session, portal_id, [found], listing=None, now=now, since=now)
    return session.scalars(query).one(), True


def _silenced(by_key: Mapping[bytes, FoundLink], known: Mapping[bytes, _Known]) -> dict[bytes, FoundLink]:
    """Leave out the words beside links of withdrawn articles: they are their headlines."""
    silent = {key for key, row in known.items() if row.state == State.WITHDRAWN}
    return {key: replace(link, text="") if key in silent else link for key, link in by_key.items()}


@dataclass(frozen=True)
class _Known:
    """What of a known link decides whether a listing that shows it changes it."""

    id: int
    key: bytes
    state: str
    day: date | None
    fetched_at: datetime | None
    leads_to: int | None


def _known(session: Session, portal_id: str, keys: Iterable[bytes]) -> dict[bytes, _Known]:
    wanted = list(keys)
    known: dict[bytes, _Known] = {}
    for at in range(0, len(wanted), 500):  # below the databases' limits on parameters
        rows = session.execute(LINKS, {"portal_id": portal_id, "keys": wanted[at : at + 500]})
        known.update((row.key, _Known(*row)) for row in rows)
    return known


def _add_links(session: Session, portal_id: str, fresh: Mapping[bytes, FoundLink], now: datetime) -> dict[bytes, int]:
    """Add links in the order in which the listing shows them; return their rows by key."""
    if not fresh:
        return {}
    rows = [
        {
            "portal_id": portal_id,
            "key": key,
            "address": found.address,
            "kind": found.kind,
            "state": found.state,
            "reason": found.reason,
            "priority": found.priority,
            "attempts": 0,
            "found_at": now,
            "day": found.day,
        }
        for key, found in fresh.items()
    ]
    table = table_of(Link)
    added = insert(table).returning(table.c.key, table.c.id, sort_by_parameter_order=True)
    return dict(session.execute(added, rows).all())


def _see_again(session: Session, known: _Known, found: FoundLink, since: datetime) -> bool:
    """Bring a known link up to date; return whether it is to be fetched again."""
    newer = found.day is not None and (known.day is None or found.day > known.day)
    newly_wanted = known.state == State.EXCLUDED and found.state == State.QUEUED
    next_page = found.kind == LinkKind.LISTING and found.in_list and not found.once and known.state != State.QUEUED
    stale = known.fetched_at is None or known.fetched_at < since
    wanted = newly_wanted or (next_page and stale and found.state == State.QUEUED)
    if not newer and not wanted:
        return False
    row = session.get_one(Link, known.id)
    row.day = found.day if newer else row.day
    if wanted:
        row.state, row.reason, row.attempts, row.next_check = State.QUEUED, None, 0, None
        row.kind, row.priority, row.address = found.kind, found.priority, found.address
    return wanted


def _note_listings(
    session: Session, ids: Mapping[bytes, int], by_key: Mapping[bytes, FoundLink], parent: Due | None
) -> None:
    lists = {ids[key]: link for key, link in by_key.items() if link.kind == LinkKind.LISTING}
    there = set(session.connection().scalars(LISTINGS, {"many": list(lists)})) if lists else set()
    rows = [
        {
            "link_id": link_id,
            "depth": link.depth,
            "channel_id": parent.channel_id if parent and link.in_list else None,
            "root_id": parent.list_id if parent and link.in_list else None,
            "is_start": False,
        }
        for link_id, link in lists.items()
        if link_id not in there
    ]
    if rows:
        add_rows(session, Listing, rows)


def _renumber(session: Session, ids: Mapping[bytes, int], again: Mapping[bytes, FoundLink], parent: Due | None) -> None:
    """Note where in its list a page stands now that is fetched again."""
    for key, link in again.items():
        if parent is not None and link.in_list and link.kind == LinkKind.LISTING and ids[key] != parent.list_id:
            row = session.get(Listing, ids[key])
            if row is not None:
                row.root_id, row.depth = parent.list_id, link.depth


def _note_sightings(
    session: Session, ids: Mapping[bytes, int], by_key: Mapping[bytes, FoundLink], listing_id: int, now: datetime
) -> None:
    asked = {"listing_id": listing_id, "many": list(ids.values())}
    there = set(session.connection().scalars(SIGHTED, asked))
    seen = [
        {
            "link_id": ids[key],
            "listing_id": listing_id,
            "last_seen": now,
            "text": found.text,
            "stated": found.stated,
            "position": found.position,
            "in_list": found.in_list,
        }
        for key, found in by_key.items()
    ]
    if first := [row | {"first_seen": now} for row in seen if row["link_id"] not in there]:
        add_rows(session, Sighting, first)
    if again := [row for row in seen if row["link_id"] in there]:
        session.execute(update(Sighting), again)


def _note_channel(session: Session, portal_id: str, keys: Sequence[bytes], channel_id: int) -> None:
    asked = {"portal_id": portal_id, "keys": keys, "channel_id": channel_id}
    found = session.connection().scalars(ELSEWHERE, asked)
    add_rows(session, ArticleChannel, [{"article_id": article_id, "channel_id": channel_id} for article_id in found])


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
    passing = select(Sighting).where(Sighting.link_id == link.id).execution_options(populate_existing=True)
    for seen in session.scalars(passing).all():
        if seen.listing_id not in there:
            session.add(
                Sighting(
                    link_id=target.id,
                    listing_id=seen.listing_id,
                    text="" if target.state == State.WITHDRAWN else seen.text,
                    stated=seen.stated,
                    position=seen.position,
                    in_list=seen.in_list,
                    first_seen=seen.first_seen,
                    last_seen=seen.last_seen,
                )
            )
    session.flush()


def channels_of(session: Session, link_id: int) -> set[int]:
    """Return the channels in whose lists a link was seen."""
    found = session.connection().scalars(CHANNELS, {"link_id": link_id})
    return {channel_id for channel_id in found if channel_id is not None}

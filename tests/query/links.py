"""Links, lists and channels put into an archive as a crawl leaves them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import count

from sqlalchemy import select
from sqlalchemy.orm import Session

from newsarchive.items import LinkKind
from newsarchive.store.archive import Archive
from newsarchive.store.database import writing
from newsarchive.store.models import Channel, Link, Listing, Portal, Sighting
from newsarchive.text.urls import digest
from tests.query.filing import NOW

NUMBERS = count(1)


def add_portal(archive: Archive, portal: str, zone: str = "Asia/Shanghai") -> None:
    facts = {"name": portal, "home": f"https://{portal}.example", "country": "cn", "language": "zh"}
    with writing(archive.engine) as session:
        session.add(Portal(id=portal, definition="", zone=zone, **facts))


def add_links(
    archive: Archive,
    portal: str,
    state: str,
    *,
    times: int = 1,
    channels: Iterable[str] = (),
    day: date | None = None,
    found: datetime = NOW,
    read: bool = False,
    reason: str | None = None,
    next_check: datetime | None = None,
) -> list[int]:
    """Add links of articles that so many channels list; return their numbers."""
    with writing(archive.engine) as session:
        made = []
        for _ in range(times):
            link = _link(session, portal, LinkKind.ARTICLE, state, found)
            link.day, link.reason, link.next_check = day, reason, next_check
            link.first_read = found + timedelta(hours=1) if read else None
            for name in channels:
                _show(session, _list_of(session, portal, name, found), link, found)
            made.append(link.id)
        session.flush()
    return made


def show_again(archive: Archive, portal: str, link_id: int, channel: str) -> None:
    """Let a further page of a channel's list show a link."""
    with writing(archive.engine) as session:
        first = _list_of(session, portal, channel, NOW)
        page = _link(session, portal, LinkKind.LISTING, "done", NOW)
        session.flush()
        channel_id = session.get_one(Listing, first.id).channel_id
        session.add(Listing(link_id=page.id, channel_id=channel_id, depth=1, is_start=False))
        session.flush()
        _show(session, page, session.get_one(Link, link_id), NOW)


def _link(session: Session, portal: str, kind: str, state: str, found: datetime) -> Link:
    address = f"https://{portal}.example/{kind}/{next(NUMBERS)}"
    link = Link(
        portal_id=portal, key=digest(address), address=address, kind=kind, state=state, attempts=1, found_at=found
    )
    session.add(link)
    session.flush()
    return link


def _list_of(session: Session, portal: str, name: str, found: datetime) -> Link:
    known = select(Link).join(Listing, Listing.link_id == Link.id).join(Channel, Channel.id == Listing.channel_id)
    link = session.scalars(known.where(Channel.portal_id == portal, Channel.name == name, Listing.depth == 0)).first()
    if link is not None:
        return link
    link = _link(session, portal, LinkKind.LISTING, "done", found)
    channel = Channel(portal_id=portal, key=link.key, address=link.address, name=name)
    session.add(channel)
    session.flush()
    session.add(Listing(link_id=link.id, channel_id=channel.id, depth=0, is_start=False))
    session.flush()
    return link


def _show(session: Session, listing: Link, link: Link, at: datetime) -> None:
    facts = {"text": "", "position": 0, "in_list": True, "first_seen": at, "last_seen": at}
    session.add(Sighting(link_id=link.id, listing_id=listing.id, **facts))
    session.flush()

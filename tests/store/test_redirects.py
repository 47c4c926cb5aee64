"""The target of a redirect stands wherever the link that leads to it is seen, before and after it was followed."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from newsarchive.items import LinkKind
from newsarchive.store.archive import Archive
from newsarchive.store.database import writing
from newsarchive.store.frontier import due
from newsarchive.store.models import Link, Listing, Portal, Sighting
from newsarchive.store.outcomes import FoundLink, State
from newsarchive.store.sightings import lead_to, see_links

NOW = datetime(2018, 2, 14, 8, tzinfo=UTC)
HOME = "https://www.example.org"


def found(path: str, kind: LinkKind = LinkKind.ARTICLE) -> FoundLink:
    return FoundLink(canonical=HOME + path, address=HOME + path, kind=kind, state=State.QUEUED, in_list=True)


def see(session: Session, link: FoundLink, listing: str | None = None) -> Link:
    """See a link on a listing; return its row."""
    source = None
    if listing is not None:
        row = session.scalars(select(Link).where(Link.address == HOME + listing)).one()
        source = due(row, session.get_one(Listing, row.id))
    see_links(session, "small", [link], listing=source, now=NOW, since=NOW)
    return session.scalars(select(Link).where(Link.address == link.address)).one()


def test_a_list_that_is_read_after_the_redirect_counts_too(archive: Archive) -> None:
    with writing(archive.engine) as session:
        facts = {"name": "小站", "home": HOME, "country": "cn", "language": "zh", "zone": "Asia/Shanghai"}
        session.add(Portal(id="small", definition="", **facts))
        session.flush()
        lists = [see(session, found(path, LinkKind.LISTING)) for path in ("/a/", "/b/")]
        moved = see(session, found("/moved.html"), "/a/")
        target = see(session, found("/here.html"))
        lead_to(session, moved, found("/here.html"))
        see(session, found("/moved.html"), "/b/")
        seen_on = set(session.scalars(select(Sighting.listing_id).where(Sighting.link_id == target.id)))
        assert seen_on == {row.id for row in lists}


def test_links_that_lead_to_each_other_are_no_trouble(archive: Archive) -> None:
    with writing(archive.engine) as session:
        facts = {"name": "小站", "home": HOME, "country": "cn", "language": "zh", "zone": "Asia/Shanghai"}
        session.add(Portal(id="small", definition="", **facts))
        session.flush()
        listing = see(session, found("/a/", LinkKind.LISTING))
        one, other = see(session, found("/1.html"), "/a/"), see(session, found("/2.html"))
        lead_to(session, one, found("/2.html"))
        lead_to(session, other, found("/1.html"))
        sightings = session.execute(select(Sighting.link_id, Sighting.listing_id)).all()
        assert set(map(tuple, sightings)) == {(one.id, listing.id), (other.id, listing.id)}

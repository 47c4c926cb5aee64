"""Filing articles without a crawl."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from newsarchive.items import Article, LinkKind, Section
from newsarchive.store.archive import Archive
from newsarchive.store.articles import file_article
from newsarchive.store.database import writing
from newsarchive.store.filing import unread
from newsarchive.store.models import Capture, Channel, Link, Listing, Portal, Run, Sighting, WarcFile
from newsarchive.store.outcomes import FoundArticle
from newsarchive.text.urls import digest

CHINA = timezone(timedelta(hours=8))
NOW = datetime(2018, 2, 14, 8, tzinfo=UTC)
HOME = "https://www.example.org"
NUMBERS = count(1)


def article(*paragraphs: str, title: str = "题目", **fields: Any) -> Article:
    """Make an article of one section."""
    return Article(title=title, sections=(Section(paragraphs=paragraphs),), parser="test-1", **fields)


def file(
    archive: Archive,
    item: Article,
    *,
    path: str | None = None,
    at: str | None = None,
    portal: str = "small",
    channels: Iterable[str] = (),
) -> str:
    """File one article as a crawl does that fetched it `at` another path, if any; return its public id."""
    with writing(archive.engine) as session:
        return file_in(session, item, path=path, at=at, portal=portal, channels=channels)


def file_in(
    session: Session,
    item: Article,
    *,
    path: str | None = None,
    at: str | None = None,
    portal: str = "small",
    channels: Iterable[str] = (),
) -> str:
    """File one article in the caller's transaction; return its public id."""
    number = next(NUMBERS)
    address = f"{HOME}{path or f'/news/{number}.html'}"
    run = _world(session, portal)
    link = _link(session, portal, f"{HOME}{at}" if at else address, LinkKind.ARTICLE)
    for name in channels:
        _channel(session, portal, name, link)
    capture = _capture(session, run, link, address, number)
    found = FoundArticle(article=item, canonical=address, address=address.replace("www.", "m."))
    return file_article(session, portal, found, capture.id, capture.fetched_at, link.id, unread)[1]


def _world(session: Session, portal: str) -> Run:
    if session.get(Portal, portal) is None:
        facts = {"name": "小站", "home": HOME, "country": "cn", "language": "zh", "zone": "Asia/Shanghai"}
        session.add(Portal(id=portal, definition="", **facts))
        session.flush()
    run = Run(portal_id=portal, started_at=NOW, outcome="complete", options={}, counts={"articles": 1}, software="test")
    session.add(run)
    session.flush()
    return run


def _link(session: Session, portal: str, address: str, kind: LinkKind) -> Link:
    known = session.scalars(select(Link).where(Link.portal_id == portal, Link.key == digest(address))).first()
    if known is not None:
        return known
    link = Link(
        portal_id=portal, key=digest(address), address=address, kind=kind, state="done", attempts=1, found_at=NOW
    )
    session.add(link)
    session.flush()
    return link


def _channel(session: Session, portal: str, name: str, link: Link) -> None:
    listing = _link(session, portal, f"{HOME}/{name}/{link.id}", LinkKind.LISTING)
    channel = Channel(portal_id=portal, key=listing.key, address=listing.address, name=name, region_id=None)
    session.add(channel)
    session.flush()
    session.add(Listing(link_id=listing.id, channel_id=channel.id, depth=0, is_start=False))
    session.flush()
    session.add(
        Sighting(
            link_id=link.id, listing_id=listing.id, text="", position=0, in_list=True, first_seen=NOW, last_seen=NOW
        )
    )
    session.flush()


def _capture(session: Session, run: Run, link: Link, address: str, number: int) -> Capture:
    warc = WarcFile(
        portal_id=run.portal_id, name=f"{run.portal_id}/{number}.warc.gz", length=9, records=1, opened_at=NOW, sha256=""
    )
    session.add(warc)
    session.flush()
    capture = Capture(
        portal_id=run.portal_id,
        run_id=run.id,
        link_id=link.id,
        warc_file_id=warc.id,
        offset=number,
        length=9,
        record_id=f"record-{number}",
        url=address,
        fetched_at=NOW + timedelta(seconds=number),
        status=200,
        payload_digest="",
    )
    session.add(capture)
    session.flush()
    return capture


def on(day: date, hour: int = 9) -> dict[str, Any]:
    """Give the fields of an article that was published on a day in China."""
    moment = datetime.combine(day, datetime.min.time()).replace(hour=hour, tzinfo=CHINA)
    return {"published": moment, "published_precision": "minute", "published_raw": moment.isoformat()}

"""The archive as it is told when two are compared: all that it means, and nothing that a repetition would change.

Left out are numbers of rows, times of fetching, places in WARC files, repeated captures, and by which parser and when a
page was read. Things come in an order that both databases share: portals by id, the rest by the digest of its address.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Executable, Row, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from newsarchive.store.articles import moved
from newsarchive.store.models import (
    Alias,
    Article,
    ArticleChannel,
    Block,
    Channel,
    Credit,
    Image,
    Link,
    Listing,
    Outlet,
    OutletAlias,
    Portal,
    Quarantine,
    Quarantined,
    Reading,
    Region,
    Schedule,
    Sighting,
    Version,
    Withdrawal,
)

BATCH = 200
"""Articles, or links, that are read from the database at once."""

Thing = dict[str, Any]


def canonical(session: Session) -> Iterator[Thing]:
    """Give every thing that the archive means, one after the other: `thing` says what it is."""
    for portal in sorted(session.scalars(select(Portal)).all(), key=lambda row: row.id):
        facts = {name: getattr(portal, name) for name in ("name", "home", "country", "language", "zone")}
        yield {"thing": "portal", "portal": portal.id} | facts
        yield from _channels(session, portal.id)
        yield from _batches(session, Article.portal_id, Article.key, Article.id, portal.id, _articles)
        yield from _batches(session, Link.portal_id, Link.key, Link.id, portal.id, _links)
    yield from _schedules(session)
    yield from _outlet_aliases(session)
    yield from _quarantined(session)


def line(thing: Thing) -> str:
    """Return a thing as it stands in a dump."""
    return json.dumps(thing, ensure_ascii=False, sort_keys=True) + "\n"


def digest(session: Session) -> str:
    """Return the SHA-256 of the dump, in hexadecimal."""
    sha256 = hashlib.sha256()
    for thing in canonical(session):
        sha256.update(line(thing).encode("utf-8", "surrogatepass"))
    return sha256.hexdigest()


def size(session: Session) -> int:
    """Return about how many things there are: articles and links."""
    return sum(session.scalar(select(func.count(kind.id))) or 0 for kind in (Article, Link))


def _batches(
    session: Session,
    of_portal: InstrumentedAttribute[str],
    key: InstrumentedAttribute[bytes],
    number: InstrumentedAttribute[int],
    portal_id: str,
    tell: Callable[[Session, Sequence[int]], Iterator[Thing]],
) -> Iterator[Thing]:
    """Go through a portal's rows in the order of their keys, a batch at a time."""
    query, last = select(key, number).where(of_portal == portal_id).order_by(key).limit(BATCH), b""
    while found := session.execute(query.where(key > last)).all():
        yield from tell(session, [row[1] for row in found])
        last = found[-1][0]


def _channels(session: Session, portal_id: str) -> Iterator[Thing]:
    query = (
        select(Channel.address, Channel.name, Region.path)
        .outerjoin(Region, Region.id == Channel.region_id)
        .where(Channel.portal_id == portal_id)
        .order_by(Channel.key)
    )
    for address, name, region in session.execute(query):
        yield {"thing": "channel", "portal": portal_id, "address": address, "name": name, "region": region}


def _articles(session: Session, ids: Sequence[int]) -> Iterator[Thing]:
    columns = (Article.id, Article.portal_id, Article.public_id, Article.canonical, Article.state, Article.cluster_id)
    rows = session.execute(select(*columns).where(Article.id.in_(ids)).order_by(Article.key)).all()
    aliases = _grouped(session, select(Alias.article_id, Alias.address).where(Alias.article_id.in_(ids)))
    channels = _grouped(
        session,
        select(ArticleChannel.article_id, Channel.address)
        .join(Channel, Channel.id == ArticleChannel.channel_id)
        .where(ArticleChannel.article_id.in_(ids)),
    )
    clusters = {row.cluster_id for row in rows if row.cluster_id is not None}
    alike = _grouped(session, select(Article.cluster_id, Article.public_id).where(Article.cluster_id.in_(clusters)))
    versions = _grouped(
        session,
        select(Version.article_id, Version.content_hash)
        .where(Version.article_id.in_(ids))
        .order_by(Version.article_id, Version.number),
    )
    readings = _readings(session, ids)
    withdrawals = _withdrawals(session, ids)
    for row in rows:
        yield {
            "thing": "article",
            "portal": row.portal_id,
            "address": row.canonical,
            "id": row.public_id,
            "state": row.state,
            "aliases": sorted(aliases[row.id]),
            "channels": sorted(channels[row.id]),
            "reprints": sorted(set(alike[row.cluster_id]) - {row.public_id}),
            "versions": [content_hash.hex() for content_hash in versions[row.id]],
            "reading": readings.get(row.id),
            "withdrawal": withdrawals.get(row.id),
        }


def _withdrawals(session: Session, ids: Sequence[int]) -> dict[int, Thing]:
    """Return what was decided about articles that are not to be shown."""
    rows = session.scalars(select(Withdrawal).where(Withdrawal.article_id.in_(ids)))
    return {
        row.article_id: {
            "reason": row.reason,
            "decided": _written(row.decided_at),
            "until": _written(row.hidden_until),
        }
        for row in rows
    }


TOLD = (
    "url",
    "title",
    "kicker",
    "lead",
    "byline_raw",
    "source",
    "source_url",
    "published_precision",
    "published_raw",
    "zone_from",
    "breadcrumb",
    "language",
    "tags",
    "pages",
    "related",
    "access",
    "encoding",
    "warnings",
)
"""Columns of a reading that are told as they are."""


def _readings(session: Session, ids: Sequence[int]) -> dict[int, Thing]:
    """Return what the current reading of each article says, its blocks and credits included."""
    columns = (getattr(Reading, name) for name in TOLD)
    times = (Reading.published_at, Reading.published_offset, Reading.modified_at, Reading.modified_offset)
    query = (
        select(Version.article_id, Reading.id, Region.path, Outlet.name.label("outlet"), *times, *columns)
        .join(Version, Version.id == Reading.version_id)
        .outerjoin(Region, Region.id == Reading.region_id)
        .outerjoin(Outlet, Outlet.id == Reading.outlet_id)
        .where(Version.article_id.in_(ids), Version.is_current, Reading.is_current)
    )
    rows = session.execute(query).all()
    parts = _parts(session, [row.id for row in rows])
    return {row.article_id: _reading(row) | {name: found[row.id] for name, found in parts.items()} for row in rows}


def _reading(row: Row[Any]) -> Thing:
    return {name: getattr(row, name) for name in TOLD} | {
        "published": _written(moved(row.published_at, row.published_offset)),
        "modified": _written(moved(row.modified_at, row.modified_offset)),
        "region": row.path,
        "outlet": row.outlet,
    }


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _parts(session: Session, ids: Sequence[int]) -> dict[str, dict[int, list[Any]]]:
    def rows(part: type[Block | Credit | Image], *names: str) -> dict[int, list[Any]]:
        columns = (getattr(part, name) for name in names)
        query = select(part.reading_id, *columns).where(part.reading_id.in_(ids))
        return _grouped(session, query.order_by(part.reading_id, part.position))

    return {
        "blocks": rows(Block, "section", "kind", "level", "text"),
        "credits": rows(Credit, "name", "role", "affiliation", "raw"),
        "images": _images(session, ids),
    }


def _images(session: Session, ids: Sequence[int]) -> dict[int, list[Any]]:
    """Return address, caption, credit, and the key of the link that holds the picture."""
    query = (
        select(Image.reading_id, Image.url, Image.caption, Image.credit, Link.key)
        .outerjoin(Link, Link.id == Image.link_id)
        .where(Image.reading_id.in_(ids))
        .order_by(Image.reading_id, Image.position)
    )
    found: dict[int, list[Any]] = defaultdict(list)
    for reading_id, url, caption, credit, key in session.execute(query):
        found[reading_id].append((url, caption, credit, key.hex() if key else None))
    return found


def _links(session: Session, ids: Sequence[int]) -> Iterator[Thing]:
    query = (
        select(Link, Listing.depth, Listing.is_start, Channel.address)
        .outerjoin(Listing, Listing.link_id == Link.id)
        .outerjoin(Channel, Channel.id == Listing.channel_id)
        .where(Link.id.in_(ids))
        .order_by(Link.key)
    )
    shown_by, stated = aliased(Link), func.coalesce(Sighting.stated, "")
    seen = _grouped(
        session,
        select(Sighting.link_id, shown_by.address, Sighting.text, stated, Sighting.position, Sighting.in_list)
        .join(shown_by, shown_by.id == Sighting.listing_id)
        .where(Sighting.link_id.in_(ids)),
    )
    for link, depth, is_start, channel in session.execute(query).all():
        facts = {name: getattr(link, name) for name in ("address", "kind", "state", "reason")}
        listing = None if depth is None else {"depth": depth, "start": is_start, "channel": channel}
        yield {
            "thing": "link",
            "portal": link.portal_id,
            "key": link.key.hex(),
            **facts,
            "day": link.day.isoformat() if link.day else None,
            "listing": listing,
            "seen_on": sorted(seen[link.id]),
        }
    session.expunge_all()


def _schedules(session: Session) -> Iterator[Thing]:
    for row in sorted(session.scalars(select(Schedule)).all(), key=lambda row: row.portal_id):
        facts = {name: getattr(row, name) for name in ("every", "cron", "zone", "options", "paused")}
        yield {"thing": "schedule", "portal": row.portal_id} | facts


def _outlet_aliases(session: Session) -> Iterator[Thing]:
    rows = session.execute(select(OutletAlias, Outlet.name).join(Outlet)).all()
    for row, name in sorted(rows, key=lambda found: found[0].key):
        decided = {"decided": _written(row.decided_at), "by": row.decided_by}
        yield {"thing": "outlet alias", "spelling": row.spelling, "outlet": name} | decided


def _quarantined(session: Session) -> Iterator[Thing]:
    """Give the pages in quarantine, and those about which somebody decided; one that was fetched again is told once."""
    names = (Quarantine.portal_id, Quarantined.address, Quarantined.canonical, Quarantined.state, Quarantine.why)
    decided = (Quarantined.decided_at, Quarantined.decided_by)
    query = select(*names, *decided).join(Quarantine, Quarantine.id == Quarantined.quarantine_id).distinct()
    rows = [[*row[:-2], _written(row.decided_at), row.decided_by] for row in session.execute(query)]
    for row in sorted(rows, key=lambda found: [part or "" for part in found]):
        facts = dict(zip(("portal", "address", "article", "state", "why", "decided", "by"), row, strict=True))
        yield {"thing": "quarantined"} | facts


def _grouped(session: Session, query: Executable) -> dict[Any, list[Any]]:
    """Return the rows of a query by their first column: the second alone, or a tuple of all others."""
    found: dict[Any, list[Any]] = defaultdict(list)
    for first, *rest in session.execute(query):
        found[first].append(rest[0] if len(rest) == 1 else tuple(rest))
    return found

"""Pictures of articles: which link each was fetched by."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from newsarchive.items import LinkKind
from newsarchive.store.models import Article, Capture, Image, Link, Reading, Version, VersionCapture
from newsarchive.store.outcomes import FoundLink
from newsarchive.text.urls import digest


def lead_images_to_links(session: Session, portal_id: str, capture_id: int, links: Iterable[FoundLink]) -> None:
    """Let the pictures that were read from a capture refer to the links that were found with them."""
    keys = {link.address: digest(link.canonical) for link in links if link.kind == LinkKind.IMAGE}
    if not keys:
        return
    found = select(Link.key, Link.id).where(Link.portal_id == portal_id, Link.key.in_(set(keys.values())))
    ids = dict(session.execute(found).all())
    shown = (
        select(Image.reading_id, Image.position, Image.url)
        .join(Reading, Reading.id == Image.reading_id)
        .join(VersionCapture, VersionCapture.version_id == Reading.version_id)
        .where(VersionCapture.capture_id == capture_id, Reading.is_current)
    )
    rows = [
        {"reading_id": row.reading_id, "position": row.position, "link_id": ids[keys[row.url]]}
        for row in session.execute(shown)
        if row.url in keys
    ]
    if rows:
        session.execute(update(Image), rows)


def links_of_images(session: Session, reading_id: int) -> dict[str, int]:
    """Return the links of a reading's pictures, by address."""
    query = select(Image.url, Image.link_id).where(Image.reading_id == reading_id, Image.link_id.is_not(None))
    return {url: link_id for url, link_id in session.execute(query) if link_id is not None}


def links_of_own_images(session: Session, article: Article) -> list[Link]:
    """Return the links that pictures were fetched by which this article alone shows, and those that they redirect to.

    What other articles show is asked of their current readings.
    """
    ids = _links_of_all_images(session, article)
    shown = (
        select(Image.link_id)
        .join(Reading, Reading.id == Image.reading_id)
        .join(Version, Version.id == Reading.version_id)
        .where(Version.article_id != article.id, Image.link_id.in_(ids))
    )
    found: dict[int, Link] = {}
    new = ids - set(session.scalars(shown))
    while new:
        rows = session.scalars(select(Link).where(Link.id.in_(new))).all()
        found |= {link.id: link for link in rows}
        new = {link.leads_to for link in rows if link.leads_to is not None} - found.keys()
        new -= set(session.scalars(select(Link.leads_to).where(Link.leads_to.in_(new), Link.id.not_in(found))))
        new -= set(session.scalars(select(Image.link_id).where(Image.link_id.in_(new))))
    return list(found.values())


def _links_of_all_images(session: Session, article: Article) -> set[int]:
    """Return the links of the pictures that any reading of an article shows, older ones too."""
    query = select(Reading).join(Version).where(Version.article_id == article.id)
    readings = session.scalars(query).all()
    current = select(Image.link_id).where(Image.reading_id.in_([reading.id for reading in readings]))
    packed = (json.loads(zlib.decompress(reading.packed)) for reading in readings if reading.packed)
    addresses = {image["url"] for article in packed for image in article["images"]}
    by_address = (Link.portal_id == article.portal_id) & (Link.kind == LinkKind.IMAGE) & Link.address.in_(addresses)
    older = session.scalars(select(Link.id).where(by_address)) if addresses else ()
    return {link_id for link_id in session.scalars(current) if link_id is not None}.union(older)


def is_needed_by_images(session: Session, capture_id: int, links: Iterable[int]) -> bool:
    """Whether a picture or part of a page that was fetched by another than these links has its bytes in a capture."""
    others = Link.kind.in_((LinkKind.IMAGE, LinkKind.ASSET)) & Link.id.not_in(links)
    query = exists().where(Capture.revisit_of == capture_id, Capture.link_id == Link.id, others)
    return bool(session.scalar(select(query)))

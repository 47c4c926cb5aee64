"""Pictures of articles: which link each was fetched by."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from newsarchive.items import LinkKind
from newsarchive.store.models import Image, Link, Reading, VersionCapture
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

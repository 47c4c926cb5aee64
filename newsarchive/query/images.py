"""Pictures of articles, and the captures that hold them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from newsarchive.store.models import Capture, Image, Link, WarcFile

HOPS = 5
"""Redirects that are followed from a picture's address to the picture."""


@dataclass(frozen=True, kw_only=True)
class KeptImage:
    """A picture as the article shows it, and whether its bytes are kept."""

    url: str
    caption: str | None
    state: str
    """done when it is kept; else what became of its link: queued, failed, gone, excluded; unknown without a link."""
    reason: str | None = None
    """Why it is not kept."""
    content_type: str | None = None
    fetched_at: datetime | None = None
    """When, in UTC."""
    warc_file: str | None = None
    """Path of the WARC file below `warc/`."""
    warc_offset: int | None = None
    """Byte at which the record's gzip member begins."""
    record_id: str | None = None
    """WARC-Record-ID, without <urn:uuid:>."""


def kept_images(session: Session, images: Iterable[Image]) -> dict[int, list[KeptImage]]:
    """Return what is kept of pictures, by the row of their reading."""
    images = list(images)
    ends = _ends(session, {image.link_id for image in images if image.link_id is not None})
    captures = _captures(session, [link.id for link in ends.values()])
    found: dict[int, list[KeptImage]] = defaultdict(list)
    for image in images:
        link = ends.get(image.link_id) if image.link_id is not None else None
        found[image.reading_id].append(_kept(image, link, captures))
    return found


def _kept(image: Image, link: Link | None, captures: dict[int, tuple[Capture, str]]) -> KeptImage:
    if link is None:
        return KeptImage(url=image.url, caption=image.caption, state="unknown")
    if link.state != "done" or link.reason is not None or link.id not in captures:
        return KeptImage(url=image.url, caption=image.caption, state=link.state, reason=link.reason)
    capture, file = captures[link.id]
    return KeptImage(
        url=image.url,
        caption=image.caption,
        state=link.state,
        content_type=capture.content_type,
        fetched_at=capture.fetched_at,
        warc_file=file,
        warc_offset=capture.offset,
        record_id=capture.record_id,
    )


def _ends(session: Session, link_ids: set[int]) -> dict[int, Link]:
    """Return the link that each leads to at last, through redirects."""
    ends: dict[int, Link] = {}
    on_the_way = {link_id: link_id for link_id in link_ids}
    for _ in range(HOPS + 1):
        wanted = set(on_the_way.values())
        rows = {link.id: link for link in session.scalars(select(Link).where(Link.id.in_(wanted)))} if wanted else {}
        ends |= {start: rows[at] for start, at in on_the_way.items()}
        on_the_way = {start: to for start, at in on_the_way.items() if (to := rows[at].leads_to) is not None}
    return ends


def _captures(session: Session, link_ids: Sequence[int]) -> dict[int, tuple[Capture, str]]:
    """Return the first whole capture of each link."""
    if not link_ids:
        return {}
    query = (
        select(Capture, WarcFile.name)
        .join(WarcFile, WarcFile.id == Capture.warc_file_id)
        .where(Capture.link_id.in_(link_ids), Capture.status == 200, Capture.truncated.is_(None))
        .order_by(Capture.id.desc())
    )
    return {capture.link_id: (capture, name) for capture, name in session.execute(query) if capture.link_id is not None}

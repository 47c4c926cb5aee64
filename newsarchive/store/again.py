"""A kept page read once more while captures are filed: an older one that comes late makes it the first of a version."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from newsarchive.errors import ArchiveDamaged
from newsarchive.items import Article
from newsarchive.portals.addresses import Addresses
from newsarchive.portals.registry import get_portal
from newsarchive.portals.responses import article_of
from newsarchive.portals.worker import ReadingPool, ReadingStopped
from newsarchive.store.further import further_pages, kept_pages
from newsarchive.store.models import Capture, Quarantined, Run, VersionCapture, WarcFile
from newsarchive.store.outcomes import FurtherCapture
from newsarchive.store.responses import Place, read_response


class PagesAgain:
    """Reads one page at a time, in a process that begins with the first."""

    def __init__(self, warc: Path) -> None:
        self._warc = warc
        self._pool: ReadingPool | None = None

    def __call__(self, session: Session, capture_id: int) -> Article | None:
        """Return the article that a capture shows, by today's parser; None where it can no longer be read."""
        query = (
            select(Capture, WarcFile.name, Run.base_url)
            .join(WarcFile, WarcFile.id == Capture.warc_file_id)
            .join(Run, Run.id == Capture.run_id)
            .where(Capture.id == capture_id)
        )
        capture, name, base_url = session.execute(query).one()
        self._pool = self._pool or ReadingPool()
        shows = select(VersionCapture.version_id).where(VersionCapture.capture_id == capture_id)
        version_id = session.scalar(shows)
        try:
            further = (
                further_pages(session, self._warc, version_id, capture.fetched_at)
                if version_id
                else kept_pages(session, self._warc, further_of(session.get(Quarantined, capture_id)))
            )
            kept = read_response(session, self._warc, Place(name, capture.offset, capture.length))
            page = self._pool.submit(
                article_of,
                kept.body,
                kept.body_headers,
                url=Addresses(get_portal(capture.portal_id), base_url).own(capture.url),
                portal_id=capture.portal_id,
                fetched_at=capture.fetched_at,
                further=further,
            ).result()
        except (ArchiveDamaged, ReadingStopped):
            return None
        return page.article

    def close(self) -> None:
        """End the process."""
        if self._pool is not None:
            self._pool.close()


def further_of(held: Quarantined | None) -> tuple[FurtherCapture, ...]:
    """Return the further pages of an article whose first one is in quarantine."""
    return tuple(FurtherCapture(*page) for page in held.further) if held is not None else ()

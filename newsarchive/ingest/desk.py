"""One portal's part of an import: a run of its own, with the portal's lock, from the first page on."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from datetime import UTC, datetime

from newsarchive import __version__
from newsarchive.capture.files import PortalLock
from newsarchive.errors import NewsArchiveError
from newsarchive.ingest.exchanges import Page
from newsarchive.ingest.report import Tally
from newsarchive.items import LinkKind
from newsarchive.portals.definition import Portal
from newsarchive.portals.reader import Reading
from newsarchive.portals.registry import facts_of
from newsarchive.portals.worker import ReadingStopped
from newsarchive.store.archive import Archive
from newsarchive.store.events import RunBegun, RunEnded, RunOutcome
from newsarchive.store.outcomes import Filed, FoundArticle, FoundLink, Outcome, State
from newsarchive.store.outlets import finish_outlets
from newsarchive.store.releasing import finish_quarantine
from newsarchive.store.withdrawal import finish_withdrawals
from newsarchive.store.writer import Writer


class Desk:
    """Files the imported pages of one portal. Raises AlreadyRunning where the portal is crawled now."""

    def __init__(self, archive: Archive, portal: Portal, options: Mapping[str, object]) -> None:
        self.portal = portal
        self.tally = Tally()
        self._lock = PortalLock(archive.config.warc / portal.id, portal.id)
        try:
            finish_withdrawals(archive, portal.id)
            finish_quarantine(archive, portal.id)
            finish_outlets(archive)
            begun = RunBegun(
                portal_id=portal.id,
                at=datetime.now(UTC),
                portal=facts_of(portal),
                options=options,
                software=f"newsarchive/{__version__}",
            )
            self._writer = Writer(archive.engine, archive.config, begun=begun, info=_info(archive, portal))
        except BaseException:
            self._lock.release()
            raise

    def file(self, page: Page, reading: Future[Reading] | None) -> Future[Filed]:
        """File a page and what was read of it; `reading` is None for an address that is no article's."""
        return self._writer.file(self._outcome(page, reading))

    def end(self, outcome: RunOutcome, message: str | None) -> None:
        """File what was handed over, tell how the run ended, and let go."""
        self._writer.drain()
        ended = RunEnded(
            portal_id=self.portal.id,
            at=datetime.now(UTC),
            outcome=outcome,
            counts=dict(vars(self.tally)),
            message=message,
        )
        try:
            self._writer.end(ended)
        finally:
            self._writer.close()
            self._lock.release()

    def _outcome(self, page: Page, reading: Future[Reading] | None) -> Outcome:
        facts = {"portal_id": self.portal.id, "at": datetime.now(UTC), "capture": page.capture, "origin": page.origin}
        if reading is None:
            return Outcome(**facts, reason="no article by the portal's rules")  # type: ignore[arg-type]
        url = page.capture.url
        canonical = self.portal.canonical(url)
        state, reason, found, check = State.DONE, None, None, None
        try:
            read = reading.result()
            reason = None if read.article else f"no article: {read.refusal}"
            if read.article is not None:
                stated = read.article.canonical_url or canonical
                found = FoundArticle(article=read.article, canonical=stated, address=url)
                check = self._next_check(page.capture.fetched_at)
        except ReadingStopped as stopped:
            state, reason = State.FAILED, f"cannot be read: {stopped}"
        link = FoundLink(canonical=canonical, address=canonical, kind=LinkKind.ARTICLE, state=state)
        judged = {"state": state, "reason": reason, "next_check": check, "arrived": link, "article": found}
        return Outcome(**facts, **judged)  # type: ignore[arg-type]

    def _next_check(self, captured: datetime) -> datetime | None:
        """When a crawl is to look at an article that was captured then; None where the portal cannot be crawled."""
        return self.portal.next_check(captured, datetime.now(UTC)) if self.portal.starts else None


def end_all(desks: list[Desk], outcome: RunOutcome, message: str | None) -> None:
    """End the runs of all portals; the first error is raised when all have been."""
    trouble: NewsArchiveError | None = None
    for desk in desks:
        try:
            desk.end(outcome, message)
        except NewsArchiveError as error:
            trouble = trouble or error
    if trouble is not None:
        raise trouble


def _info(archive: Archive, portal: Portal) -> dict[str, str]:
    """Return what a WARC file that an import begins says of its making (WARC/1.1, 6.2)."""
    info = {
        "software": f"newsarchive/{__version__}",
        "format": "WARC File Format 1.1",
        "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "description": f"Captures of {portal.name} ({portal.id}), some of them imported: metadata records tell which, "
        "and from where. Their dates and bodies are as they were; chunking was undone.",
        "isPartOf": archive.config.root.name,
    }
    return info | ({"operator": archive.config.operator} if archive.config.operator else {})

"""An import from beginning to end: pages out of files, read beside each other, filed portal by portal.

What is done is known to the archive alone: a page that it has (address, moment and payload are the same) is passed, so
that an import which was killed goes on when it is begun again, and one that is repeated files nothing.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from newsarchive.capture.records import payload_digest
from newsarchive.errors import ArchiveDamaged, Interrupted, UsageError
from newsarchive.ingest import sources
from newsarchive.ingest.desk import Desk, end_all
from newsarchive.ingest.exchanges import Item, Page, Revisit
from newsarchive.ingest.exchanges import Passed as NoPage
from newsarchive.ingest.records import Damage
from newsarchive.ingest.report import Passed, Report
from newsarchive.items import LinkKind
from newsarchive.portals.definition import Portal
from newsarchive.portals.elsewhere import ELSEWHERE
from newsarchive.portals.elsewhere import ID as ELSEWHERE_ID
from newsarchive.portals.reader import Reading
from newsarchive.portals.registry import get_portal, iter_portals
from newsarchive.portals.responses import article_of
from newsarchive.portals.worker import ReadingPool
from newsarchive.store.archive import Archive
from newsarchive.store.database import reading
from newsarchive.store.events import RunOutcome
from newsarchive.store.known import find_payload, is_kept
from newsarchive.store.outcomes import Filed

AT_ONCE = 32
"""Pages that are being read, and as many that are being filed."""
BYTES_AT_ONCE = 64 << 20
"""Bytes of pages in hand, after which no more are taken up."""
MOST_HOSTS = 10_000
"""Hosts without a portal that are counted each."""

Key = tuple[str, str, datetime, str]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is to be imported."""

    files: tuple[Path, ...]
    portal: str | None = None
    """Only pages of this portal; pages of others are passed and are no trouble."""
    any_host: bool = False
    """Whether pages of hosts that no portal file knows are imported too."""


@dataclass(frozen=True, kw_only=True)
class _InHand:
    """A page on its way."""

    key: Key
    page: Page
    desk: Desk
    reading: Future[Reading] | None


def run_import(
    archive: Archive, wanted: Wanted, on_progress: Progress | None = None, *, pool: ReadingPool | None = None
) -> Report:
    """Import files into an archive and return what became of them.

    `on_progress` is told bytes read and bytes in all, at each record; raises it Interrupted, what is in hand is filed.
    `pool` reads the pages, else one that is made for it.

    Raises UsageError for files that are none and for an archive that is a rehearsal, NotFound for an unknown portal,
    AlreadyRunning while a portal is crawled, Interrupted.
    """
    if archive.config.rehearsal:
        raise UsageError(
            "This archive is a rehearsal: it holds pages of a stand-in.",
            next_step="Make another for real pages: newsarchive init DIR",
        )
    files = sources.check(list(wanted.files))
    with nullcontext(pool) if pool else ReadingPool(os.cpu_count() or 1) as readers:
        work = _Work(archive, wanted, files, readers)
        return work.run(on_progress or (lambda _done, _all: None))


class _Work:
    """Everything that one import holds."""

    def __init__(self, archive: Archive, wanted: Wanted, files: list[Path], pool: ReadingPool) -> None:
        self.report = Report(files=len(files))
        self._archive = archive
        self._files = files
        self._pool = pool
        self._only = get_portal(wanted.portal) if wanted.portal else None
        self._any_host = wanted.any_host
        self._hosts = {host: portal for portal in iter_portals() for host in portal.hosts}
        self._desks: dict[str, Desk] = {}
        self._options: Mapping[str, object] = {"import": [sources.name_of(path) for path in files]}
        self._reads: deque[_InHand] = deque()
        self._filed: deque[tuple[_InHand, Future[Filed]]] = deque()
        self._keys: set[Key] = set()
        self._bytes = 0
        self._revisits_only = False

    def run(self, tell: Progress) -> Report:
        """Import all files, tell how it ended in every portal's run, and return the report."""
        try:
            self._all(tell)
        except BaseException as error:
            stopped = isinstance(error, KeyboardInterrupt | Interrupted)
            outcome = RunOutcome.INTERRUPTED if stopped else RunOutcome.FAILED
            end_all(list(self._desks.values()), outcome, str(error) or type(error).__name__)
            if stopped:
                raise Interrupted("Stopped; what was read is filed.", next_step="Go on: the same command.") from None
            raise
        trouble = self.report.damages or self.report.left or self.report.tally.failed
        end_all(list(self._desks.values()), RunOutcome.INCOMPLETE if trouble else RunOutcome.COMPLETE, None)
        return self.report

    def _all(self, tell: Progress) -> None:
        total = sum(path.stat().st_size for path in self._files)
        before, again = 0, []
        for path in self._files:
            left, pages = self.report.left, self.report.tally.pages
            self._file(path, lambda at, start=before: tell(start + at, total))  # type: ignore[misc]
            before += path.stat().st_size
            if self.report.left > left:
                again.append((path, pages))
        if any(self.report.tally.pages > pages for _, pages in again):
            self._look_again([path for path, _ in again], tell, total)

    def _look_again(self, paths: list[Path], tell: Progress, total: int) -> None:
        """Go once more through the files whose revisit records came before what they refer to."""
        self._revisits_only, self.report.left = True, 0
        for path in paths:
            self._file(path, lambda _at: tell(total, total))
        self._revisits_only = False

    def _file(self, path: Path, on_offset: Callable[[int], None]) -> None:
        for name, item in sources.items(path, self._zone(), on_offset):
            if not self._revisits_only or isinstance(item, Revisit):
                self._take(name, item)
        self._finish()

    def _zone(self) -> tzinfo:
        """The zone of dates in tables that tell none."""
        return ZoneInfo(self._only.zone) if self._only and self._only.zone else UTC

    def _take(self, name: str, item: Item) -> None:
        match item:
            case Damage(offset=offset, what=what, record=record):
                self.report.damages.append(Passed(file=name, offset=offset, what=what, record=record))
            case NoPage(why=why):
                self.report.passed[why] += 1
            case Page():
                if (portal := self._portal_of(item.capture.url)) is not None:
                    self._page(portal, item)
            case Revisit():
                if (portal := self._portal_of(item.capture.url)) is not None:
                    self._revisit(name, portal, item)

    def _portal_of(self, url: str) -> Portal | None:
        """Return the portal that a page belongs to; None, and count it, where it is not to be imported."""
        host = urlsplit(url).hostname or ""
        portal = self._hosts.get(host) or (ELSEWHERE if self._any_host else None)
        if self._only is not None:
            if self._only.owns(url) and (self._only.id != ELSEWHERE_ID or host not in self._hosts):
                return self._only
            self.report.passed["pages of other portals"] += 1
            return None
        if portal is None:
            known = host in self.report.strangers or len(self.report.strangers) < MOST_HOSTS
            self.report.strangers[host if known else "others"] += 1
        return portal

    def _page(self, portal: Portal, page: Page) -> None:
        capture = page.capture
        digest = payload_digest(capture.body)
        key = (portal.id, capture.url, capture.fetched_at, digest)
        with reading(self._archive.engine) as session:
            kept = is_kept(session, portal.id, url=capture.url, at=capture.fetched_at, payload_digest=digest)
        if kept or key in self._keys:
            self.report.known += 1
            return
        self._read(portal, key, page, capture.response_headers)

    def _read(self, portal: Portal, key: Key, page: Page, headers: tuple[tuple[str, str], ...]) -> None:
        """Have a page read; `headers` are those that its body came with."""
        desk = self._desk(portal)
        answer = None
        if portal.kind_of(page.capture.url) == LinkKind.ARTICLE:
            answer = self._pool.submit(
                article_of,
                page.capture.body,
                headers,
                url=page.capture.url,
                portal_id=portal.id,
                fetched_at=page.capture.fetched_at,
            )
        self._keys.add(key)
        self._bytes += len(page.capture.body)
        self._reads.append(_InHand(key=key, page=page, desk=desk, reading=answer))
        while len(self._reads) > AT_ONCE or (self._bytes > BYTES_AT_ONCE and self._reads):
            self._hand_over()

    def _desk(self, portal: Portal) -> Desk:
        if portal.id not in self._desks:
            self._desks[portal.id] = Desk(self._archive, portal, self._options)
        return self._desks[portal.id]

    def _hand_over(self) -> None:
        """Give the page that was taken up first to its writer, and wait where too many have not been filed."""
        page = self._reads.popleft()
        self._filed.append((page, page.desk.file(page.page, page.reading)))
        while len(self._filed) > AT_ONCE or (self._bytes > BYTES_AT_ONCE and self._filed):
            self._note_filed()

    def _note_filed(self) -> None:
        page, answer = self._filed.popleft()
        filed = answer.result()
        self._bytes -= len(page.page.capture.body)
        self._keys.discard(page.key)
        page.desk.tally.note(filed)
        self.report.tally.note(filed)

    def _finish(self) -> None:
        """Return when everything in hand is filed."""
        while self._reads:
            self._hand_over()
        while self._filed:
            self._note_filed()

    def _revisit(self, name: str, portal: Portal, revisit: Revisit) -> None:
        """Give a revisit record the body that it refers to: what is in hand may be that, so it is filed before."""
        self._finish()
        try:
            with reading(self._archive.engine) as session:
                original = find_payload(
                    session,
                    self._archive.config.warc,
                    portal.id,
                    url=revisit.url,
                    at=revisit.at,
                    payload_digest=revisit.payload_digest,
                )
        except ArchiveDamaged as damaged:
            self.report.damages.append(Passed(file=name, offset=revisit.origin.offset, what=str(damaged)))
            return
        if original is None:
            self.report.left += 1
            return
        capture = replace(
            revisit.capture,
            body=original.body,
            response_headers=revisit.capture.response_headers or original.body_headers,
        )
        page = Page(capture=capture, origin=revisit.origin)
        digest = payload_digest(original.body)
        key = (portal.id, capture.url, capture.fetched_at, digest)
        with reading(self._archive.engine) as session:
            kept = is_kept(session, portal.id, url=capture.url, at=capture.fetched_at, payload_digest=digest)
        if kept:
            self.report.known += not self._revisits_only
            return
        self._read(portal, key, page, original.body_headers)

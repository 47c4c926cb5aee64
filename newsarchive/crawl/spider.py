"""The spider of every portal: each link that the frontier hands out is fetched, handled and filed, then given back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from typing import Any, ClassVar, Self

from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from newsarchive.crawl.exchanges import capture_of, trouble_of
from newsarchive.crawl.gate import Forbidden, Gate, Stopped
from newsarchive.crawl.handling import Handling
from newsarchive.crawl.options import CrawlOptions
from newsarchive.crawl.session import CrawlSession
from newsarchive.errors import HostUnreachable, NewsArchiveError, UsageError
from newsarchive.store.archive import open_archive
from newsarchive.store.frontier import Due
from newsarchive.store.outcomes import Outcome

SILENCES = 10
"""Requests without an answer, one after the other, that end a run."""


class PortalSpider(Spider):
    """Crawls one portal; the spider loader makes a subclass for each portal file."""

    portal_id: ClassVar[str]

    def __init__(self, session: CrawlSession, *, owns_archive: bool) -> None:
        super().__init__(name=session.portal.id)
        self.session = session
        self._owns_archive = owns_archive
        self._handling = Handling(session)
        self._started = False
        self._silences = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Make the spider for a session, or, for `scrapy crawl`, for the archive that is found from here.

        `scrapy crawl` takes `-a archive=DIR -a base_url=URL -a since=DATE -a limit=N -a channel=NAME -a delay=SECONDS`.
        """
        session = kwargs.get("session")
        owns_archive = session is None
        if session is None:
            session = CrawlSession(open_archive(kwargs.pop("archive", None)), cls.portal_id, _options(kwargs))
        spider = cls(session, owns_archive=owns_archive)
        spider._set_crawler(crawler)
        _settle(crawler, session)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Ask for robots.txt, then open the frontier."""
        gate = self.crawler.get_downloader_middleware(Gate)
        assert gate is not None
        session = self.session
        session.allowed = lambda url: gate.allows(session.addresses.fetched(url))
        try:
            await gate.learn(session.addresses.fetched(session.portal.home))
        except Stopped:
            raise CloseSpider("stopped") from None
        session.begin_discovery()
        self._started = True
        return
        yield  # an async generator that yields nothing: requests come from the frontier

    def goes_on(self) -> bool:
        """Whether anything is left to fetch."""
        return not self._started or (self.session.error is None and self.session.drawing.is_left())

    def next_request(self) -> Request | None:
        """Return the request for the next due link."""
        if not self._started or self.session.error is not None:
            return None
        due = self.session.drawing.draw()
        if due is None:
            return None
        return Request(
            self.session.addresses.fetched(due.address),
            callback=self.fetched,
            errback=self.unanswered,
            cb_kwargs={"due": due},
            meta={"download_slot": self.session.portal.id},
            dont_filter=True,
        )

    async def fetched(self, response: Response, due: Due) -> None:
        """Handle a response and return when it is filed."""
        self._silences = 0
        assert response.request is not None
        await self._file(await self._handling.fetched(due, capture_of(response, response.request)), due)

    async def unanswered(self, failure: Failure) -> None:
        """Handle a request that brought no response, and return when that is filed."""
        due: Due = failure.request.cb_kwargs["due"]  # type: ignore[attr-defined]
        error = failure.value
        if isinstance(error, Stopped):
            self.session.drawing.give_back(due)
            raise CloseSpider("stopped")
        if isinstance(error, Forbidden):
            await self._file(self._handling.forbidden(due), due)
            return
        trouble = trouble_of(error)
        self._silences = self._silences + 1 if trouble.no_answer else 0
        await self._file(self._handling.unanswered(due, trouble), due)
        if self._silences >= SILENCES:
            self._stop(
                HostUnreachable(
                    f"{self.session.portal.name} stopped answering: {trouble.reason}.",
                    next_step="Run the command again later; what is left is queued.",
                )
            )

    async def _file(self, outcome: Outcome, due: Due) -> None:
        try:
            filed = await asyncio.wrap_future(self.session.writer.file(outcome))
        except NewsArchiveError as error:
            self._stop(error)
        else:
            self.session.note(outcome, filed, due)
        finally:
            self.session.drawing.give_back(due)

    def _stop(self, error: NewsArchiveError) -> None:
        self.session.error = self.session.error or error
        raise CloseSpider("stopped")

    def closed(self, reason: str) -> None:
        """End the session when Scrapy has ended the crawl."""
        report = self.session.end(reason)
        if not self._owns_archive:
            return
        self.session.archive.close()
        if report.error is not None:
            self.logger.error("%s %s", report.error, report.error.next_step or "")


def _settle(crawler: Crawler, session: CrawlSession) -> None:
    """Set what depends on the archive and the portal: who we are, and how fast we go."""
    polite = session.delay > 0
    values = {
        "USER_AGENT": session.user_agent,
        "DOWNLOAD_DELAY": session.delay,
        "AUTOTHROTTLE_ENABLED": polite,
        "AUTOTHROTTLE_START_DELAY": session.delay,
        "CONCURRENT_REQUESTS": 1 if polite else 8,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1 if polite else 8,
    }
    for name, value in values.items():
        crawler.settings.set(name, value, priority="spider")


def _options(given: dict[str, Any]) -> CrawlOptions:
    """Read the arguments of `scrapy crawl`. Raises UsageError."""
    known = {"base_url", "since", "limit", "channel", "delay"}
    if unknown := sorted(given.keys() - known):
        raise UsageError(
            f"Unknown spider arguments: {', '.join(unknown)}.", next_step=f"Known: {', '.join(sorted(known))}"
        )
    try:
        return CrawlOptions(
            base_url=given.get("base_url"),
            since=date.fromisoformat(given["since"]) if "since" in given else None,
            limit=int(given["limit"]) if "limit" in given else None,
            channel=given.get("channel"),
            delay=float(given["delay"]) if "delay" in given else None,
        )
    except ValueError as error:
        raise UsageError(f"A spider argument is wrong: {error}", next_step="For example: -a limit=10") from None

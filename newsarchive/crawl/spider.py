"""The spider of every portal: each link that the frontier hands out is fetched, handled and filed, then given back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, ClassVar, Self

from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, IgnoreRequest
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from newsarchive.crawl.fetching import Fetched
from newsarchive.crawl.further import Answer, FurtherPages
from newsarchive.crawl.gate import Forbidden, Gate, Paused, Refused, Trapped
from newsarchive.crawl.handling import Handling
from newsarchive.crawl.made_up import MadeUp
from newsarchive.crawl.options import CrawlOptions
from newsarchive.crawl.session import CrawlSession, Report
from newsarchive.crawl.trouble import NoResponse, Trouble, trouble_of
from newsarchive.dedupe.arrival import be_ready
from newsarchive.errors import HostUnreachable, UsageError
from newsarchive.items import ATTACHED
from newsarchive.store.archive import open_archive
from newsarchive.store.frontier import Due
from newsarchive.store.outcomes import Outcome

SILENCES = 10
"""Requests without an answer, one after the other, that end a run."""


SOON = 5.0
"""Seconds before its turn at which a request is drawn: Scrapy's engine looks for the next one that often."""


class PortalSpider(Spider):
    """Crawls one portal; the spider loader makes a subclass for each portal file."""

    portal_id: ClassVar[str]
    last_report: ClassVar[Report | None] = None
    """How this process's crawl ended, for `scrapy crawl`'s exit code."""

    def __init__(self, session: CrawlSession, *, owns_archive: bool) -> None:
        super().__init__(name=session.portal.id)
        self.session = session
        self._owns_archive = owns_archive
        self._handling = Handling(session, MadeUp(session, self._ask), FurtherPages(session, self._ask))
        self._started = False
        self._silences = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Make the spider for a session, or, for `scrapy crawl`, for the archive that is found from here.

        `scrapy crawl` takes `-a archive=DIR -a base_url=URL -a since=DATE -a until=DATE -a limit=N -a channel=NAME
        -a delay=SECONDS`.
        """
        session = kwargs.get("session")
        owns_archive = session is None
        if session is None:
            session = CrawlSession(open_archive(kwargs.pop("archive", None)), cls.portal_id, _options(kwargs))
        spider = cls(session, owns_archive=owns_archive)
        spider._set_crawler(crawler)
        _settle(crawler, session)
        session.pool.submit(be_ready)  # while Scrapy gets ready too; not before its reactor has the files it needs
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Ask for robots.txt, then open the frontier."""
        try:
            await self._begin()
        except Refused as refused:
            self._stop(refused.for_the_run())
        except Exception as error:
            self._stop(error)
        self._started = True
        return
        yield  # an async generator that yields nothing: requests come from the frontier

    async def _begin(self) -> None:
        session, gate = self.session, self._gate
        session.allowed = lambda url: gate.allows(session.addresses.fetched(url))
        while session.is_paused() and session.error is None:
            await asyncio.sleep(1.0)
        if session.error is None:
            robots = await gate.learn(session.addresses.fetched(session.portal.home))
            session.begin_discovery(robots)

    @property
    def _gate(self) -> Gate:
        gate = self.crawler.get_downloader_middleware(Gate)
        assert gate is not None
        return gate

    def goes_on(self) -> bool:
        """Whether anything is left to fetch."""
        try:
            return self.session.error is None and (not self._started or self.session.drawing.is_left())
        except Exception as error:
            self.session.error = error
            return False

    def next_request(self) -> Request | None:
        """Return the request for the next due link; None when nothing may go out now.

        A request that would wait long for its turn is not drawn yet: it could not be called back when the run is
        stopped.
        """
        session = self.session
        try:
            if not self._started or session.error is not None or session.is_paused():
                return None
            due = session.drawing.draw() if self._gate.seconds_to_turn() < SOON else None
            if due is None and (first := session.drawing.first_due) is not None:
                session.give_up_after(first)
        except Exception as error:
            session.error = error
            return None
        return None if due is None else self._request(due)

    def _request(self, due: Due) -> Request:
        session, url = self.session, self.session.addresses.fetched(due.address)
        meta: dict[str, Any] = {"download_slot": session.slot_of(url)}
        if due.kind in ATTACHED:
            meta["download_maxsize"] = session.archive.config.asset_size
        return Request(
            url,
            headers=_conditions(due) if session.may_be_unchanged(due) else {},
            callback=self.fetched,
            errback=self.unanswered,
            cb_kwargs={"due": due},
            meta=meta,
            dont_filter=True,
        )

    async def fetched(self, response: Response, due: Due) -> None:
        """Handle a response and return when it is filed."""
        self._silences = 0
        assert isinstance(response, Fetched)
        with self._in_hand(due):
            await self._file(await self._handling.fetched(due, response.capture), due)

    async def unanswered(self, failure: Failure) -> None:
        """Handle a request that brought no response, and return when that is filed."""
        due: Due = failure.request.cb_kwargs["due"]  # type: ignore[attr-defined]
        with self._in_hand(due):
            match failure.value:
                case Paused():
                    return
                case Trapped() as trapped:
                    await self._file(self._handling.trapped(due, str(trapped)), due)
                case Forbidden():
                    await self._file(self._handling.forbidden(due), due)
                case Refused() as refused:
                    await self._file(self._handling.refused(due, str(refused)), due)
                case error:
                    await self._unanswered(due, trouble_of(error))

    async def _ask(self, url: str, link_id: int | None = None) -> Answer | None:
        """Fetch and keep a page beside the frontier; None where it may not be fetched or does not come."""
        request = Request(url, meta={"download_slot": self.session.slot_of(url)}, dont_filter=True)
        assert self.crawler.engine is not None
        try:
            response = await self.crawler.engine.download_async(request)
        except (IgnoreRequest, NoResponse):
            return None
        assert isinstance(response, Fetched)
        capture = response.capture
        outcome = Outcome(portal_id=self.session.portal.id, at=capture.fetched_at, link_id=link_id, capture=capture)
        filed = await asyncio.wrap_future(self.session.writer.file(outcome))
        self.session.note(outcome, filed, None)
        assert filed.record_id is not None
        return Answer(capture, filed.record_id)

    async def _unanswered(self, due: Due, trouble: Trouble) -> None:
        if self.session.slot_of(due.address) == self.session.portal.id:
            self._silences = self._silences + 1 if trouble.no_answer else 0
        await self._file(self._handling.unanswered(due, trouble), due)
        if self._silences >= SILENCES:
            raise HostUnreachable(
                f"{self.session.portal.name} stopped answering: {trouble.reason}.",
                next_step="Run the command again later; what is left is queued.",
            )

    async def _file(self, outcome: Outcome, due: Due) -> None:
        filed = await asyncio.wrap_future(self.session.writer.file(outcome))
        self.session.note(outcome, filed, due)
        self.session.drawing.note(due, filed)

    @contextmanager
    def _in_hand(self, due: Due) -> Iterator[None]:
        """Give a link back whatever happens; an error ends the run in order instead of hanging it."""
        try:
            yield
        except Exception as error:
            self._stop(error)
        finally:
            self.session.drawing.give_back(due)

    def _stop(self, error: Exception) -> None:
        self.session.error = self.session.error or error
        raise CloseSpider("stopped")

    def closed(self, reason: str) -> None:
        """End the session when Scrapy has ended the crawl."""
        report = self.session.end(reason)
        PortalSpider.last_report = report
        if not self._owns_archive:
            return
        self.session.archive.close()
        if report.error is not None:
            self.logger.error("%s %s", report.error, getattr(report.error, "next_step", None) or "")


def _conditions(due: Due) -> dict[str, str]:
    """Ask only for what has changed since it was fetched last (RFC 9110, 13.1)."""
    conditions = {"If-None-Match": due.etag, "If-Modified-Since": due.last_modified}
    return {name: value for name, value in conditions.items() if value}


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
    known = {"base_url", "since", "until", "limit", "channel", "delay"}
    if unknown := sorted(given.keys() - known):
        raise UsageError(
            f"Unknown spider arguments: {', '.join(unknown)}.", next_step=f"Known: {', '.join(sorted(known))}"
        )
    try:
        return CrawlOptions(
            base_url=given.get("base_url"),
            since=date.fromisoformat(given["since"]) if "since" in given else None,
            until=date.fromisoformat(given["until"]) if "until" in given else None,
            limit=int(given["limit"]) if "limit" in given else None,
            channel=given.get("channel"),
            delay=float(given["delay"]) if "delay" in given else None,
        )
    except ValueError as error:
        raise UsageError(f"A spider argument is wrong: {error}", next_step="For example: -a limit=10") from None

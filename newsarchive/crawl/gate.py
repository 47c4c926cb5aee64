"""The gate before every request: the portal's own wishes (robots.txt, Retry-After) come first.

What Scrapy does by itself is not enough: it fetches where robots.txt cannot be had, and knows no Crawl-delay.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Self
from urllib.parse import urljoin, urlsplit

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Request, Response

from newsarchive.capture.bodies import BodyUndecodable, decode_body
from newsarchive.crawl.exchanges import capture_of, trouble_of
from newsarchive.crawl.handling import REDIRECTS
from newsarchive.crawl.robots import Robots, decide
from newsarchive.crawl.session import PRODUCT, CrawlSession
from newsarchive.errors import HostUnreachable, Incomplete, NewsArchiveError, RobotsRefused
from newsarchive.items import Capture
from newsarchive.store.outcomes import Outcome

if TYPE_CHECKING:
    from newsarchive.crawl.spider import PortalSpider

LONGEST_PAUSE = timedelta(minutes=10)
"""A portal that asks for a longer pause ends the run; the next one goes on."""

FRESH = timedelta(hours=24)
"""How long a robots.txt may be used (RFC 9309, 2.4)."""

HOPS = 5
"""Redirects of robots.txt that are followed (RFC 9309, 2.3.1.2)."""

OWN_REQUEST = "newsarchive_robots"
"""Marks requests for robots.txt itself in `Request.meta`."""


class Forbidden(IgnoreRequest):
    """robots.txt forbids this address."""


class Stopped(IgnoreRequest):
    """Nothing more may be fetched in this run; the session knows why."""


class Gate:
    """Downloader middleware: lets a request pass, makes it wait, or refuses it."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._known: dict[str, tuple[datetime, Robots]] = {}
        self._learning = asyncio.Lock()
        self._no_answer = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware, as Scrapy asks for it."""
        return cls(crawler)

    @property
    def _session(self) -> CrawlSession:
        spider: PortalSpider = self._crawler.spider  # type: ignore[assignment]
        return spider.session

    async def process_request(self, request: Request) -> None:
        """Return when the request may go out. Raises Forbidden or Stopped when it may not."""
        if request.meta.get(OWN_REQUEST):
            return
        await self._wait_out_pause()
        robots = await self.learn(request.url)
        if not robots.allows(request.url, PRODUCT):
            raise Forbidden(request.url)
        self._slow_down(request, robots)

    def allows(self, url: str) -> bool:
        """Whether the robots.txt files known so far let an address be fetched."""
        known = self._known.get(_origin(url))
        return known is None or known[1].allows(url, PRODUCT)

    async def learn(self, url: str) -> Robots:
        """Return the robots.txt of an address's host, fetched at most once a day. Raises Stopped when there is none."""
        origin = _origin(url)
        async with self._learning:
            known = self._known.get(origin)
            if known is None or datetime.now(UTC) - known[0] > FRESH:
                known = self._known[origin] = (datetime.now(UTC), await self._fetch(origin))
        if known[1].unreachable:
            self._session.error = self._session.error or self._refusal(origin, known[1])
            raise Stopped(origin)
        return known[1]

    async def _fetch(self, origin: str) -> Robots:
        url, now = f"{origin}/robots.txt", datetime.now(UTC)
        for _ in range(HOPS + 1):
            request = Request(url, meta={OWN_REQUEST: True, "download_slot": self._session.portal.id}, dont_filter=True)
            try:
                response = await self._download(request)
            except Exception as error:
                trouble = trouble_of(error)
                self._no_answer = trouble.no_answer
                return decide(None, b"", trouble.reason, now)
            capture = capture_of(response, request)
            await self._keep(capture)
            location = response.headers.get("Location")
            if response.status not in REDIRECTS or location is None:
                self._no_answer = False
                return decide(response.status, _decoded(capture), None, now)
            url = urljoin(url, location.decode("latin-1"))
        return decide(404, b"", None, now)  # beyond the hops it counts as unavailable (RFC 9309, 2.3.1.2)

    async def _download(self, request: Request) -> Response:
        assert self._crawler.engine is not None
        return await self._crawler.engine.download_async(request)

    async def _keep(self, capture: Capture) -> None:
        session = self._session
        outcome = Outcome(portal_id=session.portal.id, run_id=session.run_id, at=capture.fetched_at, capture=capture)
        session.note(outcome, await asyncio.wrap_future(session.writer.file(outcome)), None)

    def _refusal(self, origin: str, robots: Robots) -> NewsArchiveError:
        if self._no_answer:
            return HostUnreachable(
                f"{origin} does not answer: {robots.reason}.",
                next_step="Check the address and the network, then run the command again.",
            )
        return RobotsRefused(
            f"The robots.txt of {origin} cannot be had ({robots.reason}), so nothing of it may be fetched.",
            next_step="Try again later: RFC 9309 takes this for a refusal.",
        )

    async def _wait_out_pause(self) -> None:
        session = self._session
        while session.paused_until is not None:
            left = session.paused_until - datetime.now(UTC)
            if left > LONGEST_PAUSE:
                session.error = session.error or Incomplete(
                    f"{session.portal.name} asks to be left alone until {session.paused_until:%Y-%m-%d %H:%M} UTC.",
                    next_step="Run the command again after that; what is left is queued.",
                )
                raise Stopped(session.portal.id)
            if left <= timedelta(0):
                session.paused_until = None
                return
            await asyncio.sleep(min(left.total_seconds(), 1.0))

    def _slow_down(self, request: Request, robots: Robots) -> None:
        """Hold Scrapy's slot to the Crawl-delay, whatever its jitter."""
        wanted = robots.crawl_delay(PRODUCT)
        if not wanted:
            return
        assert self._crawler.engine is not None
        floor = wanted / (1 - self._crawler.settings.getfloat("DOWNLOAD_DELAY_JITTER"))
        throttle = self._crawler.get_extension(AutoThrottle)
        if throttle is not None:
            throttle.mindelay = max(throttle.mindelay, floor)
        slot = self._crawler.engine.downloader.slots.get(self._session.portal.id)
        if slot is not None:
            slot.delay, slot.concurrency = max(slot.delay, floor), 1


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _decoded(capture: Capture) -> bytes:
    try:
        return decode_body(capture.body, capture.response_headers)
    except BodyUndecodable:
        return b""

"""The gate before every request: the portal's own wishes (robots.txt, Retry-After) come first.

What Scrapy does by itself is not enough: it fetches where robots.txt cannot be had, and knows no Crawl-delay.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import TYPE_CHECKING, Self
from urllib.parse import urljoin, urlsplit

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Request, Response

from newsarchive.capture.bodies import BodyUndecodable, decode_body, header
from newsarchive.crawl.fetching import Fetched
from newsarchive.crawl.handling import REDIRECTS
from newsarchive.crawl.retry_after import read_retry_after
from newsarchive.crawl.robots import LIMIT, Robots, decide
from newsarchive.crawl.session import PRODUCT, CrawlSession
from newsarchive.crawl.trouble import trouble_of
from newsarchive.errors import HostUnreachable, NewsArchiveError, RobotsRefused
from newsarchive.items import Capture
from newsarchive.settings import DOWNLOAD_DELAY_JITTER
from newsarchive.store.frontier import Due
from newsarchive.store.outcomes import Outcome

if TYPE_CHECKING:
    from newsarchive.crawl.spider import PortalSpider

FRESH = timedelta(hours=24)
"""How long a robots.txt may be used (RFC 9309, 2.4)."""

HOPS = 5
"""Redirects of robots.txt that are followed (RFC 9309, 2.3.1.2); beyond them it counts as not to be had."""

OWN_REQUEST = "newsarchive_robots"
"""Marks requests for robots.txt itself in `Request.meta`."""


class Forbidden(IgnoreRequest):
    """robots.txt forbids this address."""


class Refused(IgnoreRequest):
    """Nothing of this address's host may be fetched now: its robots.txt could not be had, or it said so."""

    def __init__(self, origin: str, robots: Robots, *, no_answer: bool, asked: bool = False) -> None:
        why = "asked to be left alone" if asked else f"has no robots.txt that could be had: {robots.reason}"
        super().__init__(f"{origin} {why}")
        self.origin, self.robots, self.no_answer = origin, robots, no_answer

    def for_the_run(self) -> NewsArchiveError:
        """Return the error that ends a run when this is the portal's home."""
        if self.no_answer:
            return HostUnreachable(
                f"{self.origin} does not answer: {self.robots.reason}.",
                next_step="Check the address and the network, then run the command again.",
            )
        return RobotsRefused(
            f"The robots.txt of {self.origin} could not be had ({self.robots.reason}), so nothing may be fetched.",
            next_step="Try again later: RFC 9309 takes this for a refusal.",
        )


class Trapped(IgnoreRequest):
    """The list is one of many without end that show nothing new: the message says so."""


class Paused(IgnoreRequest):
    """The portal asked to be left alone meanwhile: give the link back."""


class Gate:
    """Downloader middleware: lets a request pass or refuses it, and hears what responses ask for."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._known: dict[str, Robots | Refused] = {}
        self._learning = asyncio.Lock()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware, as Scrapy asks for it."""
        return cls(crawler)

    @property
    def _session(self) -> CrawlSession:
        spider: PortalSpider = self._crawler.spider  # type: ignore[assignment]
        return spider.session

    async def process_request(self, request: Request) -> None:
        """Return when the request may go out. Raises Paused, Refused or Forbidden when it may not."""
        if request.meta.get(OWN_REQUEST):
            return
        if self._session.is_paused():
            raise Paused(request.url)
        due: Due | None = request.cb_kwargs.get("due")
        if due is not None and (trap := self._session.discovery.is_trap(due)) is not None:
            raise Trapped(trap)
        robots = await self.learn(request.url)
        if not robots.allows(request.url, PRODUCT):
            raise Forbidden(request.url)
        if wanted := robots.crawl_delay(PRODUCT):
            self._slow_down(wanted, request)

    def process_response(self, request: Request, response: Response) -> Response:
        """Hear a Retry-After (RFC 9110, 10.2.3) at once, before the next request goes out."""
        said = header(response.capture.response_headers, "retry-after") if isinstance(response, Fetched) else None
        if said is not None and response.status >= 400:
            until = read_retry_after(said, datetime.now(UTC))
            if until is not None and self._session.slot_of(request.url) == self._session.portal.id:
                self._session.pause(until)
            elif until is not None:  # a host of pictures: it is left alone for the rest of the run
                origin = _origin(request.url)
                alone = decide(None, b"", "", datetime.now(UTC))
                self._known[origin] = Refused(origin, alone, no_answer=False, asked=True)
        return response

    def allows(self, url: str) -> bool:
        """Whether the robots.txt files known so far let an address be fetched."""
        known = self._known.get(_origin(url))
        return known.allows(url, PRODUCT) if isinstance(known, Robots) else True

    async def learn(self, url: str) -> Robots:
        """Return the robots.txt of an address's host, asked for at most once a day. Raises Refused."""
        origin = _origin(url)
        async with self._learning:
            known = self._known.get(origin)
            if known is None or (isinstance(known, Robots) and datetime.now(UTC) - known.fetched_at > FRESH):
                known = self._known[origin] = await self._fetch(origin)
        if isinstance(known, Refused):
            raise known
        return known

    async def _fetch(self, origin: str) -> Robots | Refused:
        url, now = f"{origin}/robots.txt", datetime.now(UTC)
        for _ in range(HOPS + 1):
            try:
                capture = await self._download(url)
            except Exception as error:
                trouble = trouble_of(error)
                return Refused(origin, decide(None, b"", trouble.reason, now), no_answer=trouble.no_answer)
            await self._keep(capture)
            location = header(capture.response_headers, "location")
            if capture.status not in REDIRECTS or location is None:
                robots = _decided(capture, now)
                return Refused(origin, robots, no_answer=False) if robots.unreachable else robots
            target = _web_address(url, location)
            if target is None:
                robots = decide(None, b"", "it leads to no web address", now)
                return Refused(origin, robots, no_answer=False)
            url = target
        return Refused(origin, decide(None, b"", f"more than {HOPS} redirects", now), no_answer=False)

    async def _download(self, url: str) -> Capture:
        meta = {OWN_REQUEST: True, "download_slot": self._session.slot_of(url), "download_maxsize": LIMIT + 1}
        assert self._crawler.engine is not None
        response = await self._crawler.engine.download_async(Request(url, meta=meta, dont_filter=True))
        assert isinstance(response, Fetched)
        return response.capture

    async def _keep(self, capture: Capture) -> None:
        session = self._session
        outcome = Outcome(portal_id=session.portal.id, at=capture.fetched_at, capture=capture)
        session.note(outcome, await asyncio.wrap_future(session.writer.file(outcome)), None)

    def _slow_down(self, wanted: float, request: Request) -> None:
        """Hold Scrapy's slot to the Crawl-delay, whatever its jitter."""
        assert self._crawler.engine is not None
        name, floor = self._session.slot_of(request.url), wanted / (1 - DOWNLOAD_DELAY_JITTER)
        throttle = self._crawler.get_extension(AutoThrottle)
        if name != self._session.portal.id:
            request.meta["autothrottle_dont_adjust_delay"] = True
        else:
            self._session.give_up_after(datetime.now(UTC) + timedelta(seconds=wanted))
            if throttle is not None:
                throttle.mindelay = max(throttle.mindelay, floor)
        slot = self._crawler.engine.downloader.slots.get(name)
        if slot is not None:
            slot.delay, slot.concurrency = max(slot.delay, floor), 1

    def seconds_to_turn(self) -> float:
        """Return how long a request that is drawn now would wait for its turn, at the most."""
        assert self._crawler.engine is not None
        slots = self._crawler.engine.downloader.slots.values()
        return max((slot.lastseen + slot.delay * (1 + slot.jitter) - monotonic() for slot in slots), default=0.0)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _web_address(base: str, location: str) -> str | None:
    try:
        url = urljoin(base, location)
        parts = urlsplit(url)
        return url if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:
        return None


def _decided(capture: Capture, now: datetime) -> Robots:
    if capture.truncated in ("time", "disconnect"):  # what it forbids may stand in the rest
        return decide(None, b"", "it broke off", now)
    try:
        return decide(capture.status, decode_body(capture.body, capture.response_headers), None, now)
    except BodyUndecodable as undecodable:
        return decide(None, b"", str(undecodable), now)

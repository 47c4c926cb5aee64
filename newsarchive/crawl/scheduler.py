"""Scrapy's scheduler, drawing from the archive's frontier: killed at any moment, no page is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler
from scrapy.http import Request

if TYPE_CHECKING:
    from newsarchive.crawl.spider import PortalSpider


class FrontierScheduler(BaseScheduler):
    """Hands Scrapy's engine one due link after the other."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the scheduler, as Scrapy asks for it."""
        return cls(crawler)

    @property
    def _spider(self) -> PortalSpider:
        return self._crawler.spider  # type: ignore[return-value]

    def has_pending_requests(self) -> bool:
        """Whether the run goes on."""
        return self._spider.goes_on()

    def enqueue_request(self, request: Request) -> bool:
        """Refuse: a request comes from the frontier, or there is none."""
        raise NotImplementedError(f"{request.url} does not come from the frontier")

    def next_request(self) -> Request | None:
        """Return the request for the next due link; None when none is due now."""
        return self._spider.next_request()

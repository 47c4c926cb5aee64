"""What a crawl costs at the least: a Scrapy spider that follows every link of a portal and keeps nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response


class BareSpider(scrapy.Spider):
    """Fetches every page once."""

    name = "bare"

    def parse(self, response: Response) -> Iterator[scrapy.Request]:
        """Follow every link that stays on the host."""
        if not isinstance(response, scrapy.http.HtmlResponse):
            return
        for href in response.css("a::attr(href)").getall():
            if href.startswith("/") and not href.startswith("/private/"):
                yield response.follow(href)


def main() -> None:
    """Crawl the address given."""
    settings = {
        "LOG_LEVEL": "CRITICAL",
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "COOKIES_ENABLED": False,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
        "CONCURRENT_REQUESTS": 8,
        "DOWNLOAD_DELAY": 0,
        "HTTPERROR_ALLOW_ALL": True,
    }
    process = AsyncCrawlerProcess(settings)
    process.crawl(BareSpider, start_urls=[sys.argv[1]])
    process.start()


if __name__ == "__main__":
    main()

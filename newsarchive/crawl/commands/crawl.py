"""`scrapy crawl PORTAL`: as Scrapy has it, but its exit code tells the truth."""

from __future__ import annotations

import argparse

from scrapy.commands.crawl import Command as ScrapyCrawl

from newsarchive.crawl.spider import PortalSpider
from newsarchive.errors import NewsArchiveError


class Command(ScrapyCrawl):
    """Ends with the exit codes of `newsarchive crawl` (docs/exit-codes.md)."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawl the portal named."""
        super().run(args, opts)
        report = PortalSpider.last_report
        if report is not None and report.error is not None:
            self.exitcode = report.error.exit_code if isinstance(report.error, NewsArchiveError) else 1

"""One crawl in this process, from the options to the report."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from newsarchive.crawl.options import CrawlOptions
from newsarchive.crawl.session import CrawlSession, Report, throwaway_archive
from newsarchive.crawl.spider_loader import spider_class
from newsarchive.store.archive import Archive
from newsarchive.store.database import reading
from newsarchive.store.frontier import new_articles
from newsarchive.store.runs import paused_until

Watcher = Callable[[CrawlSession], None]


def crawl(
    archive: Archive, portal_id: str, options: CrawlOptions, *, watch: Watcher | None = None, log_level: str = "ERROR"
) -> Report:
    """Crawl a portal into an archive and return how it ended; its `error` says what is left to do.

    Scrapy's reactor runs once a process: call it once. SIGINT and SIGTERM end the crawl in order, a second one at once.

    Raises NotFound, ConfigError, UsageError or AlreadyRunning before anything is fetched.
    """
    session = CrawlSession(archive, portal_id, options)
    if watch is not None:
        session.on_progress = watch
    return _run(session, log_level)


def _run(session: CrawlSession, log_level: str) -> Report:
    try:
        settings = Settings()
        settings.setmodule("newsarchive.settings", priority="project")
        settings.set("LOG_LEVEL", log_level, priority="cmdline")
        process = AsyncCrawlerProcess(settings)
        task: Any = process.crawl(spider_class(session.portal.id), session=session)
        process.start()
        if task.done() and not task.cancelled() and task.exception() is not None:
            raise task.exception()
    finally:
        report = session.end("shutdown")
    return report


def rehearse(archive: Archive, portal_id: str, options: CrawlOptions) -> tuple[Report, list[str]]:
    """Fetch lists only, into an archive that is thrown away; return how it ended and the articles to be fetched.

    Raises what `crawl` raises.
    """
    aside = throwaway_archive(archive)
    try:
        session = CrawlSession(aside, portal_id, options)
        with reading(archive.engine) as known:
            session.paused_until = paused_until(known, portal_id)
        report = _run(session, "ERROR")
        with reading(aside.engine) as found, reading(archive.engine) as known:
            return report, new_articles(found, known, portal_id, session.scope)
    finally:
        aside.close()
        shutil.rmtree(aside.root, ignore_errors=True)

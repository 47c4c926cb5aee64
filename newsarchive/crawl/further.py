"""The further pages of an article that runs over several: asked for as soon as its first page has been read."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

from newsarchive.crawl.retry_after import LATER
from newsarchive.crawl.session import CrawlSession
from newsarchive.items import Article, Capture
from newsarchive.portals.responses import FurtherPage, article_of
from newsarchive.portals.worker import ReadingStopped
from newsarchive.reading.joining import in_order
from newsarchive.store.outcomes import FurtherCapture

MOST = 100
"""Further pages of one article that are asked for."""

Ask = Callable[[str, int], Awaitable["Answer | None"]]
"""Fetches a page for a link, given by its row, and keeps it; None where it may not be fetched or does not come."""


@dataclass(frozen=True)
class Answer:
    """A page that was asked for beside the frontier, and kept."""

    capture: Capture
    record_id: str


@dataclass(frozen=True)
class Further:
    """What was had of an article's further pages, in their order."""

    pages: tuple[FurtherPage, ...] = ()
    kept: tuple[FurtherCapture, ...] = ()
    """Where each of them was kept."""
    trouble: str | None = None
    """Why another attempt may bring one that is missing."""


class FurtherPages:
    """Asks for the pages that articles name."""

    def __init__(self, session: CrawlSession, ask: Ask) -> None:
        self._session = session
        self._ask = ask

    async def named_by(self, article: Article, link_id: int) -> Further:
        """Return what is had of the pages that an article's first page names, and of those that these name."""
        named, trouble = deque(article.pages), None
        pages: dict[str, tuple[FurtherPage, FurtherCapture]] = {}
        asked = {article.url}
        while named and len(asked) <= MOST:
            url = named.popleft()
            if url in asked or not self._may_be_asked(url):
                continue
            asked.add(url)
            answer = await self._ask(self._session.addresses.fetched(url), link_id)
            trouble = trouble or _trouble(url, answer)
            if answer is None or not _is_whole(answer.capture):
                continue
            capture = answer.capture
            page = FurtherPage(capture.body, capture.response_headers, url)
            pages[url] = page, FurtherCapture(answer.record_id, url)
            named.extend(await self._pages_of(page, capture))
        ordered = [pages[url] for url in in_order(pages)]
        return Further(tuple(page for page, _ in ordered), tuple(kept for _, kept in ordered), trouble)

    async def _pages_of(self, page: FurtherPage, capture: Capture) -> tuple[str, ...]:
        """Return the pages that a further page names; none where it cannot be read."""
        answer = self._session.pool.submit(
            article_of,
            page.body,
            page.headers,
            url=page.url,
            portal_id=self._session.portal.id,
            fetched_at=capture.fetched_at,
        )
        try:
            reading = await asyncio.wrap_future(answer)
        except ReadingStopped:
            return ()
        return reading.article.pages if reading.article else ()

    def _may_be_asked(self, url: str) -> bool:
        is_own = self._session.portal.owns(url) and "@" not in urlsplit(url).netloc
        return is_own and self._session.allowed(url)


def _is_whole(capture: Capture) -> bool:
    return capture.status == HTTPStatus.OK and not capture.truncated


def _trouble(url: str, answer: Answer | None) -> str | None:
    if answer is None:
        return f"no answer from {url}"
    if answer.capture.status in LATER or answer.capture.truncated:
        return f"HTTP {answer.capture.status} from {url}"
    return None

"""What a portal answers to an address that it never gave: a page that says the same is no article any more.

Unless the home page says the same too, and leads to no article: then it is a wall, behind which everything may be.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from pathlib import PurePosixPath
from urllib.parse import urljoin, urlsplit, urlunsplit

from newsarchive.crawl.further import Answer
from newsarchive.crawl.session import CrawlSession
from newsarchive.items import Capture, LinkKind
from newsarchive.portals.definition import Portal
from newsarchive.portals.responses import links_of, say_the_same
from newsarchive.portals.worker import ReadingStopped

MOST = 20
"""Addresses that are made up in one run."""


class MadeUp:
    """Asks for an address that nobody gave, once a folder, and compares."""

    def __init__(self, session: CrawlSession, ask: Callable[[str], Awaitable[Answer | None]]) -> None:
        self._session = session
        self._ask = ask
        self._answers: dict[str, Capture | None] = {}
        self._asking = asyncio.Lock()

    async def is_answered_like(self, capture: Capture) -> bool:
        """Whether the portal answers as it did here whatever it is asked for in that folder."""
        return await self._are_alike(capture, await self._answer(capture.url.rpartition("/")[0], beside(capture.url)))

    async def is_wall(self, capture: Capture) -> bool:
        """Whether the portal answers so even where it is asked for its home page, and shows no article there."""
        home = await self._answer("", home_of(self._session.portal, capture.url))
        if home is None or not await self._are_alike(capture, home):
            return False
        found = self._session.pool.submit(
            links_of,
            home.body,
            home.response_headers,
            url=home.url,
            portal_id=self._session.portal.id,
            base_url=self._session.options.base_url,
        )
        try:
            links = (await asyncio.wrap_future(found)).links
        except ReadingStopped:
            return False
        return not any(self._session.portal.kind_of(link.url) == LinkKind.ARTICLE for link in links)

    async def _are_alike(self, capture: Capture, answer: Capture | None) -> bool:
        if answer is None or answer.status != capture.status or answer.truncated:
            return False
        try:
            alike = self._session.pool.submit(
                say_the_same, (capture.body, capture.response_headers), (answer.body, answer.response_headers)
            )
            return await asyncio.wrap_future(alike)
        except ReadingStopped:
            return False

    async def _answer(self, what: str, url: str) -> Capture | None:
        """Return what the portal answers to an address, which is asked for once: the first for a folder, or for ""."""
        async with self._asking:
            if what not in self._answers and (not what or len(self._answers) < MOST):
                answer = await self._ask(url)
                self._answers[what] = answer.capture if answer else None
        return self._answers.get(what)


def home_of(portal: Portal, url: str) -> str:
    """Return the address of the portal's home page on the host of another address."""
    return urljoin(url, urlsplit(portal.home).path or "/")


def beside(url: str) -> str:
    """Return an address in the folder of another, with a name of the same kind that nobody has ever given."""
    parts = urlsplit(url)
    path = PurePosixPath(parts.path or "/")
    name = f"{secrets.token_hex(8)}{path.suffix}"
    return urlunsplit((parts.scheme, parts.netloc, str(path.parent / name), "", ""))

"""What a portal answers to an address that it never gave: a page that says the same is no article any more."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from pathlib import PurePosixPath
from urllib.parse import urlsplit, urlunsplit

from newsarchive.crawl.further import Answer
from newsarchive.crawl.session import CrawlSession
from newsarchive.items import Capture
from newsarchive.portals.responses import say_the_same
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
        answer = await self._answer(beside(capture.url))
        if answer is None or answer.status != capture.status or answer.truncated:
            return False
        try:
            alike = self._session.pool.submit(
                say_the_same, (capture.body, capture.response_headers), (answer.body, answer.response_headers)
            )
            return await asyncio.wrap_future(alike)
        except ReadingStopped:
            return False

    async def _answer(self, url: str) -> Capture | None:
        folder = url.rpartition("/")[0]
        async with self._asking:
            if folder not in self._answers and len(self._answers) < MOST:
                answer = await self._ask(url)
                self._answers[folder] = answer.capture if answer else None
        return self._answers.get(folder)


def beside(url: str) -> str:
    """Return an address in the folder of another, with a name of the same kind that nobody has ever given."""
    parts = urlsplit(url)
    path = PurePosixPath(parts.path or "/")
    name = f"{secrets.token_hex(8)}{path.suffix}"
    return urlunsplit((parts.scheme, parts.netloc, str(path.parent / name), "", ""))

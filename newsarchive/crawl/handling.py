"""What became of one link: from a response, or from its absence, to the outcome that is filed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urljoin

from newsarchive.capture.bodies import header
from newsarchive.crawl.retry_after import backoff
from newsarchive.crawl.session import CrawlSession
from newsarchive.crawl.trouble import Trouble
from newsarchive.discover.listing import Listing
from newsarchive.items import Capture, LinkKind
from newsarchive.portals.responses import article_of, links_of
from newsarchive.portals.worker import ReadingStopped
from newsarchive.reading.breadcrumb import region_of
from newsarchive.store.frontier import Due
from newsarchive.store.outcomes import FoundArticle, FoundChannel, Outcome, State

ATTEMPTS = 3
"""Attempts at a link in one run."""

REDIRECTS = frozenset({301, 302, 303, 307, 308})
GONE = frozenset({404, 410})
LATER = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
"""Statuses that another attempt may change (RFC 9110, 15; 520 and above are those of content delivery networks)."""


CUT_SHORT = {"time": "the response took too long", "disconnect": "the response broke off"}
"""Why a body ended before its end (WARC/1.1, 5.13), in words."""

PATIENCE = 300.0
"""Seconds after which a worker that never began to read is given up: its own time limit counts from its beginning."""

T = TypeVar("T")


async def _patiently(answer: Future[T]) -> T:
    try:
        return await asyncio.wait_for(asyncio.wrap_future(answer), PATIENCE)
    except TimeoutError:
        raise ReadingStopped("no worker process answered") from None


class Handling:
    """Turns what was fetched into outcomes, for one crawl."""

    def __init__(self, session: CrawlSession) -> None:
        self._session = session

    async def fetched(self, due: Due, capture: Capture) -> Outcome:
        """Return what a response means for its link."""
        outcome = self._outcome(due, State.DONE, capture=capture)
        if capture.status in REDIRECTS:
            return self._redirected(outcome, due, capture)
        if capture.status != 200:
            return self._unwanted(outcome, due, capture.status)
        if capture.truncated is not None:
            return self._cut_short(outcome, due, capture)
        read: Callable[[Outcome, Due, Capture], Coroutine[Any, Any, Outcome]]
        read = self._listing if due.kind == LinkKind.LISTING else self._article
        try:
            return await read(outcome, due, capture)
        except ReadingStopped as stopped:
            return replace(outcome, state=State.FAILED, reason=f"cannot be read: {stopped}")

    def unanswered(self, due: Due, trouble: Trouble) -> Outcome:
        """Return what it means for a link that there was no response."""
        outcome = self._outcome(due, State.FAILED)
        if trouble.again:
            return self._later(outcome, due, trouble.reason)
        return replace(outcome, state=State.EXCLUDED, reason=trouble.reason)

    def refused(self, due: Due, reason: str) -> Outcome:
        """Return what it means for a link that nothing of its host may be fetched now."""
        return self._later(self._outcome(due, State.FAILED), due, reason)

    def forbidden(self, due: Due) -> Outcome:
        """Return what it means for a link that robots.txt forbids it."""
        return replace(self._outcome(due, State.EXCLUDED), reason="robots.txt")

    def _outcome(self, due: Due, state: State, capture: Capture | None = None) -> Outcome:
        return Outcome(
            portal_id=self._session.portal.id,
            at=capture.fetched_at if capture else datetime.now(UTC),
            link_id=due.link_id,
            state=state,
            capture=capture,
        )

    def _unwanted(self, outcome: Outcome, due: Due, status: int) -> Outcome:
        if status in LATER:
            return self._later(outcome, due, f"HTTP {status}")
        return replace(outcome, state=State.GONE if status in GONE else State.FAILED, reason=f"HTTP {status}")

    def _redirected(self, outcome: Outcome, due: Due, capture: Capture) -> Outcome:
        location = header(capture.response_headers, "location")
        if not location:
            return replace(outcome, state=State.FAILED, reason=f"HTTP {capture.status} without a Location")
        try:
            target = self._session.addresses.own(urljoin(capture.url, location))
            found = self._session.planner.redirect(target, due)
        except ValueError:
            return replace(outcome, state=State.FAILED, reason=f"HTTP {capture.status} to no address")
        if found.canonical == self._session.portal.canonical(due.address):
            return self._moved(outcome, due, capture, target)
        return replace(outcome, reason=f"HTTP {capture.status} to {target}"[:500], found=found)

    @staticmethod
    def _moved(outcome: Outcome, due: Due, capture: Capture, target: str) -> Outcome:
        """The same page at another of its addresses (https, the mobile host): fetch it there."""
        if target == due.address or due.attempts + 1 >= ATTEMPTS:
            return replace(outcome, state=State.FAILED, reason=f"HTTP {capture.status} in a circle")
        return replace(outcome, state=State.QUEUED, reason=f"HTTP {capture.status} to {target}"[:500], moved_to=target)

    def _cut_short(self, outcome: Outcome, due: Due, capture: Capture) -> Outcome:
        """What came of a body is kept and not read: half an article would be filed as one."""
        if capture.truncated != "length":
            return self._later(outcome, due, CUT_SHORT[capture.truncated or ""])
        reason = f"it has more than {len(capture.body)} bytes"
        if due.kind == LinkKind.LISTING:
            return replace(outcome, state=State.FAILED, reason=reason)
        return replace(outcome, reason=f"kept in part: {reason}")

    def _later(self, outcome: Outcome, due: Due, reason: str) -> Outcome:
        """Queue a link again, or give it up for this run after some attempts."""
        if due.attempts + 1 >= ATTEMPTS:
            return replace(outcome, state=State.FAILED, reason=reason)
        at = outcome.at + backoff(due.attempts + 1, self._session.delay)
        return replace(outcome, state=State.QUEUED, reason=reason, retry_at=at)

    async def _listing(self, outcome: Outcome, due: Due, capture: Capture) -> Outcome:
        session = self._session
        listing = await _patiently(
            session.pool.submit(
                links_of,
                capture.body,
                capture.response_headers,
                url=capture.url,
                portal_id=session.portal.id,
                base_url=session.options.base_url,
            )
        )
        links = session.planner.links(
            listing, due, session.walks[("channel", due.channel_id) if due.channel_id else ("list", due.link_id)]
        )
        session.widen(due, links)
        channel = None if due.is_start or due.depth else self._channel(due, listing)
        return replace(outcome, links=links, channel=channel)

    def _channel(self, due: Due, listing: Listing) -> FoundChannel:
        portal = self._session.portal
        name = listing.breadcrumb[-1] if listing.breadcrumb else (listing.title or "")
        return FoundChannel(
            canonical=portal.canonical(due.address),
            name=name or due.address,
            region=region_of(listing.breadcrumb or (name,)),
        )

    async def _article(self, outcome: Outcome, due: Due, capture: Capture) -> Outcome:
        portal = self._session.portal
        reading = await _patiently(
            self._session.pool.submit(
                article_of,
                capture.body,
                capture.response_headers,
                url=due.address,
                portal_id=portal.id,
                fetched_at=capture.fetched_at,
            )
        )
        if reading.article is None:
            return replace(outcome, reason=f"no article: {reading.refusal}")
        found = FoundArticle(article=reading.article, canonical=portal.canonical(due.address), address=due.address)
        return replace(outcome, article=found)

"""What became of one link: from a response, or from its absence, to the outcome that is filed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import urljoin

from newsarchive.capture.bodies import header
from newsarchive.crawl.further import Further, FurtherPages
from newsarchive.crawl.made_up import MadeUp
from newsarchive.crawl.retry_after import LATER, backoff
from newsarchive.crawl.session import CrawlSession
from newsarchive.crawl.trouble import Trouble
from newsarchive.dedupe.arrival import Arrived, arrive
from newsarchive.discover.listing import Listing
from newsarchive.items import ATTACHED, Article, Capture, LinkKind
from newsarchive.portals.responses import FurtherPage, links_of, requisites_of
from newsarchive.portals.worker import ReadingStopped
from newsarchive.reading.breadcrumb import region_of
from newsarchive.reading.joining import first_page
from newsarchive.reading.refusal import WALLS
from newsarchive.store.frontier import Due
from newsarchive.store.outcomes import FoundArticle, FoundChannel, FoundLink, Outcome, State

ATTEMPTS = 3
"""Attempts at a link in one run."""

REDIRECTS = frozenset({301, 302, 303, 307, 308})
GONE = frozenset({404, 410})

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


def _media_type(capture: Capture) -> str:
    return (header(capture.response_headers, "content-type") or "").partition(";")[0].strip().lower()


class Handling:
    """Turns what was fetched into outcomes, for one crawl."""

    def __init__(self, session: CrawlSession, made_up: MadeUp, further: FurtherPages) -> None:
        self._session = session
        self._made_up = made_up
        self._further = further
        self._readers: dict[LinkKind, Callable[[Outcome, Due, Capture], Coroutine[Any, Any, Outcome]]] = {
            LinkKind.LISTING: self._listing,
            LinkKind.ARTICLE: self._article,
            LinkKind.IMAGE: self._image,
            LinkKind.ASSET: self._asset,
        }

    async def fetched(self, due: Due, capture: Capture) -> Outcome:
        """Return what a response means for its link."""
        outcome = await self._judged(due, capture)
        if due.kind == LinkKind.LISTING:
            return self._session.discovery.dated(outcome, due)
        if due.kind != LinkKind.ARTICLE or outcome.state not in (State.DONE, State.GONE):
            return outcome
        first = due.first_read or (outcome.at if outcome.article else None)
        check = self._session.portal.next_check(first, outcome.at) if first else None
        return replace(outcome, next_check=check)

    async def _judged(self, due: Due, capture: Capture) -> Outcome:
        outcome = self._outcome(due, State.DONE, capture=capture)
        if capture.status in REDIRECTS:
            return self._redirected(outcome, due, capture)
        if capture.status == HTTPStatus.NOT_MODIFIED and (due.etag or due.last_modified):
            return outcome
        if capture.status != 200:
            return self._unwanted(outcome, due, capture.status)
        if capture.truncated is not None:
            return self._cut_short(outcome, due, capture)
        try:
            return await self._readers[due.kind](outcome, due, capture)
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

    def trapped(self, due: Due, reason: str) -> Outcome:
        """Return what it means for a link that it is part of a trap."""
        return replace(self._outcome(due, State.EXCLUDED), reason=reason)

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
        gone = status in GONE or (due.kind in ATTACHED and status < 500)  # pictures are not asked for in vain each day
        return replace(outcome, state=State.GONE if gone else State.FAILED, reason=f"HTTP {status}")

    def _redirected(self, outcome: Outcome, due: Due, capture: Capture) -> Outcome:
        location = header(capture.response_headers, "location")
        if not location:
            return replace(outcome, state=State.FAILED, reason=f"HTTP {capture.status} without a Location")
        try:
            target = self._session.addresses.own(urljoin(capture.url, location))
            plan = self._session.attachments if due.kind in ATTACHED else self._session.discovery.planner
            found = plan.redirect(target, due)
        except ValueError:
            return replace(outcome, state=State.FAILED, reason=f"HTTP {capture.status} to no address")
        is_away = due.kind == LinkKind.ARTICLE and self._session.portal.is_home(target)
        if found is None or is_away:
            return replace(outcome, state=State.GONE, reason=f"HTTP {capture.status} to {target}"[:500])
        if found.canonical == self._session.portal.canonical(due.address):
            return self._moved(outcome, due, f"HTTP {capture.status}", target)
        return replace(outcome, reason=f"HTTP {capture.status} to {target}"[:500], found=found)

    @staticmethod
    def _moved(outcome: Outcome, due: Due, why: str, target: str) -> Outcome:
        """The same page at another of its addresses (https, the mobile host): fetch it there."""
        if target == due.address or due.attempts + 1 >= ATTEMPTS:
            return replace(outcome, state=State.FAILED, reason=f"{why} in a circle")
        return replace(outcome, state=State.QUEUED, reason=f"{why} to {target}"[:500], moved_to=target)

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
        return replace(outcome, state=State.QUEUED, reason=reason, next_check=at)

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
        judged = session.discovery.judge(listing, due)
        session.widen(due, judged.links)
        if trap := session.discovery.spring(due, judged.links):
            reason = session.discovery.traps.objection(due.address) or ""
            for other in trap[:-1]:
                session.writer.file(self.trapped(other, reason))
            return replace(outcome, state=State.EXCLUDED, reason=reason)
        is_column = bool(listing.title or listing.breadcrumb) and not due.is_start and not due.depth
        channel = self._channel(due, listing) if is_column else None
        return replace(
            outcome,
            links=judged.links,
            older_than=judged.older_than,
            newer_than=judged.newer_than,
            channel=channel,
        )

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
        arrived, further = await self._arrived(due, capture), Further()
        article, refusal = arrived.reading.article, arrived.reading.refusal
        is_wall = refusal in WALLS
        if due.first_read is not None and not is_wall and await self._made_up.is_answered_like(capture):
            if not await self._made_up.is_wall(capture):
                return replace(outcome, state=State.GONE, reason="it is answered like an address that never was")
            article, is_wall, refusal = None, True, "the home page says the same"
        if is_wall and due.gone is not None:
            return replace(outcome, state=State.GONE, reason=due.gone)
        if article is None:
            return replace(outcome, reason=f"no article: {refusal}")
        if article.pages:
            if (first := first_page(article)) is not None and (leading := self._to_first(outcome, due, first)):
                return leading
            further = await self._further.named_by(article, due.link_id)
            if further.trouble and (due.attempts + 1 < ATTEMPTS or due.first_read is not None):
                return self._later(outcome, due, further.trouble)
            if further.pages:
                arrived = await self._arrived(due, capture, further.pages)
                article = arrived.reading.article or article
        found = FoundArticle(
            article=article,
            canonical=article.canonical_url or portal.canonical(due.address),
            address=due.address,
            further=tuple(page for page in further.kept if page.address in article.pages),
            compared=arrived.compared,
            disagrees=arrived.disagrees,
        )
        return replace(outcome, article=found, links=await self._attached(article, due, capture))

    async def _arrived(self, due: Due, capture: Capture, further: tuple[FurtherPage, ...] = ()) -> Arrived:
        return await _patiently(
            self._session.pool.submit(
                arrive,
                capture.body,
                capture.response_headers,
                url=due.address,
                portal_id=self._session.portal.id,
                fetched_at=capture.fetched_at,
                further=further,
            )
        )

    def _to_first(self, outcome: Outcome, due: Due, first: str) -> Outcome | None:
        """A later page of an article leads to its first, where that may be fetched."""
        found = self._session.discovery.planner.redirect(first, due)
        if found.kind != LinkKind.ARTICLE or found.state != State.QUEUED:
            return None
        if found.canonical == self._session.portal.canonical(due.address):
            return self._moved(outcome, due, "a later page", first)
        return replace(outcome, reason=f"a later page of {first}"[:500], found=found)

    async def _attached(self, article: Article, due: Due, capture: Capture) -> tuple[FoundLink, ...]:
        """Return what is to be kept beside an article."""
        session = self._session
        if session.assets == "none":
            return ()
        images = session.attachments.of_article((image.url for image in article.images), LinkKind.IMAGE)
        if session.assets == "images":
            return images
        named = await self._requisites(due, capture)
        known = {link.canonical for link in images}
        others = session.attachments.of_article(named, LinkKind.ASSET)
        return (*images, *(link for link in others if link.canonical not in known))

    async def _requisites(self, due: Due, capture: Capture, *, is_style: bool = False) -> tuple[str, ...]:
        answer = self._session.pool.submit(
            requisites_of, capture.body, capture.response_headers, url=due.address, is_style=is_style
        )
        return await _patiently(answer)

    async def _image(self, outcome: Outcome, _due: Due, capture: Capture) -> Outcome:
        kind = _media_type(capture)
        return replace(outcome, reason=f"no picture: {kind}") if kind.startswith("text/") else outcome

    async def _asset(self, outcome: Outcome, due: Due, capture: Capture) -> Outcome:
        if _media_type(capture) != "text/css" or not self._session.attachments.goes_on(due):
            return outcome
        named = await self._requisites(due, capture, is_style=True)
        return replace(outcome, links=self._session.attachments.of_style(named, due))

"""Drawing links from the frontier: what is in hand is known only here, so that a kill leaves it queued."""

from __future__ import annotations

from collections import deque
from datetime import UTC, datetime

from newsarchive.crawl.options import CrawlOptions
from newsarchive.items import ATTACHED, LinkKind
from newsarchive.store.archive import Archive
from newsarchive.store.database import reading
from newsarchive.store.frontier import Due, Scope, Waiting, next_links, waiting

BATCH = 16
"""Links read from the database at once: few, so that what a list brings to light soon gets its turn."""


class Drawing:
    """Hands out the links that are due, each once until it is given back."""

    def __init__(self, archive: Archive, portal_id: str, options: CrawlOptions, scope: Scope | None) -> None:
        self._engine = archive.engine
        self._portal_id = portal_id
        self._limit = options.limit
        self._since = options.since
        self._kinds = {LinkKind.LISTING} if options.dry_run else {LinkKind.LISTING, LinkKind.ARTICLE, *ATTACHED}
        self._scope = scope
        self._ready: deque[Due] = deque()
        self._in_hand: set[int] = set()
        self._articles: set[int] = set()

    @property
    def limit_reached(self) -> bool:
        """Whether as many articles have been drawn as were asked for."""
        return self._limit is not None and len(self._articles) >= self._limit

    @property
    def _wanted(self) -> set[LinkKind]:
        """Kinds that are still to be fetched: at the limit, what belongs to the articles that were fetched."""
        return self._kinds & ATTACHED if self.limit_reached else self._kinds

    def draw(self) -> Due | None:
        """Return the next link to fetch; None when none is due now."""
        if self.limit_reached:
            self._ready = deque(due for due in self._ready if due.kind in ATTACHED)
        if not self._ready:
            with reading(self._engine) as session:
                self._ready.extend(
                    next_links(
                        session,
                        self._portal_id,
                        datetime.now(UTC),
                        skip=self._in_hand,
                        kinds=self._wanted,
                        limit=BATCH,
                        scope=self._scope,
                        since=self._since,
                    )
                )
        if not self._ready:
            return None
        due = self._ready.popleft()
        self._in_hand.add(due.link_id)
        if due.kind == LinkKind.ARTICLE:
            self._articles.add(due.link_id)
        return due

    def give_back(self, due: Due) -> None:
        """Note that a link's outcome has been filed, or that it will not be fetched after all."""
        self._in_hand.discard(due.link_id)

    def is_left(self) -> bool:
        """Whether anything is still to be fetched in this run, now or later."""
        return any(due.kind in self._wanted for due in self._ready) or self._waiting(self._wanted).links > 0

    def left(self) -> Waiting:
        """Return what of this run is still queued, whatever its limit."""
        return self._waiting(self._kinds)

    def _waiting(self, kinds: set[LinkKind]) -> Waiting:
        with reading(self._engine) as session:
            return waiting(session, self._portal_id, kinds, scope=self._scope, since=self._since)

"""Drawing links from the frontier: what is in hand is known only here, so that a kill leaves it queued."""

from __future__ import annotations

from collections import deque
from datetime import UTC, datetime
from time import monotonic

from newsarchive.crawl.options import CrawlOptions
from newsarchive.items import ATTACHED, LinkKind
from newsarchive.portals.definition import Portal
from newsarchive.store.archive import Archive
from newsarchive.store.database import reading
from newsarchive.store.frontier import (
    Due,
    Queued,
    Scope,
    count_queued,
    first_due,
    is_check_due,
    is_queued,
    next_checks,
    next_links,
)
from newsarchive.store.outcomes import Filed, State
from newsarchive.store.runs import checks_on

BATCH = 16
"""Links read from the database at once: few, so that what a list brings to light soon gets its turn."""
IDLE = 1.0
"""Seconds after which a frontier without a due link is looked at again, unless something was filed that may be due."""


class Drawing:
    """Hands out the links that are due, each once until it is given back."""

    def __init__(self, archive: Archive, portal: Portal, options: CrawlOptions, scope: Scope | None) -> None:
        self._engine = archive.engine
        self._portal_id = portal.id
        self._limit = options.limit
        self._since, self._until = options.since, options.until
        self._kinds = {LinkKind.LISTING} if options.dry_run else {LinkKind.LISTING, LinkKind.ARTICLE, *ATTACHED}
        self._scope = scope
        self._ready: deque[Due] = deque()
        self._in_hand: set[int] = set()
        self._articles: set[int] = set()
        self._idle_until = 0.0
        self._first_due: datetime | None = None
        with reading(self._engine) as session:
            done = checks_on(session, portal.id, datetime.now(UTC).date())
        self._checks_left = 0 if options.dry_run else max(0, portal.checks_a_day - done)

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
        if not self._ready and monotonic() >= self._idle_until:
            self._look()
        if not self._ready:
            return None
        due = self._ready.popleft()
        self._in_hand.add(due.link_id)
        if due.kind == LinkKind.ARTICLE:
            self._articles.add(due.link_id)
            self._checks_left -= due.first_read is not None
        return due

    def _look(self) -> None:
        """Look for what to fetch next: what is new comes before what is looked at again."""
        queued, now = self._queued(self._wanted), datetime.now(UTC)
        self._first_due = None
        with reading(self._engine) as session:
            self._ready.extend(next_links(session, queued, now, skip=self._in_hand, limit=BATCH))
            if not self._ready and self._may_check:
                limit = min(BATCH, self._checks_left)
                self._ready.extend(next_checks(session, queued, now, skip=self._in_hand, limit=limit))
            if not self._ready:
                self._idle_until = monotonic() + IDLE
                self._first_due = first_due(session, self._queued(self._kinds), now)

    @property
    def _may_check(self) -> bool:
        return self._checks_left > 0 and not self.limit_reached

    def note(self, due: Due, filed: Filed) -> None:
        """Note what the filing of a link's outcome did: only some of them bring anything that may be due."""
        if filed.queued or filed.state == State.QUEUED or due.kind == LinkKind.LISTING:
            self._idle_until, self._first_due = 0.0, None

    def give_back(self, due: Due) -> None:
        """Note that a link's outcome has been filed, or that it will not be fetched after all."""
        self._in_hand.discard(due.link_id)

    def is_left(self) -> bool:
        """Whether anything is still to be fetched in this run, now or later."""
        if any(due.kind in self._wanted for due in self._ready):
            return True
        queued = self._queued(self._wanted)
        with reading(self._engine) as session:
            return is_queued(session, queued) or (self._may_check and is_check_due(session, queued, datetime.now(UTC)))

    @property
    def first_due(self) -> datetime | None:
        """Before when no link of this run is due, as was seen when none could be drawn; None where none is left."""
        return self._first_due

    def count_left(self) -> int:
        """Count what of this run is still queued, whatever its limit."""
        with reading(self._engine) as session:
            return count_queued(session, self._queued(self._kinds))

    def _queued(self, kinds: set[LinkKind]) -> Queued:
        return Queued(portal_id=self._portal_id, kinds=kinds, scope=self._scope, since=self._since, until=self._until)

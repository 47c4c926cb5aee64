"""What one run makes of the lists that it reads, given what earlier runs know."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from newsarchive.crawl.options import CrawlOptions
from newsarchive.crawl.plan import Judged, Planner
from newsarchive.crawl.robots import Robots
from newsarchive.crawl.traps import Traps, is_generated
from newsarchive.crawl.walk import Walk
from newsarchive.discover.listing import Listing
from newsarchive.discover.version import code_digest
from newsarchive.items import LinkKind
from newsarchive.portals.definition import Portal
from newsarchive.portals.registry import definition_digest
from newsarchive.store.archive import Archive
from newsarchive.store.database import reading
from newsarchive.store.frontier import Due, fetched_at, known_states, seen_on_list
from newsarchive.store.outcomes import FoundLink
from newsarchive.store.runs import traps_of
from newsarchive.text.urls import digest


class Discovery:
    """Judges the links of lists, and follows each list as far as it is to be followed."""

    def __init__(
        self,
        archive: Archive,
        portal: Portal,
        options: CrawlOptions,
        *,
        allowed: Callable[[str], bool],
        started: datetime,
    ) -> None:
        self._engine = archive.engine
        self._portal_id = portal.id
        self._fresh = options.fresh
        self._started = started
        self._walks: dict[int, Walk] = defaultdict(Walk)
        with reading(self._engine) as session:
            self.traps = Traps(known=set() if options.fresh else set(traps_of(session, portal.id)))
        self.planner = Planner(
            portal=portal,
            allowed=allowed,
            seen=self._seen,
            fetched=self._fetched,
            traps=self.traps,
            since=options.since,
            until=options.until,
        )

    def judge(self, listing: Listing, due: Due) -> Judged:
        """Return what the links of a list are to the frontier."""
        return self.planner.links(listing, due, self._walks[due.list_id or due.link_id])

    def spring(self, due: Due, links: Sequence[FoundLink]) -> Sequence[Due]:
        """Return the lists that turn out to be a trap now that this one was read, itself among them; mostly none.

        A trap is told by lists that show nothing new when they are first read, though a program makes up ever more of
        their addresses.
        """
        if due.is_start or due.depth or due.last_read is not None or not is_generated(due.address):
            return ()
        articles = [digest(link.canonical) for link in links if link.kind == LinkKind.ARTICLE]
        with reading(self._engine) as session:
            known = known_states(session, self._portal_id, articles)
        return self.traps.note(due, is_barren=len(known) == len(articles))

    def is_trap(self, due: Due) -> str | None:
        """Return why a list was queued before its like turned out to be a trap; None where it may be fetched."""
        is_new = due.kind == LinkKind.LISTING and not due.depth and due.last_read is None
        return self.traps.objection(due.address) if is_new and not due.is_start else None

    def _seen(self, due: Due, keys: Sequence[bytes]) -> Mapping[bytes, str]:
        """Return which of these links runs before this one saw in a list; a fresh discovery asks for none."""
        if self._fresh or due.list_id is None or not keys:
            return {}
        with reading(self._engine) as session:
            return seen_on_list(session, self._portal_id, due.list_id, keys, self._started)

    def _fetched(self, keys: Sequence[bytes]) -> Mapping[bytes, datetime]:
        with reading(self._engine) as session:
            return fetched_at(session, self._portal_id, keys)


def terms_of(portal: Portal, robots: Robots) -> str:
    """Return a digest of what lists are read by: where it changes, an unchanged list may mean something else."""
    return digest("\n".join((code_digest(), definition_digest(portal.id), robots.digest))).hex()

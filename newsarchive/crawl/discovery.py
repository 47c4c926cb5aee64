"""What one run makes of the lists that it reads, given what earlier runs know."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from zoneinfo import ZoneInfo

from newsarchive.crawl.calendar import Calendar
from newsarchive.crawl.objections import Objections
from newsarchive.crawl.options import CrawlOptions
from newsarchive.crawl.plan import Judged, Planner
from newsarchive.crawl.robots import Robots
from newsarchive.crawl.traps import Traps
from newsarchive.crawl.walk import Walk
from newsarchive.discover.archives import Span
from newsarchive.discover.listing import Listing
from newsarchive.discover.version import code_digest
from newsarchive.items import LinkKind
from newsarchive.portals.definition import Portal
from newsarchive.portals.registry import definition_digest
from newsarchive.store.archive import Archive
from newsarchive.store.database import reading
from newsarchive.store.frontier import Due, fetched_at, known_states, seen_on_list
from newsarchive.store.outcomes import FoundLink, Outcome, State
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
        self.calendar = Calendar(
            portal=portal,
            today=datetime.now(ZoneInfo(portal.zone)).date(),
            until=options.until,
        )
        self.planner = Planner(
            portal=portal,
            objections=Objections(
                portal=portal,
                allowed=allowed,
                calendar=self.calendar,
                traps=self.traps,
                since=options.since,
                until=options.until,
            ),
            calendar=self.calendar,
            traps=self.traps,
            seen=self._seen,
            fetched=self._fetched,
        )

    def judge(self, listing: Listing, due: Due) -> Judged:
        """Return what the links of a list are to the frontier."""
        return self.planner.links(listing, due, self._walks[due.list_id or due.link_id])

    def spring(self, due: Due, links: Sequence[FoundLink]) -> Sequence[Due]:
        """Return the lists that turn out to be a trap now that this one was read, itself among them; mostly none.

        A trap is told by lists that show nothing new when they are first read, though there are ever more of them.
        """
        if due.last_read is not None:
            return ()
        if (span := self.calendar.span(due.address)) is not None:
            self._note_days(due, links, span)
            return ()
        if due.is_start or due.depth:
            return ()
        articles = [link for link in links if link.kind == LinkKind.ARTICLE]
        return self.traps.note(due, is_barren=self._are_known(articles))

    def dated(self, outcome: Outcome, due: Due) -> Outcome:
        """Return the outcome of a list; that of a list of days says what to look at besides, and when to look again."""
        if outcome.state not in (State.DONE, State.GONE):
            return outcome
        outcome = self._gone_back(outcome, due)
        changes = due.depth and self.calendar.changes_after(due.address, outcome.at)
        return replace(outcome, next_check=outcome.at) if changes else outcome

    def _gone_back(self, outcome: Outcome, due: Due) -> Outcome:
        """Name the list of the day before, where the portal's file says that there is one a day.

        A day of which there is no list is gone over: what a portal answers then, it answers for each such day.
        """
        before = self.planner.day_before(due)
        is_told = outcome.capture is not None and outcome.capture.status == HTTPStatus.NOT_MODIFIED
        if not before.links or is_told:
            return outcome
        if outcome.reason is not None:
            self.calendar.note(due, is_empty=True)
            before = self.planner.day_before(due)
            outcome = replace(outcome, state=State.GONE, found=None)
        return replace(
            outcome,
            links=(*(link for link in outcome.links if link.canonical != before.links[0].canonical), *before.links),
            older_than=outcome.older_than or before.older_than,
            newer_than=outcome.newer_than or before.newer_than,
        )

    def _note_days(self, due: Due, links: Sequence[FoundLink], span: Span) -> None:
        """Note whether a list of days shows something new: articles, or further pages (版) of the same days.

        The table of a month says nothing by itself: its days do.
        """
        spans = [self.calendar.span(link.address) for link in links if link.kind == LinkKind.LISTING]
        if any(other is not None and other != span and other.lies_in(span) for other in spans):
            return
        same = [link for link in links if link.kind == LinkKind.LISTING and self.calendar.span(link.address) == span]
        articles = [link for link in links if link.kind == LinkKind.ARTICLE]
        self.calendar.note(due, is_empty=self._are_known([*articles, *same]))

    def _are_known(self, links: Sequence[FoundLink]) -> bool:
        keys = [digest(link.canonical) for link in links]
        with reading(self._engine) as session:
            return len(known_states(session, self._portal_id, keys)) == len(keys)

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
        """Return when these links were last fetched; a fresh discovery asks for none."""
        if self._fresh:
            return {}
        with reading(self._engine) as session:
            return fetched_at(session, self._portal_id, keys)


def terms_of(portal: Portal, robots: Robots) -> str:
    """Return a digest of what lists are read by: where it changes, an unchanged list may mean something else."""
    return digest("\n".join((code_digest(), definition_digest(portal.id), robots.digest))).hex()

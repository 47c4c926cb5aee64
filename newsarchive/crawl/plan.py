"""What to do with the links of a list: which are fetched, how soon, and which for another run only."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit

from newsarchive.crawl.calendar import Calendar
from newsarchive.crawl.objections import Objections, Place
from newsarchive.crawl.traps import Traps
from newsarchive.crawl.walk import MOST_PAGES, Walk, only_next
from newsarchive.discover.days import stated_time
from newsarchive.discover.listing import Listing
from newsarchive.items import Link, LinkKind
from newsarchive.portals.definition import Portal
from newsarchive.store.frontier import Due
from newsarchive.store.outcomes import FoundLink, State
from newsarchive.text.urls import digest

LIST_PRIORITY, ARTICLE_PRIORITY, NEXT_PRIORITY = 0, 50, 60
"""First pages of lists, then the articles that they show, then further pages: what is new comes first."""

WIDEST_OFFSET = timedelta(hours=14)
"""How far a time without zone may lie from UTC."""

LONGEST_TRUST = timedelta(days=30)
"""How long an index is believed that says that a sitemap has not changed: some never say otherwise."""

MOST_SITEMAPS = 50
"""Sitemaps named in a robots.txt at which discovery begins: a portal with more of them has an index."""

MOST_REDIRECTS = 9
"""Redirects, one leading to the next, that are followed: each takes its link one step back in its rank."""


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What the links of a list are to the frontier."""

    links: tuple[FoundLink, ...]
    older_than: date | None = None
    """Links before this day were left out, because the run goes no further back."""
    newer_than: date | None = None
    """Links after this day were left out."""


@dataclass(frozen=True, kw_only=True)
class Planner:
    """Judges links, and says which of a list's pages and parts are fetched again."""

    portal: Portal
    objections: Objections
    calendar: Calendar
    traps: Traps
    seen: Callable[[Due, Sequence[bytes]], Mapping[bytes, str]]
    """Which links (by key) runs before this one saw in a list, with their states."""
    fetched: Callable[[Sequence[bytes]], Mapping[bytes, datetime]]
    """When links (by key) were last fetched that are not to be fetched again by themselves."""

    def start(self, url: str) -> FoundLink:
        """Return a link at which discovery begins."""
        canonical = self.portal.canonical(url)
        return FoundLink(
            canonical=canonical, address=url, kind=LinkKind.LISTING, state=State.QUEUED, priority=LIST_PRIORITY
        )

    def starts_of_days(self) -> list[FoundLink]:
        """Return the newest of the lists of which there is one a day."""
        return [
            replace(self.start(url), depth=1, in_list=True, priority=NEXT_PRIORITY) for url in self.calendar.newest()
        ]

    def starts_of_robots(self, named: Sequence[str]) -> list[FoundLink]:
        """Return the sitemaps that a robots.txt names and that may be asked for: those of the portal's hosts."""
        found: dict[str, FoundLink] = {}
        for url in named if self.portal.sitemaps else ():
            with suppress(ValueError):  # an address that cannot be parsed leads nowhere
                if self.portal.owns(url) and "@" not in urlsplit(url).netloc and self.objections.allowed(url):
                    start = self.start(url)
                    found.setdefault(start.canonical, start)
        for start in list(found.values())[MOST_SITEMAPS:]:
            self.traps.cut_off(start.address, f"robots.txt names more than {MOST_SITEMAPS} sitemaps")
        return list(found.values())[:MOST_SITEMAPS]

    def links(self, listing: Listing, due: Due, walk: Walk) -> Judged:
        """Return what the links of a list page are to the frontier."""
        dated = any(link.day for link in listing.links if link.kind == LinkKind.ARTICLE)
        found: dict[str, FoundLink] = {}
        pages, parts = set(), dict[str, Link]()
        for link in listing.links:
            try:
                place = self._place(link, due)
                judged = self._judge(link, due, place, dated=dated)
            except ValueError:  # an address that cannot be parsed leads nowhere
                continue
            first = found.setdefault(judged.canonical, judged)
            if judged.in_list and not first.in_list:
                found[judged.canonical] = judged
            if place is Place.PAGE:
                pages.add(judged.canonical)
            elif place is Place.PART:
                parts[judged.canonical] = link
        inside = [link for link in found.values() if link.kind == LinkKind.ARTICLE and link.in_list]
        if pages:
            found |= self._followed({name: found[name] for name in pages}, inside, due, walk)
        if parts:
            found |= self._settled({name: found[name] for name in parts}, parts)
        return self._told(tuple(found.values()))

    def day_before(self, due: Due) -> Judged:
        """Return the list of the day before a list of a day; nothing where there is none, or it is not wanted."""
        url = self.calendar.day_before(due.address)
        if url is None:
            return Judged(links=())
        link = Link(url=url, kind=LinkKind.LISTING)
        found = self._judge(link, due, Place.PART, dated=False)
        return self._told(tuple(self._settled({found.canonical: found}, {found.canonical: link}).values()))

    def _told(self, links: tuple[FoundLink, ...]) -> Judged:
        reasons = {link.reason for link in links}
        return Judged(
            links=links,
            older_than=self.objections.since if self.objections.too_old in reasons else None,
            newer_than=self.objections.until if self.objections.too_new in reasons else None,
        )

    def _place(self, link: Link, due: Due) -> Place:
        """Return how a link belongs to the list that shows it. Raises ValueError."""
        if link.is_part and link.stated is not None:  # an index that tells when they change is all that is asked
            return Place.PART
        if link.is_part or not (link.is_next or link.kind == LinkKind.LISTING):
            return Place.OTHER
        span = self.calendar.span(link.url)
        if span is None:
            return Place.PAGE if link.is_next else Place.OTHER
        is_turned = link.page is not None and not span.is_shown_as(link.page)
        is_page = link.is_next and (is_turned or self.calendar.span(due.address) == span)
        return Place.PAGE if is_page else Place.PART

    def _followed(
        self, pages: dict[str, FoundLink], inside: Sequence[FoundLink], due: Due, walk: Walk
    ) -> dict[str, FoundLink]:
        """Decide which further pages of the list are fetched."""
        ended = self._ended(inside, due, walk)
        keys = [digest(link.canonical) for link in inside]
        pages = only_next(pages, due.depth, known=walk.is_known(inside, self.seen(due, keys)))
        return {name: self._held_back(link, ended) for name, link in pages.items()}

    def _settled(self, found: dict[str, FoundLink], parts: Mapping[str, Link]) -> dict[str, FoundLink]:
        """Mark the parts of a list (sitemaps of an index, lists of days) that need not be fetched again."""
        fetched = self.fetched([digest(name) for name in found])
        return {
            name: replace(link, once=self._is_settled(parts[name], fetched.get(digest(name))))
            for name, link in found.items()
        }

    def _is_settled(self, part: Link, fetched: datetime | None) -> bool:
        if part.is_part:
            return _is_unchanged(part.stated or "", fetched)
        return self.calendar.is_settled(part.url, fetched)

    def redirect(self, url: str, due: Due) -> FoundLink:
        """Return the link that a redirect leads to; excluded where too many redirects came before."""
        link, before = Link(url=url, kind=self.portal.kind_of(url)), _redirects(due)
        found = self._judge(link, due, self._place(link, due), dated=False)
        if before >= MOST_REDIRECTS and found.state == State.QUEUED:
            return replace(found, state=State.EXCLUDED, reason=f"more than {MOST_REDIRECTS} redirects lead to it")
        return replace(found, priority=found.priority + before + 1)

    def _judge(self, link: Link, due: Due, place: Place, *, dated: bool) -> FoundLink:
        kind = LinkKind.LISTING if link.is_next else link.kind
        is_row = kind == LinkKind.ARTICLE and (link.day is not None or not dated)
        reason = self.objections.of(link, kind, due, place)
        return FoundLink(
            canonical=self.portal.canonical(link.url),
            address=link.url,
            kind=kind,
            state=State.EXCLUDED if reason else State.QUEUED,
            reason=reason,
            priority=_priority(kind, due, place),
            text=link.text,
            stated=link.stated,
            day=link.day,
            position=link.position,
            depth=_depth(link, due, place),
            in_list=is_row or place is not Place.OTHER,
        )

    def _ended(self, inside: Sequence[FoundLink], due: Due, walk: Walk) -> str | None:
        """Return why the list is followed no further; None to go on."""
        repeats = walk.shows_nothing_else(inside)
        if due.depth >= MOST_PAGES:
            self.traps.cut_off(due.address, f"more than {MOST_PAGES} pages")
            return f"more than {MOST_PAGES} pages"
        if due.depth and repeats:
            return "the page before shows nothing new"
        if inside and all(link.reason == self.objections.too_old for link in inside):
            return self.objections.too_old
        return None

    @staticmethod
    def _held_back(link: FoundLink, ended: str | None) -> FoundLink:
        return (
            link if ended is None or link.state != State.QUEUED else replace(link, state=State.EXCLUDED, reason=ended)
        )


def _priority(kind: LinkKind, due: Due, place: Place) -> int:
    if kind != LinkKind.LISTING:
        return ARTICLE_PRIORITY
    if place is Place.PAGE:
        return NEXT_PRIORITY + min(due.depth, 30)
    return NEXT_PRIORITY if place is Place.PART else LIST_PRIORITY


def _depth(link: Link, due: Due, place: Place) -> int:
    """Return how many pages from the start of its list a link lies; 0 for what is no page or part of it."""
    if place is Place.PAGE:
        return min(link.page, MOST_PAGES + 1) - 1 if link.page else due.depth + 1
    return 1 if place is Place.PART else 0


def _is_unchanged(stated: str, read: datetime | None) -> bool:
    """Whether what a sitemap index says of a sitemap's last change means that it has not changed since it was read."""
    changed, now = stated_time(stated), datetime.now(UTC)
    if changed is None or read is None or now - read > LONGEST_TRUST:
        return False
    if changed.time() == time.min and changed.tzinfo is None:
        changed += timedelta(days=1)  # a day: at any time of it
    latest = changed.replace(tzinfo=UTC) + WIDEST_OFFSET if changed.tzinfo is None else changed
    return latest < read


def _redirects(due: Due) -> int:
    """Return how many redirects led to a link, one after the other."""
    if due.priority >= NEXT_PRIORITY:  # a list page named it
        return 0
    return due.priority - (ARTICLE_PRIORITY if due.priority >= ARTICLE_PRIORITY else LIST_PRIORITY)

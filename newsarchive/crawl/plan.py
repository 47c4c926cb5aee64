"""What to do with the links of a list: which are fetched, how soon, and which for another run only."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit

from newsarchive.crawl.traps import Traps
from newsarchive.crawl.walk import MOST_PAGES, Walk, is_further, only_next
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

LONGEST_TRUST = timedelta(days=7)
"""How long an index is believed that says that a sitemap has not changed: some never say otherwise."""

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
    """Judges links by the portal's rules, robots.txt, and what this crawl was asked for."""

    portal: Portal
    allowed: Callable[[str], bool]
    """Whether robots.txt lets an address of the portal be fetched."""
    seen: Callable[[Due, Sequence[bytes]], Mapping[bytes, str]] = lambda _due, _keys: {}
    """Which links (by key) runs before this one saw in a list, with their states."""
    fetched: Callable[[Sequence[bytes]], Mapping[bytes, datetime]] = lambda _keys: {}
    """When links (by key) were last fetched that are not to be fetched again by themselves."""
    traps: Traps = field(default_factory=lambda: Traps(known=set()))
    since: date | None = None
    until: date | None = None

    def start(self, url: str) -> FoundLink:
        """Return a link at which discovery begins."""
        canonical = self.portal.canonical(url)
        return FoundLink(
            canonical=canonical, address=url, kind=LinkKind.LISTING, state=State.QUEUED, priority=LIST_PRIORITY
        )

    def links(self, listing: Listing, due: Due, walk: Walk) -> Judged:
        """Return what the links of a list page are to the frontier."""
        dated = any(link.day for link in listing.links if link.kind == LinkKind.ARTICLE)
        found: dict[str, FoundLink] = {}
        for link in listing.links:
            try:
                judged = self._judge(link, due, dated=dated)
            except ValueError:  # an address that cannot be parsed leads nowhere
                continue
            first = found.setdefault(judged.canonical, judged)
            if judged.in_list and not first.in_list:
                found[judged.canonical] = judged
        inside = [link for link in found.values() if link.kind == LinkKind.ARTICLE and link.in_list]
        if any(link.is_part for link in listing.links):
            found = self._changed(found, listing)
        elif any(is_further(link) for link in found.values()):
            found = self._followed(found, inside, due, walk)
        reasons = {link.reason for link in found.values()}
        return Judged(
            links=tuple(found.values()),
            older_than=self.since if self._too_old in reasons else None,
            newer_than=self.until if self._too_new in reasons else None,
        )

    def _followed(
        self, found: dict[str, FoundLink], inside: Sequence[FoundLink], due: Due, walk: Walk
    ) -> dict[str, FoundLink]:
        """Decide which further pages of the list are fetched."""
        ended = self._ended(inside, due, walk)
        keys = [digest(link.canonical) for link in inside]
        found = only_next(found, due.depth, known=walk.is_known(inside, self.seen(due, keys)))
        return {name: self._held_back(link, ended) for name, link in found.items()}

    def _changed(self, found: dict[str, FoundLink], listing: Listing) -> dict[str, FoundLink]:
        """Mark the sitemaps of an index that have not changed since they were read."""
        stated = {self.portal.canonical(link.url): link.stated for link in listing.links if link.is_part}
        read = self.fetched([digest(name) for name in stated if name in found])
        unchanged = {name for name, text in stated.items() if text and _is_unchanged(text, read.get(digest(name)))}
        return {name: replace(link, once=name in unchanged) for name, link in found.items()}

    def redirect(self, url: str, due: Due) -> FoundLink:
        """Return the link that a redirect leads to; excluded where too many redirects came before."""
        found, before = self._judge(Link(url=url, kind=self.portal.kind_of(url)), due, dated=False), _redirects(due)
        if before >= MOST_REDIRECTS and found.state == State.QUEUED:
            return replace(found, state=State.EXCLUDED, reason=f"more than {MOST_REDIRECTS} redirects lead to it")
        return replace(found, priority=found.priority + before + 1)

    def _judge(self, link: Link, due: Due, *, dated: bool) -> FoundLink:
        kind = LinkKind.LISTING if link.is_next else link.kind
        governs = link.is_part and link.stated is not None  # an index that tells when they change is all that is asked
        in_list = link.is_next or governs or (kind == LinkKind.ARTICLE and (link.day is not None or not dated))
        reason = self._objection(link, kind)
        return FoundLink(
            canonical=self.portal.canonical(link.url),
            address=link.url,
            kind=kind,
            state=State.EXCLUDED if reason else State.QUEUED,
            reason=reason,
            priority=_priority(kind, due, is_next=link.is_next),
            text=link.text,
            stated=link.stated,
            day=link.day,
            position=link.position,
            depth=_depth(link, due) if link.is_next or governs else 0,
            in_list=in_list,
        )

    def _objection(self, link: Link, kind: LinkKind) -> str | None:
        if not self.portal.owns(link.url):
            return "outside the portal"
        if "@" in urlsplit(link.url).netloc:
            return "it names a user"
        if kind == LinkKind.OTHER:
            return "neither a list nor an article by the portal's rules"
        if not self.allowed(link.url):
            return "robots.txt"
        return self._untimely(link) if kind == LinkKind.ARTICLE else self._fruitless(link)

    def _fruitless(self, link: Link) -> str | None:
        """Return why a list is not worth looking at."""
        if link.is_part and self.since is not None and link.day is not None and link.day < self.since:
            return self._too_old
        return None if link.is_next else self.traps.objection(link.url)

    def _untimely(self, link: Link) -> str | None:
        """Return why an article is left to another run: this one is limited to other days."""
        if self.since is None and self.until is None:
            return None
        latest = link.day or self.portal.latest_day(link.url)
        if latest is None:
            return None
        if self.since is not None and latest < self.since:
            return self._too_old
        earliest = link.day or latest.replace(day=1)  # an address may state no more than the month
        return self._too_new if self.until is not None and earliest > self.until else None

    @property
    def _too_old(self) -> str:
        return f"older than {self.since}"

    @property
    def _too_new(self) -> str:
        return f"newer than {self.until}"

    def _ended(self, inside: Sequence[FoundLink], due: Due, walk: Walk) -> str | None:
        """Return why the list is followed no further; None to go on."""
        repeats = walk.shows_nothing_else(inside)
        if due.depth >= MOST_PAGES:
            self.traps.cut_off(due.address, f"more than {MOST_PAGES} pages")
            return f"more than {MOST_PAGES} pages"
        if due.depth and repeats:
            return "the page before shows nothing new"
        if inside and all(link.reason == self._too_old for link in inside):
            return self._too_old
        return None

    @staticmethod
    def _held_back(link: FoundLink, ended: str | None) -> FoundLink:
        if ended is None or not is_further(link) or link.state != State.QUEUED:
            return link
        return replace(link, state=State.EXCLUDED, reason=ended)


def _priority(kind: LinkKind, due: Due, *, is_next: bool) -> int:
    if kind != LinkKind.LISTING:
        return ARTICLE_PRIORITY
    return NEXT_PRIORITY + min(due.depth, 30) if is_next else LIST_PRIORITY


def _depth(link: Link, due: Due) -> int:
    """Return how many pages from the start of its list a further page lies."""
    return min(link.page, MOST_PAGES + 1) - 1 if link.page else due.depth + 1


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

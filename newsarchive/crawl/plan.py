"""What to do with the links of a list: which are fetched, how soon, and when a list is followed no further. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import urlsplit

from newsarchive.discover.listing import Listing
from newsarchive.items import Link, LinkKind
from newsarchive.portals.definition import Portal
from newsarchive.store.frontier import Due
from newsarchive.store.outcomes import FoundLink, State
from newsarchive.text.urls import digest

LIST_PRIORITY, ARTICLE_PRIORITY, NEXT_PRIORITY = 0, 50, 60
"""First pages of lists, then the articles that they show, then further pages: what is new comes first."""

MOST_PAGES = 10_000
"""Pages after which a list is taken for a trap."""

MOST_REDIRECTS = 9
"""Redirects, one leading to the next, that are followed: each takes its link one step back in its rank."""


@dataclass
class Walk:
    """What one run has seen of one list: a page that shows nothing else ends it."""

    articles: set[bytes] = field(default_factory=set)


@dataclass(frozen=True, kw_only=True)
class Planner:
    """Judges links by the portal's rules, robots.txt, and what this crawl was asked for."""

    portal: Portal
    allowed: Callable[[str], bool]
    """Whether robots.txt lets an address of the portal be fetched."""
    since: date | None = None

    def start(self, url: str) -> FoundLink:
        """Return a link at which discovery begins."""
        canonical = self.portal.canonical(url)
        return FoundLink(
            canonical=canonical, address=url, kind=LinkKind.LISTING, state=State.QUEUED, priority=LIST_PRIORITY
        )

    def links(self, listing: Listing, due: Due, walk: Walk) -> tuple[FoundLink, ...]:
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
        ended = self._ended(list(found.values()), due, walk)
        return tuple(self._held_back(link, ended) for link in found.values())

    def redirect(self, url: str, due: Due) -> FoundLink:
        """Return the link that a redirect leads to; excluded where too many redirects came before."""
        found, before = self._judge(Link(url=url, kind=self.portal.kind_of(url)), due, dated=False), _redirects(due)
        if before >= MOST_REDIRECTS and found.state == State.QUEUED:
            return replace(found, state=State.EXCLUDED, reason=f"more than {MOST_REDIRECTS} redirects lead to it")
        return replace(found, priority=found.priority + before + 1)

    def _judge(self, link: Link, due: Due, *, dated: bool) -> FoundLink:
        kind = LinkKind.LISTING if link.is_next else link.kind
        in_list = link.is_next or (kind == LinkKind.ARTICLE and (link.day is not None or not dated))
        reason = self._objection(link, kind)
        return FoundLink(
            canonical=self.portal.canonical(link.url),
            address=link.url,
            kind=kind,
            state=State.EXCLUDED if reason else State.QUEUED,
            reason=reason,
            priority=_priority(kind, due, is_next=link.is_next),
            text=link.text,
            day=link.day,
            position=link.position,
            depth=due.depth + 1 if link.is_next else 0,
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
        if kind == LinkKind.ARTICLE and self._is_older(link):
            return f"older than {self.since}"
        return None

    def _is_older(self, link: Link) -> bool:
        if self.since is None:
            return False
        day = link.day or self.portal.latest_day(link.url)
        return day is not None and day < self.since

    def _ended(self, found: Sequence[FoundLink], due: Due, walk: Walk) -> str | None:
        """Return why the list is followed no further; None to go on."""
        articles = {digest(link.canonical) for link in found if link.kind == LinkKind.ARTICLE and link.in_list}
        fresh = articles - walk.articles
        walk.articles |= articles
        if due.depth >= MOST_PAGES:
            return f"more than {MOST_PAGES} pages"
        if due.depth and not fresh:
            return "the page before shows nothing new"
        inside = [link for link in found if link.kind == LinkKind.ARTICLE and link.in_list]
        if inside and all(link.reason and link.reason.startswith("older") for link in inside):
            return f"older than {self.since}"
        return None

    @staticmethod
    def _held_back(link: FoundLink, ended: str | None) -> FoundLink:
        if ended is None or link.kind != LinkKind.LISTING or not link.in_list or link.state != State.QUEUED:
            return link
        return replace(link, state=State.EXCLUDED, reason=ended)


def _priority(kind: LinkKind, due: Due, *, is_next: bool) -> int:
    if kind != LinkKind.LISTING:
        return ARTICLE_PRIORITY
    return NEXT_PRIORITY + min(due.depth, 30) if is_next else LIST_PRIORITY


def _redirects(due: Due) -> int:
    """Return how many redirects led to a link, one after the other."""
    if due.priority >= NEXT_PRIORITY:  # a list page named it
        return 0
    return due.priority - (ARTICLE_PRIORITY if due.priority >= ARTICLE_PRIORITY else LIST_PRIORITY)

"""What is fetched because an article shows it: its pictures; where asked for, all that its page is shown with. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from newsarchive.items import LinkKind
from newsarchive.portals.definition import Portal
from newsarchive.store.frontier import Due
from newsarchive.store.outcomes import FoundLink, State

BEHIND = 200
"""Priority of what an article names: behind all lists and articles; what that names in its turn is further behind."""

DEEPEST = 5
"""Steps from the article (style sheets that import others, redirects) that are followed."""


@dataclass(frozen=True, kw_only=True)
class Attachments:
    """Judges the addresses that articles name."""

    portal: Portal
    allowed: Callable[[str], bool]
    """Whether robots.txt lets an address of the portal be fetched."""
    elsewhere: Callable[[str], bool]
    """Whether a host outside the portal may be asked: any, but in a rehearsal."""

    def of_article(self, addresses: Iterable[str], kind: LinkKind) -> tuple[FoundLink, ...]:
        """Return links to what an article names, each once."""
        return self._judged(addresses, kind, BEHIND)

    def of_style(self, addresses: Iterable[str], due: Due) -> tuple[FoundLink, ...]:
        """Return links to what a style sheet names; none where it is too many steps away."""
        return self._judged(addresses, LinkKind.ASSET, due.priority + 1) if self.goes_on(due) else ()

    def redirect(self, url: str, due: Due) -> FoundLink | None:
        """Return the link that a redirect leads to; None where that is a page, or too many steps away."""
        return next(iter(self._judged((url,), due.kind, due.priority + 1)), None) if self.goes_on(due) else None

    @staticmethod
    def goes_on(due: Due) -> bool:
        """Whether what a link leads to is still near enough."""
        return due.priority < BEHIND + DEEPEST

    def _judged(self, addresses: Iterable[str], kind: LinkKind, priority: int) -> tuple[FoundLink, ...]:
        found: dict[str, FoundLink] = {}
        for address in addresses:
            try:
                if not self._is_page(address):
                    link = self._judge(address, kind, priority)
                    found.setdefault(link.canonical, link)
            except ValueError:  # an address that cannot be parsed leads nowhere
                continue
        return tuple(found.values())

    def _is_page(self, url: str) -> bool:
        """Whether the portal's rules take an address for a list or an article: then it is one, whoever names it."""
        return urlsplit(url).scheme not in ("http", "https") or self.portal.kind_of(url) != LinkKind.OTHER

    def _judge(self, url: str, kind: LinkKind, priority: int) -> FoundLink:
        reason = self._objection(url)
        return FoundLink(
            canonical=self.portal.canonical(url),
            address=url,
            kind=kind,
            state=State.EXCLUDED if reason else State.QUEUED,
            reason=reason,
            priority=priority,
        )

    def _objection(self, url: str) -> str | None:
        if "@" in urlsplit(url).netloc:
            return "it names a user"
        if self.portal.owns(url):
            return None if self.allowed(url) else "robots.txt"
        return None if self.elsewhere(url) else "outside the rehearsal"

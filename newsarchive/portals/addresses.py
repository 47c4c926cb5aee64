"""Where a portal's pages are fetched: on its own hosts, or in a rehearsal on a stand-in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import SplitResult, urlsplit, urlunsplit

from newsarchive.errors import UsageError
from newsarchive.items import LinkKind
from newsarchive.portals.definition import Portal


@dataclass(frozen=True)
class Addresses:
    """The two-way map between a portal's own addresses and those that are fetched."""

    portal: Portal
    base_url: str | None = None
    """The stand-in that answers for all of the portal's hosts; None for the portal itself."""

    def __post_init__(self) -> None:
        if self.base_url is not None and (self._base.scheme not in ("http", "https") or not self._base.hostname):
            raise UsageError(
                f"--base-url {self.base_url} is no web address.", next_step="Give one like http://127.0.0.1:8000/"
            )

    @cached_property
    def _base(self) -> SplitResult:
        return urlsplit((self.base_url or "").rstrip("/"))

    def own(self, url: str) -> str:
        """Return the portal's own address for a fetched one; any other address as it is."""
        if self.base_url is None:
            return url
        try:
            parts = urlsplit(url)
        except ValueError:
            return url
        if parts.netloc != self._base.netloc or not parts.path.startswith(self._base.path):
            return url
        home = urlsplit(self.portal.home)
        path = parts.path.removeprefix(self._base.path) or "/"
        return urlunsplit((home.scheme, home.netloc, path, parts.query, parts.fragment))

    def fetched(self, url: str) -> str:
        """Return the address to fetch for one of the portal's own."""
        if self.base_url is None or not self.portal.owns(url):
            return url
        parts = urlsplit(url)
        return urlunsplit(
            (self._base.scheme, self._base.netloc, self._base.path + (parts.path or "/"), parts.query, "")
        )

    def kind_of(self, url: str) -> LinkKind:
        """What an address leads to; one that cannot be parsed leads nowhere."""
        try:
            return self.portal.kind_of(url)
        except ValueError:
            return LinkKind.OTHER

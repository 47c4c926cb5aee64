"""Where pages of hosts that no portal file describes are filed when they are imported."""

from __future__ import annotations

from urllib.parse import urlsplit

from newsarchive.items import LinkKind
from newsarchive.portals.definition import Portal
from newsarchive.portals.page import Page
from newsarchive.text.urls import canonical

ID = "elsewhere"
"""No portal file may be called so."""


class Elsewhere(Portal):
    """Every host: any page may be an article, its address is its own, its language and zone are for it to tell."""

    def __post_init__(self) -> None:
        """Check nothing: there is no home page and no rule."""

    def owns(self, url: str) -> bool:
        """Whether an address lies on the web."""
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname)

    def kind_of(self, url: str) -> LinkKind:
        """What an address leads to: what it shows tells."""
        return LinkKind.ARTICLE if self.owns(url) else LinkKind.OTHER

    def canonical(self, url: str) -> str:
        """The normal form of an address; no host is taken for another."""
        return canonical(url)


ELSEWHERE = Elsewhere(
    id=ID,
    name="Other hosts",
    home="",
    hosts=(),
    language="",
    zone="",
    article_url="",
    listing_url="(?!)",
    pages=(Page,),
    starts=(),
)

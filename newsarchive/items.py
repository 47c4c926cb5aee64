"""What flows through newsarchive: links, captures, articles. Frozen, keyword-only, without behaviour of their own."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Literal


class Role(StrEnum):
    """What a credited person did for the article."""

    AUTHOR = "author"
    REPORTER = "reporter"
    CORRESPONDENT = "correspondent"
    EDITOR = "editor"
    PHOTOGRAPHER = "photographer"
    TRANSLATOR = "translator"


AUTHOR_ROLES = frozenset({Role.AUTHOR, Role.REPORTER, Role.CORRESPONDENT})
"""The roles that make a person an author of the text; a duty editor (责任编辑) never is one."""


@dataclass(frozen=True, kw_only=True)
class Credit:
    """A person and what the page says that they did."""

    name: str
    """The person's name, without role words, spaced characters (王　芳) closed up."""
    role: Role
    """What they did."""
    affiliation: str | None = None
    """Whom they did it for, as the page says it (本报); None when it does not."""
    raw: str = ""
    """The text that this credit was read from."""


@dataclass(frozen=True, kw_only=True)
class Section:
    """A heading and the paragraphs under it; the text before the first heading has no heading."""

    heading: str | None = None
    """The heading's text; two lines that are one heading are joined by a space."""
    level: int = 0
    """1 for the highest heading inside the body, 2 for those under it; 0 without a heading."""
    paragraphs: tuple[str, ...] = ()
    """The paragraphs as a reader sees them, in order, none empty."""


@dataclass(frozen=True, kw_only=True)
class Image:
    """A picture of the article."""

    url: str
    """Its absolute address."""
    caption: str | None = None
    """What stands under it."""
    credit: str | None = None
    """Who took or lent it, as the page says it."""


@dataclass(frozen=True, kw_only=True)
class Article:
    """One news article as its page shows it. Fields that the page does not fill are None or empty, never guessed."""

    url: str | None = None
    """The address that the page was fetched from."""
    canonical_url: str | None = None
    """The one address of this article: the portal's rule, else what the page says where that is believable."""
    title: str
    """The headline, without the site's name or the section's."""
    kicker: str | None = None
    """The short line above the headline (引题)."""
    lead: str | None = None
    """The standfirst that the page shows apart from the body; never the meta description."""
    sections: tuple[Section, ...] = ()
    """The body: headings and paragraphs in reading order."""
    credits: tuple[Credit, ...] = ()
    """People named by the page as having made the article, in the page's order."""
    byline_raw: str | None = None
    """The byline as the page writes it."""
    source: str | None = None
    """The outlet (来源) that wrote the article: a newspaper or an agency, not the portal that shows it."""
    source_url: str | None = None
    """Where the page links its source to."""
    published: datetime | None = None
    """When it was published, aware of its zone."""
    published_precision: Literal["day", "minute", "second"] | None = None
    """How much of `published` the page states."""
    published_raw: str | None = None
    """The date as the page writes it."""
    zone_from: Literal["page", "portal", "language"] | None = None
    """What the zone of `published` was taken from."""
    modified: datetime | None = None
    """When the publisher says that it was last changed."""
    region: tuple[str, ...] = ()
    """Where it is about: region names, outermost first (四川, 泸州市, 泸县)."""
    breadcrumb: tuple[str, ...] = ()
    """The page's breadcrumb as it stands, outermost first."""
    language: str | None = None
    """BCP 47 tag of the text: zh, zh-Hant, en, de …"""
    tags: tuple[str, ...] = ()
    """The publisher's own keywords."""
    images: tuple[Image, ...] = ()
    """Pictures that belong to the article, in order."""
    pages: tuple[str, ...] = ()
    """Addresses of the other pages of an article that runs over several."""
    related: tuple[str, ...] = ()
    """Addresses of articles that this page recommends."""
    access: Literal["open", "paywalled", "partial"] = "open"
    """Whether the whole text is on the page."""
    encoding: str | None = None
    """The character encoding that the bytes were read with; None for text."""
    warnings: tuple[str, ...] = ()
    """What a careful reader should know about this reading."""
    parser: str = ""
    """Name and version of the code that read the page."""

    @property
    def authors(self) -> tuple[str, ...]:
        """Names of those who wrote it (author, reporter, correspondent), each once, in order."""
        return tuple(dict.fromkeys(c.name for c in self.credits if c.role in AUTHOR_ROLES))

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """All paragraphs of the body in order, without headings."""
        return tuple(p for s in self.sections for p in s.paragraphs)

    @property
    def text(self) -> str:
        """The body as plain text: headings and paragraphs, one a line."""
        return "\n".join(line for s in self.sections for line in ((s.heading,) if s.heading else ()) + s.paragraphs)


class LinkKind(StrEnum):
    """What the portal's address rules say a link leads to."""

    LISTING = "listing"
    """A home page, channel, list page, feed or sitemap: more links are found there."""
    ARTICLE = "article"
    """An article."""
    OTHER = "other"
    """Neither: outside the portal, or a page that no rule knows."""
    IMAGE = "image"
    """A picture of an article."""
    ASSET = "asset"
    """What else an article's page is shown with: style sheets, scripts, fonts, icons."""


ATTACHED = frozenset({LinkKind.IMAGE, LinkKind.ASSET})
"""Kinds that are fetched because an article shows them; no links but each other's, and no articles, come of them."""


@dataclass(frozen=True, kw_only=True)
class Link:
    """An address seen on a listing."""

    url: str
    """The absolute address as the listing gives it, without fragment."""
    text: str = ""
    """What the listing shows for it."""
    day: date | None = None
    """The date that the listing shows beside it."""
    stated: str | None = None
    """When it was published (of a list: changed), as a feed or sitemap writes it."""
    kind: LinkKind
    """What it leads to."""
    position: int = 0
    """Its place on the listing, from 0."""
    is_next: bool = False
    """Whether it leads to another page of the same list."""
    page: int | None = None
    """The number of that page, from 1, where the link says one."""
    is_part: bool = False
    """Whether it leads to a part of this listing: a sitemap of an index."""


@dataclass(frozen=True, kw_only=True)
class Capture:
    """One HTTP exchange as it went over the wire, to be kept as WARC records (WARC/1.1, ISO 28500:2017)."""

    url: str
    """The address that was fetched: the WARC-Target-URI."""
    fetched_at: datetime
    """When the response was complete, in UTC."""
    status: int
    """HTTP status code."""
    reason: str = ""
    """HTTP reason phrase."""
    http_version: str = "HTTP/1.1"
    """Protocol of the response's status line."""
    request_method: str = "GET"
    """HTTP method."""
    request_headers: tuple[tuple[str, str], ...] = ()
    """Headers sent, in order; none where the page was imported and nobody knows what was asked."""
    response_headers: tuple[tuple[str, str], ...] = ()
    """Headers received, in order, repeated ones repeated."""
    body: bytes = field(repr=False, default=b"")
    """The response's body as received: still content-encoded, no longer chunked."""
    ip_address: str | None = None
    """The server's address."""
    truncated: Literal["length", "time", "disconnect", "unspecified"] | None = None
    """Why the body is not whole (WARC-Truncated), when it is not."""

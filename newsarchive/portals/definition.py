"""What a portal is: the facts that a file in `spiders/<country>/` states about one website."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Literal
from urllib.parse import urljoin, urlsplit, urlunsplit

from newsarchive.errors import ConfigError
from newsarchive.items import LinkKind
from newsarchive.portals.day_lists import DayList
from newsarchive.text.urls import canonical

if TYPE_CHECKING:
    from newsarchive.portals.page import Page

MOST_VARIANTS = 4
"""How often variants of variants are looked for."""

Assets = Literal["none", "images", "page"]


@dataclass(frozen=True, kw_only=True)
class Portal:
    """One website: where it lies, which of its addresses are what, and how its pages are read.

    `id` and `country` are the file's stem and folder; the loader fills them in.
    """

    name: str
    """The portal's name in its own language."""
    home: str
    """Address of its home page; scheme and host of every canonical address."""
    hosts: tuple[str, ...]
    """Every host that shows the same pages (www, mobile, bare), the home page's included."""
    language: str
    """BCP 47 tag of its pages."""
    zone: str
    """IANA name of the zone that its times are in."""
    article_url: str
    """Regular expression that the path of an article's address matches; where it names groups `year`, `month` and
    `day`, they are read as the day that the article was filed under."""
    listing_url: str
    """Regular expression that the path of a listing's address (channel, list page) matches."""
    pages: tuple[type[Page], ...]
    """Its page objects, the current layout first."""
    starts: tuple[str, ...] = ("/",)
    """Paths (or whole addresses) where discovery begins."""
    sitemaps: bool = False
    """Whether discovery begins at the sitemaps, too, that the home page's host names in its robots.txt."""
    day_lists: tuple[str, ...] = ()
    """Paths (and queries) of lists of which there is one a day, with `%Y`, `%m` and `%d`: `/html/%Y-%m/%d/node_1.htm`.
    They are gone back through day by day, to the first; lists that lie beside one belong to the same day."""
    variants: tuple[tuple[str, str], ...] = ()
    """Other addresses of its articles: a regular expression over path and query (`/amp/x.html`, `/x.html?print=1`), and
    what takes the place of what it matches (`re.sub`) to make the article's own. Applied until none matches."""
    query_matters: bool = False
    """Whether the query of an address tells articles apart; where not, it is dropped from canonical addresses."""
    crawl_delay: float | None = None
    """Seconds between requests below which this portal is never crawled; None where none is known."""
    assets: Assets = "images"
    """What is kept beside an article: nothing, its pictures, or all that its page is shown with."""
    checks: tuple[timedelta, ...] = (
        timedelta(hours=1),
        timedelta(days=1),
        timedelta(days=7),
        timedelta(days=30),
        timedelta(days=180),
    )
    """How long after an article was first fetched it is looked at again; the last one is repeated for ever. Empty:
    never."""
    checks_a_day: int = 1000
    """Articles that are looked at again in one day (UTC) at most."""
    checks_certificates: bool = True
    """Whether a host must show a valid certificate; off for a portal whose own has long expired, and told in its WARC
    files."""
    id: str = ""
    """The portal file's stem: unique over all countries."""
    country: str = ""
    """ISO 3166-1 code of its folder, in lower case."""

    def __post_init__(self) -> None:
        if urlsplit(self.home).hostname not in self.hosts:
            raise ConfigError(f"portal {self.id or self.name}: the home page's host is not among `hosts`")
        for rule, put in ((self.article_url, ""), (self.listing_url, ""), *self.variants):
            try:
                re.compile(rule).sub(put, "")
            except (re.error, IndexError) as error:
                raise ConfigError(
                    f"portal {self.id or self.name}: {rule!r} is no regular expression: {error}"
                ) from None

        assert self.lists_of_days is not None  # says what is wrong with them

    @cached_property
    def lists_of_days(self) -> tuple[DayList, ...]:
        """The rules of `day_lists`."""
        return tuple(DayList(template) for template in self.day_lists)

    @cached_property
    def _variants(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        return tuple((re.compile(rule), put) for rule, put in self.variants)

    @cached_property
    def _rules(self) -> tuple[re.Pattern[str], re.Pattern[str]]:
        return re.compile(self.article_url), re.compile(self.listing_url)

    def owns(self, url: str) -> bool:
        """Whether an address lies on this portal."""
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and parts.hostname in self.hosts

    def kind_of(self, url: str) -> LinkKind:
        """What the portal's address rules say an address leads to."""
        if not self.owns(url):
            return LinkKind.OTHER
        article, listing = self._rules
        path = self._own_place(url)[0]
        if article.search(path):
            return LinkKind.ARTICLE
        return LinkKind.LISTING if listing.search(path) else LinkKind.OTHER

    def latest_day(self, url: str) -> date | None:
        """The last day that an article's address leaves possible; None where it states none."""
        stated = self._rules[0].search(self._own_place(url)[0])
        groups = stated.groupdict() if stated else {}
        try:
            year, month = int(groups.get("year") or 0), int(groups.get("month") or 12)
            return date(year, month, int(groups.get("day") or monthrange(year, month)[1]))
        except ValueError:
            return None

    def next_check(self, first: datetime, now: datetime) -> datetime | None:
        """When to look again at an article that was first fetched at `first` and now once more; None for never.

        Checks that were missed meanwhile are left out.
        """
        if not self.checks:
            return None
        planned = (first + after for after in self.checks)
        return next((at for at in planned if at > now), now + self.checks[-1])

    def is_home(self, url: str) -> bool:
        """Whether an address is that of the home page, or of a page where discovery begins."""
        return self.owns(url) and self.canonical(url) in self._homes

    @cached_property
    def _homes(self) -> frozenset[str]:
        return frozenset(self.canonical(urljoin(self.home, start)) for start in ("/", *self.starts))

    def canonical(self, url: str) -> str:
        """The one address under which a page of this portal is filed, whatever host or variant it was seen at."""
        if not self.owns(url):
            return canonical(url)
        home, (path, query) = urlsplit(self.home), self._own_place(url)
        if not self.query_matters and self.kind_of(url) is LinkKind.ARTICLE:
            query = ""
        return canonical(urlunsplit((home.scheme, home.netloc, path, query, "")))

    def _own_place(self, url: str) -> tuple[str, str]:
        """Return path and query of an address, or of the article's own where it is a variant of that.

        Rules that never come to an end make no variants.
        """
        parts = urlsplit(url)
        place = stated = urlunsplit(("", "", parts.path or "/", parts.query, ""))
        for _ in range(MOST_VARIANTS if self._variants else 0):
            before = place
            for rule, put in self._variants:
                place = rule.sub(put, place)
            if place == before:
                break
        else:
            place = stated
        path, _, query = place.partition("?")
        return path or "/", query

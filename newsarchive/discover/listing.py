"""List pages: home pages, channels, column lists. Bytes in, links out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from lxml.etree import _Element

from newsarchive.discover.addresses import Addresses, Target, absolute
from newsarchive.discover.days import day_beside, is_day
from newsarchive.discover.markup import pieces, read_html
from newsarchive.discover.paging import page_number, same_list, says_next
from newsarchive.discover.trail import read_trail
from newsarchive.items import Link, LinkKind
from newsarchive.text.charset import decode
from newsarchive.text.whitespace import clean

MOST_LINKS = 5_000
"""Links that are taken from one page; what has more is no page for people."""

MOST_TEXT = 500
"""Characters of a link's text that are kept."""

MOST_LOOKS = 4
"""How often a date is looked for beside links to one address."""


@dataclass(frozen=True, kw_only=True)
class Listing:
    """What a listing shows."""

    links: tuple[Link, ...] = ()
    """Its links in order, each address once."""
    title: str | None = None
    """What its <title> says."""
    breadcrumb: tuple[str, ...] = ()
    """The names of its breadcrumb, outermost first."""


def read_listing(
    html: bytes | str,
    url: str,
    *,
    kind_of: Callable[[str], LinkKind],
    address_of: Callable[[str], str] = str,
    content_type: str | None = None,
) -> Listing:
    """Return the links of a list page at `url`, with its title and breadcrumb. Raises nothing, whatever the bytes are.

    `kind_of` is the portal's address rule; `address_of` maps the host of a stand-in to the portal's own and is
    applied to every address before anything else is asked of it. `content_type` is the response's header.
    """
    root = read_html(html if isinstance(html, str) else decode(html, content_type).text)
    if root is None:
        return Listing()
    addresses = Addresses(base=_base(root, url), kind_of=kind_of, address_of=address_of)
    return Listing(links=_Reader(addresses, url).read(root), title=_title(root), breadcrumb=read_trail(root))


@dataclass
class _Seen:
    """What is known of one address so far."""

    target: Target
    text: str = ""
    day: date | None = None
    is_next: bool = False
    page: int | None = None
    looks: int = 0

    def link(self, position: int) -> Link:
        kind = LinkKind.LISTING if self.is_next else self.target.kind
        return Link(
            url=self.target.url,
            text=self.text,
            day=self.day,
            kind=kind,
            position=position,
            is_next=self.is_next,
            page=self.page,
        )


class _Reader:
    """Gathers the links of one page."""

    def __init__(self, addresses: Addresses, url: str) -> None:
        self.addresses = addresses
        self.page = addresses.target(url)
        self.targets: dict[str, Target | None] = {}
        self.seen: dict[str, _Seen] = {}

    def read(self, root: _Element) -> tuple[Link, ...]:
        for element in root.iter("a", "area", "link", "option"):
            if len(self.seen) >= MOST_LINKS:
                break
            self.take(element)
        return tuple(seen.link(position) for position, seen in enumerate(self.seen.values()))

    def take(self, element: _Element) -> None:
        """Note one element's link. An <option> or a <link> counts only as a way to another page of the list."""
        href = _href(element)
        target = self.target(href)
        if target is None:
            return
        text = _text(element)
        is_next = says_next(element, text) and self.continues(target)
        if element.tag in ("option", "link") and not is_next:
            return
        seen = self.seen.setdefault(target.url, _Seen(target))
        seen.is_next = seen.is_next or is_next
        if is_next:
            seen.page = seen.page or page_number(text)
        seen.text = seen.text or text
        if seen.day is None and seen.looks < MOST_LOOKS and element.tag == "a":
            seen.looks += 1
            seen.day = day_beside(element, target.url, self.beside(target))

    def target(self, href: str) -> Target | None:
        if href not in self.targets:
            self.targets[href] = self.addresses.target(href)
        return self.targets[href]

    def continues(self, target: Target) -> bool:
        """Whether an address can be another page of this list."""
        page = self.page
        if page is None or LinkKind.ARTICLE in (page.kind, target.kind):
            return False
        return same_list(page.url, target.url)

    def beside(self, target: Target) -> Callable[[str], bool]:
        """Return the test whether an href can stand in the row of a link: the same address, or no article at all."""

        def stands(href: str) -> bool:
            other = self.target(href)
            return (
                other is None
                or other.url == target.url
                or (target.kind is LinkKind.ARTICLE and other.kind is not LinkKind.ARTICLE)
            )

        return stands


def _href(element: _Element) -> str:
    if element.tag != "option":
        return element.get("href", "")
    value = element.get("value", "")
    return value if set(value) & set("/.?") else ""  # a bare number is an argument for a script, not an address


def _text(element: _Element) -> str:
    """Return what is shown for a link: its text, else its title, else what its pictures say."""
    texts = pieces(element)
    undated = [text for text in texts if not is_day(text)]  # a date inside the link is the list's, not the title's
    shown = clean("".join(undated or texts)[: 4 * MOST_TEXT])
    pictures = (image.get("alt", "") for image in islice(element.iter("img"), 4))
    said: Iterator[str] = iter((shown, clean(element.get("title", "")), *map(clean, pictures)))
    return next(filter(None, said), "")[:MOST_TEXT]


def _base(root: _Element, url: str) -> str:
    """Return what addresses are relative to: the first <base href> (HTML, 2.4.3), else the page's address."""
    for element in root.iter("base"):
        href = element.get("href")
        if href is not None:
            try:
                return absolute(href, url) or url
            except ValueError:
                return url
    return url


def _title(root: _Element) -> str | None:
    for element in root.iter("title"):
        return clean("".join(pieces(element))[: 4 * MOST_TEXT]) or None
    return None

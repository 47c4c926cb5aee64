"""An article that runs over several pages, joined from what was read of each."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from newsarchive.items import Article, Section
from newsarchive.reading.addresses import OTHER_PAGE, PAGE_TAIL

ASKED = re.compile(rf"{OTHER_PAGE.pattern}\d{{0,2}}", re.IGNORECASE)
NUMBER = re.compile(r"\d{1,3}")
ENDING = re.compile(r"\.\w{2,5}$")
NO_LETTERS = re.compile(r"[\W\d_]+")
"""What is left out where headlines are compared."""
UNNUMBERED = -1
"""Place of the page whose address has no number, before one that is called 0 or 1."""
OPENNESS = ("open", "partial", "paywalled")
"""What pages say of access, the most open first."""
DATES = ("published", "published_precision", "published_raw", "zone_from")
SOURCE = ("source", "source_url")

T = TypeVar("T")


def in_order(urls: Iterable[str]) -> list[str]:
    """Return the addresses of one article's pages in the order of their numbers, each once."""
    each = list(dict.fromkeys(urls))
    stems = {PAGE_TAIL.sub("", url) for url in each}
    return sorted(each, key=lambda url: UNNUMBERED if ENDING.sub("", url) in stems else _number(url))


def _number(url: str) -> int:
    path, _, query = url.partition("?")
    if asked := ASKED.search(f"&{query}"):
        return int(asked[0].rpartition("=")[2])
    tail = PAGE_TAIL.search(path)
    found = NUMBER.search(ENDING.sub("", tail[0])) if tail else None
    return int(found[0]) if found else UNNUMBERED


def first_page(article: Article) -> str | None:
    """Return the address of the article's first page where this is a later one; None where it is the first."""
    if not article.url or not article.pages:
        return None
    first = in_order((article.url, *article.pages))[0]
    return first if first != article.url else None


def joined(pages: Sequence[Article]) -> Article:
    """Return the whole article: what its pages say, one after the other; the first speaks for what only one can say.

    A page under another headline is not of this article, whatever its address says.
    What later pages repeat at their edges (a standing introduction, a note that it goes on) is kept once. A page that
    others name and that is not among them is a warning. Raises ValueError without a page.
    """
    if not pages:
        raise ValueError("no page to join")
    had = {page.url or "": page for page in pages}
    places = in_order(url for page in pages for url in (page.url or "", *page.pages))
    there = [had[url] for url in places if url in had]
    first, ordered = there[0], [page for page in there if _is_titled_alike(page, there[0])]
    strange = {page.url for page in there} - {page.url for page in ordered}
    others = [url for url in places if url not in {first.url or "", *strange}]
    return replace(
        first,
        sections=_sections(ordered),
        credits=_each_once((credit for page in ordered for credit in page.credits), lambda c: (c.name, c.role)),
        images=_each_once((image for page in ordered for image in page.images), lambda image: image.url),
        tags=tuple(dict.fromkeys(tag for page in ordered for tag in page.tags)),
        related=tuple(dict.fromkeys(url for page in ordered for url in page.related if url not in places)),
        access=max((page.access for page in ordered), key=OPENNESS.index),
        modified=max((page.modified for page in ordered if page.modified), default=None),
        pages=tuple(others),
        warnings=(
            *dict.fromkeys(warning for page in ordered for warning in page.warnings),
            *(f"a further page is missing: {url}" for url in others if url not in had),
        ),
        **_of_first_that_has(ordered, DATES),
        **_of_first_that_has(ordered, SOURCE),
    )


def _is_titled_alike(page: Article, first: Article) -> bool:
    """Whether a page has the first one's headline, or that and what tells the page: numbers, (下), "page two"."""
    one, other = (NO_LETTERS.sub("", title.casefold()) for title in (page.title, first.title))
    return one.startswith(other) or other.startswith(one)


def _each_once(things: Iterable[T], key: Callable[[T], Hashable]) -> tuple[T, ...]:
    """Return things in their order, of those with one key the first."""
    first: dict[Hashable, T] = {}
    for thing in things:
        first.setdefault(key(thing), thing)
    return tuple(first.values())


def _of_first_that_has(pages: Sequence[Article], names: Sequence[str]) -> dict[str, Any]:
    """Return fields that belong together from the first page that fills the first of them."""
    page = next((page for page in pages if getattr(page, names[0])), pages[0])
    return {name: getattr(page, name) for name in names}


def _sections(pages: Sequence[Article]) -> tuple[Section, ...]:
    whole: list[Section] = []
    known: set[str] = set()
    for page in pages:
        for section in _without_repeated(page.sections, known):
            goes_on = whole and (section.heading is None or section.heading == whole[-1].heading)
            if goes_on:
                last = whole.pop()
                whole.append(replace(last, paragraphs=(*last.paragraphs, *section.paragraphs)))
            else:
                whole.append(section)
        known |= {paragraph for section in page.sections for paragraph in section.paragraphs}
    return tuple(whole)


def _without_repeated(sections: Sequence[Section], known: set[str]) -> list[Section]:
    """Return sections without the paragraphs at either end that earlier pages had already."""
    left = deque((number, paragraph) for number, section in enumerate(sections) for paragraph in section.paragraphs)
    while left and left[0][1] in known:
        left.popleft()
    while left and left[-1][1] in known:
        left.pop()
    kept = defaultdict(list)
    for number, paragraph in left:
        kept[number].append(paragraph)
    return [
        replace(section, paragraphs=tuple(kept[number]))
        for number, section in enumerate(sections)
        if kept[number] or not section.paragraphs
    ]

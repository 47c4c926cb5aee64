"""What is looked at of a page at an article's address: a number for each field that can be compared with the past.

A number is a bin: values that mean the same to whoever looks for a redesign have the same one. So what is usual is a
histogram for each field, whatever the field's distribution is.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from newsarchive.dedupe.passages import passages_of
from newsarchive.items import Article

MOST_MARKS = 16
"""Passages of a page by which others are told to have the same."""

Bins = Mapping[str, int]
"""By field: the bin that a page falls into. A field that cannot be told of the page is left out."""


LIST = "list"
"""In a page's bins beside the fields: a number for the list that shows it. Each list has its own ways."""


@dataclass(frozen=True, kw_only=True)
class Field:
    """Something that is looked at of every page."""

    words: str
    """What it is called in a report."""
    bounds: tuple[float, ...]
    """Bin i holds what is no greater than bound i, and greater than the one before; the last bin has no bound."""
    below: bool = False
    """Whether smaller values than usual are a sign that something is wrong."""
    above: bool = False
    """Whether greater ones are."""
    unit: str = ""
    """What its values are counted in; none where they are yes or no."""


YES = (0.0,)
"""The bound between no (0) and yes (1)."""

FIELDS: Mapping[str, Field] = {
    "article": Field(words="an article", bounds=YES, below=True),
    "title": Field(
        words="title", unit="characters", bounds=(4, 8, 12, 16, 24, 32, 48, 64, 96, 128), below=True, above=True
    ),
    "same_title": Field(words="the title of another article", bounds=YES, above=True),
    "body": Field(
        words="body",
        unit="characters",
        bounds=(40, 60, 90, 135, 200, 300, 450, 680, 1000, 1500, 2300, 3400, 5000, 8000, 12000, 20000),
        below=True,
        above=True,
    ),
    "paragraphs": Field(
        words="body", unit="paragraphs", bounds=(0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 36, 54), below=True, above=True
    ),
    "common": Field(words="text that other pages have too", unit="percent", bounds=(10, 25, 50, 75, 90), above=True),
    "published": Field(words="a date of publication", bounds=YES, below=True),
    "lag": Field(words="publication to capture", unit="minutes", bounds=(-1, 3), below=True),
    "other_day": Field(words="another day than its listing shows", bounds=YES, above=True),
    "source": Field(words="a source", bounds=YES, below=True),
    "credits": Field(words="credits", bounds=YES, below=True),
    "changed": Field(words="another text than before", bounds=YES, above=True),
    "disagrees": Field(words="a title or text that the generic reader does not read", bounds=YES, above=True),
}


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page that arrived, and what is known about it besides."""

    article: Article | None
    """None where it was read and is no article."""
    passages: tuple[str, ...] = ()
    """The article's text as it is compared with others."""
    fetched_at: datetime
    is_new: bool = True
    """Whether no article was known at its address: when such a page was published tells something."""
    shown: date | None = None
    """The day that a listing shows beside its link."""
    is_changed: bool | None = None
    """Of one that is looked at again: whether it says something else; None where that is not known."""
    list: int = 0
    """A number for the list that shows it."""
    disagrees: bool | None = None
    """Whether the generic reader reads something else; None where it was not asked."""


@dataclass(frozen=True)
class Marks:
    """What other pages are compared with."""

    title: int
    passages: frozenset[int]


def marks_of(article: Article, passages: tuple[str, ...]) -> Marks:
    """Return the marks of a page's article."""
    return Marks(_mark(article.title), frozenset(sorted(map(_mark, passages))[:MOST_MARKS]))


def _mark(text: str) -> int:
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).digest()
    return int.from_bytes(digest, "big")


def observed(page: Page, others: Collection[Marks]) -> Bins:
    """Return what is looked at of a page; `others` are the marks of the articles of its portal that came before it."""
    found = {name: bisect_left(FIELDS[name].bounds, value) for name, value in _values(page, others)}
    return found | {LIST: page.list}


def _values(page: Page, others: Collection[Marks]) -> Iterator[tuple[str, float]]:
    article = page.article
    yield "article", float(article is not None)
    if article is None:
        return
    yield "title", len(article.title)
    yield "body", sum(map(len, article.paragraphs))
    yield "paragraphs", len(article.paragraphs)
    yield "source", float(article.source is not None)
    yield "credits", float(bool(article.credits))
    yield "published", float(article.published is not None)
    if others:
        title = _mark(article.title)
        yield "same_title", float(any(title == other.title for other in others))
        yield "common", 100 * _common(page.passages or passages_of(article), others)
    if page.is_new and article.published is not None:
        yield "lag", (page.fetched_at - article.published) / timedelta(minutes=1)
        if page.shown is not None:
            yield "other_day", float(abs((article.published.date() - page.shown).days) > 1)
    if page.is_changed is not None:
        yield "changed", float(page.is_changed)
    if page.disagrees is not None:
        yield "disagrees", float(page.disagrees)


def _common(passages: tuple[str, ...], others: Collection[Marks]) -> float:
    """Return the part of a text's letters that stands in other pages too."""
    known = frozenset[int]().union(*(other.passages for other in others))
    letters = sum(map(len, passages))
    return sum(len(text) for text in passages if _mark(text) in known) / letters if letters else 0.0

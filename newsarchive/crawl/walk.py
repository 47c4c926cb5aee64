"""How far one run follows a list: to its end the first time, afterwards until its pages show what was known. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from newsarchive.store.outcomes import FoundLink, State
from newsarchive.text.urls import digest

MOST_PAGES = 10_000
"""Pages after which a list is taken for a trap."""

QUIET = 2
"""Pages in a row without news after which known pages are not looked at again: one page of nothing but pinned articles
does not hide what is new behind it."""


@dataclass
class Walk:
    """What one run has seen of one list."""

    articles: set[bytes] = field(default_factory=set)
    """Digests of the articles in it."""
    quiet: int = 0
    """Pages in a row that showed nothing new."""

    def shows_nothing_else(self, inside: Iterable[FoundLink]) -> bool:
        """Whether a page shows no article that pages before it did not show; note what it shows."""
        shown = {digest(link.canonical) for link in inside}
        fresh = shown - self.articles
        self.articles |= fresh
        return not fresh

    def is_known(self, inside: Iterable[FoundLink], seen: Mapping[bytes, str]) -> bool:
        """Whether what lies behind a page need not be looked at again; `seen` are the states of what runs before this
        one saw in the list.
        """
        shown = {digest(link.canonical): link for link in inside}
        has_news = any(
            key not in seen or (seen[key] == State.EXCLUDED and link.state == State.QUEUED)
            for key, link in shown.items()
        )
        self.quiet = 0 if has_news or not shown else self.quiet + 1
        return self.quiet >= QUIET


def only_next(pages: Mapping[str, FoundLink], depth: int, *, known: bool) -> dict[str, FoundLink]:
    """Return the further pages that a page at `depth` links to with all but the next marked: once is enough for them.

    Pages that nobody has fetched are always fetched, so a list is followed to its end once; of the others only the next
    one is looked at again, and not even that where what lies there is known.
    """
    further = [link.depth for link in pages.values() if link.depth > depth]
    nearest = None if known or not further else min(further)
    return {name: replace(link, once=link.depth != nearest) for name, link in pages.items()}

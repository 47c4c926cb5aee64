"""One door for reading a page: with a portal its page object answers, without one the generic reader."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from newsarchive.items import Article
from newsarchive.portals.definition import Portal
from newsarchive.portals.page import Page
from newsarchive.portals.registry import definition_digest, get_portal
from newsarchive.reading.document import Document
from newsarchive.reading.explain import Explanation, explanation_of
from newsarchive.reading.version import code_digest
from newsarchive.reading.witness import Witness


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What was made of a page."""

    article: Article | None
    """The article; None where the page is none."""
    refusal: str | None
    """Why there is no article; None where there is one."""
    witnesses: tuple[Witness, ...] = ()
    """Which statements on the page spoke for each field, the chosen ones marked."""


def read(
    html: bytes | str,
    *,
    url: str | None = None,
    portal: Portal | str | None = None,
    fetched_at: datetime | None = None,
    content_type: str | None = None,
) -> Reading:
    """Read a page. `portal` is a portal or its id; `fetched_at` (aware) is what relative dates are relative to.

    Raises NotFound for an unknown portal's id, ValueError for a `fetched_at` without a zone.
    """
    with _uncollected():
        reader = _reader(html, url, portal, fetched_at, content_type)
        refusal = reader.refusal
        article = None if refusal else reader.read()
        return Reading(article=article, refusal=refusal, witnesses=tuple(reader.witnesses))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Pause Python's search for cycles while a page is read, unless it is off already.

    What is made of a page is thousands of objects that live until its reading is done; none of them are in a cycle, so
    all of them go without the search, which would look at them, and at the program's, some twenty times a page. It is
    a tenth of the time of reading.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def explain(
    html: bytes | str,
    *,
    url: str | None = None,
    portal: Portal | str | None = None,
    fetched_at: datetime | None = None,
    content_type: str | None = None,
) -> Explanation:
    """Read a page as `read` does, and tell how each answer came about. Raises what `read` raises."""
    return explanation_of(_reader(html, url, portal, fetched_at, content_type))


def _reader(
    html: bytes | str,
    url: str | None,
    portal: Portal | str | None,
    fetched_at: datetime | None,
    content_type: str | None,
) -> Page:
    if fetched_at is not None and fetched_at.tzinfo is None:
        raise ValueError("fetched_at has no time zone")
    known = get_portal(portal) if isinstance(portal, str) else portal
    page = _page(known, fetched_at)
    document = Document(
        html,
        url=url,
        fetched_at=fetched_at,
        content_type=content_type,
        zone=(known.zone or None) if known else None,
        language=(known.language or None) if known else None,
        ends=page.ends,
    )
    return page(document, parser=parser_of(known), rules=known)


def _page(portal: Portal | None, fetched_at: datetime | None) -> type[Page]:
    """Return the layout that a page of that day has: of several the one that went first; the generic reader without."""
    fitting = [page for page in portal.pages if page.fits(fetched_at)] if portal else []
    return min(fitting, key=lambda page: page.valid_until or date.max, default=Page)


def parser_of(portal: Portal | None) -> str:
    """Return name and version of the code that reads a portal's pages: it changes with the portal's file."""
    definition = definition_digest(portal.id) if portal else ""
    if portal is None or not definition:
        return f"newsarchive-{code_digest()}"
    return f"newsarchive-{code_digest()}+{portal.id}-{definition[:8]}"

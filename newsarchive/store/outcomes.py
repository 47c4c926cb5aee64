"""What became of one link: everything that is to be filed for it in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from newsarchive.dedupe.observed import Bins
from newsarchive.dedupe.sketch import Compared
from newsarchive.items import Article, Capture, LinkKind


class State(StrEnum):
    """Where a link stands in the frontier."""

    QUEUED = "queued"
    """To be fetched, now or at its next check."""
    DONE = "done"
    """Fetched and filed."""
    FAILED = "failed"
    """Given up for this run, for the reason it carries; the next run tries again."""
    EXCLUDED = "excluded"
    """Not to be fetched, for the reason it carries."""
    GONE = "gone"
    """The portal says that there is nothing (any more)."""
    WITHDRAWN = "withdrawn"
    """It led to an article that was withdrawn from this archive: not to be fetched again."""


@dataclass(frozen=True, kw_only=True)
class FoundLink:
    """A link that a listing showed, judged by the portal's rules."""

    canonical: str
    """Its one address."""
    address: str
    """The address as the listing gives it, on the portal's own host."""
    kind: LinkKind
    state: State
    """QUEUED, or EXCLUDED with a reason; what it is to be for a page that came without being fetched."""
    reason: str | None = None
    priority: int = 0
    text: str = ""
    stated: str | None = None
    """When it was published, as a feed or sitemap writes it."""
    day: date | None = None
    position: int = 0
    depth: int = 0
    """For a listing: pages from the start of its list."""
    in_list: bool = False
    """Whether it belongs to the list proper: an article of this channel, or a further page of this list."""
    once: bool = False
    """For a further page of this list: having been fetched once is enough."""


@dataclass(frozen=True, kw_only=True)
class FoundChannel:
    """The channel that a listing turned out to be."""

    canonical: str
    name: str
    region: tuple[str, ...] = ()


@dataclass(frozen=True)
class FurtherCapture:
    """The capture of an article's further page, filed before the article."""

    record_id: str
    """WARC-Record-ID of its response record."""
    address: str
    """The portal's own address of the page."""


@dataclass(frozen=True, kw_only=True)
class FoundArticle:
    """An article that was read from a capture."""

    article: Article | None
    """None where it was withdrawn: what it said is not known any more."""
    canonical: str
    address: str
    """The address that it was found at, on the portal's own host."""
    further: tuple[FurtherCapture, ...] = ()
    """Where its further pages were kept, in their order, of an article that runs over several."""
    compared: Compared | None = None
    """Its text as it is compared with others, where it was made along with the article."""
    disagrees: bool | None = None
    """Whether the generic reader reads something else there; None where it was not asked."""


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where a page that was imported stood."""

    file: str
    """Name of the file; in a package, the file's name within it after a slash."""
    offset: int
    """Bytes from the beginning of that file; of a table, its line."""
    record: str | None = None
    """WARC-Record-ID of the record there."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The end of one attempt at a link, or of a request beside the frontier (robots.txt), to be filed as a whole."""

    portal_id: str
    at: datetime
    """When it ended, by the program's clock."""
    link_id: int | None = None
    """None for what is not in the frontier."""
    state: State | None = None
    """The link's new state."""
    reason: str | None = None
    next_check: datetime | None = None
    """With QUEUED: not to be fetched before. With DONE and GONE: when to look at it again; None where never."""
    moved_to: str | None = None
    """With QUEUED: the address of the same page to fetch instead."""
    capture: Capture | None = None
    """The exchange to keep; None where there was none."""
    channel: FoundChannel | None = None
    links: tuple[FoundLink, ...] = field(default=())
    older_than: date | None = None
    """For a list: links before this day were left out, for this run was not to go further back."""
    newer_than: date | None = None
    """For a list: links after this day were left out."""
    article: FoundArticle | None = None
    found: FoundLink | None = None
    """A further address that this one led to (a redirect)."""
    arrived: FoundLink | None = None
    """Instead of a link: that of a page which was imported. It is made where it is not known. Where it is, it keeps its
    state, unless it was had without an article and this is one: what is to be fetched stays to be fetched."""
    origin: Origin | None = None
    """For an imported page: where it stood."""
    seen: Bins | None = None
    """For a page at an article's address: what was looked at, to be compared with what is usual."""
    held: bool = False
    """Whether it departs from what is usual: it is kept in quarantine, and what it says is not filed."""


@dataclass(frozen=True, kw_only=True)
class Filed:
    """What filing an outcome did."""

    state: State | None = None
    """The link's state now: FAILED where the outcome could not be filed as it was."""
    verdict: str | None = None
    """For an article: new, same, changed or reprint."""
    public_id: str | None = None
    queued: int = 0
    """Links that are to be fetched because of it."""
    excluded: int = 0
    """Links that it showed for the first time and that will not be fetched."""
    record_id: str | None = None
    """WARC-Record-ID of the response record, where one was written."""
    run_id: int | None = None
    """For the beginning of a run: its number."""
    taken_back: int = 0
    """For a departure that was noticed: pages that were filed before and went into quarantine with it."""

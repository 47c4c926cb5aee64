"""Pages in quarantine read again by today's page objects: what they are like now, and which are as usual again."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import date, datetime
from math import log

from sqlalchemy import select
from sqlalchemy.orm import Session

from newsarchive.dedupe.arrival import Arrived, arrive
from newsarchive.dedupe.drift import WINDOW, Departure, Sign, Stat, find_departure, log_tail, stat_of, typical
from newsarchive.dedupe.observed import FIELDS, LIST, Bins, Marks, Page, marks_of, observed
from newsarchive.errors import ArchiveDamaged, NotFound
from newsarchive.portals.worker import ReadingPool, ReadingStopped
from newsarchive.store.again import further_of
from newsarchive.store.archive import Archive
from newsarchive.store.database import reading
from newsarchive.store.further import kept_pages
from newsarchive.store.models import Blanking, Capture, Link, Portal, Quarantine, Quarantined, WarcFile
from newsarchive.store.outcomes import FurtherCapture
from newsarchive.store.quarantine import HELD
from newsarchive.store.releasing import release
from newsarchive.store.responses import Place, read_response
from newsarchive.store.usual import usual

BATCH = 32
"""Pages that are in hand at once."""

TOGETHER = 16
"""Pages that are compared with what is usual together."""
BY_OTHERS = {"same_title", "common", LIST}
"""Fields that depend on the pages before, or on the lists, rather than on how a page is read."""
CHANCE = log(0.01)
"""How likely (logarithm) it is that so many pages show a sign where nothing is wrong; less is something wrong."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True)
class Told:
    """One field of a quarantine's pages, before and after."""

    field: str
    what: str
    """In words."""
    unit: str
    usual: str
    before: str
    """As the pages were read when they came."""
    after: str
    """As they are read now."""


@dataclass(kw_only=True)
class Mended:
    """What the pages of one quarantine are today."""

    number: int
    portal: str
    why: str
    pages: int = 0
    usual: int = 0
    """Pages that are as usual again."""
    departing: int = 0
    """Pages that still depart, or are no articles."""
    damaged: int = 0
    unread: int = 0
    """Pages that could not be read in time."""
    still: str | None = None
    """How the pages as a whole still depart, in words."""
    fields: list[Told] = field(default_factory=list)
    filed: int = 0


@dataclass(frozen=True)
class _Held:
    record: str
    address: str
    fetched_at: datetime
    bins: Bins
    shown: date | None
    portal_id: str
    place: Place
    further: tuple[FurtherCapture, ...]


def read_quarantined(
    archive: Archive, *, portal: str | None, apply: bool, tell: Callable[[Mended], None], on_progress: Progress | None
) -> None:
    """Read the pages in quarantine again and tell of each quarantine what became of it.

    With `apply`, pages that are as usual again are released. Raises NotFound for a portal that the archive does not
    know, AlreadyRunning where it is to be filed and is crawled now.
    """
    with reading(archive.engine) as session:
        if portal is not None and session.get(Portal, portal) is None:
            raise NotFound(f"This archive holds nothing of {portal!r}.", next_step="newsarchive status")
        numbers = _numbers(session, portal)
        total = sum(len(_held(session, number)) for number in numbers)
    done = 0
    with ReadingPool(os.cpu_count() or 1) as pool:
        for number in numbers:
            work = _Mending(archive, pool, number)
            for _ in work.read():
                done += 1
                if on_progress:
                    on_progress(done, total)
            work.compare()
            if apply and work.usual:
                work.result.filed = release(archive, number, work.usual, as_usual=True)
            tell(work.result)


def _numbers(session: Session, portal: str | None) -> Sequence[int]:
    held = select(Quarantined.quarantine_id).where(Quarantined.state == HELD)
    query = select(Quarantine.id).where(Quarantine.id.in_(held)).order_by(Quarantine.id)
    return session.scalars(query if portal is None else query.where(Quarantine.portal_id == portal)).all()


def _held(session: Session, number: int) -> list[_Held]:
    """Return the pages that are held, in the order in which they came."""
    query = (
        select(Quarantined, Capture, Link.day, WarcFile.name)
        .join(Capture, Capture.id == Quarantined.capture_id)
        .join(Link, Link.id == Capture.link_id)
        .join(WarcFile, WarcFile.id == Capture.warc_file_id)
        .where(Quarantined.quarantine_id == number, Quarantined.state == HELD)
        .where(Capture.id.not_in(select(Blanking.capture_id)))
        .order_by(Capture.fetched_at, Capture.id)
    )
    return [
        _Held(
            record=capture.record_id,
            address=row.address,
            fetched_at=capture.fetched_at,
            bins=row.bins,
            shown=day,
            portal_id=capture.portal_id,
            place=Place(name, capture.offset, capture.length),
            further=further_of(row),
        )
        for row, capture, day, name in session.execute(query)
    ]


class _Mending:
    """One quarantine."""

    def __init__(self, archive: Archive, pool: ReadingPool, number: int) -> None:
        self._archive, self._pool = archive, pool
        with reading(archive.engine) as session:
            row = session.get_one(Quarantine, number)
            self._signs = tuple(Sign(**sign) for sign in row.signs)
            self._stats = usual(session, row.portal_id).stats
            self._held = _held(session, number)
        self.result = Mended(number=number, portal=row.portal_id, why=row.why, pages=len(self._held))
        self.usual: list[str] = []
        self._bins: dict[str, Bins] = {}
        self._marks: list[tuple[str, Marks]] = []

    def read(self) -> Iterator[None]:
        """Read the pages; gives something for each."""
        for at in range(0, len(self._held), BATCH):
            part = self._held[at : at + BATCH]
            for held, answer in [(held, self._submit(held)) for held in part]:
                try:
                    self._note(held, answer.result())
                except ArchiveDamaged:
                    self.result.damaged += 1
                except ReadingStopped:
                    self.result.unread += 1
                yield

    def _submit(self, held: _Held) -> Future[Arrived]:
        try:
            with reading(self._archive.engine) as session:
                kept = read_response(session, self._archive.config.warc, held.place)
                further = kept_pages(session, self._archive.config.warc, held.further)
        except ArchiveDamaged as damaged:
            lost: Future[Arrived] = Future()
            lost.set_exception(damaged)
            return lost
        return self._pool.submit(
            arrive,
            kept.body,
            kept.body_headers,
            url=held.address,
            portal_id=held.portal_id,
            fetched_at=held.fetched_at,
            further=further,
        )

    def _note(self, held: _Held, arrived: Arrived) -> None:
        article = arrived.reading.article
        passages = arrived.compared.passages if arrived.compared else ()
        others = [marks for address, marks in self._marks[-WINDOW:] if address != held.address]
        page = Page(
            article=article,
            passages=passages,
            fetched_at=held.fetched_at,
            is_new="changed" not in held.bins,
            shown=held.shown,
            list=held.bins.get("list", 0),
        )
        self._bins[held.record] = observed(page, others)
        if article is not None:
            self._marks.append((held.address, marks_of(article, passages)))

    def compare(self) -> None:
        """Tell which pages are as usual again, and how the others and all of them are."""
        bins = list(self._bins.values())
        still = next(filter(None, map(self._departs, range(TOGETHER, len(bins) + TOGETHER, TOGETHER))), None)
        signs = (*self._signs, *(still.signs if still else ()))
        self.result.still = still.words if still else None
        lasting = [sign for sign in signs if (still and sign in still.signs) or self._lasts(sign, bins)]
        before = {held.record: held.bins for held in self._held}
        self.usual = [
            record
            for record, seen in self._bins.items()
            if _is_usual(seen, lasting if _is_other(seen, before[record]) else signs)
        ]
        self.result.usual = len(self.usual)
        self.result.departing = len(bins) - len(self.usual)
        self.result.fields = list(self._fields(bins))

    def _lasts(self, sign: Sign, bins: Sequence[Bins]) -> bool:
        """Whether more pages show a sign than do where nothing is wrong."""
        on = [sign.is_on(seen) for seen in bins if sign.field in seen]
        clumped = self._stats.get(sign.field, Stat()).clumped(sign.bound)
        return sum(on) > 0 and log_tail(sum(on), len(on), sign.usual, clumped) < CHANCE

    def _departs(self, end: int) -> Departure | None:
        return find_departure(self._stats, list(self._bins.values())[end - TOGETHER : end])

    def _fields(self, bins: Sequence[Bins]) -> Iterator[Told]:
        for name, told in FIELDS.items():
            yield Told(
                field=name,
                what=told.words,
                unit=told.unit,
                usual=typical(name, self._stats.get(name, Stat())),
                before=typical(name, stat_of(name, [held.bins for held in self._held])),
                after=typical(name, stat_of(name, bins)),
            )


def _is_other(seen: Bins, before: Bins) -> bool:
    """Whether a page is read otherwise now: then it may show by chance what all of them did."""
    return any(seen[name] != before[name] for name in seen.keys() & before.keys() - BY_OTHERS)


def _is_usual(seen: Bins, signs: Sequence[Sign]) -> bool:
    """Whether a page is an article and shows none of the signs, as far as it can be told."""
    return bool(seen["article"]) and not any(sign.is_seen(seen) for sign in signs)

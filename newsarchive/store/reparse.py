"""Reading kept pages again with today's parser: what would change and, when asked, new readings of their versions."""

from __future__ import annotations

import json
import os
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session, aliased

from newsarchive.dedupe.identity import content_hash
from newsarchive.errors import ArchiveDamaged, NotFound
from newsarchive.items import Article as Read
from newsarchive.portals.reader import Reading as PageReading
from newsarchive.portals.reader import parser_of
from newsarchive.portals.registry import get_portal
from newsarchive.portals.responses import article_of
from newsarchive.portals.worker import ReadingPool, ReadingStopped
from newsarchive.store.archive import Archive
from newsarchive.store.articles import add_reading, file_reading, unpack
from newsarchive.store.database import Collided, reading, tried_again, writing
from newsarchive.store.further import further_pages
from newsarchive.store.models import Article, Capture, Portal, Reading, Version, VersionCapture, WarcFile
from newsarchive.store.packing import pack
from newsarchive.store.responses import Place, read_response
from newsarchive.store.uniting import unite

BATCH = 64
"""Versions that are filed in one transaction; as many more are being read meanwhile."""

COLLISIONS = 5
"""Times that a transaction is tried again when a crawl's took the same row first."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which readings are to be made again; those by today's parser never are."""

    portal: str | None = None
    since: date | None = None
    """Only articles published on this day or later."""
    older_than: str | None = None
    """Only readings by parsers that this archive used before that one."""
    article: str | None = None
    """Only the article with this public id."""
    by_today: bool = False
    """Those by today's parser and no others: where they differ now, they are not what was read."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """What today's parser makes of a version, where that differs from what is there."""

    article: str
    """Public id."""
    version: int
    """Its number."""
    url: str
    fields: dict[str, tuple[Any, Any]]
    """By name: what is there and what was read now, as JSON has them."""
    trouble: str | None = None
    """Why nothing was read now: what is there stays."""
    damaged: bool = False
    """Whether that is because the kept bytes are damaged."""


@dataclass(kw_only=True)
class Reparsed:
    """What was read again."""

    read: int = 0
    same: int = 0
    changed: int = 0
    unread: int = 0
    """Pages that are not read as articles today."""
    damaged: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    """How often each field changed."""


@dataclass(frozen=True, kw_only=True)
class _Chosen:
    """A version that is to be read again, from the first capture that shows it."""

    version_id: int
    number: int
    public_id: str
    portal_id: str
    reading_id: int
    url: str
    place: Place
    fetched_at: datetime


def reparse(
    archive: Archive,
    wanted: Wanted,
    *,
    apply: bool,
    tell: Callable[[Change], None],
    on_progress: Callable[[int, int], None] | None = None,
) -> Reparsed:
    """Read again what older parsers read. Without `apply` nothing is written.

    `tell` gets each change, `on_progress` versions done and in all. With `apply`, what is done is done: killed and
    begun again, it goes on. Raises NotFound for a portal or a parser that the archive does not know.
    """
    work = _Work(archive, apply=apply, tell=tell)
    asked, total = _conditions(archive, wanted), count(archive, wanted)
    with reading(archive.engine) as session:
        portals = _portals(session, wanted)
    with ReadingPool(os.cpu_count() or 1) as pool:
        for condition in asked:
            before: list[tuple[_Chosen, Future[PageReading]]] = []
            for batch in _batches(archive, condition):
                reads = [(chosen, work.submit(pool, chosen)) for chosen in batch]
                work.finish(before)
                before = reads
                if on_progress:
                    on_progress(work.result.read, total)
            work.finish(before)
    for portal_id in portals if apply else ():
        while tried_again(archive.engine, partial(unite, portal_id=portal_id, most=BATCH)) == BATCH:
            pass
    return work.result


def count(archive: Archive, wanted: Wanted) -> int:
    """Return how many versions there are to read again."""
    with reading(archive.engine) as session:
        return sum(session.scalar(_count(condition)) or 0 for condition in _conditions(archive, wanted))


def _conditions(archive: Archive, wanted: Wanted) -> list[ColumnElement[bool]]:
    with reading(archive.engine) as session:
        return [_condition(session, portal_id, wanted) for portal_id in _portals(session, wanted)]


def _portals(session: Session, wanted: Wanted) -> list[str]:
    known = sorted(session.scalars(select(Portal.id)))
    if wanted.portal is None:
        return known
    if wanted.portal not in known:
        raise NotFound(f"This archive holds nothing of {wanted.portal!r}.", next_step="newsarchive status")
    return [wanted.portal]


def _condition(session: Session, portal_id: str, wanted: Wanted) -> ColumnElement[bool]:
    """Newest readings of a portal's versions that another parser than today's made, or that it made."""
    today = parser_of(get_portal(portal_id))
    newest = select(func.max(Reading.id)).where(Reading.version_id == Version.id).correlate(Version).scalar_subquery()
    condition = (Article.portal_id == portal_id) & (Reading.id == newest)
    condition &= (Reading.parser == today) if wanted.by_today else (Reading.parser != today)
    if wanted.article is not None:
        condition &= Article.public_id == wanted.article
    if wanted.since is not None:
        condition &= Reading.published_day >= wanted.since
    if wanted.older_than is not None and not today.startswith(wanted.older_than):
        condition &= Reading.parser.in_(_older(session, wanted.older_than))
    return condition


def _older(session: Session, name: str) -> list[str]:
    """Return the parsers that this archive used before the one whose name begins so."""
    query = select(Reading.parser, func.min(Reading.read_at)).group_by(Reading.parser)
    first = dict(session.execute(query).all())
    named = [at for parser, at in first.items() if parser.startswith(name)]
    if not named:
        raise NotFound(
            f"No parser called {name!r} has read anything here.",
            next_step="Give the beginning of one of: " + ", ".join(sorted(first)),
        )
    return [parser for parser, at in first.items() if at < min(named) and not parser.startswith(name)]


def _count(condition: ColumnElement[bool]) -> Any:
    joined = select(func.count(Version.id)).join(Article, Article.id == Version.article_id)
    return joined.join(Reading, Reading.version_id == Version.id).where(condition)


def _batches(archive: Archive, condition: ColumnElement[bool]) -> Iterator[list[_Chosen]]:
    """Give the versions to be read again, a batch at a time, in the order of their rows."""
    shown, its = aliased(VersionCapture), aliased(Capture)
    first = (
        select(shown.capture_id)
        .join(its, its.id == shown.capture_id)
        .where(shown.version_id == Version.id, shown.page == 1)
        .order_by(its.fetched_at, its.payload_digest, its.url)
        .limit(1)
        .correlate(Version)
        .scalar_subquery()
    )
    query = (
        select(Version, Article, Reading, Capture, WarcFile.name)
        .join(Article, Article.id == Version.article_id)
        .join(Reading, Reading.version_id == Version.id)
        .join(Capture, Capture.id == first)
        .join(WarcFile, WarcFile.id == Capture.warc_file_id)
        .where(condition)
        .order_by(Version.id)
        .limit(BATCH)
    )
    last = 0
    while True:
        with reading(archive.engine) as session:
            rows = session.execute(query.where(Version.id > last)).all()
            batch = [_chosen(*row) for row in rows]
        if not batch:
            return
        yield batch
        last = batch[-1].version_id


def _chosen(version: Version, article: Article, row: Reading, capture: Capture, name: str) -> _Chosen:
    return _Chosen(
        version_id=version.id,
        number=version.number,
        public_id=article.public_id,
        portal_id=article.portal_id,
        reading_id=row.id,
        url=row.url,
        place=Place(name, capture.offset, capture.length),
        fetched_at=capture.fetched_at,
    )


class _Work:
    """Reads, compares and, when asked, files."""

    def __init__(self, archive: Archive, *, apply: bool, tell: Callable[[Change], None]) -> None:
        self.result = Reparsed()
        self._archive = archive
        self._apply = apply
        self._tell = tell

    def submit(self, pool: ReadingPool, chosen: _Chosen) -> Future[PageReading]:
        """Have a page read."""
        warc: Path = self._archive.config.warc
        try:
            with reading(self._archive.engine) as session:
                kept = read_response(session, warc, chosen.place)
                further = further_pages(session, warc, chosen.version_id, chosen.fetched_at)
        except ArchiveDamaged as damaged:
            lost: Future[PageReading] = Future()
            lost.set_exception(damaged)
            return lost
        return pool.submit(
            article_of,
            kept.body,
            kept.body_headers,
            url=chosen.url,
            portal_id=chosen.portal_id,
            fetched_at=chosen.fetched_at,
            further=further,
        )

    def finish(self, reads: Sequence[tuple[_Chosen, Future[PageReading]]]) -> None:
        """Compare a batch with what is there, tell what changes, and file it when that was asked for."""
        found = []
        for chosen, answer in reads:
            self.result.read += 1
            try:
                page = answer.result()
            except (ReadingStopped, ArchiveDamaged) as error:
                self._troubled(chosen, str(error), damaged=isinstance(error, ArchiveDamaged))
                continue
            if page.article is None:
                self._troubled(chosen, f"no article: {page.refusal}", damaged=False)
            else:
                found.append((chosen, page.article))
        for chosen, fields in self._compared(found):
            self.result.same += not fields
            self.result.changed += bool(fields)
            self.result.fields.update(fields.keys())
            if fields:
                self._tell(Change(article=chosen.public_id, version=chosen.number, url=chosen.url, fields=fields))

    def _troubled(self, chosen: _Chosen, why: str, *, damaged: bool) -> None:
        self.result.unread += not damaged
        self.result.damaged += damaged
        self._tell(
            Change(
                article=chosen.public_id,
                version=chosen.number,
                url=chosen.url,
                fields={},
                trouble=why,
                damaged=damaged,
            )
        )

    def _compared(self, found: Sequence[tuple[_Chosen, Read]]) -> list[tuple[_Chosen, dict[str, tuple[Any, Any]]]]:
        if not self._apply:
            with reading(self._archive.engine) as session:
                return [(chosen, _differences(session, chosen, article)[0]) for chosen, article in found]
        for _ in range(COLLISIONS):
            try:
                return self._filed(found)
            except Collided:
                continue
        return self._filed(found)

    def _filed(self, found: Sequence[tuple[_Chosen, Read]]) -> list[tuple[_Chosen, dict[str, tuple[Any, Any]]]]:
        with writing(self._archive.engine) as session:
            compared = []
            for chosen, article in found:
                fields, whole = _differences(session, chosen, article)
                _file_again(session, chosen, whole, changed=bool(fields))
                compared.append((chosen, fields))
            return compared


def _differences(session: Session, chosen: _Chosen, article: Read) -> tuple[dict[str, tuple[Any, Any]], Read]:
    """Return what differs between what is there and what was read now, and that with the region of its channels.

    A page that tells no region got that of its channels when it was filed; it keeps it.
    """
    row = session.get_one(Reading, chosen.reading_id)
    there = asdict(unpack(session, row)) if row.packed is None else json.loads(zlib.decompress(row.packed))
    old = _told(there)
    if not article.region:
        article = replace(article, region=tuple(old["region"]))
    new = _told(asdict(article))
    return {name: (old[name], new[name]) for name in new if old[name] != new[name]}, article


def _told(article: dict[str, Any]) -> dict[str, Any]:
    """Return an article as JSON has it: without its parser, without what rows do not keep."""
    told: dict[str, Any] = json.loads(json.dumps(article, default=str))
    for name in ("parser", "canonical_url"):
        told.pop(name, None)
    told["sections"] = [
        [section["heading"], section["level"] if section["heading"] else 0, section["paragraphs"]]
        for section in told["sections"]
        if section["heading"] or section["paragraphs"]
    ]
    return told


def _file_again(session: Session, chosen: _Chosen, article: Read, *, changed: bool) -> None:
    """File what was read now: a new reading of the same version, or the parser's name where nothing changed."""
    now = datetime.now(UTC)
    version = session.get_one(Version, chosen.version_id, with_for_update=True)
    row = session.get_one(Reading, chosen.reading_id)
    again = (Reading.version_id == version.id) & (Reading.parser == article.parser) & (Reading.id != row.id)
    session.execute(delete(Reading).where(again))  # made when this parser was in use before
    if not changed:
        row.parser, row.read_at = article.parser, now
    elif version.is_current:
        file_reading(session, session.get_one(Article, version.article_id), version.id, article, now)
    else:
        add_reading(session, version.id, article, now, packed=pack(article))
    version.content_hash = content_hash(article)
    session.flush()

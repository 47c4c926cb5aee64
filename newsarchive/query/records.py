"""Which records of the WARC files articles rest on: what an export of evidence takes along."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from newsarchive.capture.files import OPEN
from newsarchive.query.articles import BATCH, StoredArticle
from newsarchive.query.filters import Filters, matching
from newsarchive.store.models import Article, Capture, Link, Version, VersionCapture, WarcFile
from newsarchive.store.responses import damaged
from newsarchive.text.urls import digest


class Numbers:
    """A set of row numbers, a bit each: a million take 125 KB."""

    def __init__(self, numbers: Iterable[int] = ()) -> None:
        self._bits = bytearray()
        self.add(numbers)

    def add(self, numbers: Iterable[int]) -> None:
        """Put numbers in."""
        for number in numbers:
            byte = number >> 3
            if byte >= len(self._bits):
                self._bits.extend(bytes(byte + 1 - len(self._bits)))
            self._bits[byte] |= 1 << (number & 7)

    def __contains__(self, number: int) -> bool:
        byte = number >> 3
        return byte < len(self._bits) and bool(self._bits[byte] >> (number & 7) & 1)

    def __len__(self) -> int:
        return sum(byte.bit_count() for byte in self._bits)


@dataclass(frozen=True, kw_only=True)
class KeptFile:
    """A WARC file, as much of it as the database speaks of."""

    id: int
    name: str
    """Path below the folder of WARC files, without `.open`."""
    length: int
    """Bytes."""
    sha256: str


@dataclass(frozen=True, kw_only=True)
class KeptRecord:
    """A response or revisit record in a WARC file."""

    id: int
    record_id: str
    url: str
    fetched_at: datetime
    status: int
    content_type: str | None
    payload_digest: str
    is_revisit: bool
    offset: int
    """Byte at which its gzip member begins."""
    length: int
    """Bytes of that member."""


class Evidence:
    """The records that one state of an archive rests on."""

    def __init__(self, session: Session, warc: Path) -> None:
        self._session = session
        self._warc = warc

    def files(self) -> list[KeptFile]:
        """Return all WARC files, in the order in which they were begun."""
        rows = self._session.scalars(select(WarcFile).order_by(WarcFile.id))
        return [KeptFile(id=row.id, name=row.name, length=row.length, sha256=row.sha256) for row in rows]

    def open(self, file: KeptFile) -> BinaryIO:
        """Open a WARC file, which a crawl may be about to finish and rename. Raises ArchiveDamaged."""
        for suffix in ("", OPEN, ""):
            try:
                return (self._warc / f"{file.name}{suffix}").open("rb")
            except FileNotFoundError:
                continue
        raise damaged(f"The WARC file {file.name} is missing.")

    def records(self, file: KeptFile) -> Iterator[KeptRecord]:
        """Give the responses in a WARC file, in the order in which they stand there."""
        columns = (
            Capture.id, Capture.record_id, Capture.url, Capture.fetched_at, Capture.status, Capture.content_type,
            Capture.payload_digest, Capture.revisit_of, Capture.offset, Capture.length,
        )  # fmt: skip
        query = select(*columns).where(Capture.warc_file_id == file.id).order_by(Capture.offset)
        for row in self._session.execute(query.execution_options(yield_per=BATCH)):
            facts = row._asdict()
            yield KeptRecord(is_revisit=facts.pop("revisit_of") is not None, **facts)

    def of(self, articles: Sequence[StoredArticle]) -> set[int]:
        """Return the captures that articles rest on: of each version, of their images, the originals of revisits."""
        ids = [stored.public_id for stored in articles]
        found: set[int] = set(self._session.scalars(_showing(Article.public_id.in_(ids))))
        found |= set(self._session.scalars(_of_images(articles)))
        originals = select(Capture.revisit_of).where(Capture.id.in_(found), Capture.revisit_of.is_not(None))
        return found | {number for number in self._session.scalars(originals) if number is not None}

    def of_all(self) -> Numbers:
        """Return all captures but those of articles that nobody is to be shown."""
        shown = matching(self._session, Filters(), Article.id).subquery()
        hidden = _showing(Article.id.not_in(select(shown.c.id)))
        query = select(Capture.id).where(Capture.id.not_in(hidden))
        return Numbers(self._session.scalars(query.execution_options(yield_per=BATCH)))


def _showing(which: ColumnElement[bool]) -> Select[Any]:
    return (
        select(VersionCapture.capture_id)
        .join(Version, Version.id == VersionCapture.version_id)
        .join(Article, Article.id == Version.article_id)
        .where(which)
    )


def _of_images(articles: Sequence[StoredArticle]) -> Select[Any]:
    keys = {digest(image.url) for stored in articles for image in stored.article.images}
    portals = {stored.portal for stored in articles}
    query = select(Capture.id).join(Link, Link.id == Capture.link_id)
    return query.where(Link.portal_id.in_(portals), Link.key.in_(keys))

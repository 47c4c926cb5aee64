"""Proof that nothing was lost or altered: WARC files and database agree, byte by byte and row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from newsarchive.capture.files import OPEN
from newsarchive.capture.members import MemberBroken, Record, file_sha256, read_member
from newsarchive.store.archive import Archive
from newsarchive.store.database import reading
from newsarchive.store.models import Article, Capture, Reading, Version, VersionCapture, WarcFile


@dataclass(frozen=True, kw_only=True)
class Damage:
    """One thing that is not as it was filed."""

    where: str
    """The file, with the record's offset in bytes, or the row."""
    what: str
    record_id: str | None = None
    url: str | None = None
    articles: tuple[str, ...] = ()
    """Public ids of the articles that were read from the record."""


@dataclass(kw_only=True)
class Verified:
    """What was looked at, and what is wrong."""

    files: int = 0
    records: int = 0
    captures: int = 0
    bytes: int = 0
    articles: int = 0
    damages: list[Damage] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    """Files in the WARC folder that the database does not know: left by a kill, or put there by somebody."""


def verify(archive: Archive, *, on_progress: Callable[[int, int], None] | None = None) -> Verified:
    """Read every committed byte of every WARC file and compare it with the database.

    `on_progress` is told bytes read and bytes in all. A crawl may run meanwhile: what it commits later is left out.
    """
    result = Verified()
    tell = on_progress or (lambda _done, _all: None)
    with reading(archive.engine) as session:
        rows = session.scalars(select(WarcFile).order_by(WarcFile.id)).all()
        total = sum(row.length for row in rows)
        for row in rows:
            result.damages.extend(_check_file(session, archive.config.warc, row, result))
            tell(result.bytes, total)
        result.damages.extend(_check_rows(session, result))
    result.strangers = _strangers(archive.config.warc, {row.name for row in rows})
    return result


def _check_file(session: Session, warc: Path, row: WarcFile, result: Verified) -> Iterator[Damage]:
    path = next((p for p in (warc / row.name, warc / f"{row.name}{OPEN}") if p.is_file()), None)
    result.files += 1
    if path is None:
        yield Damage(where=row.name, what="the file is missing")
        return
    captures = {c.offset: c for c in session.scalars(select(Capture).where(Capture.warc_file_id == row.id))}
    size = path.stat().st_size
    found = list(_check_records(session, path, row, captures, result))
    yield from found
    result.bytes += row.length
    if size < row.length or (row.closed_at is not None and size > row.length):
        yield Damage(where=row.name, what=f"the file has {size} bytes where {row.length} were filed")
    elif not found and file_sha256(path, row.length) != row.sha256:
        yield Damage(where=row.name, what="the file is not what its SHA-256 says, though each record is whole")


def _check_records(
    session: Session, path: Path, row: WarcFile, captures: dict[int, Capture], result: Verified
) -> Iterator[Damage]:
    offset, seen, heads = 0, 0, Counter[bytes]()
    odd: dict[bytes, int] = {}
    unseen = dict(captures)
    with path.open("rb") as file:
        while offset < row.length:
            capture = unseen.pop(offset, None)
            try:
                record = read_member(file, offset, row.length)
            except MemberBroken as broken:
                yield _damage(session, row, offset, str(broken), capture or _before(captures, offset))
                offset = min((o for o in captures if o > offset), default=row.length)
                seen = row.records  # what lies between can no longer be counted
                continue
            seen += 1
            heads[record.gzip_header] += 1
            odd.setdefault(record.gzip_header, offset)
            yield from (_damage(session, row, offset, what, capture) for what in _faults(record, capture))
            offset += record.length
    result.records += seen
    result.captures += len(captures)
    for head in (head for head, _ in heads.most_common()[1:]):
        at = odd[head]
        yield _damage(session, row, at, "its gzip header is not as it was written", _before(captures, at))
    for at, capture in unseen.items():
        yield _damage(session, row, at, "no record begins there", capture)
    if seen < row.records:
        yield Damage(where=row.name, what=f"the file has {seen} records where {row.records} were filed")


def _faults(record: Record, capture: Capture | None) -> Iterator[str]:
    yield from record.faults()
    if capture is None:
        if record.headers.get("warc-type") in ("response", "revisit"):
            yield f"record <urn:uuid:{record.record_id}> has no row in the database"
        return
    said = {
        "record id": (record.record_id, capture.record_id),
        "address": (record.headers.get("warc-target-uri"), capture.url),
        "length": (record.length, capture.length),
        "payload digest": (record.headers.get("warc-payload-digest"), capture.payload_digest),
    }
    for name, (there, filed) in said.items():
        if there != filed:
            yield f"its {name} is {there}, but {filed} was filed"


def _before(captures: dict[int, Capture], offset: int) -> Capture | None:
    at = max((o for o in captures if o <= offset), default=None)
    return None if at is None else captures[at]


def _damage(session: Session, row: WarcFile, offset: int, what: str, capture: Capture | None) -> Damage:
    query = (
        select(Article.public_id)
        .join(Version, Version.article_id == Article.id)
        .join(VersionCapture, VersionCapture.version_id == Version.id)
        .where(VersionCapture.capture_id == (capture.id if capture else None))
        .distinct()
    )
    return Damage(
        where=f"{row.name} at byte {offset}",
        what=what,
        record_id=capture.record_id if capture else None,
        url=capture.url if capture else None,
        articles=tuple(session.scalars(query)) if capture else (),
    )


def _check_rows(session: Session, result: Verified) -> Iterator[Damage]:
    """Find rows that no fault may leave behind."""
    result.articles = session.scalar(select(func.count(Article.id))) or 0
    current = select(Version.article_id).where(Version.is_current)
    for public_id in session.scalars(select(Article.public_id).where(Article.id.not_in(current))):
        yield Damage(where=f"article {public_id}", what="it has no current version")
    read = select(Reading.version_id).where(Reading.is_current)
    kept = select(VersionCapture.version_id)
    for what, rows in (("reading", read), ("capture", kept)):
        query = select(Article.public_id).join(Version).where(Version.is_current, Version.id.not_in(rows))
        for public_id in session.scalars(query):
            yield Damage(where=f"article {public_id}", what=f"its current version has no {what}")
    if session.get_bind().dialect.name == "sqlite":
        for (said,) in session.execute(text("PRAGMA quick_check")):
            if said != "ok":
                yield Damage(where="the database", what=str(said))


def _strangers(warc: Path, known: set[str]) -> list[str]:
    there = (str(path.relative_to(warc)) for path in sorted(warc.glob("*/*.warc.gz*")))
    return [name for name in there if name.removesuffix(OPEN) not in known]

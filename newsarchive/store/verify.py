"""Proof that nothing was lost or altered: WARC files and database agree, byte by byte and row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from newsarchive.capture.alteration import held_still
from newsarchive.capture.files import OPEN
from newsarchive.capture.members import MemberBroken, read_member
from newsarchive.store.archive import Archive
from newsarchive.store.articles import WITHDRAWN
from newsarchive.store.checkpoint import Checkpoint
from newsarchive.store.database import reading
from newsarchive.store.models import Article, Capture, Reading, Version, VersionCapture, WarcFile, Withdrawal
from newsarchive.store.warc_check import COLUMNS, Damage, FileCheck, Filed, check_file, damage, faults, lies_at

UNFINISHED = "its withdrawal was interrupted: newsarchive withdraw --finish"

Progress = Callable[[int, int], None]


@dataclass(kw_only=True)
class Verified:
    """What was looked at, and what is wrong."""

    files: int = 0
    earlier: int = 0
    """Of these, files that an interrupted verification had found whole."""
    records: int = 0
    captures: int = 0
    bytes: int = 0
    articles: int = 0
    sample: int | None = None
    """Captures that were drawn at random; None where everything was read."""
    damages: list[Damage] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    """Files in the WARC folder that the database does not know: left by a kill, or put there by somebody."""


def verify(archive: Archive, *, resume: bool = False, on_progress: Progress | None = None) -> Verified:
    """Read every committed byte of every WARC file and compare it with the database.

    `on_progress` is told bytes read and bytes in all. A crawl may run meanwhile: what it commits later is left out.
    With `resume`, files that an interrupted verification found whole are not read again.

    Raises AlreadyRunning where a withdrawal is altering a file that was just read.
    """
    result, tell = Verified(), on_progress or _tell_nobody
    checkpoint = Checkpoint(archive.config.root, resume=resume)
    with reading(archive.engine) as session:
        rows = session.scalars(select(WarcFile).order_by(WarcFile.id)).all()
        total = sum(row.length for row in rows)
        for row in rows:
            known = checkpoint.known(row)
            check = known or _checked(archive, session, row)
            if not check.damages:
                checkpoint.note(row, check)
            result.files += 1
            result.earlier += known is not None
            result.records += check.records
            result.captures += check.captures
            result.bytes += row.length
            result.damages.extend(check.damages)
            tell(result.bytes, total)
        result.damages.extend(_check_rows(session, result))
    result.strangers = _strangers(archive.config.warc, {row.name for row in rows})
    checkpoint.forget()
    return result


def verify_sample(archive: Archive, size: int, *, on_progress: Progress | None = None) -> Verified:
    """Look whether every WARC file is there in its length, and compare `size` captures, drawn at random, with it.

    Raises AlreadyRunning where a withdrawal is altering a file that was just read.
    """
    result, tell = Verified(sample=0), on_progress or _tell_nobody
    with reading(archive.engine) as session:
        rows = session.scalars(select(WarcFile).order_by(WarcFile.id)).all()
        result.files = len(rows)
        result.damages.extend(found for row in rows for found in _check_size(archive.config.warc, row))
        drawn = session.execute(select(*COLUMNS, WarcFile).join(WarcFile).order_by(func.random()).limit(size)).all()
        for number, capture in enumerate(sorted(drawn, key=lambda c: (c.WarcFile.id, c.offset)), start=1):
            result.damages.extend(checked_capture(archive, session, capture))
            result.bytes += capture.length
            tell(number, len(drawn))
        result.sample = result.records = len(drawn)
        result.captures = session.scalar(select(func.count(Capture.id))) or 0
        result.damages.extend(_check_rows(session, result))
    result.strangers = _strangers(archive.config.warc, {row.name for row in rows})
    return result


def _tell_nobody(_done: int, _all: int) -> None:
    pass


def _checked(archive: Archive, session: Session, row: WarcFile) -> FileCheck:
    """Compare a file with the database; once more where a withdrawal altered both while it was read."""
    check = check_file(session, archive.config.warc, row)
    if not check.damages or not _is_altered(archive, row):
        return check
    with held_still(archive.config.warc), reading(archive.engine) as now:
        return check_file(now, archive.config.warc, now.get_one(WarcFile, row.id))


def checked_capture(archive: Archive, session: Session, drawn: Filed) -> list[Damage]:
    """Compare a capture, with the row of its WARC file, with its record; return what is wrong.

    Once more where a withdrawal altered both meanwhile. Raises AlreadyRunning where it goes on altering them.
    """
    found = list(_check_capture(session, archive.config.warc, drawn.WarcFile, drawn))
    if not found or not _is_altered(archive, drawn.WarcFile):
        return found
    query = select(*COLUMNS, WarcFile).join(WarcFile).where(Capture.id == drawn.id)
    with held_still(archive.config.warc), reading(archive.engine) as now:
        again = now.execute(query).one()
        return list(_check_capture(now, archive.config.warc, again.WarcFile, again))


def _is_altered(archive: Archive, row: WarcFile) -> bool:
    """Whether the database says something else of a file now than when its row was read."""
    with reading(archive.engine) as now:
        return now.get_one(WarcFile, row.id).sha256 != row.sha256


def _check_size(warc: Path, row: WarcFile) -> Iterator[Damage]:
    path = lies_at(warc, row.name)
    if path is None:
        yield Damage(where=row.name, what="the file is missing")
    elif (size := path.stat().st_size) < row.length:
        yield Damage(where=row.name, what=f"the file has {size} bytes where {row.length} were filed")


def _check_capture(session: Session, warc: Path, row: WarcFile, capture: Filed) -> Iterator[Damage]:
    path = lies_at(warc, row.name)
    if path is None:  # told already
        return
    try:
        with path.open("rb") as file:
            record = read_member(file, capture.offset, row.length)
    except MemberBroken as broken:
        yield damage(session, row, capture.offset, str(broken), capture)
        return
    yield from (damage(session, row, capture.offset, what, capture) for what in faults(record, capture))


def _check_rows(session: Session, result: Verified) -> Iterator[Damage]:
    """Find rows that no fault may leave behind."""
    result.articles = session.scalar(select(func.count(Article.id))) or 0
    current = select(Version.article_id).where(Version.is_current)
    query = select(Article.public_id).where(Article.id.not_in(current), Article.state != WITHDRAWN)
    for public_id in session.scalars(query):
        yield Damage(where=f"article {public_id}", what="it has no current version")
    yield from _check_withdrawals(session)
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


def _check_withdrawals(session: Session) -> Iterator[Damage]:
    texts = select(Version.article_id)
    unfinished = select(Withdrawal.article_id).where(~Withdrawal.is_finished)
    for what, rows in (("it was withdrawn and still has versions", texts), (UNFINISHED, unfinished)):
        query = select(Article.public_id).where(Article.state == WITHDRAWN, Article.id.in_(rows))
        for public_id in session.scalars(query):
            yield Damage(where=f"article {public_id}", what=what)


def _strangers(warc: Path, known: set[str]) -> list[str]:
    there = (str(path.relative_to(warc)) for path in sorted(warc.glob("*/*.warc.gz*")))
    return [name for name in there if name.removesuffix(OPEN) not in known]

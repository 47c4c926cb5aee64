"""The further pages of an article that runs over several: which captures show them, and those taken out again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from newsarchive.portals.addresses import Addresses
from newsarchive.portals.registry import get_portal
from newsarchive.portals.responses import FurtherPage
from newsarchive.store.adding import add_rows
from newsarchive.store.models import Capture, Run, VersionCapture, WarcFile
from newsarchive.store.outcomes import FurtherCapture
from newsarchive.store.responses import Place, read_response


def file_further(session: Session, version_id: int, further: Sequence[FurtherCapture]) -> None:
    """Note which captures show the further pages of a version, numbered from 2; those that are lost are passed over."""
    if not further:
        return
    query = select(Capture.record_id, Capture.id).where(Capture.record_id.in_([page.record_id for page in further]))
    ids = dict(session.execute(query).all())
    rows = [
        {"version_id": version_id, "capture_id": ids[page.record_id], "page": number}
        for number, page in enumerate(further, start=2)
        if page.record_id in ids
    ]
    add_rows(session, VersionCapture, rows)


def further_since(session: Session, version_id: int, seen: datetime) -> list[int]:
    """Return the captures of a version's further pages from a moment on."""
    return list(session.scalars(_shown(version_id).with_only_columns(Capture.id).where(Capture.fetched_at >= seen)))


def further_pages(session: Session, warc: Path, version_id: int, seen: datetime) -> tuple[FurtherPage, ...]:
    """Return the further pages that were fetched with the first one, which shows a version and was seen then.

    They are the captures between it and the next time that the first page was had. Raises ArchiveDamaged.
    """
    return tuple(_read(session, warc, row) for row in _had_with(session, version_id, seen))


def further_captures(session: Session, version_id: int, seen: datetime) -> dict[int, FurtherCapture]:
    """Return, by their rows, the captures of the further pages that were fetched with the first one, seen then."""
    return {
        capture.id: FurtherCapture(capture.record_id, _own_address(capture, base_url))
        for capture, _, base_url in _had_with(session, version_id, seen)
    }


def kept_pages(session: Session, warc: Path, further: Sequence[FurtherCapture]) -> tuple[FurtherPage, ...]:
    """Return further pages that no version shows, in the order given. Raises ArchiveDamaged."""
    query = (
        select(Capture, WarcFile.name, Run.base_url)
        .join(WarcFile, WarcFile.id == Capture.warc_file_id)
        .join(Run, Run.id == Capture.run_id)
        .where(Capture.record_id.in_([page.record_id for page in further]))
    )
    rows = {row[0].record_id: row for row in session.execute(query)} if further else {}
    return tuple(_read(session, warc, rows[page.record_id]) for page in further if page.record_id in rows)


def _had_with(session: Session, version_id: int, seen: datetime) -> Iterator[Row[Capture, str, str | None]]:
    of_first = select(func.min(Capture.fetched_at)).join(VersionCapture, VersionCapture.capture_id == Capture.id)
    again = session.scalar(
        of_first.where(VersionCapture.version_id == version_id, VersionCapture.page == 1, Capture.fetched_at > seen)
    )
    query = _shown(version_id).where(Capture.fetched_at >= seen)
    if again is not None:
        query = query.where(Capture.fetched_at < again)
    yield from session.execute(query.order_by(VersionCapture.page, Capture.fetched_at))


def _shown(version_id: int) -> Select[Capture, str, str | None]:
    return (
        select(Capture, WarcFile.name, Run.base_url)
        .join(VersionCapture, VersionCapture.capture_id == Capture.id)
        .join(WarcFile, WarcFile.id == Capture.warc_file_id)
        .join(Run, Run.id == Capture.run_id)
        .where(VersionCapture.version_id == version_id, VersionCapture.page > 1)
    )


def _read(session: Session, warc: Path, row: Row[Capture, str, str | None]) -> FurtherPage:
    capture, name, base_url = row
    kept = read_response(session, warc, Place(name, capture.offset, capture.length))
    return FurtherPage(kept.body, kept.body_headers, _own_address(capture, base_url))


def _own_address(capture: Capture, base_url: str | None) -> str:
    return Addresses(get_portal(capture.portal_id), base_url).own(capture.url)

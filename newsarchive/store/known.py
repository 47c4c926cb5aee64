"""What of others' captures an archive has already: asked before a page is imported."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from newsarchive.store.models import Blanking, Capture, WarcFile
from newsarchive.store.responses import Place, Response, read_response


def is_kept(session: Session, portal_id: str, *, url: str, at: datetime, payload_digest: str) -> bool:
    """Whether a capture of this address, moment and payload is there: the same exchange, whichever file it stood in."""
    same = (Capture.portal_id == portal_id) & (Capture.payload_digest == payload_digest)
    return bool(session.scalar(select(exists().where(same, Capture.url == url, Capture.fetched_at == at))))


def find_payload(
    session: Session, warc: Path, portal_id: str, *, url: str | None, at: datetime | None, payload_digest: str | None
) -> Response | None:
    """Return the response that a foreign revisit record refers to: by address and time, else by payload digest.

    None where it is not in the archive. Raises ArchiveDamaged.
    """
    query = (
        select(WarcFile.name, Capture.offset, Capture.length)
        .join(WarcFile, WarcFile.id == Capture.warc_file_id)
        .where(Capture.portal_id == portal_id, Capture.truncated.is_(None))
        .where(Capture.id.not_in(select(Blanking.capture_id)))
        .order_by(Capture.id)
        .limit(1)
    )
    asked: list[ColumnElement[bool]] = []
    if url is not None and at is not None:
        asked.append((Capture.url == url) & (Capture.fetched_at == at))
    if payload_digest is not None:
        asked.append(Capture.payload_digest == payload_digest)
    for condition in asked:
        if (row := session.execute(query.where(condition)).first()) is not None:
            return read_response(session, warc, Place(row.name, row.offset, row.length))
    return None

"""The bytes that an article was read from, taken back out of the WARC record that proves it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from newsarchive.capture.bodies import BodyUndecodable, decode_body, header
from newsarchive.query.articles import KeptCapture
from newsarchive.store.responses import Place, damaged, read_response


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page as it was fetched."""

    body: bytes
    """Its bytes, content encodings undone."""
    content_type: str | None
    """Its Content-Type header."""
    fetched_at: datetime
    """When, in UTC."""


def read_page(session: Session, warc: Path, kept: KeptCapture) -> Page:
    """Read a kept response; `warc` is the archive's folder of WARC files.

    A revisit record (WARC/1.1, 6.7) has no body of its own: the record that it refers to has. Raises ArchiveDamaged.
    """
    response = read_response(session, warc, Place(kept.warc_file, kept.warc_offset, kept.warc_length))
    try:
        body = decode_body(response.body, response.body_headers)
    except BodyUndecodable as error:
        raise damaged(f"{kept.warc_file} at byte {kept.warc_offset}: {error}") from None
    return Page(body=body, content_type=header(response.headers, "content-type"), fetched_at=kept.fetched_at)

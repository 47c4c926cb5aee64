"""What a worker process makes of a page that arrives: its article, and the text by which that is recognised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from newsarchive.dedupe.sketch import Compared, compared_text
from newsarchive.portals.reader import Reading
from newsarchive.portals.responses import FurtherPage, Headers, article_of


@dataclass(frozen=True)
class Arrived:
    """A page that was read."""

    reading: Reading
    compared: Compared | None
    """None where it is no article."""


def arrive(
    body: bytes,
    headers: Headers,
    *,
    url: str,
    portal_id: str,
    fetched_at: datetime,
    further: Sequence[FurtherPage] = (),
) -> Arrived:
    """Read a response as the portal's page objects do, with the article's further pages where it has some.

    Everything passed and returned can be pickled.

    Raises BodyUndecodable.
    """
    reading = article_of(body, headers, url=url, portal_id=portal_id, fetched_at=fetched_at, further=further)
    return Arrived(reading, compared_text(reading.article) if reading.article else None)


def be_ready() -> None:
    """Do nothing: a worker process that is asked for it has imported all that the first page will need."""

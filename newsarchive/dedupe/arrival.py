"""What a worker process makes of a page that arrives: its article, and the text by which that is recognised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from newsarchive.dedupe.passages import passages_of
from newsarchive.dedupe.sketch import Compared, compared_text
from newsarchive.items import Article
from newsarchive.portals.reader import Reading
from newsarchive.portals.responses import FurtherPage, Headers, article_of, second_opinion


@dataclass(frozen=True)
class Arrived:
    """A page that was read."""

    reading: Reading
    compared: Compared | None
    """None where it is no article."""
    disagrees: bool | None = None
    """Whether the generic reader reads another title or text; None where it was not asked."""


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
    if reading.article is None:
        return Arrived(reading, None)
    compared = compared_text(reading.article)
    if further:  # the generic reader was asked when the first page came alone
        return Arrived(reading, compared)
    second = second_opinion(body, headers, url=url, portal_id=portal_id, fetched_at=fetched_at)
    return Arrived(reading, compared, disagrees(reading.article, compared.passages, second) if second else None)


def disagrees(article: Article, passages: tuple[str, ...], second: Reading) -> bool:
    """Whether the generic reader reads another title, or another text: less than half of the letters in common."""
    other = second.article
    if other is None or other.title != article.title:
        return True
    theirs = passages_of(other)
    both, known = sum(map(len, {*passages}.intersection(theirs))), max(sum(map(len, passages)), sum(map(len, theirs)))
    return 2 * both < known


def be_ready() -> None:
    """Do nothing: a worker process that is asked for it has imported all that the first page will need."""

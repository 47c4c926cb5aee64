"""Documents of known origin delivered to an archive by the real writer, portal by portal, as several crawls would.

python -m tests.store.delivery ARCHIVE STORIES SEED    deliver every document at least once, in an order of the seed's
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from benchmarks.recognise.reprints import Document, make_documents
from newsarchive.capture.files import PortalLock
from newsarchive.errors import AlreadyRunning
from newsarchive.items import Article, Capture, LinkKind, Section
from newsarchive.store.archive import Archive, open_archive
from newsarchive.store.events import RunBegun, RunEnded, RunOutcome
from newsarchive.store.outcomes import FoundArticle, FoundLink, Outcome, State
from newsarchive.store.writer import Writer

SEED = 7
PORTALS = 8
BATCH = 20
"""Documents of one portal that are delivered by one run."""
FIRST = datetime(2018, 2, 14, 8, tzinfo=UTC)
EDITION = timedelta(days=100)
"""Time between two editions of one document: more than there is between all documents."""


@cache
def documents(stories: int) -> tuple[Document, ...]:
    """Return the documents of so many stories: always the same."""
    return tuple(make_documents(stories, SEED))


def article_of(document: Document) -> Article:
    """Return what a parser would read."""
    return Article(title=document.title, sections=(Section(paragraphs=document.paragraphs),), parser="tests")


def address_of(number: int) -> str:
    """Return the canonical address of a document; it says which portal shows it."""
    return f"https://portal{number % PORTALS}.example/{number}.html"


def outcome_of(number: int, document: Document, edition: int = 0) -> Outcome:
    """Return what filing a document means: the same page, at the same time, whoever delivers it.

    Each edition is another capture of its address, later than all of the edition before.
    """
    address, at = address_of(number), FIRST + timedelta(minutes=number) + EDITION * edition
    body = "\n".join((document.title, *document.paragraphs)).encode("utf-8", "surrogatepass")
    return Outcome(
        portal_id=portal_of(number),
        at=at,
        state=State.DONE,
        capture=Capture(url=address, fetched_at=at, status=200, body=body),
        article=FoundArticle(article=article_of(document), canonical=address, address=address),
        arrived=FoundLink(canonical=address, address=address, kind=LinkKind.ARTICLE, state=State.DONE),
    )


def portal_of(number: int) -> str:
    """Return the id of the portal that shows a document."""
    return f"portal{number % PORTALS}"


def deliver(
    archive: Archive,
    portal_id: str,
    outcomes: Sequence[Outcome],
    acknowledge: Callable[[int], object] = lambda _place: None,
) -> None:
    """File outcomes of one portal in one run; `acknowledge` is told the place of each when it is on the disk.

    Raises AlreadyRunning where another process files some of it now.
    """
    facts = {
        "name": portal_id,
        "home": f"https://{portal_id}.example/",
        "country": "cn",
        "language": "zh",
        "zone": "UTC",
    }
    lock = PortalLock(archive.config.warc / portal_id, portal_id)
    try:
        begun = RunBegun(
            portal_id=portal_id, at=datetime.now(UTC), portal=facts | {"definition": ""}, options={}, software="tests"
        )
        writer = Writer(archive.engine, archive.config, begun=begun, info={"software": "tests"})
        for place, answer in enumerate([writer.file(outcome) for outcome in outcomes]):
            answer.result()
            acknowledge(place)
        writer.drain()
        writer.end(RunEnded(portal_id=portal_id, at=datetime.now(UTC), outcome=RunOutcome.COMPLETE, counts={}))
        writer.close()
    finally:
        lock.release()


def deliver_all(archive: Archive, stories: int, dice: random.Random) -> None:
    """Deliver every document at least once and some again, in an order drawn at random."""
    told = documents(stories)
    numbers = [number for number in range(len(told)) for _ in range(dice.choice((1, 1, 1, 2, 3)))]
    dice.shuffle(numbers)
    for portal_id in dice.sample([f"portal{n}" for n in range(PORTALS)], PORTALS):
        own = [number for number in numbers if portal_of(number) == portal_id]
        for at in range(0, len(own), BATCH):
            outcomes = [outcome_of(number, told[number]) for number in own[at : at + BATCH]]
            while True:
                try:
                    deliver(archive, portal_id, outcomes)
                    break
                except AlreadyRunning:
                    time.sleep(dice.uniform(0.01, 0.1))


def main() -> None:
    root, stories, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    with open_archive(root) as archive:
        deliver_all(archive, stories, random.Random(seed))


if __name__ == "__main__":
    main()

"""Two articles whose pages are the same to the last byte, filed by the real writer."""

from __future__ import annotations

from datetime import UTC, datetime

from newsarchive.capture.files import PortalLock
from newsarchive.items import Article, LinkKind, Section
from newsarchive.store.archive import Archive
from newsarchive.store.database import reading
from newsarchive.store.events import DiscoveryBegun, RunBegun, RunEnded, RunOutcome
from newsarchive.store.frontier import next_links
from newsarchive.store.outcomes import FoundArticle, FoundLink, Outcome, State
from newsarchive.store.writer import Writer
from tests.faults.small_run import EVERYTHING, FACTS, HOME, PORTAL, _capture


def file_same_bytes(archive: Archive) -> tuple[str, str]:
    """File them; return the public ids, that of the one whose record holds the body first."""
    lock = PortalLock(archive.config.warc / PORTAL, PORTAL)
    begun = RunBegun(portal_id=PORTAL, at=datetime.now(UTC), portal=FACTS, options={}, software="tests")
    writer = Writer(archive.engine, archive.config, begun=begun, info={"software": "tests"})
    addresses = [f"{HOME}/a.html", f"{HOME}/b.html"]
    starts = tuple(
        FoundLink(canonical=address, address=address, kind=LinkKind.ARTICLE, state=State.QUEUED)
        for address in addresses
    )
    writer.file(DiscoveryBegun(portal_id=PORTAL, at=datetime.now(UTC), starts=starts)).result()
    with reading(archive.engine) as session:
        due = next_links(session, EVERYTHING, datetime.now(UTC), skip=(), limit=9)
    ids = []
    text = "泸县的千名干警走进百个村落，与群众拉家常、讲法律、听意见，把矛盾化解在基层，把平安送到门口。"
    for link in sorted(due, key=lambda one: one.address):
        article = Article(title="题目", sections=(Section(paragraphs=(text, text[::-1])),), parser="tests")
        found = FoundArticle(article=article, canonical=link.address, address=link.address)
        capture = _capture(link.address.removeprefix(HOME), text.encode() * 3)
        facts = {"portal_id": PORTAL, "at": datetime.now(UTC), "link_id": link.link_id}
        outcome = Outcome(**facts, state=State.DONE, capture=capture, article=found)  # type: ignore[arg-type]
        ids.append(str(writer.file(outcome).result().public_id))
    writer.drain()
    writer.end(RunEnded(portal_id=PORTAL, at=datetime.now(UTC), outcome=RunOutcome.COMPLETE, counts={}))
    writer.close()
    lock.release()
    return ids[0], ids[1]

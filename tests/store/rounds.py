"""Runs of a crawl through the real writer, without a network: a portal whose pages are made up, and made anew.

Each run lists what the portal shows, fetches what is new, then looks again at what is due: as a crawl does it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache

from newsarchive.capture.files import PortalLock
from newsarchive.items import Article, Capture, LinkKind, Section
from newsarchive.portals.reader import Reading
from newsarchive.portals.registry import facts_of, get_portal
from newsarchive.portals.responses import article_of
from newsarchive.store.archive import Archive
from newsarchive.store.database import reading
from newsarchive.store.events import DiscoveryBegun, RunBegun, RunEnded, RunOutcome
from newsarchive.store.frontier import Due, Queued, next_checks, next_links
from newsarchive.store.outcomes import Filed, FoundArticle, FoundLink, Outcome, State
from newsarchive.store.writer import Writer

PORTAL = "yybnet"
HOME = "https://www.yybnet.net"
BEGINNING = datetime(2018, 2, 14, 6, tzinfo=UTC)
DAY = timedelta(days=1)
LETTERS = "山水田林路桥河湖城镇村社园区校院厂站港湾东西南北中新老大小高长明清安宁平和兴盛福康乐泰祥瑞华文武英杰志远"
EVERYTHING = Queued(portal_id=PORTAL, kinds=tuple(LinkKind))


@dataclass(frozen=True)
class Story:
    """What a publisher has to say."""

    path: str
    title: str
    paragraphs: tuple[str, ...]
    published: datetime


Layout = Callable[[Story], str]


def plain(story: Story) -> str:
    """A page as it always was."""
    text = "".join(f"<p>{line}</p>" for line in story.paragraphs)
    return _page(story, f"{_head(story)}<div class='content'>{text}</div>")


def teaser(story: Story) -> str:
    """After a redesign: the page shows how the story begins, and the rest for those who pay."""
    return _page(story, f"{_head(story)}<div class='content'><p>{story.paragraphs[0][:70]}。</p></div>")


def empty(story: Story) -> str:
    """After another: a script fetches the story."""
    return _page(story, "<div id='app'></div>")


def related(article: Article) -> Article:
    """What a portal's file makes of pages after a redesign: the headlines beside the article for its body."""
    lines = tuple(f"推荐阅读之{number}：山水田林路桥河湖" for number in "一二三四五六七八九")
    return replace(article, sections=(Section(paragraphs=lines),))


def _page(story: Story, body: str) -> str:
    return f"<html><head><meta charset='utf-8'><title>{story.title}</title></head><body>{body}</body></html>"


def _head(story: Story) -> str:
    return f"<h1>{story.title}</h1><p class='info'>{story.published:%Y-%m-%d %H:%M} 来源：泸州日报</p>"


@cache
def read_once(body: bytes, address: str) -> Reading:
    """Read a page; its date does not depend on when it was fetched."""
    return article_of(body, (), url=address, portal_id=PORTAL, fetched_at=BEGINNING + 30 * DAY)


@dataclass
class Round:
    """A portal as it is shown, and the runs that crawl it into an archive."""

    archive: Archive
    seed: int = 0
    layout: Layout = plain
    misread: Callable[[Article], Article] | None = None
    """What the portal's file, while it is wrong, makes of an article that it could have read."""
    definition: str = ""
    """The digest of another portal file than the one that there is."""
    disagrees: bool | None = None
    """Whether the generic reader reads something else."""
    now: datetime = BEGINNING
    stories: list[Story] = field(default_factory=list)
    acknowledge: Callable[[Outcome], None] = lambda _outcome: None
    """Told of each page that is on the disk."""

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)

    def publish(self, count: int) -> list[Story]:
        """Publish stories; each says something else."""
        new = [self._story(len(self.stories) + number) for number in range(count)]
        self.stories += new
        return new

    def _story(self, number: int) -> Story:
        dice = self._dice
        lines = tuple(self._text(dice.randint(90, 160)) + "。" for _ in range(dice.randint(3, 9)))
        published = self.now - timedelta(minutes=dice.randint(30, 1200))
        return Story(f"/luzhou/luxian/201802/{1000 + number}.html", self._text(dice.randint(9, 20)), lines, published)

    def _text(self, length: int) -> str:
        return "".join(self._dice.choices(LETTERS, k=length))

    def run(self, *, after: timedelta = DAY) -> list[Filed]:
        """Crawl what is new, and what is due to be looked at again; return what became of the articles' pages."""
        self.now += after
        lock = PortalLock(self.archive.config.warc / PORTAL, PORTAL)
        try:
            return self._run()
        finally:
            lock.release()

    def _run(self) -> list[Filed]:
        portal, archive = get_portal(PORTAL), self.archive
        facts = facts_of(portal) | ({"definition": self.definition} if self.definition else {})
        begun = RunBegun(portal_id=PORTAL, at=self.now, portal=facts, options={}, software="tests")
        writer = Writer(archive.engine, archive.config, begun=begun, info={"software": "tests"})
        outcome = RunOutcome.FAILED
        try:
            start = _link("/", LinkKind.LISTING)
            writer.file(DiscoveryBegun(portal_id=PORTAL, at=self.now, starts=(start,))).result()
            filed = list(self._fetch_all(writer))
            outcome = RunOutcome.COMPLETE
        finally:
            writer.drain()
            try:
                writer.end(RunEnded(portal_id=PORTAL, at=self.now, outcome=outcome, counts={}))
            finally:
                writer.close()
        return filed

    def _fetch_all(self, writer: Writer) -> Sequence[Filed]:
        found: list[Filed] = []
        while True:
            with reading(self.archive.engine) as session:
                due = next_links(session, EVERYTHING, self.now, skip=(), limit=10)
                due = due or next_checks(session, EVERYTHING, self.now, skip=(), limit=10)
            if not due:
                return found
            outcomes = [self._outcome(one) for one in due]
            for outcome, answer in [(outcome, writer.file(outcome)) for outcome in outcomes]:
                filed = answer.result()
                self.acknowledge(outcome)
                found += [] if outcome.links else [filed]

    def _outcome(self, due: Due) -> Outcome:
        self.now += timedelta(seconds=1)
        path = due.address.removeprefix(HOME)
        if due.kind == LinkKind.LISTING:
            links = tuple(_link(story.path, LinkKind.ARTICLE) for story in self.stories)
            return self._fetched(due, Capture(url=due.address, fetched_at=self.now, status=200, body=b"a list"), links)
        body = self.layout(next(story for story in self.stories if story.path == path)).encode()
        capture = Capture(url=due.address, fetched_at=self.now, status=200, body=body)
        read = read_once(body, due.address)
        outcome = self._fetched(due, capture, ())
        if read.article is None:
            return replace(outcome, reason=f"no article: {read.refusal}")
        article = self.misread(read.article) if self.misread else read.article
        found = FoundArticle(article=article, canonical=due.address, address=due.address, disagrees=self.disagrees)
        first = due.first_read or self.now
        return replace(outcome, article=found, next_check=get_portal(PORTAL).next_check(first, self.now))

    def _fetched(self, due: Due, capture: Capture, links: tuple[FoundLink, ...]) -> Outcome:
        return Outcome(
            portal_id=PORTAL, at=self.now, link_id=due.link_id, state=State.DONE, capture=capture, links=links
        )


def _link(path: str, kind: LinkKind) -> FoundLink:
    address = HOME + path
    is_listing = kind == LinkKind.LISTING
    return FoundLink(
        canonical=address,
        address=address,
        kind=kind,
        state=State.QUEUED,
        priority=0 if is_listing else 10,
        in_list=not is_listing,
    )

"""Portals made at random: what their channels publish, how pages of a day come, and what redesigns do to them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from newsarchive.items import Article, Credit, Role, Section

BEGINNING = datetime(2018, 1, 1, 6, tzinfo=UTC)
LETTERS = "山水田林路桥河湖城镇村社园区校院厂站港湾东西南北中新老大小高长明清安宁平和兴盛福康乐泰祥瑞华文武英杰志远"


@dataclass(frozen=True)
class Shown:
    """A page as it is read, and what a crawl knows of it."""

    number: int
    """Of its article."""
    article: Article | None
    fetched_at: datetime
    is_new: bool
    shown: date | None
    is_changed: bool | None
    list: int


@dataclass(frozen=True)
class Channel:
    """What a column publishes."""

    letters: float
    """Of a body, as they are usual."""
    spread: float
    paragraph: int
    credited: float
    sourced: float
    dated: float
    read: float
    """The part of its pages that are articles."""
    title: int
    boilerplate: float
    """The part of its pages that end in lines that others have too."""


class Portal:
    """A portal whose articles come day by day, channel by channel, then checks of older ones."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        dice = self.dice
        self.a_day = dice.choice((4, 8, 15, 25, 40, 60, 90))
        self.channels = [self._channel() for _ in range(dice.randint(1, 8))]
        self.shows_days = dice.random() < 0.6
        self.notes = [self._text(dice.randint(15, 60)) for _ in range(6)]
        self.changes = dice.choice((0.005, 0.02, 0.08))
        self.known: list[Shown] = []
        self.day = 0
        self.backfill = dice.random() < 0.5

    def _channel(self) -> Channel:
        dice = self.dice
        return Channel(
            letters=dice.choice((120, 250, 500, 800, 1400, 2500)),
            spread=dice.uniform(0.3, 0.9),
            paragraph=dice.choice((60, 120, 300)),
            credited=dice.choice((0.0, 0.1, 0.6, 0.9, 1.0)),
            sourced=dice.choice((0.0, 0.3, 0.9, 1.0)),
            dated=dice.choice((0.9, 0.98, 1.0, 1.0)),
            read=dice.choice((0.85, 0.97, 1.0, 1.0)),
            title=dice.choice((14, 22, 60)),
            boilerplate=dice.choice((0.0, 0.0, 0.2, 0.9)),
        )

    def _text(self, length: int) -> str:
        return "".join(self.dice.choices(LETTERS, k=max(2, length)))

    def first_crawl(self, pages: int = 120) -> Iterator[Shown]:
        """Give the pages of the first crawl: all that lists still show, weeks old."""
        for page in self._channel_by_channel(pages, oldest=timedelta(days=60)):
            self.known.append(page)
            yield page

    def next_day(self) -> Iterator[Shown]:
        """Give the pages of one more day's crawl."""
        self.day += 1
        dice = self.dice
        busy = dice.choice((0.3, 1, 1, 1, 1.2, 2)) if self.day % 7 else 0.3
        new = max(0, round(dice.gauss(self.a_day * busy, self.a_day * 0.2)))
        pages = list(self._channel_by_channel(new, oldest=timedelta(hours=30)))
        if self.backfill and self.day == 40:  # an older stretch of the lists, asked for with --since
            pages += self._channel_by_channel(150, oldest=timedelta(days=900), newest=timedelta(days=100))
        yield from pages
        for page in dice.sample(self.known, min(len(self.known), new // 2)):
            is_changed = dice.random() < self.changes
            yield replace(page, fetched_at=self._now(), is_new=False, is_changed=is_changed)
        self.known += pages
        del self.known[:-2000]

    def _now(self) -> datetime:
        return BEGINNING + timedelta(days=self.day, seconds=self.dice.uniform(0, 3600))

    def _channel_by_channel(
        self, pages: int, *, oldest: timedelta, newest: timedelta = timedelta(minutes=5)
    ) -> Iterator[Shown]:
        weights = [self.dice.random() + 0.1 for _ in self.channels]
        chosen = sorted(self.dice.choices(range(len(self.channels)), weights, k=pages))
        for number, place in enumerate(chosen, start=len(self.known)):
            yield self._page(number, place, oldest, newest)

    def _page(self, number: int, place: int, oldest: timedelta, newest: timedelta) -> Shown:
        dice, now, channel = self.dice, self._now(), self.channels[place]
        published = now - newest - (oldest - newest) * dice.random() ** 2
        length = int(channel.letters * dice.lognormvariate(0, channel.spread)) + 30
        lines = [self._text(channel.paragraph) for _ in range(max(1, length // channel.paragraph))]
        if dice.random() < channel.boilerplate:
            lines += dice.sample(self.notes, 2)
        article = Article(
            title=self._text(round(dice.gauss(channel.title, channel.title / 5))),
            sections=(Section(paragraphs=tuple(lines)),),
            credits=(Credit(name="杜鹏", role=Role.REPORTER),) if dice.random() < channel.credited else (),
            source="泸州日报" if dice.random() < channel.sourced else None,
            published=published if dice.random() < channel.dated else None,
        )
        is_read = dice.random() < channel.read
        shown = published.date() if self.shows_days else None
        return Shown(number, article if is_read else None, now, True, shown, None, list=place)


Redesign = Callable[[Portal, Shown, Article], Article | None]


def _teaser(_portal: Portal, _page: Shown, article: Article) -> Article:
    return replace(article, sections=(Section(paragraphs=(article.paragraphs[0][:60],)),))


def _related(portal: Portal, _page: Shown, article: Article) -> Article:
    """The list of recommended articles in place of the body: ten headlines, most of them the same on all pages."""
    lines = [note[:24] for note in portal.notes] + [portal.dice.choice(portal.notes)[::-1][:20] for _ in range(4)]
    return replace(article, sections=(Section(paragraphs=tuple(lines)),))


def _clock(_portal: Portal, page: Shown, article: Article) -> Article:
    return replace(article, published=page.fetched_at - timedelta(seconds=20))


def _undated(_portal: Portal, _page: Shown, article: Article) -> Article:
    return replace(article, published=None)


def _wrong_date(_portal: Portal, page: Shown, article: Article) -> Article:
    """Day and month changed round."""
    if article.published is None:
        return article
    day = article.published
    return replace(article, published=day.replace(month=min(day.day, 12), day=day.month))


def _site_name(_portal: Portal, _page: Shown, article: Article) -> Article:
    return replace(article, title="泸州新闻网－泸州市重点新闻网站")


def _wall(portal: Portal, _page: Shown, article: Article) -> Article:
    """A consent wall that is read as an article."""
    return replace(article, sections=(Section(paragraphs=tuple(portal.notes[:5])),), credits=(), source=None)


def _wall_above(portal: Portal, _page: Shown, article: Article) -> Article:
    """The text of a consent wall before a body that is cut off."""
    return replace(article, sections=(Section(paragraphs=(*portal.notes[:5], article.paragraphs[0][:80])),))


def _empty(_portal: Portal, _page: Shown, _article: Article) -> None:
    return None


def _all_in(portal: Portal, _page: Shown, article: Article) -> Article:
    """Navigation, comments and recommendations read with the body."""
    around = [portal._text(25) for _ in range(60)]
    return replace(article, sections=(Section(paragraphs=(*portal.notes, *article.paragraphs, *around)),))


REDESIGNS: dict[str, Redesign] = {
    "empty: no article is read": _empty,
    "a consent wall in place of the article": _wall,
    "a consent wall before a cut body": _wall_above,
    "teasers in place of bodies": _teaser,
    "recommended headlines in place of bodies": _related,
    "all around it read with the body": _all_in,
    "the site's name for a title": _site_name,
    "no date": _undated,
    "the page's clock for a date": _clock,
    "day and month changed round": _wrong_date,
}


def redesigned(portal: Portal, page: Shown, redesign: Redesign) -> Shown:
    """Return a page as it is read after a redesign that the portal's file does not know."""
    if page.article is None:
        return page
    article = redesign(portal, page, page.article)
    changes = article is not None and (article.sections, article.title) != (page.article.sections, page.article.title)
    changed = None if page.is_new or article is None else bool(page.is_changed or changes)
    return replace(page, article=article, is_changed=changed)

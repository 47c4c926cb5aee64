"""The rows of articles that are made at random: what `benchmarks.million` fills an archive with."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from benchmarks.prose import Prose
from newsarchive.dedupe.identity import public_id
from newsarchive.items import Article as Read
from newsarchive.items import Role, Section
from newsarchive.store.models import (
    Alias,
    Article,
    ArticleChannel,
    Base,
    Block,
    Capture,
    Channel,
    Cluster,
    Credit,
    Link,
    Outlet,
    Portal,
    Reading,
    Region,
    Run,
    Version,
    VersionCapture,
    WarcFile,
)
from newsarchive.store.packing import pack
from newsarchive.text.urls import digest

BATCH = 5_000
"""Articles whose rows are written together."""
PORTALS = ("luzhou", "yibin", "zigong", "neijiang", "ziyang")
COUNTIES = 8
"""Regions of a portal, and channels; an outlet writes for each."""
FIRST_DAY, DAYS = date(2010, 1, 1), 5_400
SEEN = datetime(2025, 1, 1, tzinfo=UTC)
"""When the first article was fetched; another every second."""
IN_A_FILE = 20_000
"""Captures of one WARC file."""
CHANGED, REPRINTED = 25, 20
"""One article in so many has an older version; one in so many is a reprint of the one before it."""
NAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚"
ROLES = (Role.REPORTER, Role.CORRESPONDENT, Role.AUTHOR, Role.EDITOR, Role.PHOTOGRAPHER)
WHERE = ("四川/泸州市/泸县", "四川/宜宾市/兴文县", "四川/自贡市/富顺县", "四川/内江市/隆昌市", "四川/资阳市/安岳县")

Rows = dict[type[Base], list[dict[str, Any]]]
"""By table, rows as their columns' values."""


def made_rows(articles: int, dice: random.Random, planted: Callable[[int], str] | None = None) -> Iterator[Rows]:
    """Give the rows of all tables, as both databases take them, batch by batch; none before one that it refers to.

    `planted` says by its number what an article says in one more paragraph; nothing for none.
    """
    yield _world(articles)
    made = _Made(dice, planted or (lambda _number: ""))
    for number in range(1, articles + 1):
        made.add(number)
        if number % BATCH == 0 or number == articles:
            yield made.taken()


def _world(articles: int) -> Rows:
    """Return the rows that are few."""
    rows: Rows = defaultdict(list)
    seen = _moment(SEEN)
    for number, portal in enumerate(PORTALS, 1):
        home = f"https://www.{portal}.example"
        facts = {"name": f"{portal}在线", "home": home, "country": "cn", "language": "zh", "zone": "Asia/Shanghai"}
        rows[Portal].append({"id": portal, "definition": "", "checks": 0, "traps": "[]", **facts})
        done = {"started_at": seen, "outcome": "complete", "options": "{}", "counts": "{}", "software": "benchmark"}
        rows[Run].append({"id": number, "portal_id": portal, **done})
        for county in range(COUNTIES):
            path = f"{home}/{county}/"
            at = (number - 1) * COUNTIES + county + 1
            region = {"id": at, "name": f"{county}镇", "path": f"{WHERE[number - 1]}/{county}镇"}
            rows[Region].append(region)
            rows[Outlet].append({"id": at, "name": f"{portal}日报{county}", "key": f"{portal}日报{county}"})
            rows[Outlet][-1]["is_settled"] = True
            rows[Channel].append({"id": at, "portal_id": portal, "key": digest(path), "address": path})
            rows[Channel][-1] |= {"name": f"{county}镇新闻", "region_id": at}
    for file in range(articles // IN_A_FILE + 1):
        for number, portal in enumerate(PORTALS):
            named = {"id": file * len(PORTALS) + number + 1, "portal_id": portal, "name": f"{portal}/{file:05}.warc.gz"}
            rows[WarcFile].append({**named, "length": 1, "records": 1, "opened_at": seen, "sha256": ""})
    return rows


class _Made:
    """Articles that were made and wait to be written."""

    def __init__(self, dice: random.Random, planted: Callable[[int], str]) -> None:
        self._dice = dice
        self._planted = planted
        self._prose = Prose(dice)
        self._rows: Rows = defaultdict(list)
        self._versions = self._clusters = 0
        self._told: tuple[str, list[str]] = ("", [])
        """Title and paragraphs of the last one."""

    def taken(self) -> Rows:
        """Give what was made, and begin anew."""
        taken, self._rows = self._rows, defaultdict(list)
        return taken

    def add(self, number: int) -> None:
        """Make one article."""
        portal = number % len(PORTALS)
        address = f"https://www.{PORTALS[portal]}.example/{number % COUNTIES}/{number // 7}/{number}.html"
        seen = _moment(SEEN + timedelta(seconds=number))
        place = portal * COUNTIES + number % COUNTIES + 1
        key = digest(address)
        named = {"portal_id": PORTALS[portal], "key": key}
        reprint = number % REPRINTED == 1 and number > 1
        if number % REPRINTED == 0:
            self._clusters += 1
            self._rows[Cluster].append({"id": self._clusters, "created_at": seen})
        cluster = self._clusters if number % REPRINTED == 0 or reprint else None
        if not reprint:
            self._told = self._prose.title(), self._paragraphs()
        times = {"first_seen": seen, "last_seen": seen}
        link = {"id": number, "kind": "article", "state": "done", "priority": 0, "attempts": 1, "found_at": seen}
        self._rows[Link].append({**link, **named, "address": address, "fetched_at": seen, "first_read": seen})
        article = {"id": number, "public_id": public_id(PORTALS[portal], address), "canonical": address}
        self._rows[Article].append({**article, **named, **times, "state": "live", "cluster_id": cluster})
        self._rows[Alias].append({"id": number, "article_id": number, "key": key, "address": address, **times})
        self._rows[ArticleChannel].append({"article_id": number, "channel_id": place})
        self._capture(number, portal, address, seen)
        if number % CHANGED == 0:
            self._older(number, address, seen)
        self._current(number, portal, place, address, seen)

    def _paragraphs(self) -> list[str]:
        return [self._prose.paragraph(self._dice.randint(40, 120)) for _ in range(self._dice.randint(3, 7))]

    def _capture(self, number: int, portal: int, address: str, seen: str) -> None:
        file = number // IN_A_FILE * len(PORTALS) + portal + 1
        placed = {"warc_file_id": file, "offset": number * 10_000, "length": 9_000, "run_id": portal + 1}
        record = {"id": number, "record_id": f"00000000-0000-4000-8000-{number:012}", "link_id": number}
        answer = {"url": address, "fetched_at": seen, "status": 200, "content_type": "text/html"}
        digested = f"sha1:{number:032}"
        self._rows[Capture].append(
            {**placed, **record, **answer, "payload_digest": digested, "portal_id": PORTALS[portal]}
        )

    def _older(self, number: int, address: str, seen: str) -> None:
        """Make the version before: without the last paragraph."""
        title, paragraphs = self._told
        article = Read(
            title=title, sections=(Section(paragraphs=tuple(paragraphs[:-1])),), canonical_url=address, parser="made-1"
        )
        version = self._version(number, 1, False, article.text, seen)
        self._rows[Reading].append(
            {"id": version, "version_id": version, "is_current": False, "packed": pack(article), **EMPTY}
            | {"read_at": seen, "url": address, "title": title}
        )

    def _version(self, number: int, at: int, is_current: bool, text: str, seen: str) -> int:
        self._versions += 1
        facts = {"content_hash": digest(text), "first_seen": seen, "last_seen": seen, "is_current": is_current}
        self._rows[Version].append({"id": self._versions, "article_id": number, "number": at, **facts})
        self._rows[VersionCapture].append({"version_id": self._versions, "capture_id": number, "page": 1})
        return self._versions

    def _current(self, number: int, portal: int, place: int, address: str, seen: str) -> None:
        title, paragraphs = self._told
        version = self._version(number, 2 if number % CHANGED == 0 else 1, True, "\n".join(paragraphs), seen)
        local = datetime.combine(FIRST_DAY, datetime.min.time())
        local += timedelta(days=self._dice.randrange(DAYS), minutes=self._dice.randrange(1440))
        published = {"published_at": _moment(local - timedelta(hours=8)), "published_offset": 480}
        published |= {"published_day": local.date().isoformat(), "published_precision": "minute"}
        source = f"{PORTALS[portal]}日报{number % COUNTIES}"
        reading = {"id": version, "version_id": version, "is_current": True, "read_at": seen, "url": address}
        reading |= {"title": title, "source": source, "outlet_id": place, "region_id": place, "language": "zh-Hans"}
        self._rows[Reading].append(
            {**EMPTY, **reading, **published, "published_raw": f"{local:%Y-%m-%d %H:%M}", "zone_from": "portal"}
        )
        more = self._planted(number)
        for position, text in enumerate([*paragraphs, more] if more else paragraphs):
            block = {"reading_id": version, "position": position, "section": 0, "kind": "paragraph", "level": 0}
            self._rows[Block].append({**block, "text": text})
        for position in range(self._dice.randint(0, 3)):
            name = self._dice.choice(NAMES) + "".join(self._dice.choices(GIVEN, k=2))
            role = ROLES[(number + position) % len(ROLES)]
            credit = {"reading_id": version, "position": position, "name": name, "role": str(role)}
            self._rows[Credit].append({**credit, "raw": name})


EMPTY = dict.fromkeys(("breadcrumb", "tags", "pages", "related", "warnings"), "[]")
EMPTY |= {"access": "open", "encoding": "utf-8", "parser": "made-1"}


def _moment(moment: datetime) -> str:
    """Write a moment in UTC as both databases take it."""
    return moment.replace(tzinfo=None).isoformat(" ", "microseconds")

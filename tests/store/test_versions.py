"""Versions are those of the captures in the order of their times, whatever the order of filing; on both databases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from newsarchive.dedupe.identity import Verdict, content_hash
from newsarchive.items import Article as Read
from newsarchive.items import LinkKind, Section
from newsarchive.query.canonical import canonical
from newsarchive.query.counting import count
from newsarchive.query.filters import Filters
from newsarchive.store.archive import Archive
from newsarchive.store.articles import file_article
from newsarchive.store.database import writing
from newsarchive.store.models import Article, Capture, Link, Portal, Reading, Run, Version, VersionCapture, WarcFile
from newsarchive.store.outcomes import FoundArticle
from newsarchive.store.readings import article_of_version
from newsarchive.text.urls import digest

HOME = "https://www.example.org"
NOON = datetime(2018, 2, 14, 12, tzinfo=UTC)
TEXTS = tuple(f"县里的第{sign}种说法，" + "长到足以认得出来的一段正文，" * 4 for sign in "甲乙丙")


@dataclass(frozen=True)
class Shown:
    """A capture of an article: when, which text, and by what else the page differs."""

    path: str
    minute: int
    text: int
    related: int

    @property
    def read(self) -> Read:
        return Read(
            title="题目",
            sections=(Section(paragraphs=(TEXTS[self.text],)),),
            related=(f"{HOME}/{self.related}.html",),
            parser="test-1",
        )


def file_all(session: Session, shown: Sequence[Shown]) -> None:
    """File captures in the order given."""
    facts = {"name": "小站", "home": HOME, "country": "cn", "language": "zh", "zone": "Asia/Shanghai"}
    session.add(Portal(id="small", definition="", **facts))
    session.flush()
    run = Run(portal_id="small", started_at=NOON, outcome="complete", options={}, counts={}, software="test")
    warc = WarcFile(portal_id="small", name="small/1.warc.gz", length=9, records=1, opened_at=NOON, sha256="")
    session.add_all([run, warc])
    session.flush()
    links: dict[str, Link] = {}
    pages: dict[int, Read] = {}
    for number, one in enumerate(shown):
        address = HOME + one.path
        if address not in links:
            links[address] = Link(
                portal_id="small",
                key=digest(address),
                address=address,
                kind=LinkKind.ARTICLE,
                state="done",
                found_at=NOON,
            )
            session.add(links[address])
            session.flush()
        capture = _capture(run, warc, links[address], number, one)
        session.add(capture)
        session.flush()
        pages[capture.id] = one.read
        found = FoundArticle(article=one.read, canonical=address, address=address)
        seen = capture.fetched_at
        file_article(session, "small", found, capture.id, seen, links[address].id, lambda _, key: pages[key])


def _capture(run: Run, warc: WarcFile, link: Link, number: int, one: Shown) -> Capture:
    return Capture(
        portal_id="small",
        run_id=run.id,
        link_id=link.id,
        warc_file_id=warc.id,
        offset=number,
        length=9,
        record_id=f"record-{number}",
        url=link.address,
        fetched_at=NOON + timedelta(minutes=one.minute),
        status=200,
        payload_digest=f"sha1:{one.text}{one.related}",
    )


def told(session: Session) -> list[dict[str, Any]]:
    """Return what the archive means, and what versions there are with their times and captures."""
    things = list(canonical(session))
    query = (
        select(Article.canonical, Version, Capture)
        .join(Version, Version.article_id == Article.id)
        .join(VersionCapture, VersionCapture.version_id == Version.id)
        .join(Capture, Capture.id == VersionCapture.capture_id)
        .order_by(Article.canonical, Version.number, Capture.fetched_at, Capture.payload_digest)
    )
    for address, version, capture in session.execute(query):
        things.append(
            {
                "version": (address, version.number, version.is_current, version.content_hash.hex()),
                "seen": (version.first_seen, version.last_seen),
                "capture": (capture.fetched_at, capture.payload_digest),
            }
        )
    rows = session.execute(select(Article.canonical, Article.first_seen, Article.last_seen).order_by(Article.canonical))
    things.extend({"article": tuple(row)} for row in rows)
    return things


captures = st.builds(
    Shown,
    path=st.sampled_from(("/a.html", "/b.html", "/c.html")),
    minute=st.integers(0, 6),
    text=st.integers(0, 2),
    related=st.integers(0, 2),
)


orders = st.lists(captures, min_size=1, max_size=9, unique=True).flatmap(
    lambda filed: st.tuples(st.just(filed), st.permutations(filed))
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(orders)
def test_any_order_of_filing_gives_the_same_archive(archive: Archive, orders: tuple[list[Shown], list[Shown]]) -> None:
    compare(archive, orders)


@pytest.mark.proof
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(orders)
def test_any_of_many_orders_gives_the_same_archive(archive: Archive, orders: tuple[list[Shown], list[Shown]]) -> None:
    compare(archive, orders)


def compare(archive: Archive, orders: tuple[list[Shown], list[Shown]]) -> None:
    given_order, other = orders
    by_time = sorted(given_order, key=lambda one: (one.minute, one.text, one.related))
    results = []
    for order in (by_time, other):
        with Session(archive.engine) as session:
            file_all(session, order)
            session.flush()
            results.append(told(session))
            session.rollback()
    assert results[1] == results[0]


def test_what_came_between_parts_the_version_and_the_newest_stays_current(archive: Archive) -> None:
    with writing(archive.engine) as session:
        file_all(session, [Shown("/a.html", 1, 0, 1), Shown("/a.html", 3, 0, 2), Shown("/a.html", 2, 1, 0)])
    with writing(archive.engine) as session:
        versions = session.scalars(select(Version).order_by(Version.number)).all()
        assert [v.number for v in versions] == [1, 2, 3]
        assert [v.is_current for v in versions] == [False, False, True]
        assert versions[0].content_hash == versions[2].content_hash != versions[1].content_hash
        (article,) = (thing for thing in canonical(session) if thing["thing"] == "article")
        assert article["reading"]["related"] == [f"{HOME}/2.html"], "what its own first capture says"


def test_an_older_capture_does_not_change_what_is_found(archive: Archive) -> None:
    with writing(archive.engine) as session:
        file_all(session, [Shown("/a.html", 5, 0, 1), Shown("/a.html", 1, 1, 1)])
    with writing(archive.engine) as session:
        assert count(session, Filters(words="第甲种说法")) == 1
        assert count(session, Filters(words="第乙种说法")) == 0


def file_one(archive: Archive, read: Read, read_again: Read | None, minute: int) -> Verdict:
    """File one more capture of an article; what its earlier captures are read as now is `read_again`."""
    with writing(archive.engine) as session:
        if session.get(Portal, "small") is None:
            file_all(session, [])
        address = f"{HOME}/a.html"
        run, warc = session.scalars(select(Run)).one(), session.scalars(select(WarcFile)).one()
        link = session.scalars(select(Link)).first()
        if link is None:
            key = digest(address)
            link = Link(portal_id="small", key=key, address=address, kind="article", state="done", found_at=NOON)
            session.add(link)
            session.flush()
        capture = _capture(run, warc, link, minute, Shown("/a.html", minute, 0, 0))
        session.add(capture)
        session.flush()
        found = FoundArticle(article=read, canonical=address, address=address)
        again = lambda _session, _capture_id: read_again  # noqa: E731
        return file_article(session, "small", found, capture.id, capture.fetched_at, link.id, again)[0]


def read_by(parser: str, text: str, title: str = "题目") -> Read:
    return Read(title=title, sections=(Section(paragraphs=(text,)),), parser=parser)


def test_a_better_parser_makes_a_reading_and_no_version(archive: Archive) -> None:
    better = read_by("test-2", TEXTS[0])
    file_one(archive, read_by("test-1", TEXTS[0], "【题目】"), None, 1)
    assert file_one(archive, better, better, 2) is Verdict.SAME
    with writing(archive.engine) as session:
        (version,) = session.scalars(select(Version))
        readings = session.scalars(select(Reading).order_by(Reading.id)).all()
        assert [(r.parser, r.is_current, r.title) for r in readings] == [
            ("test-1", False, "【题目】"),
            ("test-2", True, "题目"),
        ]
        assert version.content_hash == content_hash(better)
        assert count(session, Filters(words="题目")) == 1


def test_what_the_publisher_changed_meanwhile_is_a_version_all_the_same(archive: Archive) -> None:
    file_one(archive, read_by("test-1", TEXTS[0], "【题目】"), None, 1)
    changed = read_by("test-2", TEXTS[1])
    assert file_one(archive, changed, read_by("test-2", TEXTS[0]), 2) is Verdict.CHANGED
    with writing(archive.engine) as session:
        texts = [article_of_version(session, v.id) for v in session.scalars(select(Version).order_by(Version.number))]
    assert [text and (text.title, text.text, text.parser) for text in texts] == [
        ("题目", TEXTS[0], "test-2"),
        ("题目", TEXTS[1], "test-2"),
    ]


@pytest.mark.parametrize("again", [None, read_by("test-2", TEXTS[0])])
def test_other_rules_of_what_counts_make_no_version(archive: Archive, again: Read | None) -> None:
    read = read_by("test-2", TEXTS[0])
    file_one(archive, read, None, 1)
    with writing(archive.engine) as session:
        session.scalars(select(Version)).one().content_hash = b"by other rules.."
    assert file_one(archive, read, again, 2) is Verdict.SAME
    assert file_one(archive, read_by("test-2", TEXTS[2]), again, 3) is Verdict.CHANGED
    assert file_one(archive, read_by("test-2", TEXTS[2]), again, 0) is Verdict.CHANGED

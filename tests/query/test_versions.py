"""Versions, what differs between them, what changed and what is gone, on both databases."""

from __future__ import annotations

from datetime import UTC, date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from newsarchive.dedupe.kinds import Kind
from newsarchive.errors import NotFound
from newsarchive.items import Article as Read
from newsarchive.items import Credit, Image, Role, Section
from newsarchive.query.articles import get_article
from newsarchive.query.versions import get_version, iter_changes, iter_gone, versions_of
from newsarchive.store.archive import Archive
from newsarchive.store.articles import WITHDRAWN
from newsarchive.store.database import reading, writing
from newsarchive.store.models import Article, Link
from newsarchive.store.packing import pack, unpacked
from newsarchive.text.urls import digest
from tests.query.filing import HOME, NOW, article, file, on

DAY = NOW.date()
TEXTS = ("全县共有一百二十名干警走进村落。", "全县共有一百三十名干警走进村落。")


def filed(archive: Archive, *items: Read, path: str = "/a.html", **fields: Any) -> str:
    """File versions of one article, one after the other."""
    return [file(archive, item, path=path, **fields) for item in items][-1]


def test_versions_are_told_with_their_times_and_what_changed(archive: Archive) -> None:
    public_id = filed(
        archive,
        article(TEXTS[0], "阅读 12"),
        article(TEXTS[0], "阅读 99"),
        article(TEXTS[1]),
        article(TEXTS[1], title="新的题目"),
    )
    with reading(archive.engine) as session:
        versions = versions_of(session, public_id)
    assert [(v.number, v.captures, v.kinds) for v in versions] == [
        (1, 2, ()),
        (2, 1, (Kind.FIGURE,)),
        (3, 1, (Kind.HEADLINE,)),
    ]
    assert versions[0].first_seen < versions[0].last_seen < versions[1].first_seen


def test_what_any_version_says_is_there_as_it_was_read(archive: Archive) -> None:
    first = article(
        TEXTS[0],
        title="旧题",
        lead="导语",
        credits=(Credit(name="杜鹏", role=Role.REPORTER, raw="记者 杜鹏"),),
        images=(Image(url="https://www.example.org/1.jpg", caption="图"),),
        tags=("平安",),
        region=("四川", "泸州市"),
        source="泸州日报",
        **on(date(2018, 2, 13)),
    )
    public_id = filed(archive, first, article(TEXTS[1]))
    with reading(archive.engine) as session:
        stored = get_article(session, public_id)
        assert stored is not None
        old, new = (get_version(session, stored, number) for number in (1, 2))
        for number in (0, 3, -1, 2**40):
            with pytest.raises(NotFound, match="versions 1 to 2"):
                get_version(session, stored, number)
    assert new.article == stored.article
    for name in ("title", "lead", "sections", "credits", "images", "tags", "region", "source", "published"):
        assert getattr(old.article, name) == getattr(first, name), name
    assert old.article.canonical_url == stored.article.canonical_url


def test_what_was_packed_is_unpacked_whole() -> None:
    read = Read(
        url="https://www.example.org/a",
        title="题",
        sections=(Section(heading="一", level=1, paragraphs=("甲", "乙")), Section()),
        credits=(Credit(name="杜鹏", role=Role.REPORTER, affiliation="本报"),),
        images=(Image(url="u", caption=None, credit="c"),),
        tags=("a", "b"),
        warnings=("w",),
        parser="p",
        modified=NOW,
        **on(date(2018, 2, 13)),
    )
    assert unpacked(pack(read)) == read


def test_changes_are_given_in_the_order_of_time_by_day_kind_and_portal(archive: Archive) -> None:
    first = filed(archive, article(TEXTS[0]), article(TEXTS[1], "更正：人数有误。"), path="/a.html")
    second = filed(archive, article("一段话。"), article("一段话。", title="新的题目"), path="/b.html")
    third = filed(archive, article("另一段话。"), article("另外一段话。", title="更新"), path="/c.html", portal="other")
    filed(archive, article("没有变的。"), article("没有变的。"), path="/d.html")

    def asked(**filters: Any) -> list[tuple[str, tuple[Kind, ...]]]:
        with reading(archive.engine) as session:
            found = list(iter_changes(session, **({"since": DAY} | filters)))
        return [(changed.public_id, changed.difference.kinds) for changed in found]

    assert [public_id for public_id, _ in asked()] == [first, second, third]
    assert asked()[0] == (first, (Kind.CORRECTION, Kind.FIGURE))
    assert asked(kinds={Kind.FIGURE}) == [(first, (Kind.FIGURE,))]
    assert [public_id for public_id, _ in asked(kinds={Kind.HEADLINE, Kind.CORRECTION})] == [first, second, third]
    assert [public_id for public_id, _ in asked(portal="other")] == [third]
    assert asked(until=DAY - timedelta(days=1)) == []
    assert asked(since=DAY + timedelta(days=1)) == []
    assert len(asked(until=DAY)) == 3
    with pytest.raises(NotFound):
        asked(portal="none")


def test_changes_of_an_article_that_is_not_shown_are_not_told(archive: Archive) -> None:
    public_id = filed(archive, article(TEXTS[0]), article(TEXTS[1]))
    with writing(archive.engine) as session:
        session.scalars(select(Article)).one().state = WITHDRAWN
    with reading(archive.engine) as session:
        assert list(iter_changes(session, since=DAY)) == []
        assert versions_of(session, public_id) == []


def answer(
    archive: Archive, public_id: str, state: str, *, later: timedelta, at: str = "", reason: str | None = None
) -> None:
    """Let the article's own link, or another that it was fetched `at`, have been fetched again."""
    with writing(archive.engine) as session:
        row = session.scalars(select(Article).where(Article.public_id == public_id)).one()
        link = session.scalars(select(Link).where(Link.key == (digest(f"{HOME}{at}") if at else row.key))).one()
        link.state, link.fetched_at = state, row.last_seen + later
        link.reason = "HTTP 404" if state == "gone" else reason


def test_what_is_gone_is_told_with_when_it_was_last_seen(archive: Archive) -> None:
    first, second = (filed(archive, article(TEXTS[0]), path=path) for path in ("/a.html", "/b.html"))
    answer(archive, first, "gone", later=timedelta(days=9))
    answer(archive, second, "done", later=timedelta(days=9))
    with reading(archive.engine) as session:
        (gone,) = iter_gone(session)
        assert (gone.public_id, gone.title, gone.reason) == (first, "题目", "HTTP 404")
        assert gone.gone_at == gone.last_seen + timedelta(days=9)
        assert gone.gone_at.tzinfo is UTC
        assert [g.public_id for g in iter_gone(session, since=DAY + timedelta(days=9))] == [first]
        assert list(iter_gone(session, since=DAY + timedelta(days=10))) == []
        assert [g.public_id for g in iter_gone(session, portal="small")] == [first]
        states = [stored.state for wanted in (first, second) if (stored := get_article(session, wanted))]
        assert states == ["gone", "live"]


def test_what_was_seen_again_after_it_was_gone_is_live(archive: Archive) -> None:
    public_id = filed(archive, article(TEXTS[0]))
    answer(archive, public_id, "gone", later=timedelta(milliseconds=1))
    filed(archive, article(TEXTS[0]))
    with reading(archive.engine) as session:
        assert list(iter_gone(session)) == []
        stored = get_article(session, public_id)
        assert stored is not None
        assert stored.state == "live"


def test_an_article_is_gone_when_none_of_its_addresses_shows_it_any_more(archive: Archive) -> None:
    paths = ("/front/1.html", "/county/1.html", "/old/1.html")
    public_id = [filed(archive, article(TEXTS[0]), path="/a.html", at=path) for path in paths][-1]

    def gone() -> list[tuple[str, timedelta]]:
        with reading(archive.engine) as session:
            stored = get_article(session, public_id)
            found = [(one.public_id, one.gone_at - one.last_seen) for one in iter_gone(session)]
            assert stored is not None
            assert (stored.state == "gone") == bool(found)
            return found

    first, second, third = paths
    answer(archive, public_id, "gone", later=timedelta(days=1), at=first)
    answer(archive, public_id, "done", later=timedelta(days=2), at=second, reason="HTTP 301 to /county/2.html")
    assert gone() == [], "the third shows it"
    answer(archive, public_id, "gone", later=timedelta(days=3), at=third)
    assert gone() == [(public_id, timedelta(days=3))], "and the second leads elsewhere"
    answer(archive, public_id, "done", later=timedelta(days=4), at=second)
    assert gone() == []


def test_more_than_a_batch_is_told_to_its_end(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsarchive.query.versions.BATCH", 2)
    ids = [filed(archive, article(TEXTS[0]), article(TEXTS[1]), path=f"/{number}.html") for number in range(7)]
    for public_id in ids:
        answer(archive, public_id, "gone", later=timedelta(days=1))
    with reading(archive.engine) as session:
        assert [changed.public_id for changed in iter_changes(session, since=DAY)] == ids
        assert [gone.public_id for gone in iter_gone(session)] == ids

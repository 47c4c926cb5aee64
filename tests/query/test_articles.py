"""An article comes back as it was filed, with where it was seen; many come back in flat memory."""

from __future__ import annotations

import gc
import tracemalloc
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from newsarchive.items import Article, Credit, Image, Role, Section
from newsarchive.query.articles import get_article, iter_articles, like_ids
from newsarchive.query.filters import Filters
from newsarchive.store.archive import Archive
from newsarchive.store.database import reading, writing
from tests.query.filing import CHINA, HOME, NOW, article, file, file_in, on

WHOLE = Article(
    url=f"{HOME}/whole.html",
    canonical_url=f"{HOME}/whole.html",
    title="题目",
    kicker="引题",
    lead="导语",
    sections=(
        Section(paragraphs=("一", "二")),
        Section(heading="小标题", level=2, paragraphs=("三",)),
        Section(heading="空", level=1),
    ),
    credits=(
        Credit(name="杜鹏", role=Role.REPORTER, affiliation="本报", raw="本报记者 杜鹏"),
        Credit(name="王芳", role=Role.EDITOR, raw="责编 王芳"),
    ),
    byline_raw="本报记者 杜鹏",
    source="泸州日报",
    source_url="https://example.com/",
    published=datetime(2018, 2, 13, 9, 53, tzinfo=CHINA),
    published_precision="minute",
    published_raw="2018-02-13 09:53",
    zone_from="portal",
    modified=datetime(2018, 2, 14, tzinfo=UTC),
    region=("四川", "泸州市", "泸县"),
    breadcrumb=("首页", "泸县"),
    language="zh-Hans",
    tags=("平安",),
    images=(Image(url=f"{HOME}/a.jpg", caption="图", credit="某人"),),
    pages=(f"{HOME}/whole_2.html",),
    related=(f"{HOME}/other.html",),
    access="partial",
    encoding="gb18030",
    warnings=("小心",),
    parser="test-1",
)


def test_what_was_filed_comes_back_field_for_field(archive: Archive) -> None:
    public_id = file(archive, WHOLE, path="/whole.html", channels=["泸县新闻", "平安"])
    with reading(archive.engine) as session:
        stored = get_article(session, public_id)
    assert stored is not None
    assert stored.article == WHOLE
    assert stored.article.published is not None
    assert stored.article.published.isoformat() == "2018-02-13T09:53:00+08:00"
    assert (stored.portal, stored.state, stored.versions, stored.reprints) == ("small", "live", 1, ())
    assert set(stored.channels) == {"泸县新闻", "平安"}
    assert stored.capture is not None
    assert stored.capture.url == f"{HOME}/whole.html"
    assert stored.capture.warc_file.startswith("small/")
    assert stored.first_seen == stored.last_seen == stored.capture.fetched_at > NOW


def test_an_article_is_found_by_id_beginning_address_and_alias(archive: Archive) -> None:
    public_id = file(archive, article("一"), path="/a.html")
    file(archive, article("二"), path="/b.html")
    for wanted in (
        public_id,
        public_id.upper(),
        public_id[:6],
        f"{HOME}/a.html",
        f"{HOME}/a.html".replace("www.", "m."),
    ):
        with reading(archive.engine) as session:
            stored = get_article(session, wanted)
        assert stored is not None, wanted
        assert stored.public_id == public_id, wanted
    with reading(archive.engine) as session:
        by_rule = get_article(session, "https://a.example.org/a.html?x=1", canonical=f"{HOME}/a.html")
        assert by_rule is not None
        for wanted in (public_id[:5], "aaaaaaaa", f"{HOME}/c.html", "", "%%%%%%", "______", "\ud800"):
            assert get_article(session, wanted) is None, wanted


def test_a_beginning_that_two_ids_share_finds_neither_and_names_both(archive: Archive) -> None:
    made = [file(archive, article("一")), file(archive, article("二"))]
    with writing(archive.engine) as session:
        for number, public_id in enumerate(made):
            session.execute(
                text("UPDATE article SET public_id = :new WHERE public_id = :old"),
                {"new": f"aaaaaaaaaaaaaaa{'bc'[number]}", "old": public_id},
            )
    with reading(archive.engine) as session:
        assert get_article(session, "aaaaaaaa") is None
        assert like_ids(session, "aaaaaaaa") == ["aaaaaaaaaaaaaaab", "aaaaaaaaaaaaaaac"]
        assert get_article(session, "aaaaaaaaaaaaaaab") is not None


def test_reprints_name_each_other(archive: Archive) -> None:
    long = "千名干警走进百个村落，与群众拉家常、讲法律、听意见。" * 3
    first, second = file(archive, article(long)), file(archive, article(long, title="另一个题目"))
    with reading(archive.engine) as session:
        told = {stored.public_id: stored.reprints for stored in iter_articles(session, Filters())}
    assert told == {first: (second,), second: (first,)}


def test_a_changed_article_has_two_versions_and_shows_the_last(archive: Archive) -> None:
    public_id = file(archive, article("从前"), path="/a.html")
    file(archive, article("现在"), path="/a.html")
    file(archive, article("现在"), path="/a.html")
    with reading(archive.engine) as session:
        stored = get_article(session, public_id)
    assert stored is not None
    assert stored.article.text == "现在"
    assert stored.versions == 2
    assert stored.capture is not None
    assert stored.first_seen < stored.capture.fetched_at < stored.last_seen


def test_an_article_is_found_by_the_address_that_a_rehearsal_fetched(archive: Archive) -> None:
    public_id = file(archive, article("一"), path="/a.html")
    with writing(archive.engine) as session:
        session.execute(text("UPDATE capture SET url = 'http://127.0.0.1:8000/a.html'"))
    with reading(archive.engine) as session:
        stored = get_article(session, "http://127.0.0.1:8000/a.html")
        assert get_article(session, "http://127.0.0.1:8000/b.html") is None
    assert stored is not None
    assert stored.public_id == public_id


def test_withdrawn_articles_are_not_shown(archive: Archive) -> None:
    public_id = file(archive, article("干警"), path="/a.html")
    with writing(archive.engine) as session:
        session.execute(text("UPDATE article SET state = 'withdrawn'"))
    with reading(archive.engine) as session:
        assert get_article(session, public_id) is None
        assert get_article(session, f"{HOME}/a.html") is None
        assert list(iter_articles(session, Filters())) == []
        assert list(iter_articles(session, Filters(words="干警"))) == []


@pytest.mark.parametrize("words", [None, '"干警 走访"'])
@pytest.mark.proof
def test_articles_come_in_the_order_of_filing_in_flat_memory(
    archive: Archive, words: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsarchive.query.articles.BATCH", 20)
    body = "干警 走访" + "很长的正文" * 400
    number = 127
    with writing(archive.engine) as session:
        made = [file_in(session, article(body, **on(date(2018, 1, 1) + timedelta(days=n)))) for n in range(number)]
    tracemalloc.start()
    try:
        with reading(archive.engine) as session:
            held, seen = [], []
            for stored in iter_articles(session, Filters(words=words)):
                seen.append(stored.public_id)
                if len(seen) % 20 == 0:
                    gc.collect()  # what waits to be collected is not held, and comes and goes
                    held.append(tracemalloc.get_traced_memory()[0])
    finally:
        tracemalloc.stop()
    assert seen == made
    assert held[-1] < held[0] * 1.5

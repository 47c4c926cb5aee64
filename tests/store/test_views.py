"""Views say what the archive's own queries say, on both databases, and never what is hidden."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from alembic import command
from sqlalchemy import inspect, text

from newsarchive.items import Credit, Role, Section
from newsarchive.query.articles import StoredArticle, iter_articles
from newsarchive.query.coverage import By, coverage
from newsarchive.query.filters import Filters
from newsarchive.query.reprints import iter_clusters
from newsarchive.store.archive import Archive
from newsarchive.store.articles import WITHDRAWN
from newsarchive.store.database import alembic_config, connect, reading, upgrade, writing
from newsarchive.store.models import Article, Link, Withdrawal
from newsarchive.store.standby import standby
from newsarchive.store.views import VIEWS
from newsarchive.store.withdrawal import embargo
from tests.databases import new_archive
from tests.query.filing import article, file, on
from tests.query.links import add_links, add_portal, show_again
from tests.query.test_reprints import STORY
from tests.query.test_versions import answer

DAY = date(2018, 2, 13)


def rows(archive: Archive, query: str) -> list[dict[str, Any]]:
    with reading(archive.engine) as session:
        return [dict(row) for row in session.execute(text(query)).mappings()]


def column(archive: Archive, query: str) -> list[Any]:
    return [next(iter(row.values())) for row in rows(archive, query)]


def stored(archive: Archive) -> list[StoredArticle]:
    with reading(archive.engine) as session:
        return list(iter_articles(session, Filters()))


def several(archive: Archive) -> None:
    """File articles of all kinds: with sections, people and channels, changed, gone, reprinted."""
    people = (
        Credit(name="杜鹏", role=Role.REPORTER, raw="记者 杜鹏"),
        Credit(name="李四", role=Role.EDITOR),
        Credit(name="王五", role=Role.AUTHOR, affiliation="泸县公安局"),
    )
    fields: dict[str, Any] = {
        "credits": people,
        "source": "泸州日报社",
        "region": ("四川", "泸州市", "泸县"),
        "lead": "导语",
    }
    rich = article(*STORY, kicker="引题", language="zh-Hans", **fields, **on(DAY))
    rich = replace(rich, sections=(*rich.sections, Section(heading="小标题", paragraphs=STORY[:2])))
    file(archive, rich, path="/rich.html", channels=["泸县新闻", "头条"])
    file(archive, replace(rich, title="新题目"), path="/rich.html")
    file(archive, article(*STORY[:3], title="转载", source="泸州日报", **on(date(2018, 2, 15))), portal="copies")
    file(archive, article(*STORY, title="又转载"), portal="copies")
    gone = file(archive, article("今天没有别的事。", title="后来没了"))
    answer(archive, gone, "gone", later=timedelta(days=1))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """An archive with articles of all kinds."""
    with new_archive(request.param, tmp_path_factory.mktemp("filled") / "news", request) as made:
        several(made)
        yield made


def test_columns_are_those_that_are_told(filled: Archive) -> None:
    with filled.engine.connect() as connection:
        for view in VIEWS:
            found = [found["name"] for found in inspect(connection).get_columns(view.name)]
            assert found == list(view.columns), view.name


def test_articles_say_what_the_archive_says(filled: Archive) -> None:
    found = {row["id"]: row for row in rows(filled, "SELECT * FROM articles")}
    told = stored(filled)
    assert len(told) == len(found) == 4
    assert {one.state for one in told} == {"live", "gone"}
    for one in told:
        row, item = found[one.public_id], one.article
        assert (row["portal"], row["title"], row["kicker"], row["lead"]) == (
            *(one.portal, item.title),
            *(item.kicker, item.lead),
        )
        assert row["text"] == item.text
        assert row["characters"] == sum(len(line) for line in item.text.split("\n"))
        assert (row["authors"] or "") == ";".join(item.authors)
        assert (row["channels"] or "") == ";".join(one.channels)
        assert (row["region"] or "") == "/".join(item.region)
        assert (row["source"], row["language"], row["address"]) == (item.source, item.language, item.canonical_url)
        assert (row["state"], row["versions"], row["access"]) == (one.state, one.versions, item.access)
        assert str(row["published_day"] or "") == (str(item.published.date()) if item.published else "")
    assert {row["outlet"] for row in found.values()} == {"泸州日报", None}
    assert len({row["cluster"] for row in found.values()} - {None}) == 1


def test_parts_of_articles_stand_in_their_order(filled: Archive) -> None:
    told = next(one for one in stored(filled) if one.versions == 2)
    of_it = f"WHERE article = '{told.public_id}' ORDER BY position"
    paragraphs = rows(filled, f"SELECT * FROM paragraphs {of_it}")
    assert "\n".join(row["text"] for row in paragraphs) == told.article.text
    assert [row["kind"] for row in paragraphs] == ["paragraph"] * 4 + ["heading"] + ["paragraph"] * 2
    credited = [
        (row["name"], row["role"], row["affiliation"]) for row in rows(filled, f"SELECT * FROM credits {of_it}")
    ]
    assert credited == [(credit.name, credit.role, credit.affiliation) for credit in told.article.credits]


def test_versions_and_captures_are_all_there(filled: Archive) -> None:
    told = next(one for one in stored(filled) if one.versions == 2)
    of_it = f"WHERE article = '{told.public_id}'"
    versions = rows(filled, f"SELECT * FROM versions {of_it} ORDER BY number")
    assert [(row["number"], bool(row["is_current"]), row["title"], row["captures"]) for row in versions] == [
        (1, False, "题目", 1),
        (2, True, "新题目", 1),
    ]
    assert [row["text"] for row in versions] == [None, told.article.text]
    captures = rows(filled, f"SELECT * FROM captures {of_it} ORDER BY version")
    assert told.capture is not None
    assert [row["version"] for row in captures] == [1, 2]
    last = captures[-1]
    assert (last["url"], last["warc_file"], last["warc_record"]) == (
        *(told.capture.url, told.capture.warc_file),
        told.capture.record_id,
    )
    assert (last["warc_offset"], last["warc_length"]) == (told.capture.warc_offset, told.capture.warc_length)


def test_reprints_stand_in_the_order_of_their_publication(filled: Archive) -> None:
    found = rows(filled, "SELECT * FROM reprints ORDER BY cluster, place")
    with reading(filled.engine) as session:
        (story,) = iter_clusters(session, Filters())
    assert [row["article"] for row in found] == [member.public_id for member in story.members]
    assert [row["place"] for row in found] == [1, 2, 3]
    assert {row["earliest"] for row in found} == {story.earliest.public_id}
    assert [row["days_later"] for row in found] == [0, 2, None]
    assert [row["outlet"] for row in found] == ["泸州日报", "泸州日报", None]
    assert [(row["part"], row["own_part"]) for row in found] == [(one.part, one.own_part) for one in story.members]


def test_coverage_counts_as_the_command_does(archive: Archive) -> None:
    add_portal(archive, "small", "UTC")
    for state, reads in (("done", (True, False)), ("gone", (True, False)), ("failed", (True, False))):
        for times, read in enumerate(reads, 1):
            add_links(archive, "small", state, times=times, read=read, channels=["新闻"], day=DAY)
    add_links(archive, "small", "done", read=True, reason="in quarantine: a wall", channels=["新闻"], day=DAY)
    for state in ("queued", "excluded", "withdrawn"):
        add_links(archive, "small", state, times=2, channels=["新闻", "体育"], read=state == "withdrawn")
    (both,) = add_links(archive, "small", "done", read=True, channels=["体育"])
    show_again(archive, "small", both, "体育")
    add_links(archive, "small", "done", read=True)
    (old,) = add_links(archive, "small", "done", reason="HTTP 301 to another")
    with writing(archive.engine) as session:
        session.get_one(Link, old).leads_to = both
    with reading(archive.engine) as session:
        told = coverage(session, by=By.CHANNEL_DAY)
    names = ("listed", "captured", "read", "gone", "lost", "failed", "waiting", "excluded")
    found = {
        (row["portal"], row["channel"], row["channel_address"], str(row["day"])): [row[name] for name in names]
        for row in rows(archive, "SELECT * FROM coverage")
    }
    assert found == {
        (row.portal, row.channel, row.channel_url, str(row.day)): [getattr(row, name) for name in names] for row in told
    }
    assert len(found) == 4


def test_what_is_hidden_stands_in_no_view(archive: Archive) -> None:
    several(archive)
    everything = {one.public_id for one in stored(archive)}
    named = ["SELECT id FROM articles", *(f"SELECT article FROM {view.name}" for view in VIEWS[1:-1])]
    assert {article_id for query in named for article_id in column(archive, query)} == everything
    told = {one.article.title: one.public_id for one in stored(archive)}
    embargo(archive, told["新题目"], "agreed", datetime(2999, 1, 1, tzinfo=UTC))
    with writing(archive.engine) as session:
        session.query(Article).filter_by(public_id=told["后来没了"]).one().state = WITHDRAWN
    left = {one.public_id for one in stored(archive)}
    assert len(left) == 2
    for query in named:
        assert set(column(archive, query)) <= left, query
    assert set(column(archive, named[0])) == left
    assert len(column(archive, "SELECT article FROM reprints")) == 2
    with writing(archive.engine) as session:  # an embargo ends by itself
        session.query(Withdrawal).one().hidden_until = datetime.now(UTC) - timedelta(seconds=2)
    assert set(column(archive, named[0])) == everything - {told["后来没了"]}


def test_older_databases_get_their_views(database_url: str) -> None:
    command.upgrade(alembic_config(database_url), "0014")
    engine = connect(database_url)
    try:
        assert inspect(engine).get_view_names() == []
        upgrade(database_url)
        inspect(engine).clear_cache()
        assert set(inspect(engine).get_view_names()) == {view.name for view in VIEWS}
        command.downgrade(alembic_config(database_url), "0014")
        assert inspect(engine).get_view_names() == []
    finally:
        engine.dispose()


def test_a_database_that_takes_anothers_place_shows_its_own_rows(archive: Archive) -> None:
    file(archive, article("旧的。", title="旧"))
    url = archive.config.database_url
    archive.engine.dispose()
    with standby(url):
        pass
    with Archive(archive.config) as fresh:
        assert column(fresh, "SELECT id FROM articles") == []
        file(fresh, article("新的。", title="新"))
        assert column(fresh, "SELECT title FROM articles") == ["新"]

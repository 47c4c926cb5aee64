"""An archive is asked in Python, by its folder or its database's address, and cannot be changed by it."""

from __future__ import annotations

import sys
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

import newsarchive
from newsarchive.errors import ArchiveNotFound, ConfigError, NewsArchiveError, NotFound, UsageError
from newsarchive.items import Credit, Role
from newsarchive.query.articles import BATCH
from newsarchive.store.archive import Archive
from newsarchive.store.database import writing
from newsarchive.store.models import Article
from tests.query.filing import article, file, file_in, on

DU = Credit(name="杜鹏", role=Role.REPORTER)


@pytest.fixture
def filed(archive: Archive) -> list[str]:
    return [
        file(archive, article("泸县千名干警走访", title="暖民心", credits=(DU,), **on(date(2018, 2, 13)))),
        file(archive, article("叙永县的事", title="干警", language="zh", **on(date(2017, 2, 13)))),
    ]


def test_what_the_commands_tell_is_told(archive: Archive, filed: list[str]) -> None:
    with newsarchive.open_archive(archive.root) as room:
        assert [hit.public_id for hit in room.search("干警")] == [filed[1], filed[0]]
        assert [hit.public_id for hit in room.search("干警", limit=1, offset=1)] == [filed[0]]
        assert [hit.public_id for hit in room.search("干警", since="2018-01-01", author="杜鹏")] == [filed[0]]
        assert room.count("干警").articles == room.count("干警", exact=True).articles == 2
        assert [(share.value, share.articles) for share in room.counts("year", "干警")] == [("2017", 1), ("2018", 1)]
        assert [place.before for place in room.places("干警", role="reporter")] == ["泸县千名"]
        one = room.article(filed[0][:8])
        assert one is not None
        assert (one.public_id, one.article.title) == (filed[0], "暖民心")
        assert room.article("aaaaaaaaaaaaaaaa") is None
        assert [version.number for version in room.versions(filed[0])] == [1]
        assert room.reprints(filed[0]) is None
        assert filed[0] in room.cite(filed[0], "bibtex")


def test_articles_are_loaded_as_they_are_looked_at(archive: Archive) -> None:
    with writing(archive.engine) as session:
        made = [file_in(session, article(f"第{number}条")) for number in range(BATCH + 5)]
    with newsarchive.open_archive(archive.root) as room:
        articles = room.articles()
        assert [one.public_id for one in articles] == made
        assert next(iter(articles)).public_id == made[0]
        assert [one.article.text for one in room.articles("第7条")] == ["第7条"]


def test_the_database_is_enough_and_models_are_there(archive: Archive, filed: list[str]) -> None:
    url = archive.engine.url.render_as_string(hide_password=False)
    with newsarchive.open_archive(url) as room, room.session() as session:
        assert session.scalars(select(Article.public_id).order_by(Article.id)).all() == filed


@pytest.mark.parametrize("statement", ["DELETE FROM credit", "UPDATE reading SET title = ''", "DROP TABLE credit"])
def test_nothing_can_be_changed(archive: Archive, filed: list[str], statement: str) -> None:
    with (
        newsarchive.open_archive(archive.root) as room,
        pytest.raises((DBAPIError, NewsArchiveError), match=r"(?i)read.?only"),
        room.session() as session,
    ):
        session.execute(text(statement))
    with newsarchive.open_archive(archive.root) as room:
        assert len(room.search("author:杜鹏")) == 1


@pytest.mark.parametrize(
    ("asked", "error", "told"),
    [
        ({"since": "13.2.2018"}, UsageError, "2018-02-13"),
        ({"role": "king"}, UsageError, "reporter"),
        ({"colour": "red"}, UsageError, "language"),
        ({"portal": "nosuch"}, NotFound, "nosuch"),
        ({"words": "(干警"}, UsageError, "bracket"),
    ],
)
def test_what_cannot_be_asked_is_told(
    archive: Archive, asked: dict[str, Any], error: type[NewsArchiveError], told: str
) -> None:
    with newsarchive.open_archive(archive.root) as room, pytest.raises(error) as raised:
        room.search(**asked)
    assert told in f"{raised.value} {raised.value.next_step}"
    with newsarchive.open_archive(archive.root) as room:
        with pytest.raises(UsageError, match="king"):
            room.counts("king")
        with pytest.raises(UsageError, match="mla"):
            room.cite("aaaaaaaaaaaaaaaa", "mla")
        with pytest.raises(NotFound):
            room.cite("aaaaaaaaaaaaaaaa")


def test_what_is_no_archive_is_told(tmp_path: Any) -> None:
    with pytest.raises(ArchiveNotFound):
        newsarchive.open_archive(tmp_path)
    with pytest.raises(ConfigError, match="no database"):
        newsarchive.open_archive(f"sqlite:///{tmp_path}/archive.db")
    assert not (tmp_path / "archive.db").exists()
    with pytest.raises(ConfigError):
        newsarchive.open_archive("mysql://localhost/archive")


@pytest.mark.proof
def test_frames_have_the_columns_of_an_export(archive: Archive, filed: list[str]) -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    with newsarchive.open_archive(archive.root) as room:
        frame = room.articles().to_pandas()
        assert list(frame["id"]) == filed
        assert frame["published"][0] == pandas.Timestamp("2018-02-13 09:00", tz="Asia/Shanghai")
        assert frame["authors"][0] == ["杜鹏"]
        assert frame["versions"].sum() == 2
        assert pandas.isna(frame["source"][0])
        chosen = room.articles("叙永县").to_pandas(["title", "published_day"])
        assert chosen.to_dict("list") == {"title": ["干警"], "published_day": [date(2017, 2, 13)]}
        assert list(room.articles("没有").to_pandas(["title"]).columns) == ["title"]
        with pytest.raises(UsageError, match="king"):
            room.articles().to_pandas(["king"])


@pytest.mark.proof
def test_frames_of_polars_say_the_same(archive: Archive, filed: list[str]) -> None:
    pytest.importorskip("polars", reason="polars is not installed")
    with newsarchive.open_archive(archive.root) as room:
        frame = room.articles().to_polars()
        assert frame["id"].to_list() == filed
        assert frame["authors"].to_list() == [["杜鹏"], []]
        assert frame["published"].dt.date().to_list() == [date(2018, 2, 13), date(2017, 2, 13)]
        assert room.articles("没有").to_polars().height == 0


def test_a_package_that_is_missing_is_named(
    archive: Archive, filed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with newsarchive.open_archive(archive.root) as room, pytest.raises(ConfigError, match="pandas") as raised:
        room.articles().to_pandas()
    assert raised.value.next_step == "pip install pandas"

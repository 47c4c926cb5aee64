"""What rows of each table say, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from newsarchive.errors import NotFound, UsageError
from newsarchive.export.tables import format_of
from newsarchive.items import Article as Read
from newsarchive.items import Credit, Image, Role, Section
from newsarchive.query.articles import StoredArticle, iter_articles
from newsarchive.query.filters import Filters
from newsarchive.query.tables import TABLES
from newsarchive.store.archive import Archive
from newsarchive.store.database import reading, writing
from newsarchive.store.models import Link
from newsarchive.store.withdrawal import embargo
from newsarchive.text.urls import digest
from tests.export.exported import csv_rows, json_rows
from tests.query.filing import HOME, NOW, article, file, file_in, on

STORY = "千名干警走进百个村落，与群众拉家常、讲法律、听意见。" * 3
PEOPLE = (
    Credit(name="杜鹏", role=Role.REPORTER, affiliation="本报", raw="本报记者 杜鹏"),
    Credit(name="王芳", role=Role.EDITOR, raw="编辑 王芳"),
    Credit(name="杜鹏", role=Role.AUTHOR, raw="杜鹏"),
)
FULL = Read(
    title="题目",
    kicker="引题",
    lead="导语",
    sections=(Section(paragraphs=(STORY, "二")), Section(heading="小标题", level=1, paragraphs=("三",))),
    credits=PEOPLE,
    byline_raw="本报记者 杜鹏",
    source="泸州日报",
    url=f"{HOME}/m/a.html",
    modified=datetime(2018, 2, 13, 3, tzinfo=UTC),
    region=("四川", "泸州市", "泸县"),
    language="zh-Hans",
    tags=("平安", "a;b"),
    images=(Image(url=f"{HOME}/1.jpg"), Image(url=f"{HOME}/0.jpg")),
    warnings=("小心",),
    parser="test-1",
    **on(date(2018, 2, 13)),
)


def fill(archive: Archive) -> list[str]:
    """File an article with everything, a changed one, a reprint, one that is gone, one that says hardly anything."""
    made = [file(archive, FULL, path="/a.html", channels=("泸县新闻", "平安"))]
    file(archive, article("从前", credits=PEOPLE[:1]), path="/b.html")
    made.append(file(archive, article("现在", credits=PEOPLE[1:2]), path="/b.html"))
    made.append(file(archive, article(STORY, title="另题", **on(date(2018, 2, 14))), portal="other"))
    made.append(file(archive, article("没有了"), path="/gone.html"))
    made.append(file(archive, Read(title="只有题目", parser="test-1")))
    with writing(archive.engine) as session:
        lost = Link.key == digest(f"{HOME}/gone.html")
        session.execute(update(Link).where(lost).values(state="gone", fetched_at=NOW + timedelta(days=1)))
    return made


def test_articles_say_what_the_archive_says_of_them(archive: Archive) -> None:
    made = fill(archive)
    with reading(archive.engine) as session:
        wanted = [_told(stored) for stored in iter_articles(session, Filters())]
    assert [row["id"] for row in wanted] == made
    assert [row["state"] for row in wanted] == ["live", "live", "live", "gone", "live"]
    assert wanted[0]["reprints"] == [made[2]]
    assert wanted[1]["versions"] == 2
    assert json_rows(archive) == wanted


def _told(stored: StoredArticle) -> dict[str, Any]:
    """Return what a row has to say of an article, from another way of loading it."""
    one, capture = stored.article, stored.capture
    assert capture is not None

    def utc(moment: datetime) -> str:
        return moment.isoformat(timespec="seconds").replace("+00:00", "Z")

    return {
        "id": stored.public_id,
        "portal": stored.portal,
        "title": one.title,
        "kicker": one.kicker,
        "lead": one.lead,
        "authors": list(one.authors),
        "source": one.source,
        "published": one.published.isoformat(timespec="seconds") if one.published else None,
        "region": list(one.region),
        "channels": list(stored.channels),
        "canonical_url": one.canonical_url,
        "url": one.url,
        "text": one.text or None,
        "credits": [{"role": credit.role, "name": credit.name} for credit in one.credits],
        "language": one.language,
        "tags": list(one.tags),
        "images": [image.url for image in one.images],
        "published_precision": one.published_precision,
        "published_raw": one.published_raw,
        "modified": one.modified.isoformat(timespec="seconds") if one.modified else None,
        "byline_raw": one.byline_raw,
        "access": one.access,
        "state": stored.state,
        "versions": stored.versions,
        "reprints": list(stored.reprints),
        "first_seen": utc(stored.first_seen),
        "last_seen": utc(stored.last_seen),
        "fetched_url": capture.url,
        "fetched_at": utc(capture.fetched_at),
        "warc_file": capture.warc_file,
        "warc_offset": capture.warc_offset,
        "warc_record": f"<urn:uuid:{capture.record_id}>",
        "warnings": list(one.warnings),
        "parser": one.parser,
    }


def test_versions_are_all_there_each_with_its_own_text(archive: Archive) -> None:
    fill(archive)
    rows = json_rows(archive, "versions")
    assert [(row["number"], row["is_current"]) for row in rows] == [(1, True), (1, False), (2, True), *[(1, True)] * 3]
    older, newer = rows[1:3]
    assert (older["text"], newer["text"]) == ("从前", "现在")
    assert (older["authors"], newer["authors"]) == (["杜鹏"], [])
    assert [row["credits"] for row in rows[1:3]] == [
        [{"role": "reporter", "name": "杜鹏"}],
        [{"role": "editor", "name": "王芳"}],
    ]
    assert older["hash"] != newer["hash"]
    assert len(older["hash"]) == 32
    assert older["last_seen"] < newer["first_seen"]
    assert json_rows(archive, "versions", "number", "title", filters=Filters(changed=True)) == [
        {"number": 1, "title": "题目"},
        {"number": 2, "title": "题目"},
    ]


def test_paragraphs_come_in_reading_order_under_their_heading(archive: Archive) -> None:
    made = fill(archive)
    rows = json_rows(archive, "paragraphs", "id", "position", "section", "heading", "kind", "level", "text")
    assert [tuple(row.values()) for row in rows[:4]] == [
        (made[0], 0, 0, None, "paragraph", 0, STORY),
        (made[0], 1, 0, None, "paragraph", 0, "二"),
        (made[0], 2, 1, "小标题", "heading", 1, "小标题"),
        (made[0], 3, 1, "小标题", "paragraph", 0, "三"),
    ]
    assert [row["text"] for row in rows[4:]] == ["现在", STORY, "没有了"]


def test_credits_are_people_with_their_roles(archive: Archive) -> None:
    made = fill(archive)
    rows = csv_rows(archive, "credits", "id", "position", "name", "role", "is_author", "affiliation", "raw")
    assert [tuple(row.values()) for row in rows] == [
        (made[0], "0", "杜鹏", "reporter", "yes", "本报", "本报记者 杜鹏"),
        (made[0], "1", "王芳", "editor", "no", "", "编辑 王芳"),
        (made[0], "2", "杜鹏", "author", "yes", "", "杜鹏"),
        (made[1], "0", "王芳", "editor", "no", "", "编辑 王芳"),
    ]


@pytest.mark.parametrize("rows", ["articles", "versions", "paragraphs", "credits"])
def test_filters_and_embargoes_hold_for_every_table(archive: Archive, rows: str) -> None:
    first, second, *_ = fill(archive)
    assert {row["id"] for row in json_rows(archive, rows, "id", filters=Filters(words="title:题目"))} >= {first, second}
    assert {row["id"] for row in json_rows(archive, rows, "id", filters=Filters(region="泸县"))} == {first}
    embargo(archive, first, "agreed", datetime(2999, 1, 1, tzinfo=UTC))
    ids = {row["id"] for row in json_rows(archive, rows, "id")}
    assert second in ids
    assert first not in ids
    with pytest.raises(NotFound):
        json_rows(archive, rows, filters=Filters(portal="nowhere"))


def test_an_embargoed_reprint_is_not_named(archive: Archive) -> None:
    made = fill(archive)
    embargo(archive, made[2], "agreed", datetime(2999, 1, 1, tzinfo=UTC))
    assert json_rows(archive, "articles", "reprints")[0] == {"reprints": []}


def test_rows_come_in_the_order_of_filing_whatever_a_batch_holds(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsarchive.query.tables.matches.BATCH", 3)
    with writing(archive.engine) as session:
        made = [file_in(session, article(f"第{number}篇")) for number in range(10)]
    rows = json_rows(archive, "articles", "id", "text")
    assert [row["id"] for row in rows] == made
    assert rows[7]["text"] == "第7篇"


def test_columns_stand_in_the_order_asked_for_and_extras_only_then(archive: Archive) -> None:
    fill(archive)
    (row, *_) = csv_rows(archive, "articles", "outlet", "published_day", "title")
    assert list(row.items()) == [("outlet", "泸州日报"), ("published_day", "2018-02-13"), ("title", "题目")]
    assert "outlet" not in csv_rows(archive)[0]


def test_a_column_that_is_none_is_told_with_the_likest() -> None:
    with pytest.raises(UsageError) as told:
        TABLES["articles"].chosen(["id", "titel"])
    assert "'titel'" in str(told.value)
    assert (told.value.next_step or "").partition(": ")[2].startswith("title, ")
    with pytest.raises(UsageError):
        TABLES["articles"].chosen(["id", "id"])


@pytest.mark.parametrize(
    ("named", "file_", "form"),
    [
        (None, None, "csv"),
        (None, "a.jsonl", "jsonl"),
        (None, "a.Parquet", "parquet"),
        (None, "a.wacz", "wacz"),
        (None, "a.txt", "csv"),
        ("jsonl", "a.csv", "jsonl"),
    ],
)
def test_the_format_follows_from_the_ending(named: str | None, file_: str | None, form: str) -> None:
    assert format_of(named, Path(file_) if file_ else None) == form


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_every_column_is_documented_in_its_order(table: Any) -> None:
    page = (Path(__file__).parents[2] / "docs" / "export.md").read_text(encoding="utf-8")
    part = page.partition(f"### {table.name}\n")[2].partition("\n#")[0]
    documented = [line.split("`")[1] for line in part.splitlines() if line.startswith("| `")]
    assert documented == [column.name for column in table.columns]
    assert all(column.doc for column in table.columns)

"""docs/tables.md: it ends with the data dictionary, and its queries answer on both databases."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import text

from newsarchive.items import Credit, Role
from newsarchive.store.archive import Archive
from newsarchive.store.database import reading
from newsarchive.store.dictionary import as_markdown, dictionary
from newsarchive.store.withdrawal import embargo
from tests.query.filing import HOME, article, file, on
from tests.query.test_reprints import STORY

PAGE = (Path(__file__).parents[2] / "docs" / "tables.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"```sql\n(.*?);\n```", PAGE, re.DOTALL)
EXAMPLE = "https://www.yybnet.net/luzhou/luxian/201802/7713943.html"


def test_the_page_ends_with_the_dictionary() -> None:
    """Made by: newsarchive db dictionary --markdown."""
    assert PAGE.partition("## Column by column\n\n")[2] == as_markdown(dictionary())


def test_every_query_finds_something_on_both_databases(archive: Archive) -> None:
    fields = {
        "credits": (Credit(name="杜鹏", role=Role.REPORTER), Credit(name="李四", role=Role.EDITOR)),
        "source": "泸州日报",
        "region": ("四川", "泸州市", "泸县"),
        "warnings": ("小心",),
        **on(date(2018, 2, 13)),
    }
    first = file(archive, article("初稿", **fields), path="/a.html", channels=["泸县新闻"])
    assert file(archive, article(*STORY, **fields), path="/a.html") == first
    copy = file(archive, article(*STORY, title="转载", **on(date(2018, 2, 14))))
    longer = file(archive, article(*STORY, "活动到月底结束。", title="续", **on(date(2018, 2, 15))))
    hidden = file(archive, article(*STORY, title="藏", **on(date(2018, 2, 16))))
    embargo(archive, hidden, "agreed", datetime(2999, 1, 1, tzinfo=UTC))
    queries = [query.replace(EXAMPLE, f"{HOME}/a.html") for query in QUERIES]
    with reading(archive.engine) as session:
        answers = [[tuple(row) for row in session.execute(text(query))] for query in queries]
    assert len(answers) >= 15
    assert all(answers), [query for query, rows in zip(queries, answers, strict=True) if not rows]
    by_place, below = answers[:2]
    assert by_place == [("四川/泸州市/泸县", "2018", 1)]
    assert [row[0] for row in below] == [first]
    assert [("杜鹏", "泸州日报", 1)] in answers
    assert [(first, "题目")] in answers  # each story once
    assert [row[2:] for row in next(rows for rows in answers if len(rows) == 3 and len(rows[0]) == 7)] == [
        (first, "泸州日报", 0, 1.0, "题目"),
        (copy, None, 1, 1.0, "转载"),
        (longer, None, 2, 1.0, "续"),
    ]


def test_every_column_is_told(archive: Archive) -> None:
    told = dictionary()
    assert [one.name for one in told if not one.doc or not all(column.doc for column in one.columns)] == []
    assert {one.kind for one in told} == {"view", "table"}
    assert all("|" not in column.doc and "\n" not in column.doc for one in told for column in one.columns)
    with archive.engine.connect() as connection:  # what is told is there
        for one in told:
            columns = ", ".join(f'"{column.name}"' for column in one.columns)
            connection.execute(text(f'SELECT {columns} FROM "{one.name}" WHERE 1 = 0'))

"""docs/tables.md: it names every table and column, and its queries answer on both databases."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import text

from newsarchive.items import Credit, Role
from newsarchive.store.archive import Archive
from newsarchive.store.database import reading
from newsarchive.store.models import Base
from newsarchive.store.withdrawal import embargo
from tests.query.filing import HOME, article, file, on

PAGE = (Path(__file__).parents[2] / "docs" / "tables.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"```sql\n(.*?);\n```", PAGE, re.DOTALL)
EXAMPLE = "https://www.yybnet.net/luzhou/luxian/201802/7713943.html"


def test_every_table_is_told_with_its_columns_in_order() -> None:
    told = {
        section.partition("\n")[0].strip(): re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)
        for section in PAGE.split("\n### ")[1:]
    }
    assert told == {table.name: [column.name for column in table.columns] for table in Base.metadata.sorted_tables}


def test_every_query_finds_something_on_both_databases(archive: Archive) -> None:
    body = "泸县的千名干警走进百个村落，与群众拉家常、讲法律、听意见，把矛盾化解在基层，把平安送到门口。"
    fields = {
        "credits": (Credit(name="杜鹏", role=Role.REPORTER), Credit(name="李四", role=Role.EDITOR)),
        "source": "泸州日报",
        "region": ("四川", "泸州市", "泸县"),
        "warnings": ("小心",),
        **on(date(2018, 2, 13)),
    }
    first = file(archive, article("初稿", **fields), path="/a.html", channels=["泸县新闻"])
    assert file(archive, article(body, **fields), path="/a.html") == first
    copy = file(archive, article(body, title="转载", **on(date(2018, 2, 14))))
    longer = file(archive, article(body, "活动到月底结束。", title="续", **on(date(2018, 2, 15))))
    embargo(archive, copy, "agreed", datetime(2999, 1, 1, tzinfo=UTC))
    queries = [query.replace(EXAMPLE, f"{HOME}/a.html") for query in QUERIES]
    with reading(archive.engine) as session:
        answers = [[tuple(row) for row in session.execute(text(query))] for query in queries]
    assert len(answers) >= 10
    assert all(answers), [query for query, rows in zip(queries, answers, strict=True) if not rows]
    articles, by_place = answers[:2]
    assert [row[0] for row in articles] == [first, copy, longer]
    assert by_place == [("四川/泸州市/泸县", "2018", 1)]
    assert [("杜鹏", "泸州日报", 1)] in answers
    assert [(min(first, copy, longer),)] in answers  # each article once

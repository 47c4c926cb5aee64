"""JSON Lines: an object a line, with JSON's own types."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive.export.jsonl import json_chunks
from newsarchive.query.tables import TABLES
from tests.export.exported import row_of_article

COLUMNS = TABLES["articles"].columns


def written(*rows: Any) -> bytes:
    return b"".join(chunk.data for chunk in json_chunks(rows, COLUMNS))


def test_values_are_of_their_own_types() -> None:
    found = json.loads(
        written(
            row_of_article(
                title="题目",
                people=("reporter:杜鹏", "editor:a:b"),
                region="四川/泸州市",
                tags=("a;b",),
                published_at=datetime(2018, 2, 13, 1, 53, tzinfo=UTC),
                published_offset=480,
                published_day=date(2018, 2, 13),
                first_seen=datetime(2018, 2, 14, 1, 2, 3, 999, tzinfo=UTC),
                versions=2,
            )
        )
    )
    wanted = {
        "title": "题目",
        "kicker": None,
        "authors": ["杜鹏"],
        "credits": [{"role": "reporter", "name": "杜鹏"}, {"role": "editor", "name": "a:b"}],
        "region": ["四川", "泸州市"],
        "tags": ["a;b"],
        "channels": [],
        "published": "2018-02-13T09:53:00+08:00",
        "published_day": "2018-02-13",
        "first_seen": "2018-02-14T01:02:03Z",
        "versions": 2,
        "modified": None,
    }
    assert {name: found[name] for name in wanted} == wanted
    assert list(found) == [column.name for column in COLUMNS]


@settings(deadline=None, derandomize=True)
@given(st.lists(st.text(), min_size=1))
def test_a_row_is_a_line_whatever_it_says(texts: list[str]) -> None:
    lines = written(*(row_of_article(text=text) for text in texts)).split(b"\n")
    assert [json.loads(line)["text"] for line in lines[:-1]] == texts
    assert lines[-1] == b""


def test_half_a_character_does_not_stop_the_export() -> None:
    assert json.loads(written(row_of_article(title="半\ud83d个")))["title"] == "半\ufffd个"

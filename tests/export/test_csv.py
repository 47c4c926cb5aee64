"""The table that leaves the archive is read back, cell for cell, by other programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive.export.csv import csv_chunks
from newsarchive.query.tables import TABLES
from newsarchive.query.tables.columns import Kind, column
from tests.export.exported import row_of_article
from tests.query.filing import CHINA

SEEN = datetime(2018, 2, 14, 1, 2, 3, tzinfo=UTC)
COLUMNS = TABLES["articles"].columns


def written(*rows: Any, bom: bool = False, formula_safe: bool = True) -> str:
    chunks = csv_chunks(rows, COLUMNS, bom=bom, formula_safe=formula_safe)
    return b"".join(chunk.data for chunk in chunks).decode("utf-8")


def row(*, formula_safe: bool = True, **parts: Any) -> dict[str, str]:
    text = written(row_of_article(**parts), formula_safe=formula_safe)
    (found,) = csv.DictReader(io.StringIO(text, newline=""))
    return found


def test_a_row_has_what_an_analyst_expects() -> None:
    found = row(
        id="aaaaaaaaaaaaaaaa",
        title='题目，带“引号”和"quotes"',
        people=("reporter:杜鹏", "correspondent:杨平", "editor:王芳", "author:杜鹏"),
        source="泸州日报",
        published_at=datetime(2018, 2, 13, 1, 53, tzinfo=UTC),
        published_offset=480,
        published_precision="minute",
        region="四川/泸州市/泸县",
        tags=("a;b", "c"),
        images=("https://a.example/1;2.jpg",),
        channels=("泸县新闻", "平安"),
        reprints=("c" * 16, "b" * 16),
        text="一\n小标题\n二\n三",
        versions=2,
        first_seen=SEEN,
        fetched_url="http://127.0.0.1:8000/a.html",
        warc_file="small/a.warc.gz",
        warc_offset=512,
        record_id="0c1d",
    )
    wanted = {
        "id": "aaaaaaaaaaaaaaaa",
        "title": '题目，带“引号”和"quotes"',
        "authors": "杜鹏;杨平",
        "credits": "reporter:杜鹏;correspondent:杨平;editor:王芳;author:杜鹏",
        "source": "泸州日报",
        "published": "2018-02-13T09:53:00+08:00",
        "region": "四川/泸州市/泸县",
        "channels": "平安;泸县新闻",
        "text": "一\n小标题\n二\n三",
        "tags": "a；b;c",
        "images": "https://a.example/1%3B2.jpg",
        "kicker": "",
        "versions": "2",
        "reprints": f"{'b' * 16};{'c' * 16}",
        "first_seen": "2018-02-14T01:02:03Z",
        "fetched_url": "http://127.0.0.1:8000/a.html",
        "warc_file": "small/a.warc.gz",
        "warc_offset": "512",
        "warc_record": "<urn:uuid:0c1d>",
    }
    assert {name: found[name] for name in wanted} == wanted


def test_a_day_is_no_moment() -> None:
    at = datetime(2018, 2, 13, tzinfo=CHINA)
    assert row(published_at=at, published_offset=480, published_precision="day")["published"] == "2018-02-13"


def test_every_kind_has_a_form() -> None:
    columns = [column("number", Kind.NUMBER), column("sure", Kind.YES_NO), column("day", Kind.DAY)]
    rows = [(0, 1 / 3, True, date(2018, 2, 13)), (0, None, False, None)]
    text = b"".join(chunk.data for chunk in csv_chunks(rows, columns, bom=False)).decode()
    assert text == "number,sure,day\r\n0.333,yes,2018-02-13\r\n,no,\r\n"


def test_it_begins_with_a_mark_for_spreadsheets_and_lines_end_as_the_standard_says() -> None:
    text = written(row_of_article(text="一\n二"), bom=True)
    assert text.startswith("\ufeffid,portal,title,")
    assert text.count("\r\n") == 2
    assert written(row_of_article()).startswith("id,")


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_a_cell_that_would_run_is_made_harmless_unless_it_is_wanted(sign: str) -> None:
    formula = f'{sign}cmd|"/c calc"!A1'
    found = row(title=formula, source=f"{sign}1", kicker="1+1", tags=(f"{sign}2", "3"))
    assert found["title"] == f"'{formula}"
    assert found["source"] == f"'{sign}1"
    assert found["kicker"] == "1+1"
    assert found["tags"] == f"'{sign}2;3"
    assert row(formula_safe=False, title=formula)["title"] == formula


@settings(deadline=None, derandomize=True)
@given(title=st.text(min_size=1), paragraph=st.text(), name=st.text())
def test_any_text_survives(title: str, paragraph: str, name: str) -> None:
    text = written(row_of_article(title=title, text=paragraph, people=(f"author:{name}",)), formula_safe=False)
    assert "\0" not in text
    (found,) = csv.DictReader(io.StringIO(text, newline=""))
    assert found["title"] == title.replace("\0", "\ufffd")
    assert found["text"] == paragraph.replace("\0", "\ufffd")
    assert found["authors"] == name.replace("\0", "\ufffd").replace(";", "；")


def test_half_a_character_does_not_stop_the_export() -> None:
    assert row(title="半\ud83d个\0")["title"] == "半\ufffd个\ufffd"


def test_rows_are_drawn_as_they_are_written_a_few_at_a_time() -> None:
    drawn: list[int] = []

    def rows() -> Iterator[Any]:
        for number in range(1, 1001):
            drawn.append(number)
            yield row_of_article(article_row=number)

    known = 0
    for chunk in csv_chunks(rows(), COLUMNS):
        known += chunk.rows
        assert chunk.last == known
        assert len(drawn) <= known + 1
    assert known == 1000

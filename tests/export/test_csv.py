"""The table that leaves the archive is read back, cell for cell, by other programs."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive.export.csv import COLUMNS, write_csv
from newsarchive.items import Article, Credit, Role, Section
from newsarchive.query.articles import KeptCapture, StoredArticle
from tests.query.filing import CHINA, article, on

SEEN = datetime(2018, 2, 14, 1, 2, 3, tzinfo=UTC)
CAPTURE = KeptCapture(
    url="http://127.0.0.1:8000/a.html",
    fetched_at=SEEN,
    warc_file="small/a.warc.gz",
    warc_offset=512,
    warc_length=99,
    record_id="0c1d",
    payload_digest="sha1:ABC",
)


def stored(item: Article, **facts: object) -> StoredArticle:
    known: dict[str, object] = {
        "public_id": "aaaaaaaaaaaaaaaa",
        "portal": "small",
        "state": "live",
        "channels": (),
        "first_seen": SEEN,
        "last_seen": SEEN,
        "versions": 1,
        "reprints": (),
        "capture": CAPTURE,
    }
    return StoredArticle(article=item, **(known | facts))  # type: ignore[arg-type]


def written(item: Article, *, bom: bool = True, formula_safe: bool = True, **facts: object) -> str:
    file = io.StringIO(newline="")
    assert write_csv([stored(item, **facts)], file, bom=bom, formula_safe=formula_safe) == 1
    return file.getvalue()


def row(item: Article, *, formula_safe: bool = True, **facts: object) -> dict[str, str]:
    text = written(item, bom=False, formula_safe=formula_safe, **facts)
    (found,) = csv.DictReader(io.StringIO(text, newline=""))
    return found


def test_a_row_has_what_an_analyst_expects() -> None:
    people = (
        Credit(name="杜鹏", role=Role.REPORTER),
        Credit(name="杨平", role=Role.CORRESPONDENT),
        Credit(name="王芳", role=Role.EDITOR),
    )
    item = Article(
        url="https://www.example.org/a.html",
        canonical_url="https://www.example.org/a.html",
        title='题目，带“引号”和"quotes"',
        sections=(Section(paragraphs=("一",)), Section(heading="小标题", level=1, paragraphs=("二", "三"))),
        credits=people,
        source="泸州日报",
        published=datetime(2018, 2, 13, 9, 53, tzinfo=CHINA),
        published_precision="minute",
        region=("四川", "泸州市", "泸县"),
        tags=("a;b", "c"),
    )
    found = row(item, channels=("泸县新闻", "平安"), reprints=("b" * 16, "c" * 16), versions=2)
    wanted = {
        "id": "aaaaaaaaaaaaaaaa",
        "title": '题目，带“引号”和"quotes"',
        "authors": "杜鹏;杨平",
        "credits": "reporter:杜鹏;correspondent:杨平;editor:王芳",
        "source": "泸州日报",
        "published": "2018-02-13T09:53:00+08:00",
        "region": "四川/泸州市/泸县",
        "channels": "泸县新闻;平安",
        "text": "一\n小标题\n二\n三",
        "tags": "a；b;c",
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
    item = article("一", **(on(date(2018, 2, 13), 0) | {"published_precision": "day"}))
    assert row(item)["published"] == "2018-02-13"


def test_it_begins_with_a_mark_for_spreadsheets_and_lines_end_as_the_standard_says() -> None:
    text = written(article("一\n二"))
    assert text.startswith("\ufeffid,portal,title,")
    assert text.count("\r\n") == 2
    assert written(article("一"), bom=False).startswith("id,")


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_a_cell_that_would_run_is_made_harmless_unless_it_is_wanted(sign: str) -> None:
    item = article("一", title=f'{sign}cmd|"/c calc"!A1', source=f"{sign}1", kicker="1+1")
    assert row(item)["title"] == f'\'{sign}cmd|"/c calc"!A1'
    assert row(item)["source"] == f"'{sign}1"
    assert row(item)["kicker"] == "1+1"
    assert row(item, formula_safe=False)["title"] == f'{sign}cmd|"/c calc"!A1'


@settings(deadline=None, derandomize=True)
@given(title=st.text(min_size=1), paragraph=st.text(), name=st.text())
def test_any_text_survives(title: str, paragraph: str, name: str) -> None:
    item = article(paragraph, title=title, credits=(Credit(name=name, role=Role.AUTHOR),))
    text = written(item, bom=False, formula_safe=False)
    text.encode("utf-8")
    assert "\0" not in text
    (found,) = csv.DictReader(io.StringIO(text, newline=""))
    assert found["title"] == title.replace("\0", "\ufffd")
    assert found["text"] == paragraph.replace("\0", "\ufffd")
    assert found["authors"] == name.replace("\0", "\ufffd").replace(";", "；")


def test_half_a_character_does_not_stop_the_export() -> None:
    assert row(article("一", title="半\ud83d个"))["title"] == "半\ufffd个"


def test_rows_are_told_as_they_are_written_and_drawn_one_at_a_time() -> None:
    drawn: list[int] = []
    told: list[int] = []

    def articles() -> object:
        for number in range(3):
            assert len(told) == number
            drawn.append(number)
            yield stored(article("一"))

    assert write_csv(articles(), io.StringIO(newline=""), on_row=told.append) == 3  # type: ignore[arg-type]
    assert told == [1, 2, 3]


def test_every_column_is_documented_in_its_order() -> None:
    page = (Path(__file__).parents[2] / "docs" / "csv.md").read_text(encoding="utf-8")
    documented = [line.split("`")[1] for line in page.splitlines() if line.startswith("| `")]
    assert documented == list(COLUMNS)

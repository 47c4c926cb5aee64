"""`newsarchive sql` and `newsarchive db` as people use them."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsarchive.store.archive import Archive, init_archive
from newsarchive.store.dictionary import dictionary
from tests.query.filing import article, file
from tests.running import ROOT, environment, newsarchive

ALL = "SELECT title, text, length(text) AS n, NULL AS empty, x'00ff' AS bytes FROM articles ORDER BY title"


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """An archive in SQLite with three articles, one of which looks like a formula."""
    with init_archive(tmp_path_factory.mktemp("asked") / "news") as made:
        for title in ("=1+1", "泸县", "\x1b[31m红"):
            file(made, article("甲。", "乙。", title=title))
        yield made


def ask(news: Archive, *words: str | Path) -> subprocess.CompletedProcess[str]:
    return newsarchive("sql", *words, "--archive", news.root)


def test_a_table_is_for_people(news: Archive) -> None:
    done = ask(news, ALL)
    assert done.returncode == 0, done.stderr
    head, *rows = done.stdout.splitlines()
    assert head.split() == ["title", "text", "n", "empty", "bytes"]
    assert [row.split()[-2:] for row in rows] == [["5", "00ff"]] * 3
    assert "甲。 乙。" in done.stdout
    assert "\x1b" not in done.stdout
    assert ask(news, "SELECT 1 WHERE 1 = 0").stderr == "No rows.\n"
    wide = ask(news, "SELECT * FROM articles ORDER BY title LIMIT 2").stdout.split("\n\n")
    assert [block.splitlines()[2].split() for block in wide] == [["title", "\ufffd[31m红"], ["title", "=1+1"]]


def test_csv_is_for_spreadsheets(news: Archive) -> None:
    done = ask(news, ALL, "--format", "csv")
    assert done.stdout.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(done.stdout.removeprefix("\ufeff"), newline="")))
    assert rows[0] == ["title", "text", "n", "empty", "bytes"]
    assert {row[0] for row in rows[1:]} == {"'=1+1", "泸县", "\x1b[31m红"}
    assert rows[-1][1:] == ["甲。\n乙。", "5", "", "00ff"]
    raw = ask(news, ALL, "--format", "csv", "--raw-formulas", "--no-bom").stdout
    assert raw.startswith("title,")
    assert "'=1+1" not in raw


def test_json_is_for_programs(news: Archive) -> None:
    done = ask(
        news, "SELECT 1 AS n, 2 AS n, 'x' AS n_2, 9e999 AS more, x'ff' AS b, title FROM articles", "--format", "json"
    )
    told = json.loads(done.stdout)
    assert len(told) == 3
    assert told[0] | {"title": ""} == {"n": 1, "n_2": 2, "n_2_2": "x", "more": "inf", "b": "ff", "title": ""}
    assert json.loads(ask(news, "SELECT 1 WHERE 1 = 0", "--format", "json").stdout) == []


def test_a_cut_answer_is_told(news: Archive) -> None:
    for form in ("table", "csv", "json"):
        done = ask(news, "SELECT title FROM articles", "--limit", "2", "--format", form)
        assert done.returncode == 4
        assert "more than 2 rows" in done.stderr
        assert "--limit" in done.stderr
    assert ask(news, "SELECT title FROM articles", "--limit", "3").returncode == 0


def test_statements_come_from_files_and_standard_input(news: Archive, tmp_path: Path) -> None:
    path = tmp_path / "question.sql"
    path.write_text("\ufeff-- how many\nSELECT count(*) AS n FROM articles;\n", encoding="utf-8")
    assert "3" in ask(news, "--file", path).stdout
    words = [sys.executable, "-m", "newsarchive", "sql", "-", "--archive", str(news.root)]
    done = subprocess.run(words, input=path.read_bytes(), check=True, cwd=ROOT, env=environment(), capture_output=True)
    assert b"3" in done.stdout
    for wrong in ((), ("SELECT 1", "--file", path), ("--file", tmp_path / "none.sql"), ("SELECT 1", "--limit", "0")):
        done_wrong = ask(news, *wrong)
        assert done_wrong.returncode == 2
        assert "Traceback" not in done_wrong.stderr


@pytest.mark.parametrize(
    ("statement", "code", "said"),
    [
        ("DELETE FROM article", 2, "Refused: DELETE article"),
        ("SELECT nowhere FROM articles", 2, "no such column: nowhere"),
        ("SELECT load_extension('x')", 2, "Refused: the function load_extension"),
        (
            "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n",
            13,
            "after 0.5 seconds",
        ),
    ],
)
def test_errors_are_a_line_and_a_next_step(news: Archive, statement: str, code: int, said: str) -> None:
    done = ask(news, statement, "--timeout", "0.5")
    assert (done.returncode, done.stdout) == (code, "")
    lines = done.stderr.splitlines()
    assert len(lines) == 2
    assert said in lines[0]


def test_the_dictionary_tells_every_column() -> None:
    told = json.loads(newsarchive("db", "dictionary", "--json").stdout)
    assert [one["name"] for one in told] == [one.name for one in dictionary()]
    assert told[0]["columns"][0] | {"doc": ""} == {
        "name": "id",
        "type": "text",
        "doc": "",
        "is_key": False,
        "refers_to": None,
    }
    shown = newsarchive("db", "dictionary", "credits").stdout
    assert shown.startswith("credits (view): A person")
    assert "affiliation" in shown
    assert newsarchive("db", "dictionary", "nothing").returncode == 3


def test_the_diagram_goes_to_a_file(tmp_path: Path) -> None:
    assert newsarchive("db", "diagram", "-o", tmp_path / "schema.mmd").returncode == 0
    assert (tmp_path / "schema.mmd").read_text(encoding="utf-8") == newsarchive("db", "diagram").stdout
    assert newsarchive("db", "diagram", "--format", "dot").stdout.startswith("digraph")

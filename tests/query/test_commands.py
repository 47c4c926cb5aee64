"""The commands that find, show and export, as a user runs them."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from newsarchive.items import Article, Credit, Role, Section
from newsarchive.store.archive import Archive, init_archive
from tests.query.filing import HOME, article, file, on
from tests.running import ROOT, environment, newsarchive


@pytest.fixture(scope="module")
def filed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """An archive of three articles, and the id of the first."""
    root = tmp_path_factory.mktemp("commands") / "news"
    with init_archive(root, contact="tests@example.org") as archive:
        return root, _fill(archive)


def _fill(archive: Archive) -> str:
    first = file(
        archive,
        article(
            "泸县的千名干警走进百个村落，与群众拉家常、讲法律、听意见，把矛盾化解在基层，把平安送到门口。",
            title="千名干警暖民心",
            kicker="引题在上",
            credits=(Credit(name="杜鹏", role=Role.REPORTER),),
            source="泸州日报",
            region=("四川", "泸州市", "泸县"),
            warnings=("小心",),
            **on(date(2018, 2, 13)),
        ),
        path="/a.html",
        channels=["泸县新闻"],
    )
    copy = "泸县的千名干警走进百个村落，与群众拉家常、讲法律、听意见，把矛盾化解在基层，把平安送到门口。"
    file(archive, article(copy, title="转载"))
    file(archive, article("=1+1", title="=HYPERLINK()"))
    return first


def test_search_prints_title_snippet_id_and_address(filed: tuple[Path, str]) -> None:
    root, first = filed
    done = newsarchive("search", "干警", "--archive", root)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "千名干警暖民心"
    assert lines[1] == "泸州日报 · 2018-02-13 · 四川 泸州市 泸县"
    assert "泸县的千名干警" in lines[2]
    assert lines[3] == f"{first}  {HOME}/a.html"


def test_search_says_when_there_is_more_and_when_there_is_nothing(filed: tuple[Path, str]) -> None:
    root, _ = filed
    done = newsarchive("search", "干警", "--limit", "1", "--archive", root)
    assert "--offset 1" in done.stderr
    done = newsarchive("search", "没有的词", "--archive", root, "--json")
    assert (done.returncode, json.loads(done.stdout)) == (0, [])
    assert "没有的词" in done.stderr


def test_search_as_json(filed: tuple[Path, str]) -> None:
    root, first = filed
    (hit,) = json.loads(newsarchive("search", "泸县", "--source", "泸州日报", "--archive", root, "--json").stdout)
    assert hit["id"] == first
    assert hit["published"] == "2018-02-13T09:00:00+08:00"
    assert hit["canonical_url"] == f"{HOME}/a.html"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("search", "干警", "--since", "13.2.2018"), 2, "2018-02-13"),
        (("search", "干警", "--since", "2018-02-14", "--until", "2018-02-13"), 2, "--until"),
        (("search", " "), 2, "search"),
        (("search", "干警", "--portal", "nosuch"), 3, "nosuch"),
        (("show", "abc"), 3, "abc"),
        (("show", "http://["), 3, "search"),
        (("show", os.fsdecode(b"\xff")), 3, "search"),
        (("search", "干警", "--portal", os.fsdecode(b"\xff")), 3, "status"),
        (("export", "--format", "xls"), 2, "csv"),
        (("export", "-o", "/no/such/folder/a.csv"), 2, "/no/such/folder"),
        (("export", "--rows", "lines"), 2, "paragraphs"),
        (("export", "--columns", "id,titel"), 2, "title"),
        (("export", "--format", "parquet"), 2, "-o FILE.parquet"),
        (("export", "--resume"), 2, "--resume"),
        (("export", "-o", "a.wacz", "--rows", "credits"), 2, "-o FILE.wacz"),
        (("export", "--rows", "reprints", "--words", "泸县"), 2, "--source"),
    ],
)
def test_mistakes_end_in_one_clear_line(filed: tuple[Path, str], words: tuple[str, ...], code: int, said: str) -> None:
    done = newsarchive(*words, "--archive", filed[0])
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_show_prints_an_article_to_be_read(filed: tuple[Path, str]) -> None:
    root, first = filed
    done = newsarchive("show", first[:8], "--archive", root)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[:4] == [
        "引题在上",
        "千名干警暖民心",
        "泸州日报 · 2018-02-13 09:00 · 四川 泸州市 泸县",
        "杜鹏 (reporter)",
    ]
    for part in (f"{HOME}/a.html", first, "泸县新闻", ".warc.gz at byte", "urn:uuid:", "also at", "小心"):
        assert part in done.stdout, part
    assert newsarchive("show", f"{HOME}/a.html", "--archive", root).stdout == done.stdout


def test_show_as_json(filed: tuple[Path, str]) -> None:
    root, first = filed
    facts = json.loads(newsarchive("show", first, "--archive", root, "--json").stdout)
    assert facts["id"] == first
    assert facts["authors"] == ["杜鹏"]
    assert facts["capture"]["warc_file"].endswith(".warc.gz")
    assert len(facts["reprints"]) == 1


def test_export_goes_to_a_file_or_to_standard_output_alike(filed: tuple[Path, str], tmp_path: Path) -> None:
    root, _ = filed
    path = tmp_path / "a.csv"
    done = newsarchive("export", "--format", "csv", "-o", path, "--archive", root)
    assert done.returncode == 0, done.stderr
    assert "3 articles" in done.stderr
    command = [sys.executable, "-m", "newsarchive", "export", "--archive", str(root)]
    straight = subprocess.run(
        command, check=True, capture_output=True, cwd=ROOT, env=environment(LC_ALL="C", PYTHONUTF8="0")
    )
    assert straight.stdout == path.read_bytes()
    assert straight.stdout.startswith(b"\xef\xbb\xbfid,")
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    assert [row["title"] for row in rows] == ["千名干警暖民心", "转载", "'=HYPERLINK()"]


def test_export_options_leave_out_mark_and_apostrophes_and_filter(filed: tuple[Path, str]) -> None:
    root, _ = filed
    done = newsarchive("export", "--no-bom", "--raw-formulas", "--archive", root)
    assert done.stdout.startswith("id,")
    assert ",=HYPERLINK()," in done.stdout
    done = newsarchive("export", "--region", "泸县", "--words", "干警", "--archive", root)
    assert len(list(csv.DictReader(io.StringIO(done.stdout)))) == 1


def test_export_takes_the_format_from_the_name_and_the_columns_in_their_order(
    filed: tuple[Path, str], tmp_path: Path
) -> None:
    root, first = filed
    path = tmp_path / "people.jsonl"
    done = newsarchive("export", "--rows", "credits", "--columns", "name, id", "-o", path, "--archive", root)
    assert (done.returncode, done.stderr) == (0, f"Wrote 1 credits to {path}.\n")
    assert path.read_text(encoding="utf-8") == f'{{"name":"杜鹏","id":"{first}"}}\n'
    done = newsarchive("export", "--rows", "credits", "-o", path, "--resume", "--archive", root)
    assert (done.returncode, "Nothing was begun" in done.stderr) == (0, True)
    done = newsarchive("export", "--columns", "title", "-o", tmp_path / "a.parquet", "--archive", root)
    assert done.returncode == 0, done.stderr
    listed = newsarchive("export", "--rows", "credits", "--list-columns").stdout.splitlines()
    assert listed[0].split() == ["id", "text", "the", "article's", "id"]
    assert "whole number" in next(line for line in listed if line.startswith("position"))


@pytest.mark.parametrize("words", [("export",), ("search", "干警"), ("show", "{first}")])
def test_a_reader_who_has_seen_enough_ends_the_command_quietly(filed: tuple[Path, str], words: tuple[str, ...]) -> None:
    root, first = filed
    command = [sys.executable, "-m", "newsarchive", *(w.format(first=first) for w in words), "--archive", str(root)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, env=environment(), text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()
        assert process.wait(60) == 0
    assert said in ("",)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("words", [("export",), ("search", "干警"), ("show", "{first}")])
def test_a_full_disk_behind_standard_output_is_told(filed: tuple[Path, str], words: tuple[str, ...]) -> None:
    root, first = filed
    command = [sys.executable, "-m", "newsarchive", *(w.format(first=first) for w in words), "--archive", str(root)]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command, stdout=full, stderr=subprocess.PIPE, cwd=ROOT, env=environment(), text=True, check=False
        )
    assert (done.returncode, done.stderr.count("\n")) == (9, 2), done.stderr


def test_headings_stand_apart_and_no_page_sends_orders_to_the_terminal(tmp_path: Path) -> None:
    item = article("开头", title="题")
    body = (*item.sections, Section(heading="小标题", level=1, paragraphs=("之后",)))
    with init_archive(tmp_path / "news") as archive:
        made = file(archive, Article(title="题\x1b[31m红", sections=body, parser="test"))
    done = newsarchive("show", made, "--archive", tmp_path / "news")
    assert "开头\n\n小标题\n\n之后\n" in done.stdout
    assert "\x1b" not in done.stdout

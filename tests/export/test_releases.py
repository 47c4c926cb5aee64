"""A release is the same bytes from the same archive, tells what it holds, and what became of it."""

from __future__ import annotations

import csv
import hashlib
import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from newsarchive.errors import UsageError
from newsarchive.export.releases.contents import Asked
from newsarchive.export.releases.making import make_release, verify_release
from newsarchive.items import Credit, Role
from newsarchive.query.filters import Filters
from newsarchive.store.archive import Archive
from newsarchive.store.database import reading
from tests.query.filing import article, file, on
from tests.running import environment, newsarchive

DU = Credit(name="杜鹏", role=Role.REPORTER)


@pytest.fixture
def filed(archive: Archive) -> list[str]:
    told = [
        file(archive, article("泸县千名干警走访。", "=1+1", credits=(DU,), **on(date(2018, 2, day))))
        for day in (1, 2, 3)
    ]
    file(archive, article("从前", **on(date(2017, 5, 1))), path="/changed.html")
    told.append(file(archive, article("现在", **on(date(2017, 5, 1))), path="/changed.html"))
    return told


def make(archive: Archive, folder: Path, **asked: Any) -> Path:
    with reading(archive.engine) as session:
        wanted = Asked(**({"name": "first-1", "title": "第一版"} | asked))
        make_release(session, wanted, folder, archive="news", operator="县志办")
    return folder


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file_:
        return list(csv.DictReader(file_))


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {one.relative_to(folder).as_posix(): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def test_the_same_archive_gives_the_same_bytes(archive: Archive, filed: list[str], tmp_path: Path) -> None:
    tables = ("articles", "versions", "paragraphs", "credits", "reprints")
    one, other = (make(archive, tmp_path / name, tables=tables) for name in ("one", "other"))
    assert bytes_of(one) == bytes_of(other)
    assert {row["id"] for row in rows(one, "articles")} == set(filed)
    assert len(rows(one, "versions")) == 5
    assert list(verify_release(one)) == []


def test_each_file_is_told_as_it_is(archive: Archive, filed: list[str], tmp_path: Path) -> None:
    folder = make(archive, tmp_path / "one", tables=("articles", "credits"), filters=Filters(since=date(2018, 2, 2)))
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert package["query"] == {"since": "2018-02-02"}
    for resource in package["resources"]:
        data = (folder / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        assert resource["bytes"] == len(data)
        told = rows(folder, resource["name"])
        assert resource["rows"] == len(told)
        heading = data.decode().split("\r\n")[0].split(",")
        assert [field["name"] for field in resource["schema"]["fields"]] == heading
        assert all(field["description"] for field in resource["schema"]["fields"])
    assert {row["id"] for row in rows(folder, "articles")} == {filed[1], filed[2]}
    assert [row["name"] for row in rows(folder, "credits")] == ["杜鹏", "杜鹏"]
    assert 'name: "县志办"' in (folder / "CITATION.cff").read_text(encoding="utf-8")
    assert "第一版" in (folder / "README.md").read_text(encoding="utf-8")


def test_texts_are_left_out_where_they_may_not_be_shared(archive: Archive, filed: list[str], tmp_path: Path) -> None:
    folder = make(archive, tmp_path / "one", tables=("articles", "versions"), non_consumptive=True)
    (first, *_) = rows(folder, "articles")
    assert "text" not in first
    text = "泸县千名干警走访。\n=1+1"
    assert first["text_sha256"] == hashlib.sha256(text.encode()).hexdigest()
    assert first["text_characters"] == str(len(text))
    assert "text_sha256" in rows(folder, "versions")[0]
    told = {(row["year"], row["ngram"]): (row["articles"], row["occurrences"]) for row in rows(folder, "ngrams")}
    assert told["2018", "干警"] == ("3", "3")
    assert told["2018", "1"] == ("3", "6")
    assert not any(year == "2017" for year, _ in told)  # it stands in fewer articles than three
    assert not any(len(ngram) == 1 and not ngram.isascii() for _, ngram in told)
    with pytest.raises(UsageError, match="texts"):
        make(archive, tmp_path / "other", tables=("paragraphs",), non_consumptive=True)


def test_what_is_altered_is_found(archive: Archive, filed: list[str], tmp_path: Path) -> None:
    folder = make(archive, tmp_path / "one")
    (folder / "README.md").write_text("别的", encoding="utf-8")
    (folder / "query.json").unlink()
    (folder / "data" / "more.csv").write_text("", encoding="utf-8")
    assert sorted(verify_release(folder)) == [
        "README.md is not what was released",
        "data/more.csv is no part of the release",
        "query.json is missing",
    ]
    assert newsarchive("release", "verify", folder).returncode == 7
    assert newsarchive("release", "verify", tmp_path).returncode == 2


def test_it_is_there_whole_or_not_at_all(archive: Archive, filed: list[str], tmp_path: Path) -> None:
    for wrong in ({"name": "Große"}, {"tables": ("kings",)}, {"tables": ("articles", "kings")}):
        with pytest.raises(UsageError):
            make(archive, tmp_path / "one", **wrong)
    assert list(tmp_path.glob("*one*")) == []
    make(archive, tmp_path / "one")
    with pytest.raises(UsageError, match="there already"):
        make(archive, tmp_path / "one")


def test_withdrawn_articles_are_named(archive: Archive, filed: list[str], tmp_path: Path) -> None:
    done = newsarchive(
        "withdraw", filed[0], "--embargo-until", "2999-01-01", "--reason", "test", "--archive", archive.root
    )
    assert done.returncode == 0, done.stderr
    folder = make(archive, tmp_path / "one")
    (only,) = rows(folder, "withdrawn")
    assert (only["id"], only["state"]) == (filed[0], "embargoed")
    assert filed[0] not in {row["id"] for row in rows(folder, "articles")}


def test_the_command(archive: Archive, filed: list[str]) -> None:
    done = newsarchive("release", "create", "first-1", "--rows", "articles,credits", "--archive", archive.root)
    assert done.returncode == 0, done.stderr
    folder = archive.root / "exports" / "releases" / "first-1"
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["4", "3", "1", "0"]
    assert newsarchive("release", "verify", folder).returncode == 0
    assert newsarchive("release", "create", "first-1", "--archive", archive.root).returncode == 2
    wrong = newsarchive("release", "create", "a", "--format", "xlsx", "--archive", archive.root)
    assert (wrong.returncode, "parquet" in wrong.stderr) == (2, True)


def test_parquet_too(archive: Archive, filed: list[str], tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    folder = make(archive, tmp_path / "one", form="parquet")
    assert parquet.read_table(folder / "data" / "articles.parquet").num_rows == 4
    assert list(verify_release(folder)) == []


@pytest.mark.proof
def test_frictionless_finds_nothing_wrong(archive: Archive, filed: list[str], tmp_path: Path) -> None:
    pytest.importorskip("frictionless", reason="frictionless is not installed")
    tables = ("articles", "versions", "credits", "reprints")
    for folder in (
        make(archive, tmp_path / "whole", tables=(*tables, "paragraphs")),
        make(archive, tmp_path / "without-texts", tables=tables, non_consumptive=True),
    ):
        words = [sys.executable, "-m", "frictionless", "validate", "datapackage.json"]
        done = subprocess.run(words, cwd=folder, env=environment(), check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "VALID" in done.stdout

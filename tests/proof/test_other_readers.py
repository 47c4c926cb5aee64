"""What pandas, DuckDB, LibreOffice and R read of exported tables: rows, columns, Chinese text.

They are given no option, but LibreOffice without its import window, which looks for no byte order mark (seen in 7.4):
it is told the encoding, as docs/export.md says.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.fixtures.site import SiteServer
from tests.running import environment, newsarchive

pytestmark = pytest.mark.proof

Table = list[dict[str, str]]
TEXTS = ("id", "portal", "title", "kicker", "lead", "source", "canonical_url", "url", "text", "access")
"""Columns that no program takes for anything but text; to `published_raw` LibreOffice adds seconds."""


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small archive's tables."""
    folder = tmp_path_factory.mktemp("readers")
    newsarchive("init", folder / "news", "--contact", "tests@example.org")
    with SiteServer() as server:
        newsarchive("crawl", "yybnet", "--archive", folder / "news", "--base-url", server.url)
    for name in ("articles.csv", "articles.parquet", "articles.jsonl"):
        done = newsarchive("export", "-o", folder / name, "--archive", folder / "news")
        assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def known(exports: Path) -> Table:
    """What the CSV says."""
    text = (exports / "articles.csv").read_text(encoding="utf-8-sig")
    table = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(table) > 10
    assert sum("\n" in row["text"] for row in table) > 5
    return table


def texts(table: Table) -> Table:
    """Return the columns that are text everywhere, in the order of the rows."""
    return [{name: row[name] for name in TEXTS} for row in table]


def _without_offsets(names: Iterable[str]) -> list[str]:
    """Leave out what Parquet has beside each moment that a page states."""
    return [name for name in names if name not in ("published_offset", "modified_offset")]


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_pandas(exports: Path, known: Table, form: str) -> None:
    import pandas as pd

    read = pd.read_csv if form == "csv" else pd.read_parquet
    frame = read(exports / f"articles.{form}")
    assert _without_offsets(frame.columns) == list(known[0])
    assert len(frame) == len(known)
    found = frame[list(TEXTS)].astype(object).where(frame[list(TEXTS)].notna(), "").to_dict("records")
    assert found == texts(known)
    if form == "parquet":
        assert str(frame["published"].dtype).endswith("UTC]")
        assert list(frame["authors"].map(";".join)) == [row["authors"] for row in known]


@pytest.mark.parametrize("form", ["csv", "parquet", "jsonl"])
def test_duckdb(exports: Path, known: Table, form: str) -> None:
    import duckdb

    with duckdb.connect() as connection:
        found = connection.sql(f"SELECT * FROM '{exports / f'articles.{form}'}'")
        rows = [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]
        zones = dict(zip(found.columns, map(str, found.types), strict=True))
    assert _without_offsets(rows[0]) == list(known[0])
    assert [{name: row[name] or "" for name in TEXTS} for row in rows] == texts(known)
    if form == "parquet":
        assert zones["published"] == "TIMESTAMP WITH TIME ZONE"


def test_libreoffice(exports: Path, known: Table, tmp_path: Path) -> None:
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("soffice (LibreOffice Calc) is not here: what a spreadsheet makes of the CSV is not proved")
    (tmp_path / "out").mkdir()
    words = [soffice, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--infilter=CSV:44,34,76,1"]
    words += ["--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76"]
    words += ["--outdir", str(tmp_path / "out"), str(exports / "articles.csv")]
    subprocess.run(words, check=True, capture_output=True, timeout=180, env=environment(LC_ALL="C.UTF-8"))
    text = (tmp_path / "out" / "articles.csv").read_text(encoding="utf-8-sig")
    table = list(csv.DictReader(io.StringIO(text, newline="")))
    assert list(table[0]) == list(known[0])
    assert texts(table) == texts(known)


R = """
table <- read.csv(commandArgs(TRUE)[1])
cat(nrow(table), paste(names(table), collapse = ","), table$title, sep = "\\n")
"""


def test_r(exports: Path, known: Table, tmp_path: Path) -> None:
    rscript = shutil.which("Rscript")
    if rscript is None:
        pytest.skip("Rscript is not here: what R makes of the CSV is not proved")
    (tmp_path / "read.R").write_text(R, encoding="utf-8")
    command = [rscript, str(tmp_path / "read.R"), str(exports / "articles.csv")]
    done = subprocess.run(command, check=True, capture_output=True, timeout=120, env=environment(LC_ALL="C.UTF-8"))
    rows, names, *titles = done.stdout.decode().splitlines()
    assert (int(rows), names) == (len(known), ",".join(known[0]))
    assert titles == [row["title"] for row in known]


def test_json_lines_say_the_same(exports: Path, known: Table) -> None:
    lines = (exports / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    assert [{name: row[name] or "" for name in TEXTS} for row in rows] == texts(known)

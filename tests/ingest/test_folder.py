"""Saved pages with a table of their addresses and dates; no row of it reaches out of its folder."""

from __future__ import annotations

import contextlib
import os
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.errors import UsageError
from newsarchive.ingest.exchanges import Item, Page
from newsarchive.ingest.folder import moment_of, pages_of, read_inside, table_of
from newsarchive.ingest.records import Damage, Malformed
from tests.ingest.foreign import story

SHANGHAI = ZoneInfo("Asia/Shanghai")


def table(folder: Path, text: str) -> Path:
    path = folder / "pages.csv"
    path.write_text(text, encoding="utf-8")
    return path


def read(path: Path) -> list[Item]:
    return list(pages_of(path, SHANGHAI))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "saved" / "2018").mkdir(parents=True)
    (tmp_path / "saved" / "2018" / "a.html").write_bytes(story("甲"))
    (tmp_path / "saved" / "b.html").write_bytes(story("乙").decode().replace("utf-8", "gbk").encode("gbk"))
    (tmp_path / "secret.html").write_bytes(b"secret")
    return tmp_path / "saved"


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_pages_come_with_address_date_and_content_type(folder: Path, mark: str) -> None:
    rows = [
        "url,path,date,content_type",
        "https://e.org/a,2018/a.html,2018-02-13T08:00:00+08:00,",
        "",
        "https://e.org/b,b.html,2018-02-13,text/html",
    ]
    first, second = read(table(folder, "\ufeff" + "\n".join(rows).replace(",", mark)))
    assert isinstance(first, Page)
    assert isinstance(second, Page)
    assert (first.capture.url, first.capture.fetched_at) == ("https://e.org/a", datetime(2018, 2, 13, 0, tzinfo=UTC))
    assert first.capture.body == story("甲")
    assert second.capture.fetched_at == datetime(2018, 2, 12, 16, tzinfo=UTC), "midnight in the portal's zone"
    assert (second.origin.file, second.origin.offset) == ("pages.csv", 4)


@pytest.mark.parametrize(
    "path",
    [
        "../secret.html",
        "2018/../../secret.html",
        "/etc/passwd",
        "..\\secret.html",
        "link.html",
        "out/secret.html",
        ".",
        "2018",
        "pipe",
        "",
        "none.html",
        "a\0b",
        "./b.html",
    ],
)
def test_a_row_that_leads_out_of_the_folder_is_told(folder: Path, path: str) -> None:
    (folder / "link.html").symlink_to(folder.parent / "secret.html")
    (folder / "out").symlink_to(folder.parent)
    os.mkfifo(folder / "pipe")
    with pytest.raises(Malformed):
        read_inside(folder, path)


def test_a_row_that_is_wrong_is_told_with_its_line_and_the_others_are_read(folder: Path) -> None:
    rows = [
        "path,url,date",
        "../secret.html,https://e.org/s,2018-02-13",
        "b.html,ftp://e.org/b,2018-02-13",
        "b.html,https://e.org/b,gestern",
        "b.html,https://e.org/b,2018-02-13",
        "b.html,https://e.org/b,2999-01-01",
    ]
    found = read(table(folder, "\n".join(rows)))
    assert [item.offset for item in found if isinstance(item, Damage)] == [2, 3, 4, 6]
    assert len([item for item in found if isinstance(item, Page)]) == 1


@pytest.mark.parametrize("text", ["", "path,url\n", "a,b,c\n", "path url date\n"])
def test_a_table_without_its_columns_is_refused(folder: Path, text: str) -> None:
    with pytest.raises(UsageError, match="has no column"):
        read(table(folder, text))


def test_a_table_in_another_encoding_is_refused(folder: Path) -> None:
    path = folder / "pages.csv"
    path.write_bytes("path,url,date\n地方.html,https://e.org/b,2018-02-13\n".encode("gbk"))
    with pytest.raises(UsageError, match="UTF-8"):
        read(path)


def test_a_folder_stands_for_its_one_table(folder: Path) -> None:
    with pytest.raises(UsageError, match="has 0 CSV files"):
        table_of(folder)
    assert table_of(folder) if table(folder, "path,url,date\n") else None
    (folder / "other.csv").touch()
    with pytest.raises(UsageError, match="has 2 CSV files"):
        table_of(folder)


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("20180213120000", datetime(2018, 2, 13, 12, tzinfo=UTC)),
        ("2018-02-13T12:00:00Z", datetime(2018, 2, 13, 12, tzinfo=UTC)),
        ("2018-02-13 12:00", datetime(2018, 2, 13, 4, tzinfo=UTC)),
        ("2018-02-13", datetime(2018, 2, 12, 16, tzinfo=UTC)),
    ],
)
def test_dates_are_read_in_the_zone_of_the_portal_unless_they_tell_their_own(said: str, moment: datetime) -> None:
    assert moment_of(said, SHANGHAI) == moment


@given(st.text(max_size=30))
def test_a_date_is_a_moment_or_told(said: str) -> None:
    with contextlib.suppress(Malformed):
        assert moment_of(said, SHANGHAI).tzinfo is UTC

"""The oracle can fail: for each invariant a bug is planted in a whole archive, and it is named."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.faults.injected import undisturbed
from tests.faults.oracle import Evidence, told, violations
from tests.faults.small_run import make_archive


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    """An archive with which nothing is wrong."""
    folder = tmp_path_factory.mktemp("oracle")
    make_archive(folder / "news")
    ended = undisturbed(folder / "news", folder)
    assert ended.exit_code == 0, ended.said
    root = folder / "news"
    return Evidence(root=root, acks=ended.acks, exit_code=0, said=ended.said, twin=told(root))


def sql(*statements: str) -> Callable[[Path], None]:
    """Plant a bug in the database."""

    def plant(root: Path) -> None:
        with closing(sqlite3.connect(root / "archive.db")) as database, database:
            for statement in statements:
                database.execute(statement)

    return plant


def flip(root: Path) -> None:
    """Alter one byte in the middle of a record."""
    with closing(sqlite3.connect(root / "archive.db")) as database:
        query = (
            "select name, offset + capture.length / 2 from capture join warc_file on warc_file.id = warc_file_id "
            "where closed_at is not null and revisit_of is null"
        )
        name, place = database.execute(query).fetchone()
    path = root / "warc" / name
    data = bytearray(path.read_bytes())
    data[place] ^= 0x10
    path.write_bytes(data)


def cut(root: Path) -> None:
    """Lose the end of a closed WARC file."""
    path = next((root / "warc").rglob("*.warc.gz"))
    path.write_bytes(path.read_bytes()[:-40])


def test_nothing_is_found_in_a_whole_archive(whole: Evidence) -> None:
    assert list(violations(whole)) == []


@pytest.mark.parametrize(
    ("invariant", "plant"),
    [
        ("I1", sql("update block set text = 'another text'")),
        ("I2", sql("update capture set offset = offset + 7")),
        ("I2", flip),
        ("I3", cut),
        (
            "I4",
            sql(
                "insert into version (article_id, number, is_current, content_hash, first_seen, last_seen) "
                "select article_id, number + 1, 0, content_hash, first_seen, last_seen from version limit 1"
            ),
        ),
        ("I5", sql("update link set reason = null where state = 'failed'")),
        ("I5", sql("update link set state = 'queued' where state = 'done'")),
        ("I6", cut),
        ("I7", sql("update run set outcome = 'interrupted'")),
        ("I9", sql("update link set state = 'gone' where state = 'excluded'")),
        ("I9", sql("update article set cluster_id = null")),
        ("I1", sql("delete from reading where packed is not null")),
        ("I9", sql("delete from version where not is_current")),
    ],
)
def test_a_planted_bug_is_named(whole: Evidence, tmp_path: Path, invariant: str, plant: Callable[[Path], None]) -> None:
    root = tmp_path / "news"
    shutil.copytree(whole.root, root)
    plant(root)
    found = list(violations(replace(whole, root=root)))
    assert any(what.startswith(invariant) for what in found), json.dumps(found, indent=1)


@pytest.mark.parametrize(
    "said", ["Traceback (most recent call last)\nValueError: x", "cannot reach postgresql://me:hush@host/db", ""]
)
def test_what_users_must_not_be_shown_is_named(whole: Evidence, said: str) -> None:
    assert any(what.startswith("I8") for what in violations(replace(whole, said=said, exit_code=8)))

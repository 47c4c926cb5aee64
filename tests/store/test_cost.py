"""What is asked when an article is filed is found by an index, however large the archive is."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing

import pytest

from newsarchive.store.archive import Archive
from tests.scans import noting, scanned
from tests.store.delivery import deliver_all

STORIES = 12


@pytest.mark.parametrize("backend", ["sqlite"])
def test_no_table_is_looked_through(archive: Archive) -> None:
    deliver_all(archive, 1, random.Random(4))  # whether the archive is empty is asked once
    with noting(archive.engine) as asked:
        deliver_all(archive, STORIES, random.Random(5))
    assert all(any(table in statement for statement in asked) for table in ("fingerprint", "likeness", "boilerplate"))
    with closing(sqlite3.connect(archive.config.root / "archive.db")) as database:
        assert list(scanned(database, asked)) == []


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_crawl_begins_without_looking_at_all_articles_for_those_withdrawn(archive: Archive) -> None:
    with noting(archive.engine) as asked:
        deliver_all(archive, 1, random.Random(4))
    [statement] = [statement for statement in asked if "'withdrawn'" in statement]
    with closing(sqlite3.connect(archive.config.root / "archive.db")) as database:
        plan = database.execute(f"EXPLAIN QUERY PLAN {statement}", asked[statement][1]).fetchall()
    assert any("ix_article_withdrawn" in step[3] for step in plan), plan

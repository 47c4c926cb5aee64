"""What the SQL door gives: values of every kind, cut where they are too many, stopped where they take too long."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

from newsarchive.config import Config
from newsarchive.errors import ArchiveDamaged, ConfigError, DatabaseUnavailable, TooMuch, UsageError
from newsarchive.query.answer import Answer, Question
from newsarchive.query.door import asked
from newsarchive.store.archive import Archive
from newsarchive.store.reader import make_reader
from tests.databases import new_archive
from tests.query.filing import article, file


@contextmanager
def reading_config(archive: Archive) -> Iterator[Config]:
    """Give the settings of an archive with which it can be asked: on PostgreSQL it gets a reader."""
    url = archive.config.database_url
    if url.startswith("sqlite"):
        yield archive.config
        return
    reader = make_reader(url)
    try:
        yield replace(archive.config, reader=reader.address)
    finally:
        forget(url, reader.name)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def config(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Config]:
    """Settings of an archive with one article."""
    with new_archive(request.param, tmp_path_factory.mktemp("asked") / "news", request) as made:
        file(made, article("甲说：“行。”", title="泸县"))
        with reading_config(made) as found:
            yield found


def forget(url: str, role: str) -> None:
    """Drop a reader: roles are the server's, and outlive databases."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        for statement in ("DROP OWNED BY {}", "DROP ROLE {}"):
            connection.execute(sql.SQL(statement).format(sql.Identifier(role)))


def told(config: Config, statement: str, *, limit: int = 100, seconds: float = 20) -> tuple[Answer, list[Any]]:
    with asked(config, Question(statement=statement, limit=limit, seconds=seconds)) as answer:
        rows = list(answer.rows)
    return answer, rows


def test_values_come_as_they_are(config: Config) -> None:
    answer, rows = told(config, "SELECT 1 AS one, 2.5 AS half, '泸“x”' AS said, NULL AS missing, title FROM articles")
    assert answer.columns == ("one", "half", "said", "missing", "title")
    assert rows == [(1, 2.5, "泸“x”", None, "泸县")]
    assert told(config, "SELECT avg(x) FROM (VALUES (1), (2), (4)) AS t (x)" if config.reader else "SELECT 7 / 3.0")[
        1
    ] == [(pytest.approx(7 / 3),)]
    (key, day), *_ = told(config, "SELECT key, published_day FROM article a JOIN articles v ON v.id = a.public_id")[1]
    assert isinstance(key, bytes)
    assert day is None


def test_rows_are_cut_at_the_limit_and_not_before(config: Config) -> None:
    numbers = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 250) SELECT x FROM n"
    for limit, is_cut in ((1, True), (100, True), (249, True), (250, False), (300, False)):
        answer, rows = told(config, numbers, limit=limit)
        assert (len(rows), answer.is_cut) == (min(limit, 250), is_cut)
    assert told(config, f"{numbers} WHERE x < 0")[1] == []


def test_the_clock_runs_while_the_database_works_alone(config: Config) -> None:
    numbers = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 5000) SELECT x FROM n"
    with asked(config, Question(statement=numbers, limit=10_000, seconds=1)) as answer:
        seen = 0
        for _ in answer.rows:
            seen += 1
            if seen == 150:
                time.sleep(1.5)  # whoever reads the answer may take their time
    assert seen == 5000
    with pytest.raises(TooMuch, match="after 1 seconds"):
        told(config, "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n", seconds=1)


def test_a_question_that_is_given_up_leaves_nothing_running(config: Config) -> None:
    numbers = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n"
    with asked(config, Question(statement=numbers, limit=10**9, seconds=60)) as answer:
        assert next(answer.rows) == (1,)
        assert running(config) == 1
    deadline = time.monotonic() + 10
    while (left := running(config)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert left == 0


def running(config: Config) -> int:
    """Count what answers questions: sessions of the reader, or processes of ours."""
    if not config.reader:
        words = ["pgrep", "-c", "-P", str(os.getpid()), "-f", "sqlite_child.py"]
        return int(subprocess.run(words, check=False, capture_output=True, text=True).stdout)
    name = make_url(config.reader).username
    with psycopg.connect(config.database_url.replace("+psycopg", "")) as connection:
        (count,) = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE usename = %s", [name]
        ).fetchone() or (0,)
    return int(count)


@pytest.mark.parametrize(
    "question", [{"statement": " "}, {"limit": 0}, {"seconds": 0}, {"seconds": 601}, {"seconds": float("nan")}]
)
def test_what_cannot_be_asked_is_told_before(question: dict[str, Any]) -> None:
    usual: dict[str, Any] = {"statement": "SELECT 1", "limit": 1, "seconds": 1.0}
    with pytest.raises(UsageError):
        Question(**usual | question)


def test_postgresql_without_a_reader_says_how_to_get_one(archive: Archive) -> None:
    if archive.engine.dialect.name == "sqlite":
        assert told(archive.config, "SELECT 1")[1] == [(1,)]
        return
    with pytest.raises(ConfigError) as told_so:
        told(archive.config, "SELECT 1")
    assert told_so.value.next_step == "Make it: newsarchive db reader"
    for other in ("/another", "@127.0.0.2"):
        address = archive.config.database_url.replace("/newsarchive_test", other) if other[0] == "/" else None
        reader = address or archive.config.database_url.replace("@127.0.0.1", other)
        with pytest.raises(ConfigError, match="another database"):
            told(replace(archive.config, reader=reader), "SELECT 1")


def test_a_file_that_is_none_or_damaged_is_told(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnavailable):
        told(Config(root=tmp_path), "SELECT 1")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "archive.db").write_bytes(b"no database" * 1000)
    with pytest.raises(ArchiveDamaged):
        told(Config(root=tmp_path), "SELECT * FROM sqlite_schema")

"""Hundreds of statements at the SQL door: what is no reading is refused in words, and nothing changes."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import make_url

from newsarchive.config import Config
from newsarchive.errors import NewsArchiveError, TooMuch, UsageError
from newsarchive.query.answer import Question
from newsarchive.query.door import asked
from newsarchive.store.models import Base
from tests.databases import new_archive
from tests.query import attacks
from tests.query.filing import article, file
from tests.query.test_sql_door import reading_config

AT_ONCE = 4
"""Statements that are asked side by side: fewer than the reader may have connections."""
PATIENCE = 8
"""Seconds within which each is to have its answer: a limit of one, and the rest for a busy machine."""


@dataclass(frozen=True)
class Target:
    """An archive that is attacked."""

    config: Config
    backend: str

    def ask(self, statement: str, seconds: float = 1.0) -> list[tuple[Any, ...]]:
        """Ask as `newsarchive sql` does."""
        with asked(self.config, Question(statement=statement, limit=50, seconds=seconds)) as answer:
            return list(answer.rows)

    def digest(self) -> str:
        """Return what changes with every change: of rows, schema, roles, locks; of the file's bytes."""
        if self.backend == "sqlite":
            return hashlib.sha256((self.config.root / "archive.db").read_bytes()).hexdigest()
        tables = [*Base.metadata.tables, "search", "alembic_version"]
        rows = "SELECT coalesce(md5(string_agg(md5(t::text), '' ORDER BY t::text)), '') FROM"
        asked_for = [
            *(f'{rows} "{name}" t' for name in tables),
            "SELECT md5(string_agg(oid::text || relname || coalesce(relacl::text, ''), '' ORDER BY oid)) FROM pg_class",
            "SELECT count(*) FROM pg_proc",
            "SELECT count(*) FROM pg_largeobject_metadata",
            "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
            " WHERE l.locktype = 'advisory' AND d.datname = current_database()",
            f"SELECT t::text FROM pg_roles t WHERE rolname = '{make_url(self.config.reader).username}'",
        ]
        address = self.config.database_url.replace("+psycopg", "")
        with psycopg.connect(address) as connection:
            return str([connection.execute(query.encode()).fetchone() for query in asked_for])


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """One archive on either database for all attacks."""
    with new_archive(request.param, tmp_path_factory.mktemp("attacked") / "news", request) as made:
        file(made, article("甲。", "乙。"))
        with reading_config(made) as config:
            yield Target(config, request.param)


ONE_IN = 12
"""Of how many attacks one is mounted in `make test`; the proofs mount all."""


@dataclass(frozen=True)
class Mounted:
    """An attack, and what came of it."""

    statement: str
    error: NewsArchiveError | None
    seconds: float

    def __repr__(self) -> str:
        return f"{self.statement[:200]!r}: {self.error} ({self.seconds:.1f} s)"

    @property
    def is_clear(self) -> bool:
        """Whether it came to one line that says what is wrong, and another that says what to do."""
        told = str(self.error)
        is_ours = isinstance(self.error, (UsageError, TooMuch)) and bool(self.error.next_step)
        return is_ours and len(told.splitlines()) == 1 and "Traceback" not in told


def mounted(target: Target, statements: Iterable[str], tmp_path: Path) -> list[Mounted]:
    """Mount attacks; nothing may have changed then."""

    def mount(statement: str) -> Mounted:
        began, came = time.monotonic(), None
        try:
            target.ask(statement.replace("{out}", str(tmp_path / "out")))
        except NewsArchiveError as error:
            came = error
        return Mounted(statement, came, time.monotonic() - began)

    before = target.digest()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        told = list(pool.map(mount, statements))
    assert target.digest() == before
    assert list(tmp_path.iterdir()) == []
    return told


def own(target: Target) -> list[str]:
    return attacks.SQLITE if target.backend == "sqlite" else attacks.POSTGRESQL


def test_there_are_hundreds_for_each_database() -> None:
    for more in (attacks.SQLITE, attacks.POSTGRESQL):
        assert len({*attacks.BOTH, *more}) >= 300


@pytest.mark.parametrize("one_in", [pytest.param(1, marks=pytest.mark.proof), ONE_IN])
def test_what_is_no_reading_is_refused_and_nothing_changes(target: Target, one_in: int, tmp_path: Path) -> None:
    told = mounted(target, sorted({*attacks.BOTH, *own(target)})[::one_in], tmp_path)
    assert [one for one in told if not one.is_clear or one.seconds > PATIENCE] == []


@pytest.mark.proof
def test_what_has_no_end_is_stopped(target: Target, tmp_path: Path) -> None:
    more = attacks.STOPPED_BY_SQLITE if target.backend == "sqlite" else attacks.STOPPED_BY_POSTGRESQL
    told = mounted(target, attacks.STOPPED + more, tmp_path)
    assert [one for one in told if not one.is_clear or one.seconds > PATIENCE] == []


def test_what_may_be_asked_is_answered(target: Target, tmp_path: Path) -> None:
    more = attacks.HARMLESS_IN_SQLITE if target.backend == "sqlite" else attacks.HARMLESS_IN_POSTGRESQL
    told = mounted(target, attacks.HARMLESS + more, tmp_path)
    assert [one for one in told if one.error is not None] == []


FRAGMENTS = """
SELECT FROM WHERE article articles block id text * ( ) , ; ' " -- /* */ $$ $a$ E' U&" x' \\ % ? :x $1 = || :: . ..
WITH RECURSIVE AS UNION ALL EXCEPT VALUES TABLE INTO DELETE INSERT UPDATE SET DROP CREATE RETURNING LIMIT OFFSET ORDER
BY GROUP HAVING JOIN LATERAL USING CASE WHEN THEN ELSE END NULL 0 1 -1 1e999 9223372036854775808 0x7f true DEFAULT
PRAGMA ATTACH VACUUM EXPLAIN json_each('[1]') generate_series(1,3) count(*) upper(text) sqlite_schema pg_class FOR OVER
PARTITION CAST ARRAY[1] '{}'::json now() random() current_user 泸县
"""
TYPED = st.sampled_from([*FRAGMENTS.split(), "\n", "\ufeff", "\u202e", "\0"]) | st.text(max_size=3)


@pytest.mark.proof
@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(TYPED, max_size=12))
def test_whatever_is_typed_comes_to_an_answer_or_an_error_of_ours(target: Target, words: list[str]) -> None:
    before = target.digest()
    with suppress(UsageError, TooMuch):
        target.ask(" ".join(words))
    assert target.digest() == before

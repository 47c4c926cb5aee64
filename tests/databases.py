"""Databases for tests: each test that names `database_url` or `archive` runs on SQLite and on PostgreSQL.

PostgreSQL is looked for on 127.0.0.1:5432 (user postgres), or where NEWSARCHIVE_TEST_POSTGRESQL says; where none
answers, its half of the tests is skipped. Every test has a database of its own, dropped when it ends.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from newsarchive.store.archive import Archive, init_archive
from newsarchive.store.database import upgrade

SERVER = os.environ.get("NEWSARCHIVE_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/postgres")


def administer(*statements: sql.Composed) -> None:
    with psycopg.connect(SERVER, autocommit=True, connect_timeout=3) as connection:
        for statement in statements:
            connection.execute(statement)


def url_of(name: str) -> str:
    return SERVER.rpartition("/")[0].replace("postgresql://", "postgresql+psycopg://") + f"/{name}"


@contextmanager
def postgresql_database(template: str = "template0") -> Iterator[str]:
    """Give the name of a new PostgreSQL database and drop it at the end."""
    name = f"newsarchive_test_{os.getpid()}_{secrets.token_hex(4)}"
    new, old = sql.Identifier(name), sql.Identifier(template)
    administer(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(new, old))
    try:
        yield name
    finally:
        administer(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(new))


@pytest.fixture(scope="session")
def postgresql_server() -> None:
    """Skip where no PostgreSQL answers."""
    try:
        psycopg.connect(SERVER, connect_timeout=3).close()
    except psycopg.OperationalError:
        pytest.skip("no PostgreSQL answers on 127.0.0.1:5432: its half of this test is left out")


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: None) -> Iterator[str]:
    """Name of a migrated PostgreSQL database, to be copied."""
    with postgresql_database() as name:
        upgrade(url_of(name))
        yield name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("template") / "archive.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    """Which database the test runs on."""
    return str(request.param)


@pytest.fixture
def database_url(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """Address of an empty database."""
    if backend == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    request.getfixturevalue("postgresql_server")
    with postgresql_database() as name:
        yield url_of(name)


@contextmanager
def new_archive(backend: str, root: Path, request: pytest.FixtureRequest) -> Iterator[Archive]:
    """Give a new archive without captures in a folder that is not there yet."""
    root.mkdir()
    if backend == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), root / "archive.db")
        with init_archive(root, contact="tests@example.org") as made:
            yield made
        return
    template = request.getfixturevalue("postgresql_template")
    with (
        postgresql_database(template) as name,
        init_archive(root, contact="tests@example.org", database=url_of(name)) as made,
    ):
        yield made


@pytest.fixture
def archive(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Archive]:
    """Give a new archive without captures."""
    with new_archive(backend, tmp_path / "news", request) as made:
        yield made

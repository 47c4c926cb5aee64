"""The reader of PostgreSQL: a role that may read the archive and nothing else, and goes on doing so."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

from newsarchive.config import load_config, without_password
from newsarchive.errors import ConfigError, UsageError
from newsarchive.store.archive import Archive
from newsarchive.store.database import upgrade
from newsarchive.store.reader import Reader, make_reader
from newsarchive.store.standby import standby
from tests.databases import administer, postgresql_database, url_of
from tests.query.filing import article, file
from tests.query.test_sql_door import forget
from tests.running import newsarchive


@pytest.fixture
def url(postgresql_template: str) -> Iterator[str]:
    """Address of a migrated database."""
    with postgresql_database(postgresql_template) as name:
        yield url_of(name)


@contextmanager
def reader_of(url: str) -> Iterator[Reader]:
    made = make_reader(url)
    try:
        yield made
    finally:
        forget(url, made.name)


def asked(address: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(address.replace("+psycopg", ""), autocommit=True) as connection:
        return connection.execute(statement.encode()).fetchall()


def test_it_reads_everything_and_writes_nothing_even_by_itself(url: str) -> None:
    with reader_of(url) as reader:
        assert asked(reader.address, "SELECT count(*) FROM articles") == [(0,)]
        assert asked(reader.address, "SELECT count(*) FROM alembic_version") == [(1,)]
        said = asked(
            reader.address,
            "SELECT rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls, rolconnlimit"
            " FROM pg_roles WHERE rolname = current_user",
        )
        assert said == [(False, False, False, False, False, False, 8)]
        for settings in ("", "SET default_transaction_read_only = off; "):
            for statement in (
                "INSERT INTO cluster (created_at) VALUES (now())",
                "UPDATE article SET state = 'gone'",
                "DELETE FROM portal",
                "TRUNCATE article",
                "SELECT id FROM article FOR UPDATE",
                "DROP VIEW articles",
                "SELECT nextval('article_id_seq')",
                "SELECT last_value FROM article_id_seq",
                "SET ROLE postgres",
                "SELECT pg_read_file('/etc/passwd')",
                "SELECT lo_import('/etc/passwd')",
                "COPY article TO PROGRAM 'true'",
                "COPY (SELECT 1) TO '/tmp/out'",
                "SELECT * FROM pg_authid",
                "ALTER SYSTEM SET work_mem = '1GB'",
                "CREATE EXTENSION dblink",
            ):
                with psycopg.connect(reader.address.replace("+psycopg", ""), autocommit=True) as connection:
                    if settings:
                        connection.execute(settings.encode())
                    with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.ReadOnlySqlTransaction)):
                        connection.execute(statement.encode())


def test_making_it_again_brings_it_into_order_with_a_new_password(url: str) -> None:
    with reader_of(url) as first:
        group = f"group_{secrets.token_hex(4)}"
        names = sql.Identifier(group), sql.Identifier(first.name)
        administer(sql.SQL("CREATE ROLE {}").format(names[0]))
        try:
            administer(
                sql.SQL("GRANT {} TO {}").format(*names), sql.SQL("ALTER ROLE {} SUPERUSER INHERIT").format(names[1])
            )
            second = make_reader(url)
            assert (second.name, second.unset) == (first.name, [])
            assert second.address != first.address
            asked_for = "SELECT rolsuper, rolinherit FROM pg_roles WHERE rolname = current_user"
            assert asked(second.address, asked_for) == [(False, False)]
            assert asked(
                second.address, "SELECT count(*) FROM pg_auth_members WHERE member = current_user::regrole"
            ) == [(0,)]
        finally:
            administer(sql.SQL("DROP ROLE {}").format(names[0]))


def test_it_reads_what_migrations_and_rebuilds_make_later(url: str) -> None:
    with reader_of(url) as reader:
        upgrade(url)  # makes the views anew
        assert asked(reader.address, "SELECT count(*) FROM articles") == [(0,)]
        with standby(url):
            pass
        assert asked(reader.address, "SELECT count(*) FROM articles, block") == [(0,)]


def test_who_may_not_make_roles_is_told_what_an_administrator_has_to_run(url: str) -> None:
    poor = f"poor_{secrets.token_hex(4)}"
    administer(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(poor)))
    try:
        address = make_url(url).set(username=poor).render_as_string(hide_password=False)
        with pytest.raises(ConfigError) as refused:
            make_reader(address)
    finally:
        administer(sql.SQL("DROP ROLE {}").format(sql.Identifier(poor)))
    told = str(refused.value)
    assert "CREATE ROLE" in told
    assert "PASSWORD 'PASSWORD'" in told
    assert "SCRAM" not in told
    assert "GRANT SELECT ON ALL TABLES" in told
    assert "_reader:PASSWORD@" in (refused.value.next_step or "")


def test_the_command_writes_its_address_and_the_door_opens(archive: Archive) -> None:
    if archive.engine.dialect.name == "sqlite":
        with pytest.raises(UsageError):
            make_reader(archive.config.database_url)
        return
    file(archive, article("甲。", title="泸县"))
    where = ("--archive", archive.root)
    assert newsarchive("sql", "SELECT 1", *where).returncode == 3
    made = newsarchive("db", "reader", *where)
    assert made.returncode == 0, made.stderr
    reader = make_url(load_config(archive.root).reader)
    try:
        assert str(reader.password) not in made.stdout + made.stderr
        done = newsarchive("sql", "SELECT title, published_at FROM articles", "--format", "json", *where)
        assert done.stdout == '[\n{"title": "泸县", "published_at": null}\n]\n', done.stderr
        settings = (archive.root / "archive.toml").read_text(encoding="utf-8")
        assert str(reader.password) not in without_password(settings)
        wrong = newsarchive("sql", "SELECT 1", *where, NEWSARCHIVE_READER=str(reader.set(password="wrong")))
        assert wrong.returncode in (0, 3), wrong.stderr  # a server that trusts everybody does not look
        assert str(reader.password) not in wrong.stderr
    finally:
        forget(archive.config.database_url, str(reader.username))

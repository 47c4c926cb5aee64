"""Migrations and models say the same, on both databases."""

from __future__ import annotations

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from newsarchive.store.database import alembic_config, connect, newest_version, schema_version, upgrade
from newsarchive.store.models import Base


def test_the_newest_is_the_one_that_alembic_would_take() -> None:
    assert newest_version() == ScriptDirectory.from_config(alembic_config("")).get_current_head()


def test_models_equal_migrations(database_url: str) -> None:
    upgrade(database_url)
    command.check(alembic_config(database_url))


def test_upgrade_makes_every_table_and_is_idempotent(database_url: str) -> None:
    upgrade(database_url)
    upgrade(database_url)
    engine = connect(database_url)
    try:
        assert schema_version(engine) == newest_version()
        assert set(Base.metadata.tables) <= set(inspect(engine).get_table_names())
    finally:
        engine.dispose()


def test_a_downgrade_leaves_nothing_behind(database_url: str) -> None:
    upgrade(database_url)
    command.downgrade(alembic_config(database_url), "base")
    engine = connect(database_url)
    try:
        assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    finally:
        engine.dispose()

"""A role of PostgreSQL that may read an archive's tables and nothing else; `newsarchive sql` asks as it.

It logs in by itself: a stronger role that became it for a while (SET ROLE) could be told to go back by the very
statement that it runs.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import URL, Connection, make_url, text
from sqlalchemy.exc import DBAPIError

from newsarchive.errors import ConfigError, UsageError
from newsarchive.store.database import connect, told_apart

LONGEST_NAME = 63
"""Bytes of a role's name that PostgreSQL keeps (its documentation, 4.1.1)."""

SETTINGS = {
    "default_transaction_read_only": "on",
    "statement_timeout": "'610s'",
    "idle_in_transaction_session_timeout": "'610s'",
    "lock_timeout": "'10s'",
    "work_mem": "'32MB'",
    "temp_file_limit": "'2GB'",
    "client_connection_check_interval": "'5s'",
}
"""What its sessions begin with. The last two only where the server lets this role set them, or knows them."""
STRONG = {"SUPERUSER": "rolsuper", "REPLICATION": "rolreplication", "BYPASSRLS": "rolbypassrls"}
"""What a reader must not be, and where pg_roles says it."""
NOT_ALLOWED = "42501"
"""SQLSTATE: insufficient privilege."""
IF_ALLOWED = ("temp_file_limit", "client_connection_check_interval")


@dataclass(frozen=True, kw_only=True)
class Reader:
    """A role that was made."""

    name: str
    address: str
    """Of the database as this role, with its password."""
    schema: str
    """That the archive's tables are in."""
    may_create: bool
    """Whether everybody may make tables there, as on servers before PostgreSQL 15, and so this role too."""
    unset: list[str] = field(default_factory=list)
    """Limits that could not be set for it."""


def make_reader(url: str) -> Reader:
    """Make the reader of a PostgreSQL database, or bring the one that is there into order, with a new password.

    Raises UsageError for SQLite, which needs none; ConfigError, with the SQL for an administrator, where the archive's
    own role may not make roles; DatabaseUnavailable.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "postgresql":
        raise UsageError("Only an archive in PostgreSQL has a reader.", next_step='newsarchive sql "SELECT …"')
    engine = connect(url)
    try:
        with told_apart(url), engine.connect() as connection:
            database, schema, owner = connection.execute(
                text("SELECT current_database(), current_schema(), current_user")
            ).one()
            name, password = _name(database), secrets.token_urlsafe(24)
            kept = _encrypted(connection, name, password)
            statements = _statements(connection, name, kept, database, schema, owner)
            try:
                unset = _carry_out(connection, name, statements)
                connection.commit()
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) != NOT_ALLOWED:
                    raise
                shown = [statement.replace(kept, "PASSWORD") for statement in statements]
                raise _for_an_administrator(owner, name, parsed, shown) from None
            may_create = connection.scalar(
                text("SELECT has_schema_privilege(:role, :schema, 'CREATE')"), {"role": name, "schema": schema}
            )
    finally:
        engine.dispose()
    address = _address(parsed, name, password).render_as_string(hide_password=False)
    return Reader(name=name, address=address, schema=schema, may_create=bool(may_create), unset=unset)


def _name(database: str) -> str:
    """Return a name that no other database's reader on the same server has: roles are the server's."""
    return f"{database.encode()[: LONGEST_NAME - 7].decode(errors='ignore')}_reader"


def _encrypted(connection: Connection, name: str, password: str) -> str:
    """Return a password as the server keeps it, so that it stands in no log of statements."""
    driver: Any = connection.connection.driver_connection
    encrypted: bytes = driver.pgconn.encrypt_password(password.encode(), name.encode())
    return encrypted.decode()


def _statements(connection: Connection, name: str, kept: str, database: str, schema: str, owner: str) -> list[str]:
    role, place = _quoted(name), _quoted(schema)
    known = connection.execute(text("SELECT * FROM pg_roles WHERE rolname = :name"), {"name": name}).mappings().first()
    # Only a superuser may say NOSUPERUSER of a role that is there, even where nothing changes by it.
    never = [f"NO{word}" for word, flag in STRONG.items() if known is None or known[flag]]
    may = " ".join(["LOGIN", *never, "NOCREATEDB NOCREATEROLE NOINHERIT CONNECTION LIMIT 8"])
    return [
        f"{'ALTER' if known else 'CREATE'} ROLE {role} WITH {may} PASSWORD '{kept}'",
        *(f"REVOKE {_quoted(group)} FROM {role}" for group in _groups_of(connection, name)),
        f"GRANT CONNECT ON DATABASE {_quoted(database)} TO {role}",
        f"REVOKE ALL ON SCHEMA {place} FROM {role}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {place} FROM {role}",
        f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA {place} FROM {role}",
        f"GRANT USAGE ON SCHEMA {place} TO {role}",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA {place} TO {role}",
        # Not IN SCHEMA: a rebuild makes its tables in another one, and then moves them.
        f"ALTER DEFAULT PRIVILEGES FOR ROLE {_quoted(owner)} GRANT SELECT ON TABLES TO {role}",
    ]


def _groups_of(connection: Connection, name: str) -> Sequence[str]:
    """Return the roles that a role is a member of."""
    query = """
        SELECT g.rolname FROM pg_auth_members m
        JOIN pg_roles g ON g.oid = m.roleid JOIN pg_roles r ON r.oid = m.member WHERE r.rolname = :name"""
    return connection.scalars(text(query), {"name": name}).all()


def _carry_out(connection: Connection, name: str, statements: Sequence[str]) -> list[str]:
    """Make the role, all of it or nothing; return the limits that could not be set."""
    for statement in statements:
        connection.exec_driver_sql(statement.replace("%", "%%"))
    unset = []
    for setting, value in SETTINGS.items():
        try:
            with connection.begin_nested():
                connection.exec_driver_sql(f"ALTER ROLE {_quoted(name)} SET {setting} = {value}".replace("%", "%%"))
        except DBAPIError:
            if setting not in IF_ALLOWED:
                raise
            unset.append(setting)
    return unset


def _for_an_administrator(owner: str, name: str, parsed: URL, statements: Sequence[str]) -> ConfigError:
    settings = [f"ALTER ROLE {_quoted(name)} SET {setting} = {value}" for setting, value in SETTINGS.items()]
    told = "\n".join(f"{statement};" for statement in (*statements, *settings))
    address = _address(parsed, name, "PASSWORD").render_as_string(hide_password=False)
    return ConfigError(
        f"The role {owner} may not make roles. An administrator of the server can, in this database, with a PASSWORD"
        f" of their own:\n\n{told}\n",
        next_step=f'Then write into archive.toml: reader = "{address}"',
    )


def _address(parsed: URL, name: str, password: str) -> URL:
    query = {key: value for key, value in parsed.query.items() if key not in ("user", "password", "passfile")}
    return parsed.set(username=name, password=password, query=query)


def _quoted(name: str) -> str:
    """Return a name as an identifier of SQL."""
    return '"' + name.replace('"', '""') + '"'

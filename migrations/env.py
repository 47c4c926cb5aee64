"""How Alembic runs our migrations: on the address that newsarchive hands over, or on `-x url=…`."""

from alembic import context
from sqlalchemy import Connection

from newsarchive.store.database import connect
from newsarchive.store.models import Base
from newsarchive.store.views import drop_views, make_views

OWN = set(Base.metadata.tables)


def _ours(name: str | None, kind: str, _parents: object) -> bool:
    """The search index differs by database and is made by hand: Alembic leaves it alone."""
    return kind != "table" or name in OWN


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_name=_ours,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        drop_views(connection)  # no table that a view looks at can be altered or dropped
        context.run_migrations()
        if context.get_context().get_current_revision() == context.get_head_revision():
            make_views(connection)


url = context.config.attributes.get("url") or context.get_x_argument(as_dictionary=True)["url"]
engine = connect(url)
try:
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            # A table that is altered is made anew, and the old one dropped while others refer to it
            # (sqlite.org/lang_altertable.html, 7). Inside a transaction this would do nothing.
            connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
        _migrate(connection)
        connection.commit()
finally:
    engine.dispose()

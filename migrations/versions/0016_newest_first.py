"""The search index knows in which order articles were published, and what they have in common."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

COLUMNS = (
    "article_id bigint NOT NULL UNIQUE REFERENCES article (id), portal_id text NOT NULL, region_id bigint,"
    " outlet_id bigint, language text, published_day date"
)
UNFINISHED = "unfinished_index"
"""A table that is there until `newsarchive db upgrade` has put all articles into the index."""


def upgrade() -> None:
    op.execute("DROP TABLE search")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE search USING fts5 (tokens, content='', detail='none', tokenize='unicode61')")
        op.execute(f"CREATE TABLE search_article (id integer PRIMARY KEY, {COLUMNS})")
    else:
        op.execute(
            f"CREATE TABLE search (id bigint PRIMARY KEY, {COLUMNS}, unsure boolean NOT NULL, tokens tsvector NOT NULL)"
        )
        op.execute("CREATE INDEX ix_search_tokens ON search USING gin (tokens)")
    if op.get_bind().execute(sa.text("SELECT 1 FROM article LIMIT 1")).first() is not None:
        op.execute(f"CREATE TABLE {UNFINISHED} (since text)")


def downgrade() -> None:
    op.execute(f"DROP TABLE IF EXISTS {UNFINISHED}")
    op.execute("DROP TABLE search")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_article")
        op.execute("CREATE VIRTUAL TABLE search USING fts5 (tokens, content='', tokenize='unicode61')")
    else:
        op.execute(
            "CREATE TABLE search (article_id bigint PRIMARY KEY REFERENCES article (id), tokens tsvector NOT NULL)"
        )
        op.execute("CREATE INDEX ix_search_tokens ON search USING gin (tokens)")

"""Withdrawn articles are found without looking through all: every crawl asks for them when it begins."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

WITHDRAWN = sa.text("state = 'withdrawn'")


def upgrade() -> None:
    op.create_index(
        "ix_article_withdrawn", "article", ["portal_id"], sqlite_where=WITHDRAWN, postgresql_where=WITHDRAWN
    )


def downgrade() -> None:
    op.drop_index("ix_article_withdrawn", table_name="article")

"""Links of articles are found by their day and by when they were found: coverage of a week asks for no others."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ARTICLES = sa.text("kind = 'article'")
DATED = sa.text("kind = 'article' AND day IS NOT NULL")


def upgrade() -> None:
    op.create_index("ix_link_day", "link", ["portal_id", "day"], sqlite_where=DATED, postgresql_where=DATED)
    op.create_index(
        "ix_link_found", "link", ["portal_id", "found_at"], sqlite_where=ARTICLES, postgresql_where=ARTICLES
    )


def downgrade() -> None:
    op.drop_index("ix_link_found", table_name="link")
    op.drop_index("ix_link_day", table_name="link")

"""Articles are looked at again: when each was first read, when it is to be checked, how many checks a day has had."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("link", sa.Column("first_read", sa.DateTime(timezone=True), nullable=True))
    op.add_column("link", sa.Column("etag", sa.Text(), nullable=True))
    op.add_column("link", sa.Column("last_modified", sa.Text(), nullable=True))
    op.add_column("portal", sa.Column("checked_on", sa.Date(), nullable=True))
    op.add_column("portal", sa.Column("checks", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("portal") as table:
        table.alter_column("checks", server_default=None)
    op.execute(
        "UPDATE link SET first_read = fetched_at, next_check = fetched_at"
        " WHERE kind = 'article' AND state = 'done' AND reason IS NULL"
    )
    op.create_index(
        "ix_link_check",
        "link",
        ["portal_id", "next_check"],
        sqlite_where=sa.text("next_check IS NOT NULL"),
        postgresql_where=sa.text("next_check IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_link_check", table_name="link")
    with op.batch_alter_table("portal") as table:
        table.drop_column("checks")
        table.drop_column("checked_on")
    with op.batch_alter_table("link") as table:
        table.drop_column("last_modified")
        table.drop_column("etag")
        table.drop_column("first_read")

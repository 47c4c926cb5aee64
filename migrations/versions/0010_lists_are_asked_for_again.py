"""Lists are asked for again where they changed: which list a page belongs to, when it was read, for which days."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("listing") as table:
        table.drop_column("etag")  # which stand in link, and never stood here
        table.drop_column("last_modified")
        table.add_column(sa.Column("root_id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=True))
        table.add_column(sa.Column("last_read", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("older_than", sa.Date(), nullable=True))
        table.add_column(sa.Column("newer_than", sa.Date(), nullable=True))
        table.create_foreign_key("fk_listing_root_id_link", "link", ["root_id"], ["id"])
    op.add_column("portal", sa.Column("terms", sa.Text(), nullable=True))
    op.add_column("sighting", sa.Column("stated", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("sighting", "stated")
    op.drop_column("portal", "terms")
    with op.batch_alter_table("listing") as table:
        table.drop_constraint("fk_listing_root_id_link", type_="foreignkey")
        for name in ("newer_than", "older_than", "last_read", "root_id"):
            table.drop_column(name)
        table.add_column(sa.Column("etag", sa.Text(), nullable=True))
        table.add_column(sa.Column("last_modified", sa.Text(), nullable=True))

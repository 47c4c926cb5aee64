"""A picture of an article knows the link that it was fetched by."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("image") as table:
        table.add_column(sa.Column("link_id", Id, nullable=True))
        table.create_foreign_key(op.f("fk_image_link_id_link"), "link", ["link_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("image") as table:
        table.drop_constraint(op.f("fk_image_link_id_link"), type_="foreignkey")
        table.drop_column("link_id")

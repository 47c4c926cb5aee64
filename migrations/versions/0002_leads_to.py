"""A link knows which link it redirected to."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("link") as table:
        table.add_column(sa.Column("leads_to", Id, nullable=True))
        table.create_foreign_key(op.f("fk_link_leads_to_link"), "link", ["leads_to"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("link") as table:
        table.drop_constraint(op.f("fk_link_leads_to_link"), type_="foreignkey")
        table.drop_column("leads_to")

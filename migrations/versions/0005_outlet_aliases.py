"""Outlets have a key that their spellings share; people decide which spelling is which outlet."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("outlet", sa.Column("key", sa.Text(), nullable=True))
    op.add_column("outlet", sa.Column("is_settled", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index(op.f("ix_outlet_key"), "outlet", ["key"], unique=True)
    op.create_table(
        "outlet_alias",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("spelling", sa.Text(), nullable=False),
        sa.Column("outlet_id", Id, nullable=False),
        sa.Column("decision", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlet.id"], name=op.f("fk_outlet_alias_outlet_id_outlet")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_outlet_alias")),
    )
    op.create_index(op.f("ix_outlet_alias_outlet_id"), "outlet_alias", ["outlet_id"], unique=False)


def downgrade() -> None:
    op.drop_table("outlet_alias")
    op.drop_index(op.f("ix_outlet_key"), table_name="outlet")
    op.drop_column("outlet", "is_settled")
    op.drop_column("outlet", "key")

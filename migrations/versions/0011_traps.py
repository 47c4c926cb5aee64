"""What is known of addresses without end."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("portal", sa.Column("traps", sa.JSON(), nullable=False, server_default=sa.text("'[]'")))
    with op.batch_alter_table("portal") as table:
        table.alter_column("traps", server_default=None)


def downgrade() -> None:
    op.drop_column("portal", "traps")

"""A schedule can be paused."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("schedule", sa.Column("paused", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("schedule") as table:
        table.alter_column("paused", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("schedule") as table:
        table.drop_column("paused")

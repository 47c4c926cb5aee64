"""Alarms: what is wrong, since when, and whether it was told."""

import sqlalchemy as sa
from alembic import op

from newsarchive.store.models import Id, Utc

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alarm",
        sa.Column("id", Id, nullable=False),
        sa.Column("portal_id", sa.String(64), nullable=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("since", Utc(), nullable=False),
        sa.Column("last_seen", Utc(), nullable=False),
        sa.Column("ended_at", Utc(), nullable=True),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("told_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_alarm"),
    )


def downgrade() -> None:
    op.drop_table("alarm")

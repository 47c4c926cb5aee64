"""Articles that were withdrawn or are hidden for a while, and the captures whose records were blanked for it."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "withdrawal",
        sa.Column("article_id", Id, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hidden_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_finished", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_withdrawal_article_id_article")),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_withdrawal")),
    )
    op.create_table(
        "blanking",
        sa.Column("capture_id", Id, nullable=False),
        sa.Column("article_id", Id, nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_blanking_article_id_article")),
        sa.ForeignKeyConstraint(["capture_id"], ["capture.id"], name=op.f("fk_blanking_capture_id_capture")),
        sa.PrimaryKeyConstraint("capture_id", name=op.f("pk_blanking")),
    )
    op.create_index(op.f("ix_blanking_article_id"), "blanking", ["article_id"], unique=False)


def downgrade() -> None:
    op.drop_table("blanking")
    op.drop_table("withdrawal")

"""What is usual for each portal, its last pages, and those that departed from it: in quarantine."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "field_stat",
        sa.Column("id", Id, nullable=False),
        sa.Column("portal_id", sa.String(length=64), nullable=False),
        sa.Column("field", sa.String(length=16), nullable=False),
        sa.Column("pages", sa.Double(), nullable=False),
        sa.Column("pairs", sa.Double(), nullable=False),
        sa.Column("within", sa.JSON(), nullable=False),
        sa.Column("pairs_within", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["portal_id"], ["portal.id"], name=op.f("fk_field_stat_portal_id_portal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_stat")),
        sa.UniqueConstraint("portal_id", "field", name=op.f("uq_field_stat_portal_id_field")),
    )
    op.create_table(
        "observation",
        sa.Column("capture_id", Id, autoincrement=False, nullable=False),
        sa.Column("portal_id", sa.String(length=64), nullable=False),
        sa.Column("link_id", Id, nullable=False),
        sa.Column("bins", sa.JSON(), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["capture_id"], ["capture.id"], name=op.f("fk_observation_capture_id_capture")),
        sa.ForeignKeyConstraint(["portal_id"], ["portal.id"], name=op.f("fk_observation_portal_id_portal")),
        sa.ForeignKeyConstraint(["link_id"], ["link.id"], name=op.f("fk_observation_link_id_link")),
        sa.PrimaryKeyConstraint("capture_id", name=op.f("pk_observation")),
    )
    op.create_index("ix_observation_portal", "observation", ["portal_id", "capture_id"])
    op.create_table(
        "quarantine",
        sa.Column("id", Id, nullable=False),
        sa.Column("portal_id", sa.String(length=64), nullable=False),
        sa.Column("run_id", Id, nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("signs", sa.JSON(), nullable=False),
        sa.Column("usual", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["portal_id"], ["portal.id"], name=op.f("fk_quarantine_portal_id_portal")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_quarantine_run_id_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarantine")),
    )
    op.create_index(op.f("ix_quarantine_portal_id"), "quarantine", ["portal_id"])
    op.create_table(
        "quarantined",
        sa.Column("capture_id", Id, autoincrement=False, nullable=False),
        sa.Column("quarantine_id", Id, nullable=False),
        sa.Column("canonical", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("further", sa.JSON(), nullable=False),
        sa.Column("bins", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["capture_id"], ["capture.id"], name=op.f("fk_quarantined_capture_id_capture")),
        sa.ForeignKeyConstraint(
            ["quarantine_id"], ["quarantine.id"], name=op.f("fk_quarantined_quarantine_id_quarantine")
        ),
        sa.PrimaryKeyConstraint("capture_id", name=op.f("pk_quarantined")),
    )
    op.create_index(op.f("ix_quarantined_quarantine_id"), "quarantined", ["quarantine_id"])


def downgrade() -> None:
    op.drop_table("quarantined")
    op.drop_table("quarantine")
    op.drop_table("observation")
    op.drop_table("field_stat")

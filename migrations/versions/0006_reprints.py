"""Reprints are found by bands and passages of texts; what was found by equal texts alone is to be looked for anew."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.drop_table("fingerprint")
    op.create_table(
        "body",
        sa.Column("id", Id, nullable=False),
        sa.Column("key", sa.LargeBinary(length=16), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_body")),
        sa.UniqueConstraint("key", name=op.f("uq_body_key")),
    )
    op.create_table(
        "fingerprint",
        sa.Column("value", Id, autoincrement=False, nullable=False),
        sa.Column("companion", Id, autoincrement=False, nullable=False),
        sa.Column("body_id", Id, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_fingerprint_body_id_body")),
        sa.PrimaryKeyConstraint("value", "companion", "body_id", name=op.f("pk_fingerprint")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_fingerprint_body", "fingerprint", ["body_id"])
    op.create_table(
        "boilerplate",
        sa.Column("value", Id, autoincrement=False, nullable=False),
        sa.Column("texts", sa.Integer(), nullable=False),
        sa.Column("companions", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("value", name=op.f("pk_boilerplate")),
    )
    op.create_table(
        "likeness",
        sa.Column("body_id", Id, autoincrement=False, nullable=False),
        sa.Column("other_id", Id, autoincrement=False, nullable=False),
        sa.Column("letters", sa.Integer(), nullable=False),
        sa.Column("part", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_likeness_body_id_body")),
        sa.ForeignKeyConstraint(["other_id"], ["body.id"], name=op.f("fk_likeness_other_id_body")),
        sa.PrimaryKeyConstraint("body_id", "other_id", name=op.f("pk_likeness")),
    )
    op.create_table(
        "recognition",
        sa.Column("method", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("method", name=op.f("pk_recognition")),
    )
    with op.batch_alter_table("version") as table:
        table.add_column(sa.Column("body_id", Id, nullable=True))
        table.create_foreign_key(op.f("fk_version_body_id_body"), "body", ["body_id"], ["id"])
    op.create_index(op.f("ix_version_body_id"), "version", ["body_id"])
    op.create_index("ix_version_first_seen", "version", ["first_seen"])


def downgrade() -> None:
    op.drop_index("ix_version_first_seen", table_name="version")
    op.drop_index(op.f("ix_version_body_id"), table_name="version")
    with op.batch_alter_table("version") as table:
        table.drop_constraint(op.f("fk_version_body_id_body"), type_="foreignkey")
        table.drop_column("body_id")
    for name in ("recognition", "likeness", "boilerplate", "fingerprint", "body"):
        op.drop_table(name)
    op.create_table(
        "fingerprint",
        sa.Column("article_id", Id, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_fingerprint_article_id_article")),
        sa.PrimaryKeyConstraint("article_id", "kind", "value", name=op.f("pk_fingerprint")),
    )
    op.create_index("ix_fingerprint_value", "fingerprint", ["kind", "value"])

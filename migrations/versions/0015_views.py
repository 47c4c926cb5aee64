"""Views for people, which `env.py` makes anew after every migration: this one changes no table.

It is there so that databases that are older than the views are brought up to date.
"""

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass

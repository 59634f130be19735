"""Why homebot asked this person and not another."""

import sqlalchemy as sa
from alembic import op

revision = "0005_because"
down_revision = "0004_turns_and_moves"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One column."""
    op.add_column("asked", sa.Column("because", sa.Text()))

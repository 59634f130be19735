"""Results of analysis that outlive a process, and what each merge did to a service's debt."""

import sqlalchemy as sa
from alembic import op

from homebot.store.columns import Moment

revision = "0003"
down_revision = "0002_coverage"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two tables."""
    op.create_table(
        "analysed",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("result", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("used_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_analysed")),
    )
    op.create_index("ix_analysed_used_at", "analysed", ["used_at", "size"])
    op.create_table(
        "debt_merges",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_debt_merges")),
    )
    op.create_index("ix_debt_merges_service_at", "debt_merges", ["service", "at"])

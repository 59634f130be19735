"""Whose turn it is on a pull request, when to look again, and from whom its review moved on."""

import sqlalchemy as sa
from alembic import op

from homebot.store.columns import Moment

revision = "0004_turns_and_moves"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two tables."""
    op.create_table(
        "moves",
        sa.Column("pull", sa.Text(), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("pull", "login", name=op.f("pk_moves")),
    )
    op.create_table(
        "turns",
        sa.Column("pull", sa.Text(), nullable=False),
        sa.Column("mover", sa.Text(), nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.Column("due_at", Moment()),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("pull", name=op.f("pk_turns")),
    )
    op.create_index("ix_turns_due_at", "turns", ["due_at"])

"""Coverage reports that CI uploads."""

import sqlalchemy as sa
from alembic import op

from homebot.store.columns import Moment

revision = "0002_coverage"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The table of reports, and how the evaluations of a commit are found."""
    op.create_table(
        "coverage",
        sa.Column("repository", sa.Text(), nullable=False),
        sa.Column("oid", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("received_at", Moment(), nullable=False),
        sa.Column("used_at", Moment(), nullable=False),
        sa.Column("upload", sa.LargeBinary()),
        sa.Column("read_digest", sa.Text()),
        sa.Column("report", sa.LargeBinary()),
        sa.Column("error", sa.Text()),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("covered", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("repository", "oid", "name", name=op.f("pk_coverage")),
    )
    op.create_index("ix_coverage_used_at", "coverage", ["used_at"])
    op.create_index("ix_evaluations_head", "evaluations", ["head"])

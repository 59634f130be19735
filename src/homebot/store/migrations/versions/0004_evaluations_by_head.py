"""CI speaks of commits: which pull requests were evaluated at one is found by an index."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The index."""
    op.create_index("ix_evaluations_head", "evaluations", ["head"])

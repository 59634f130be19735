"""Whether a contribution has an adoption that stands is told by an index alone."""

from alembic import op

revision = "0009_standing_adoptions"
down_revision = "0008_register"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One index has another column."""
    op.drop_index("ix_adoptions_of", "adoptions")
    op.create_index("ix_adoptions_of", "adoptions", ["of", "undone_at"])

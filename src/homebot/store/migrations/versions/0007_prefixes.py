"""On PostgreSQL, indexes that find a text by how it begins: those of most collations do not. SQLite's do."""

import sqlalchemy as sa
from alembic import op

revision = "0007_prefixes"
down_revision = "0006_credit"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing on SQLite."""
    if op.get_context().dialect.name == "sqlite":
        return
    op.alter_column("cache", "key", type_=sa.Text(collation="C"))
    op.drop_index("ix_evaluations_pull_at", "evaluations")
    op.create_index(
        "ix_evaluations_pull_at", "evaluations", ["pull", "at"], postgresql_ops={"pull": "text_pattern_ops"}
    )

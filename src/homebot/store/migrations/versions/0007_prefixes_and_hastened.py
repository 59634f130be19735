"""When a pull request is to be looked at sooner, beside its waits; and on PostgreSQL, indexes that find a text by how
it begins: those of most collations do not, SQLite's do."""

import sqlalchemy as sa
from alembic import op

from homebot.store.columns import Moment

revision = "0007_prefixes_and_hastened"
down_revision = "0006_credit"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A column; the rest is nothing on SQLite."""
    op.add_column("turns", sa.Column("hastened_at", Moment()))
    op.create_index("ix_turns_hastened_at", "turns", ["hastened_at"])
    if op.get_context().dialect.name == "sqlite":
        return
    op.alter_column("cache", "key", type_=sa.Text(collation="C"))
    op.drop_index("ix_evaluations_pull_at", "evaluations")
    op.create_index(
        "ix_evaluations_pull_at", "evaluations", ["pull", "at"], postgresql_ops={"pull": "text_pattern_ops"}
    )

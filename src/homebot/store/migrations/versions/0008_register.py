"""The register of decisions, append-only, and what it makes known."""

import sqlalchemy as sa
from alembic import op

from homebot.store.columns import Moment, Sequence

revision = "0008_register"
down_revision = "0007_prefixes_and_hastened"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Three tables, and triggers that refuse to change what was written."""
    _entries()
    _records()
    _notices()
    if op.get_context().dialect.name == "sqlite":
        _refuse_on_sqlite()
    else:
        _refuse_on_postgresql()


def _entries() -> None:
    op.create_table(
        "register_entries",
        sa.Column("seq", Sequence, primary_key=True, autoincrement=True),
        sa.Column("key", sa.Text, nullable=False, unique=True),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("ix_register_entries_number", "register_entries", ["number", "seq"])


def _records() -> None:
    texts = ("kind", "state", "service", "standard", "team", "home", "pull", "place", "body")
    op.create_table(
        "register_records",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in texts),
        sa.Column("final", sa.Boolean, nullable=False),
        sa.Column("of", sa.BigInteger, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("changed_at", Moment, nullable=False),
        sa.Column("wakes_at", Moment),
    )
    for columns in (("service", "final"), ("team", "final"), ("home", "final"), ("pull",), ("place",), ("of",),
                    ("kind", "at"), ("state", "kind", "final"), ("wakes_at",),
                    ("final", "kind", "team", "home", "service")):  # fmt: skip
        op.create_index(f"ix_register_records_{columns[0]}", "register_records", list(columns))


def _notices() -> None:
    op.create_table(
        "notices",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("repository", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("written_at", Moment),
        sa.Column("github", sa.BigInteger),
        sa.Column("failed_at", Moment),
        sa.Column("given_up", sa.Text),
    )
    op.create_index("ix_notices_written_at", "notices", ["written_at", "at"])
    op.create_index("ix_notices_repository", "notices", ["repository", "github"])


def _refuse_on_sqlite() -> None:
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER register_entries_no_{verb.lower()} BEFORE {verb} ON register_entries "
            "BEGIN SELECT RAISE(ABORT, 'the register is append-only'); END"
        )
    op.execute(
        "CREATE TRIGGER register_entries_no_replace BEFORE INSERT ON register_entries "
        "WHEN EXISTS (SELECT 1 FROM register_entries WHERE key = NEW.key OR seq = NEW.seq) "
        "BEGIN SELECT RAISE(IGNORE); END"
    )


def _refuse_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION register_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the register is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER register_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON register_entries "
        "FOR EACH STATEMENT EXECUTE FUNCTION register_is_append_only()"
    )

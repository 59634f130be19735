"""Credit: adoptions, the books, what depends on what, and releases."""

import json

import sqlalchemy as sa
from alembic import op

from homebot.store.columns import Moment, Sequence

revision = "0006_credit"
down_revision = "0005_because"
branch_labels = None
depends_on = None

APPEND_ONLY = ("ledger_entries", "ledger_lines")


def upgrade() -> None:
    """The tables of the ledger, and what old events are about."""
    _events()
    _adoptions()
    _books()
    _dependencies()
    _review_clocks()
    _consumers()
    _versions()
    sqlite = op.get_context().dialect.name == "sqlite"
    (_fill_on_sqlite if sqlite else _fill_on_postgresql)()
    for table in APPEND_ONLY:
        (_refuse_on_sqlite if sqlite else _refuse_on_postgresql)(table)
    if sqlite:
        _refuse_to_replace_on_sqlite()


def _events() -> None:
    op.add_column("ledger_events", sa.Column("of", sa.Text(), server_default="", nullable=False))
    op.add_column("ledger_events", sa.Column("consumer", sa.Text(), server_default="", nullable=False))
    op.create_index("ix_ledger_events_kind", "ledger_events", ["kind", "seq"])
    op.create_index("ix_ledger_events_of", "ledger_events", ["of", "consumer"])


def _adoptions() -> None:
    op.create_table(
        "contributions",
        sa.Column("of", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("home", sa.Text(), nullable=False),
        sa.Column("away", sa.Text(), nullable=False),
        sa.Column("repository", sa.Text(), nullable=False),
        sa.Column("merged_at", Moment(), nullable=False),
        sa.Column("merge_oid", sa.Text()),
        sa.Column("surface", sa.Text(), nullable=False),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.Column("complexity", sa.Integer()),
        sa.Column("unread", sa.Integer(), nullable=False),
        sa.Column("batch", sa.Text(), nullable=False),
        sa.Column("released", sa.Boolean(), nullable=False),
        sa.Column("void", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("of", "service", name=op.f("pk_contributions")),
    )
    op.create_index("ix_contributions_away", "contributions", ["away", "merged_at"])
    op.create_index("ix_contributions_home", "contributions", ["home", "merged_at"])
    op.create_index("ix_contributions_repository", "contributions", ["repository", "released"])
    op.create_index("ix_contributions_service", "contributions", ["service", "merged_at"])
    op.create_table(
        "adoptions",
        sa.Column("consumer", sa.Text(), nullable=False),
        sa.Column("of", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("home", sa.Text(), nullable=False),
        sa.Column("away", sa.Text(), nullable=False),
        sa.Column("consumer_service", sa.Text(), nullable=False),
        sa.Column("adopted_at", Moment(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("undone_at", Moment()),
        sa.Column("undone_because", sa.Text(), nullable=False),
        sa.Column("held", sa.Text(), nullable=False),
        sa.Column("settled_in", sa.Text(), server_default="", nullable=False),
        sa.Column("reversed_in", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("consumer", "of", "service", "kind", name=op.f("pk_adoptions")),
    )
    op.create_index("ix_adoptions_away", "adoptions", ["away", "settled_in", "adopted_at"])
    op.create_index("ix_adoptions_home", "adoptions", ["home", "settled_in", "adopted_at"])
    op.create_index("ix_adoptions_of", "adoptions", ["of"])
    op.create_index("ix_adoptions_consumer", "adoptions", ["consumer", "settled_in", "adopted_at"])
    op.create_index("ix_adoptions_service", "adoptions", ["service", "adopted_at", "undone_at", "consumer"])
    ended = sa.text("undone_at IS NOT NULL")
    op.create_index(
        "ix_adoptions_undone", "adoptions", ["reversed_in", "settled_in"], sqlite_where=ended, postgresql_where=ended
    )


def _books() -> None:
    op.create_table(
        "ledger_entries",
        sa.Column("seq", Sequence, autoincrement=False, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("quarter", sa.Text(), nullable=False),
        sa.Column("consumer", sa.Text(), nullable=False),
        sa.Column("home", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_ledger_entries")),
        sa.UniqueConstraint("key", name=op.f("uq_ledger_entries_key")),
    )
    op.create_index("ix_ledger_entries_consumer", "ledger_entries", ["consumer", "quarter"])
    op.create_table(
        "ledger_lines",
        sa.Column("entry", Sequence, autoincrement=False, nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("consumer", sa.Text(), nullable=False),
        sa.Column("home", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("entry_kind", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("entry", "line", name=op.f("pk_ledger_lines")),
    )
    op.create_index(
        "ix_ledger_lines_quarter", "ledger_lines", ["quarter", "account", "consumer", "team", "amount"], unique=False
    )
    op.create_index(
        "ix_ledger_lines_team",
        "ledger_lines",
        ["account", "team", "quarter", "consumer", "kind", "entry_kind", "amount"],
        unique=False,
    )


def _dependencies() -> None:
    op.create_table(
        "dependencies",
        sa.Column("id", Sequence, autoincrement=True, nullable=False),
        sa.Column("repository", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("package", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("at_least", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("direct", sa.Boolean(), nullable=False),
        sa.Column("commit", sa.Text(), nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.Column("until", Moment()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dependencies")),
    )
    op.create_index("ix_dependencies_package", "dependencies", ["package", "until"])
    op.create_index("ix_dependencies_repository", "dependencies", ["repository", "until"])
    op.create_index("ix_dependencies_service", "dependencies", ["service", "until"])
    op.create_table(
        "branches",
        sa.Column("repository", sa.Text(), nullable=False),
        sa.Column("commit", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("problems", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("repository", name=op.f("pk_branches")),
    )
    op.create_table(
        "releases",
        sa.Column("of", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("package", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("of", "service", "package", name=op.f("pk_releases")),
    )
    op.create_index("ix_releases_package", "releases", ["package"])


def _review_clocks() -> None:
    op.create_table(
        "review_clocks",
        sa.Column("pull", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("answered_at", Moment()),
        sa.PrimaryKeyConstraint("pull", "service", name=op.f("pk_review_clocks")),
    )
    op.create_index("ix_review_clocks_team", "review_clocks", ["team", "asked_at"])
    op.create_index("ix_review_clocks_service", "review_clocks", ["service", "asked_at"])


def _consumers() -> None:
    op.create_table(
        "catalogued",
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("service", name=op.f("pk_catalogued")),
    )
    op.create_table(
        "waiting_uses",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("looked_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_waiting_uses")),
    )
    op.create_index("ix_waiting_uses_looked_at", "waiting_uses", ["looked_at"])
    op.create_table(
        "repositories",
        sa.Column("repository", sa.Text(), nullable=False),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.Column("fork", sa.Boolean(), nullable=False),
        sa.Column("forked_from", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("repository", name=op.f("pk_repositories")),
    )


def _versions() -> None:
    op.create_table(
        "versions",
        sa.Column("repository", sa.Text(), nullable=False),
        sa.Column("package", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("oid", sa.Text(), nullable=False),
        sa.Column("moved", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("repository", "package", "version", "name", name=op.f("pk_versions")),
    )
    op.create_table(
        "carrying",
        sa.Column("consumer_service", sa.Text(), nullable=False),
        sa.Column("of", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("consumer", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("package", sa.Text(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("consumer_service", "of", "service", name=op.f("pk_carrying")),
    )


def _fill_on_sqlite() -> None:
    op.execute("DROP TRIGGER ledger_events_no_update")
    _fill()
    op.execute(
        "CREATE TRIGGER ledger_events_no_update BEFORE UPDATE ON ledger_events "
        "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
    )


def _fill_on_postgresql() -> None:
    op.execute("ALTER TABLE ledger_events DISABLE TRIGGER ledger_events_append_only")
    _fill()
    op.execute("ALTER TABLE ledger_events ENABLE TRIGGER ledger_events_append_only")


def _fill() -> None:
    """Which contribution the events of the first releases are about."""
    connection = op.get_bind()
    rows = connection.execute(sa.text("SELECT seq, body FROM ledger_events")).all()
    for seq, body in rows:
        event = json.loads(body)
        of = event.get("of") or event.get("pull") or ""
        connection.execute(sa.text('UPDATE ledger_events SET "of" = :of WHERE seq = :seq'), {"of": of, "seq": seq})


def _refuse_on_sqlite(table: str) -> None:
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
        )


def _refuse_to_replace_on_sqlite() -> None:
    """`INSERT OR REPLACE` deletes without asking a trigger of deletion. An event whose key is there is passed over, as
    whoever appends twice wants it."""
    for table, same, refusal in (
        ("ledger_events", "key = NEW.key OR seq = NEW.seq", "IGNORE"),
        ("ledger_entries", "key = NEW.key OR seq = NEW.seq", "ABORT, 'the ledger is append-only'"),
        ("ledger_lines", "entry = NEW.entry AND line = NEW.line", "ABORT, 'the ledger is append-only'"),
    ):
        there = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608  all of it ours
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN {there} BEGIN SELECT RAISE({refusal}); END"
        )


def _refuse_on_postgresql(table: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only()"
    )

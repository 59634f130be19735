"""The tables of the register of decisions, and of what it makes known elsewhere (see `store.tables`)."""

import sqlalchemy as sa

from homebot.store.columns import Moment, Sequence
from homebot.store.tables import metadata

# Append-only, as the ledger: triggers refuse UPDATE and DELETE.
register_entries = sa.Table(
    "register_entries",
    metadata,
    sa.Column("seq", Sequence, primary_key=True, autoincrement=True),
    sa.Column("key", sa.Text, nullable=False, unique=True),
    sa.Column("number", sa.BigInteger, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Index("ix_register_entries_number", "number", "seq"),
)

# Each decision as its entries leave it: a view that is kept. `pull` is where alone it holds, `of` the decision it
# belongs to (0 for none), `wakes_at` the moment at which time may change it.
register_records = sa.Table(
    "register_records",
    metadata,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("final", sa.Boolean, nullable=False),
    sa.Column("service", sa.Text, nullable=False),
    sa.Column("standard", sa.Text, nullable=False),
    sa.Column("team", sa.Text, nullable=False),
    sa.Column("home", sa.Text, nullable=False),
    sa.Column("pull", sa.Text, nullable=False),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("of", sa.BigInteger, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("changed_at", Moment, nullable=False),
    sa.Column("wakes_at", Moment),
    sa.Column("body", sa.Text, nullable=False),
    sa.Index("ix_register_records_service", "service", "final"),
    sa.Index("ix_register_records_team", "team", "final"),
    sa.Index("ix_register_records_home", "home", "final"),
    sa.Index("ix_register_records_pull", "pull"),
    sa.Index("ix_register_records_place", "place"),
    sa.Index("ix_register_records_of", "of"),
    sa.Index("ix_register_records_kind", "kind", "at"),
    sa.Index("ix_register_records_state", "state", "kind", "final"),
    sa.Index("ix_register_records_wakes_at", "wakes_at"),
    sa.Index("ix_register_records_final", "final", "kind", "team", "home", "service"),
)

# What is to be made known on GitHub beside the pull request's own comment: an issue, or a comment on one (`number`).
# `written_at` is when it stood there, `github` the number of the issue or the id of the comment, `failed_at` when it
# first could not be written, or was taken up anew.
notices = sa.Table(
    "notices",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("repository", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("written_at", Moment),
    sa.Column("github", sa.BigInteger),
    sa.Column("failed_at", Moment),
    sa.Column("given_up", sa.Text),
    sa.Index("ix_notices_written_at", "written_at", "at"),
    sa.Index("ix_notices_repository", "repository", "github"),
)

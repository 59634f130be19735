"""The tables of credit: events, what follows from them, the books, and what depends on what (see `store.tables`)."""

import sqlalchemy as sa

from homebot.store.columns import Moment, Sequence
from homebot.store.tables import metadata

# Append-only: triggers refuse UPDATE and DELETE, a correction is a new event. `of` and `consumer` say which
# contribution and which consumer an event is about (`core.credit.events.concerns`).
ledger_events = sa.Table(
    "ledger_events",
    metadata,
    sa.Column("seq", Sequence, primary_key=True, autoincrement=True),
    sa.Column("key", sa.Text, nullable=False, unique=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("of", sa.Text, nullable=False, server_default=""),
    sa.Column("consumer", sa.Text, nullable=False, server_default=""),
    sa.Index("ix_ledger_events_of", "of", "consumer"),
    sa.Index("ix_ledger_events_kind", "kind", "seq"),
)

# The parts of contributions, as the events tell: one row for each service a merged pull request touched. A view of the
# events that is kept, so that asking costs no more as the ledger grows. `away` is empty for home's own work.
contributions = sa.Table(
    "contributions",
    metadata,
    sa.Column("of", sa.Text, primary_key=True),
    sa.Column("service", sa.Text, primary_key=True),
    sa.Column("home", sa.Text, nullable=False),
    sa.Column("away", sa.Text, nullable=False),
    sa.Column("repository", sa.Text, nullable=False),
    sa.Column("merged_at", Moment, nullable=False),
    sa.Column("merge_oid", sa.Text),
    sa.Column("surface", sa.Text, nullable=False),
    sa.Column("own", sa.Boolean, nullable=False),
    sa.Column("complexity", sa.Integer),
    sa.Column("unread", sa.Integer, nullable=False),
    sa.Column("batch", sa.Text, nullable=False),
    sa.Column("released", sa.Boolean, nullable=False),
    sa.Column("void", sa.Boolean, nullable=False),
    sa.Index("ix_contributions_service", "service", "merged_at"),
    sa.Index("ix_contributions_home", "home", "merged_at"),
    sa.Index("ix_contributions_away", "away", "merged_at"),
    sa.Index("ix_contributions_repository", "repository", "released"),
)

# Adoptions, as the events tell (`core.credit.adoptions`); `settled_in` and `reversed_in` are quarters, empty for none.
adoptions = sa.Table(
    "adoptions",
    metadata,
    sa.Column("consumer", sa.Text, primary_key=True),
    sa.Column("of", sa.Text, primary_key=True),
    sa.Column("service", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("level", sa.Text, nullable=False),
    sa.Column("home", sa.Text, nullable=False),
    sa.Column("away", sa.Text, nullable=False),
    sa.Column("consumer_service", sa.Text, nullable=False),
    sa.Column("adopted_at", Moment, nullable=False),
    sa.Column("event", sa.Text, nullable=False),
    sa.Column("undone_at", Moment),
    sa.Column("undone_because", sa.Text, nullable=False),
    sa.Column("held", sa.Text, nullable=False),
    sa.Column("settled_in", sa.Text, nullable=False, server_default=""),
    sa.Column("reversed_in", sa.Text, nullable=False, server_default=""),
    sa.Index("ix_adoptions_consumer", "consumer", "settled_in", "adopted_at"),
    sa.Index(
        "ix_adoptions_undone",
        "reversed_in",
        "settled_in",
        sqlite_where=sa.text("undone_at IS NOT NULL"),
        postgresql_where=sa.text("undone_at IS NOT NULL"),
    ),
    sa.Index("ix_adoptions_home", "home", "settled_in", "adopted_at"),
    sa.Index("ix_adoptions_away", "away", "settled_in", "adopted_at"),
    sa.Index("ix_adoptions_of", "of", "undone_at"),
    sa.Index("ix_adoptions_service", "service", "adopted_at", "undone_at", "consumer"),
)

# The books (`core.credit.entries`): append-only and chained. `body` is the draft as canonical JSON, which `hash`
# covers; the other columns repeat what is asked for.
ledger_entries = sa.Table(
    "ledger_entries",
    metadata,
    sa.Column("seq", Sequence, primary_key=True, autoincrement=False),
    sa.Column("key", sa.Text, nullable=False, unique=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("quarter", sa.Text, nullable=False),
    sa.Column("consumer", sa.Text, nullable=False),
    sa.Column("home", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("previous", sa.Text, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
    sa.Index("ix_ledger_entries_consumer", "consumer", "quarter"),
)

# The lines of the entries once more, to be summed. Append-only; `ledger verify` holds them against the entries.
ledger_lines = sa.Table(
    "ledger_lines",
    metadata,
    sa.Column("entry", Sequence, primary_key=True, autoincrement=False),
    sa.Column("line", sa.Integer, primary_key=True),
    sa.Column("quarter", sa.Text, nullable=False),
    sa.Column("account", sa.Text, nullable=False),
    sa.Column("team", sa.Text, nullable=False),
    sa.Column("consumer", sa.Text, nullable=False),
    sa.Column("home", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("entry_kind", sa.Text, nullable=False),
    sa.Column("amount", sa.BigInteger, nullable=False),
    sa.Index("ix_ledger_lines_team", "account", "team", "quarter", "consumer", "kind", "entry_kind", "amount"),
    sa.Index("ix_ledger_lines_quarter", "quarter", "account", "consumer", "team", "amount"),
)

# Which package a service's manifests name, from when until when; the lines of a default branch as pushes changed them.
# `version` is what is resolved, `at_least` the lowest that the requirement admits; empty where nothing says so.
dependencies = sa.Table(
    "dependencies",
    metadata,
    sa.Column("id", Sequence, primary_key=True, autoincrement=True),
    sa.Column("repository", sa.Text, nullable=False),
    sa.Column("service", sa.Text, nullable=False),
    sa.Column("path", sa.Text, nullable=False),
    sa.Column("line", sa.Integer, nullable=False),
    sa.Column("package", sa.Text, nullable=False),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("at_least", sa.Text, nullable=False),
    sa.Column("scope", sa.Text, nullable=False),
    sa.Column("direct", sa.Boolean, nullable=False),
    sa.Column("commit", sa.Text, nullable=False),
    sa.Column("since", Moment, nullable=False),
    sa.Column("until", Moment),
    sa.Index("ix_dependencies_package", "package", "until"),
    sa.Index("ix_dependencies_repository", "repository", "until"),
    sa.Index("ix_dependencies_service", "service", "until"),
)

# What was read last of a default branch: its commit, and what of it could not be read (JSON: path, line, text).
branches = sa.Table(
    "branches",
    metadata,
    sa.Column("repository", sa.Text, primary_key=True),
    sa.Column("commit", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("problems", sa.Text, nullable=False),
)

# Every version of a package that was seen in the repository that provides it, each where it was seen first: `name` is
# the tag or the manifest. `oid` is the commit, empty for the version a manifest had when it was first read, which is no
# release; `moved` is where the tag points by now, empty where it stayed.
versions = sa.Table(
    "versions",
    metadata,
    sa.Column("repository", sa.Text, primary_key=True),
    sa.Column("package", sa.Text, primary_key=True),
    sa.Column("version", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("how", sa.Text, nullable=False),
    sa.Column("oid", sa.Text, nullable=False),
    sa.Column("moved", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
)

# Which service carries which part of a contribution, as the events tell: the newest word of each. `key` is the event's,
# `open` whether it still carries it, `times` how often it began.
carrying = sa.Table(
    "carrying",
    metadata,
    sa.Column("consumer_service", sa.Text, primary_key=True),
    sa.Column("of", sa.Text, primary_key=True),
    sa.Column("service", sa.Text, primary_key=True),
    sa.Column("consumer", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("package", sa.Text, nullable=False),
    sa.Column("open", sa.Boolean, nullable=False),
    sa.Column("times", sa.Integer, nullable=False),
)

# The first release of each contribution's part in a package.
releases = sa.Table(
    "releases",
    metadata,
    sa.Column("of", sa.Text, primary_key=True),
    sa.Column("service", sa.Text, primary_key=True),
    sa.Column("package", sa.Text, primary_key=True),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Index("ix_releases_package", "package"),
)

# First answers to requests for review (`core.review_clock`): a view of what evaluations saw.
review_clocks = sa.Table(
    "review_clocks",
    metadata,
    sa.Column("pull", sa.Text, primary_key=True),
    sa.Column("service", sa.Text, primary_key=True),
    sa.Column("team", sa.Text, nullable=False),
    sa.Column("asked_at", Moment, nullable=False),
    sa.Column("due_at", Moment, nullable=False),
    sa.Column("answered_at", Moment),
    sa.Index("ix_review_clocks_team", "team", "asked_at"),
    sa.Index("ix_review_clocks_service", "service", "asked_at"),
)

# Since when homebot has seen each service in the catalogue; kept for ever, for who may adopt.
catalogued = sa.Table(
    "catalogued",
    metadata,
    sa.Column("service", sa.Text, primary_key=True),
    sa.Column("since", Moment, nullable=False),
)

# Uses by services that were not yet eligible: `body` is the fact that will be recorded when they are.
waiting_uses = sa.Table(
    "waiting_uses",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("looked_at", Moment, nullable=False),
    sa.Index("ix_waiting_uses_looked_at", "looked_at"),
)

# What GitHub said last of a repository; `forked_from` is a JSON list, the nearest first.
repositories = sa.Table(
    "repositories",
    metadata,
    sa.Column("repository", sa.Text, primary_key=True),
    sa.Column("archived", sa.Boolean, nullable=False),
    sa.Column("fork", sa.Boolean, nullable=False),
    sa.Column("forked_from", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
)

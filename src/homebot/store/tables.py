"""homebot's tables. Texts that came from strangers and all JSON are TEXT (see `store.json`); times are UTC.

Changing one means a new file in `migrations/versions`. PostgreSQL finds a text by how it begins (`store.prefix`) in an
index of `text_pattern_ops`, or of the collation "C", only.
"""

import sqlalchemy as sa

from homebot.store.columns import Moment, Sequence

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)

# Every webhook that was answered 202; `seq` is the order they came in, `payload` the body, zlib-compressed.
deliveries = sa.Table(
    "deliveries",
    metadata,
    sa.Column("seq", Sequence, primary_key=True, autoincrement=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("event", sa.Text, nullable=False),
    sa.Column("action", sa.Text),
    sa.Column("lane", sa.Text),
    sa.Column("installation", sa.BigInteger),
    sa.Column("repository", sa.Text),
    sa.Column("number", sa.Integer),
    sa.Column("received_at", Moment, nullable=False),
    sa.Column("payload", sa.LargeBinary, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("reason", sa.Text),
    sa.Column("claimed_by", sa.Text),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("due_at", Moment),
    sa.Column("finished_at", Moment),
    sa.Index("ix_deliveries_waiting", "lane", "seq", sqlite_where=sa.text("state = 'received'"),
             postgresql_where=sa.text("state = 'received'")),
)  # fmt: skip

# Every evaluation whole: what was known, what was concluded, under which configuration.
evaluations = sa.Table(
    "evaluations",
    metadata,
    sa.Column("id", Sequence, primary_key=True, autoincrement=True),
    sa.Column("key", sa.Text, nullable=False, unique=True),
    sa.Column("pull", sa.Text, nullable=False),
    sa.Column("head", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("delivery", sa.Text),
    sa.Column("configuration", sa.Text, nullable=False),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("snapshot", sa.Text, nullable=False),
    sa.Column("decision", sa.Text, nullable=False),
    sa.Column("standards_conclusion", sa.Text, nullable=False),
    sa.Column("review_status", sa.Text, nullable=False),
    sa.Column("review_conclusion", sa.Text),
    sa.Column("delivered_at", Moment),
    sa.Index("ix_evaluations_pull_at", "pull", "at", postgresql_ops={"pull": "text_pattern_ops"}),
    sa.Index("ix_evaluations_head", "head"),
)

# Every configuration that was ever in force, by the digest of its files.
configurations = sa.Table(
    "configurations",
    metadata,
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("files", sa.Text, nullable=False),
    sa.Column("first_seen", Moment, nullable=False),
    sa.Column("last_seen", Moment, nullable=False),
)

# What homebot wrote to GitHub last under each key.
sent = sa.Table(
    "sent",
    metadata,
    sa.Column("pull", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("github_id", sa.BigInteger),
    sa.Column("node_id", sa.Text),
    sa.Column("digest", sa.Text),
    sa.Column("at", Moment, nullable=False),
)

# What people said of their own availability.
people = sa.Table(
    "people",
    metadata,
    sa.Column("login", sa.Text, primary_key=True),
    sa.Column("absent_until", Moment),
    sa.Column("review_limit", sa.Integer),
)

# Review requests homebot made: for load, and for who was least recently asked.
asked = sa.Table(
    "asked",
    metadata,
    sa.Column("pull", sa.Text, primary_key=True),
    sa.Column("login", sa.Text, primary_key=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("done_at", Moment),
    sa.Column("because", sa.Text),
    sa.Index("ix_asked_login_at", "login", "at"),
)

# People from whom the review of a pull request moved on: asked at `since`, they had not answered at `at`.
moves = sa.Table(
    "moves",
    metadata,
    sa.Column("pull", sa.Text, primary_key=True),
    sa.Column("login", sa.Text, primary_key=True),
    sa.Column("since", Moment, nullable=False),
    sa.Column("at", Moment, nullable=False),
)

# Whose move it is on a pull request since when, and the moment to look again though nothing happens: a wait is over at
# `due_at`, and something else has changed at `hastened_at`. `looks` counts how often such a moment came.
turns = sa.Table(
    "turns",
    metadata,
    sa.Column("pull", sa.Text, primary_key=True),
    sa.Column("mover", sa.Text, nullable=False),
    sa.Column("since", Moment, nullable=False),
    sa.Column("due_at", Moment),
    sa.Column("looks", sa.Integer, nullable=False),
    sa.Column("hastened_at", Moment),
    sa.Index("ix_turns_due_at", "due_at"),
    sa.Index("ix_turns_hastened_at", "hastened_at"),
)

# Pull requests whose review somebody holds.
holds = sa.Table(
    "holds",
    metadata,
    sa.Column("pull", sa.Text, primary_key=True),
    sa.Column("by", sa.Text, primary_key=True),
    sa.Column("because", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
)

# Who was assigned or unassigned by command; the newest word on a person counts.
assignments = sa.Table(
    "assignments",
    metadata,
    sa.Column("pull", sa.Text, primary_key=True),
    sa.Column("login", sa.Text, primary_key=True),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
)

# Commands and their answers, each once under comment id and line.
commands = sa.Table(
    "commands",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("pull", sa.Text, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("answer", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Index("ix_commands_pull", "pull"),
)

# What was read from GitHub and is worth remembering for a while; may be emptied at any time.
cache = sa.Table(
    "cache",
    metadata,
    sa.Column("key", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
)

# Living worker processes: `boot` tells one start of one process from the next.
workers = sa.Table(
    "workers",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("host", sa.Text, nullable=False),
    sa.Column("pid", sa.Integer, nullable=False),
    sa.Column("boot", sa.Text, nullable=False),
    sa.Column("beat_at", Moment, nullable=False),
)

# What analysers answered, by content, analyser and release; bounded, and may be emptied at any time. `size` is the
# length of `result`, which is zlib-compressed; `used_at` is kept to the day.
analysed = sa.Table(
    "analysed",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("result", sa.LargeBinary, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("used_at", Moment, nullable=False),
    sa.Index("ix_analysed_used_at", "used_at", "size"),
)

# What each merge to a default branch did to a service's complex functions: the trend of its debt.
debt_merges = sa.Table(
    "debt_merges",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("service", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Index("ix_debt_merges_service_at", "service", "at"),
)

# Coverage reports of commits: `upload` as CI sent it, until it is read; `report` is what was read of `read_digest`.
coverage = sa.Table(
    "coverage",
    metadata,
    sa.Column("repository", sa.Text, primary_key=True),
    sa.Column("oid", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("received_at", Moment, nullable=False),
    sa.Column("used_at", Moment, nullable=False),
    sa.Column("upload", sa.LargeBinary),
    sa.Column("read_digest", sa.Text),
    sa.Column("report", sa.LargeBinary),
    sa.Column("error", sa.Text),
    sa.Column("files", sa.Integer, nullable=False),
    sa.Column("lines", sa.Integer, nullable=False),
    sa.Column("covered", sa.Integer, nullable=False),
    sa.Index("ix_coverage_used_at", "used_at"),
)

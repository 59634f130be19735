"""Alembic's entrance: uses the connection, and the transaction, that `homebot.store.migrations.upgrade` opened."""

from alembic import context

from homebot.store.credit_tables import ledger_events
from homebot.store.register_tables import register_entries

# One schema holds all tables; each module of them adds its own.
assert register_entries.metadata is ledger_events.metadata
context.configure(connection=context.config.attributes["connection"], target_metadata=ledger_events.metadata)
with context.begin_transaction():
    context.run_migrations()

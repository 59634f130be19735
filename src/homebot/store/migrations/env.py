"""Alembic's entrance: uses the connection, and the transaction, that `homebot.store.migrations.upgrade` opened."""

from alembic import context

from homebot.store.credit_tables import ledger_events

# One schema holds all tables; the last module of them makes it whole.
context.configure(connection=context.config.attributes["connection"], target_metadata=ledger_events.metadata)
with context.begin_transaction():
    context.run_migrations()

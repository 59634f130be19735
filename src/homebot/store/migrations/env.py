"""Alembic's entrance: uses the connection, and the transaction, that `homebot.store.migrations.upgrade` opened."""

from alembic import context

from homebot.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()

"""Alembic asks this file how to reach the database: by the connection that `migrate` has opened."""

from alembic import context

from consolidate_api.store.tables import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
with context.begin_transaction():
    context.run_migrations()

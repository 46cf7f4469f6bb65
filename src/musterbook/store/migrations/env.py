"""How Alembic runs here: on the connection that `store.migrating` gives it, never on an address of its own."""

from __future__ import annotations

from alembic import context

from musterbook.store.tables import tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables,
    render_as_batch=True,
    transaction_per_migration=False,
)
context.run_migrations()

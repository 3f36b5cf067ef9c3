"""What Alembic runs: the migrations, on the connection and in the transaction of `upgrade`."""

from __future__ import annotations

from alembic import context

from shared.database.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite cannot alter most things in place.
    render_as_batch=True,
    transactional_ddl=True,
)
# The caller has begun the transaction and commits it.
context.run_migrations()

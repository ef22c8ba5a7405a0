"""The queue of runs, and what a run's row needs for it.

The queue's tables are Procrastinate's own, as its installed version makes them. A later version of it brings
migrations; they are then run by a migration here that first looks which of them the tables have already.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from procrastinate.schema import SchemaManager

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the queue, then the columns."""
    as_it_is = {"no_parameters": True}  # its per cent signs stand for themselves
    op.get_bind().exec_driver_sql(SchemaManager.get_schema(), execution_options=as_it_is)
    op.add_column("runs", sa.Column("request_hash", sa.String))
    op.add_column("runs", sa.Column("cancel_requested_at", sa.DateTime(timezone=True)))
    op.create_index("runs_waiting_idx", "runs", ["tenant"], postgresql_where=sa.text("state = 'queued'"))

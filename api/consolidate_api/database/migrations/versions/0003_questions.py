"""Runs of every kind: the question of a study, the plan to begin with, and the study that came of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

KINDS = "'plan', 'compare', 'camels', 'frontier', 'coalitions', 'delay', 'replan'"


def upgrade() -> None:
    """Add the columns; what is there already are runs that look for a plan."""
    op.add_column("runs", sa.Column("kind", sa.String, nullable=False, server_default="plan"))
    for name in ("question", "start", "study"):
        op.add_column("runs", sa.Column(name, sa.JSON))
    op.create_check_constraint("kind", "runs", f"kind IN ({KINDS})")
    op.create_check_constraint("question", "runs", "(kind = 'plan') = (question IS NULL)")

"""Who is told what happens: webhooks and mail, and what was sent to each."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0005"
down_revision = "0004"

TABLES = ("webhooks", "mailings", "deliveries")


def upgrade() -> None:
    """Make the tables, then the policies."""
    _webhooks()
    _mailings()
    _deliveries()
    for table in TABLES:
        _bind(table)


def _own(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid, nullable=False)


def _text(name: str, *, needed: bool = True) -> sa.Column[str]:
    return sa.Column(name, sa.String, nullable=not needed)


def _texts(name: str) -> sa.Column[object]:
    return sa.Column(name, ARRAY(sa.String), nullable=False)


def _time(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now())


def _webhooks() -> None:
    op.create_table(
        "webhooks",
        *(_own("tenant"), _own("id"), _text("url"), _texts("events")),
        sa.Column("secret", sa.LargeBinary, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False, server_default=sa.true()),
        *(_text("disabled_reason", needed=False), _text("author"), _time("created_at")),
        sa.PrimaryKeyConstraint("tenant", "id"),
        sa.ForeignKeyConstraint(["tenant"], ["programmes.id"]),
    )


def _mailings() -> None:
    op.create_table(
        "mailings",
        *(_own("tenant"), _texts("recipients"), _texts("events"), _text("author"), _time("changed_at")),
        sa.PrimaryKeyConstraint("tenant"),
        sa.ForeignKeyConstraint(["tenant"], ["programmes.id"]),
    )


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        *(_own("tenant"), _own("id"), sa.Column("webhook", sa.Uuid), _text("recipient", needed=False)),
        *(_text("event"), _text("subject"), sa.Column("payload", sa.JSON, nullable=False)),
        sa.Column("state", sa.String, nullable=False, server_default="waiting"),
        sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
        *(_time("since"), sa.Column("next_try_at", sa.DateTime(timezone=True), server_default=sa.func.now())),
        *(sa.Column("last_status", sa.Integer), _text("last_error", needed=False), _time("created_at")),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("tenant", "id"),
        sa.ForeignKeyConstraint(["tenant"], ["programmes.id"]),
        sa.ForeignKeyConstraint(["tenant", "webhook"], ["webhooks.tenant", "webhooks.id"], ondelete="CASCADE"),
        sa.CheckConstraint("state IN ('waiting', 'delivered', 'given_up')", name="state"),
        sa.CheckConstraint("(state = 'waiting') = (ended_at IS NULL)", name="ended"),
        sa.CheckConstraint("(webhook IS NULL) <> (recipient IS NULL)", name="target"),
    )
    op.create_index("deliveries_webhook_idx", "deliveries", ["tenant", "webhook", "created_at", "id"])


def _bind(table: str) -> None:
    """Hold everybody, the owner of the table too, to the rows of the tenant that the transaction has named."""
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    own = "tenant = consolidate_tenant()"
    op.execute(f"CREATE POLICY own ON {table} USING ({own}) WITH CHECK ({own})")

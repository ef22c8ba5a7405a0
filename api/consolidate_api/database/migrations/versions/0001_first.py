"""The first tables, and the policies that hold each tenant to its own rows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None

TENANT_TABLES = ("tokens", "scenarios", "scenario_versions", "runs", "audit")
OUTCOMES = "'optimal', 'feasible', 'infeasible', 'no_plan', 'cancelled', 'failed'"


def upgrade() -> None:
    """Make the tables, then the policies."""
    _programmes()
    _tokens()
    _scenarios()
    _versions()
    _runs()
    _audit()
    _policies()


def _time(name: str, *, needed: bool = True) -> sa.Column[object]:
    """A time with its zone; one that is needed is that of the transaction unless it is given."""
    default = sa.func.now() if needed else None
    return sa.Column(name, sa.DateTime(timezone=True), nullable=not needed, server_default=default)


def _text(name: str, *, needed: bool = True) -> sa.Column[str]:
    return sa.Column(name, sa.String, nullable=not needed)


def _own(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid, nullable=False)


def _programme() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["tenant"], ["programmes.id"])


def _programmes() -> None:
    op.create_table(
        "programmes",
        _own("id"),
        _text("name"),
        sa.Column("limits", JSONB, nullable=False, server_default="{}"),
        _time("created_at"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
    )


def _tokens() -> None:
    op.create_table(
        "tokens",
        *(_own("tenant"), _own("id"), _text("name"), _text("role"), _text("prefix")),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        *(_time("created_at"), sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False)),
        _time("revoked_at", needed=False),
        sa.PrimaryKeyConstraint("tenant", "id"),
        sa.UniqueConstraint("hash"),
        sa.CheckConstraint("role IN ('viewer', 'planner', 'approver', 'admin')", name="role"),
        _programme(),
    )


def _scenarios() -> None:
    op.create_table(
        "scenarios",
        *(_own("tenant"), _own("id"), _text("name")),
        sa.Column("newest", sa.Integer, nullable=False),
        *(_time("created_at"), _time("changed_at")),
        sa.PrimaryKeyConstraint("tenant", "id"),
        _programme(),
    )
    op.create_index("scenarios_name_idx", "scenarios", ["tenant", "name", "id"])
    op.create_index("scenarios_changed_at_idx", "scenarios", ["tenant", "changed_at", "id"])


def _versions() -> None:
    key = ["tenant", "scenario", "number"]
    op.create_table(
        "scenario_versions",
        *(_own("tenant"), _own("scenario")),
        *(sa.Column("number", sa.Integer, nullable=False), sa.Column("parent", sa.Integer)),
        sa.Column("document", sa.JSON, nullable=False),
        *(_text("hash"), _text("author"), _text("why"), _time("created_at")),
        sa.PrimaryKeyConstraint(*key),
        sa.ForeignKeyConstraint(["tenant", "scenario"], ["scenarios.tenant", "scenarios.id"]),
        sa.ForeignKeyConstraint(["tenant", "scenario", "parent"], [f"scenario_versions.{column}" for column in key]),
        sa.CheckConstraint("number >= 1 AND parent < number", name="number"),
    )


def _runs() -> None:
    op.create_table(
        "runs",
        *(_own("tenant"), _own("id"), _own("scenario"), sa.Column("version", sa.Integer, nullable=False)),
        _text("alternative", needed=False),
        sa.Column("options", JSONB, nullable=False, server_default="{}"),
        sa.Column("priority", sa.Integer, nullable=False, server_default="0"),
        _text("idempotency_key", needed=False),
        sa.Column("state", sa.String, nullable=False, server_default="queued"),
        *(_text("outcome", needed=False), _text("reason", needed=False)),
        *(sa.Column("objective", sa.Numeric), sa.Column("bound", sa.Numeric)),
        *(sa.Column("progress", JSONB), sa.Column("plan", sa.JSON)),
        *(sa.Column(name, sa.Integer, nullable=False, server_default="0") for name in ("fence", "tries")),
        *(_text("author"), _time("created_at")),
        *(_time(name, needed=False) for name in ("started_at", "saved_at", "ended_at")),
        sa.PrimaryKeyConstraint("tenant", "id"),
        sa.ForeignKeyConstraint(
            ["tenant", "scenario", "version"],
            [f"scenario_versions.{column}" for column in ("tenant", "scenario", "number")],
        ),
        sa.UniqueConstraint("tenant", "idempotency_key"),
        sa.CheckConstraint("state IN ('queued', 'running', 'ended')", name="state"),
        sa.CheckConstraint(f"outcome IN ({OUTCOMES})", name="outcome"),
        sa.CheckConstraint("(state = 'ended') = (outcome IS NOT NULL)", name="ended"),
    )
    op.create_index("runs_created_at_idx", "runs", ["tenant", "created_at", "id"])


def _audit() -> None:
    op.create_table(
        "audit",
        *(_own("tenant"), sa.Column("id", sa.BigInteger, sa.Identity(always=True), nullable=False), _time("at")),
        sa.Column("token", sa.Uuid),
        *(_text("author"), _text("action"), _text("subject")),
        sa.Column("details", JSONB, nullable=False, server_default="{}"),
        _text("request", needed=False),
        sa.PrimaryKeyConstraint("tenant", "id"),
        _programme(),
    )


def _policies() -> None:
    """A row is seen and written by its own tenant; without one, no row is."""
    op.execute(
        "CREATE FUNCTION consolidate_tenant() RETURNS uuid LANGUAGE sql STABLE "
        "RETURN nullif(current_setting('consolidate.tenant', true), '')::uuid"
    )
    for table in TENANT_TABLES:
        _bind(table, "tenant")
    _bind("programmes", "id")
    # Whoever shows a token's secret has no tenant yet: they see the row of that token, found by the secret's hash.
    op.execute(
        "CREATE POLICY presented ON tokens FOR SELECT USING "
        "(hash = decode(nullif(current_setting('consolidate.token', true), ''), 'hex'))"
    )
    # For operating: which programmes there are, and nothing of what is in them.
    op.execute(
        "CREATE POLICY listed ON programmes FOR SELECT USING (current_setting('consolidate.listing', true) = 'on')"
    )


def _bind(table: str, column: str) -> None:
    """Hold everybody, the owner of the table too, to the rows of the tenant that the transaction has named."""
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    own = f"{column} = consolidate_tenant()"
    op.execute(f"CREATE POLICY own ON {table} USING ({own}) WITH CHECK ({own})")

"""What has been adopted, what has happened, what is proposed after that, and when it is asked for each night."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004"
down_revision = "0003"

TABLES = ("baselines", "reports", "proposals", "nightly", "nights")
VERSION = ("tenant", "scenario", "version")


def upgrade() -> None:
    """Make the tables, then the policies."""
    _baselines()
    _reports()
    _proposals()
    _nightly()
    _nights()
    for table in TABLES:
        _bind(table)


def _own(name: str, *, needed: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid, nullable=not needed)


def _text(name: str, *, needed: bool = True) -> sa.Column[str]:
    return sa.Column(name, sa.String, nullable=not needed)


def _day(name: str, *, needed: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.Date, nullable=not needed)


def _now(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now())


def _document(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.JSON, nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)


def _to_version() -> sa.ForeignKeyConstraint:
    key = [f"scenario_versions.{column}" for column in ("tenant", "scenario", "number")]
    return sa.ForeignKeyConstraint(list(VERSION), key)


def _to(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["tenant", column], [f"{table}.tenant", f"{table}.id"])


def _programme() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["tenant"], ["programmes.id"])


def _baselines() -> None:
    op.create_table(
        "baselines",
        *(_own("tenant"), _own("id"), _own("scenario"), _number("version"), _text("alternative", needed=False)),
        *(_document("plan"), _own("run", needed=False), _own("proposal", needed=False)),
        *(_text("author"), _text("why"), _now("created_at")),
        sa.PrimaryKeyConstraint("tenant", "id"),
        *(_to_version(), _to("runs", "run")),
    )
    op.create_index("baselines_created_at_idx", "baselines", ["tenant", "created_at", "id"])


def _reports() -> None:
    op.create_table(
        "reports",
        *(_own("tenant"), _own("id"), _own("scenario"), _day("status_date"), _document("document")),
        *(_text("author"), _text("why"), _now("created_at")),
        sa.PrimaryKeyConstraint("tenant", "id"),
        _to("scenarios", "scenario"),
    )
    op.create_index("reports_created_at_idx", "reports", ["tenant", "scenario", "created_at", "id"])


def _proposals() -> None:
    op.create_table(
        "proposals",
        *(_own("tenant"), _own("id"), _own("run"), _own("baseline"), _own("scenario"), _number("version")),
        *(_day("status_date"), _day("night", needed=False), _text("author"), _now("created_at")),
        *(_text("decision", needed=False), _text("decided_by", needed=False)),
        *(sa.Column("decided_at", sa.DateTime(timezone=True)), _text("reason", needed=False)),
        sa.PrimaryKeyConstraint("tenant", "id"),
        *(_to("runs", "run"), _to("baselines", "baseline"), _to_version()),
        sa.UniqueConstraint("tenant", "run"),
        sa.CheckConstraint("decision IN ('adopted', 'rejected')", name="decision"),
        sa.CheckConstraint("(decision IS NULL) = (decided_at IS NULL)", name="decided"),
    )
    op.create_index("proposals_created_at_idx", "proposals", ["tenant", "created_at", "id"])
    # A proposal names the baseline that it is about, so this one comes after both tables.
    columns = ["tenant", "proposal"], ["tenant", "id"]
    op.create_foreign_key("baselines_proposals_fk", "baselines", "proposals", *columns)


def _nightly() -> None:
    op.create_table(
        "nightly",
        *(_own("tenant"), sa.Column("enabled", sa.Boolean, nullable=False), sa.Column("at", sa.Time, nullable=False)),
        *(_text("zone"), sa.Column("learn", sa.Boolean, nullable=False), sa.Column("options", JSONB, nullable=False)),
        *(_text("author"), _now("changed_at")),
        sa.PrimaryKeyConstraint("tenant"),
        _programme(),
    )


def _nights() -> None:
    op.create_table(
        "nights",
        *(_own("tenant"), _day("night"), _day("status_date"), _own("proposal", needed=False)),
        *(_text("reason", needed=False), sa.Column("faults", JSONB), _now("created_at")),
        sa.PrimaryKeyConstraint("tenant", "night"),
        *(_programme(), _to("proposals", "proposal")),
    )


def _bind(table: str) -> None:
    """Hold everybody, the owner of the table too, to the rows of the tenant that the transaction has named."""
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    own = "tenant = consolidate_tenant()"
    op.execute(f"CREATE POLICY own ON {table} USING ({own}) WITH CHECK ({own})")

"""How many runs wait, when it is one's turn: one question, since others of the programme wait until it is answered."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"

TURN = """
CREATE FUNCTION consolidate_take_turn(turn text) RETURNS void
LANGUAGE sql VOLATILE SECURITY INVOKER AS $$ SELECT pg_advisory_xact_lock(hashtextextended(turn, 0)) $$
"""
# Volatile, so that counting sees what those before have left: each of its statements looks anew.
WAITING = """
CREATE FUNCTION consolidate_waiting(turn text) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY INVOKER AS $$
BEGIN
    PERFORM consolidate_take_turn(turn);
    RETURN (SELECT count(*) FROM runs WHERE state = 'queued');
END
$$
"""


def upgrade() -> None:
    """Make the functions."""
    op.execute(TURN)
    op.execute(WAITING)

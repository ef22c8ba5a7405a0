"""Who shows a token: one question, since each request begins with it."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"

# It runs with the rights of whoever calls it, and so by the policies: first of the token that is shown, then of its
# programme. Both settings end with the transaction.
KNOWN = """
CREATE FUNCTION consolidate_known(shown bytea)
RETURNS TABLE (tenant uuid, name varchar, role varchar, id uuid, prefix varchar, limits jsonb)
LANGUAGE plpgsql VOLATILE SECURITY INVOKER AS $$
DECLARE
    whose uuid;
BEGIN
    PERFORM set_config('consolidate.token', encode(shown, 'hex'), true);
    SELECT token.tenant INTO whose FROM tokens AS token
        WHERE token.hash = shown AND token.revoked_at IS NULL AND token.expires_at > now();
    IF whose IS NULL THEN
        RETURN;
    END IF;
    PERFORM set_config('consolidate.tenant', whose::text, true);
    RETURN QUERY SELECT token.tenant, token.name, token.role, token.id, token.prefix, programme.limits
        FROM tokens AS token JOIN programmes AS programme ON programme.id = token.tenant WHERE token.hash = shown;
END
$$
"""


def upgrade() -> None:
    """Make the function."""
    op.execute(KNOWN)

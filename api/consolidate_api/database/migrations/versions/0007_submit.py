"""A run submitted by one question: its row, its job, its line in the audit log, and whether so many may wait."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"

# All of these run with the rights of whoever calls them, and so by the policies.
TURN = """
CREATE FUNCTION consolidate_take_turn(turn text) RETURNS void
LANGUAGE sql VOLATILE SECURITY INVOKER AS $$ SELECT pg_advisory_xact_lock(hashtextextended(turn, 0)) $$
"""
PUT = """
CREATE FUNCTION consolidate_put(job jsonb) RETURNS void
LANGUAGE sql VOLATILE SECURITY INVOKER AS $$
    SELECT procrastinate_defer_jobs_v1(ARRAY[jsonb_populate_record(NULL::procrastinate_job_to_defer_v1, job)])
$$
"""
# The turn is taken last, so that others of the programme wait for a moment only. Counting sees what those before have
# left, since in a volatile function each statement looks anew. `json`, not `jsonb`, which cannot hold all that people
# may ask for.
SUBMIT = """
CREATE FUNCTION consolidate_submit(wanted json, job jsonb, entry jsonb, turn text, most bigint) RETURNS SETOF runs
LANGUAGE plpgsql VOLATILE SECURITY INVOKER AS $$
DECLARE
    made runs;
BEGIN
    INSERT INTO runs (tenant, id, scenario, version, alternative, kind, question, start, options, priority,
                      idempotency_key, request_hash, author)
        SELECT run.tenant, run.id, run.scenario, version.number, run.alternative, run.kind, run.question, run.start,
               run.options, run.priority, run.idempotency_key, run.request_hash, run.author
        FROM json_populate_record(NULL::runs, wanted) AS run, LATERAL (
            SELECT number FROM scenario_versions AS version
            WHERE version.scenario = run.scenario AND (run.version IS NULL OR version.number = run.version)
            ORDER BY number DESC LIMIT 1
        ) AS version
        ON CONFLICT (tenant, idempotency_key) DO NOTHING
        RETURNING * INTO made;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    PERFORM consolidate_put(job);
    INSERT INTO audit (tenant, token, author, action, subject, details, request)
        SELECT line.tenant, line.token, line.author, line.action, line.subject,
               line.details || jsonb_build_object('version', made.version), line.request
        FROM jsonb_populate_record(NULL::audit, entry) AS line;
    PERFORM consolidate_take_turn(turn);
    IF (SELECT count(*) FROM runs WHERE state = 'queued') > most THEN
        RAISE EXCEPTION 'so many runs wait' USING ERRCODE = 'CN001';
    END IF;
    RETURN NEXT made;
END
$$
"""


def upgrade() -> None:
    """Make the functions."""
    op.execute(TURN)
    op.execute(PUT)
    op.execute(SUBMIT)

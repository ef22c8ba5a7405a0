"""What must hold when all has ended, read from the database itself and judged by the checker of the library."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import undefer

from consolidate.check.accounts import exact_text
from consolidate.check.verdict import check
from consolidate.plan.document import Plan
from consolidate.plan.outcome import Outcome
from consolidate.programme.programme import Programme
from consolidate_api.database.engine import Database
from consolidate_api.store.tables import AuditEntry, Run

WITH_PLAN = (Outcome.OPTIMAL, Outcome.FEASIBLE)
POSSIBLE = (*WITH_PLAN, Outcome.NO_PLAN, Outcome.FAILED)


class Books:
    """The rows of one programme."""

    def __init__(self, database: Database, tenant: UUID, programme: Programme) -> None:
        self._database, self._tenant, self._programme = database, tenant, programme
        self.examined = 0

    def under_way(self) -> int:
        """How many runs have not ended, and how many jobs of runs the queue still has."""
        with self._database.tenant(self._tenant) as session:
            runs = session.scalars(select(Run.id).where(Run.state != "ended")).all()
            jobs = session.execute(text("SELECT id FROM procrastinate_jobs WHERE queue_name = 'runs'")).all()
        return len(runs) + len(jobs)

    def rows(self) -> list[Run]:
        """All runs, without what they found."""
        with self._database.tenant(self._tenant) as session:
            return list(session.scalars(select(Run)))

    def faults(self, accepted: Mapping[str, str], prefix: str, solvers_killed: int) -> Iterator[str]:
        """What does not hold; plans are examined of those runs whose key begins with ``prefix``."""
        rows = self.rows()
        yield from _lost_or_doubled(rows, accepted)
        yield from self._written_down(accepted)
        tries = sum(row.tries for row in rows)
        if tries > solvers_killed:
            yield f"{tries} failures of runs, and only {solvers_killed} solvers were killed"
        for row in rows:
            if row.idempotency_key is not None and row.idempotency_key.startswith(prefix):
                yield from self._unsound(row)

    def _written_down(self, accepted: Mapping[str, str]) -> Iterator[str]:
        with self._database.tenant(self._tenant) as session:
            subjects = session.scalars(select(AuditEntry.subject).where(AuditEntry.action == "run.create"))
            told = Counter(subjects)
        if told != Counter(f"/runs/{run}" for run in accepted.values()):
            yield f"the log tells of {told.total()} submissions, {len(accepted)} were accepted"

    def _unsound(self, row: Run) -> Iterator[str]:
        """What is wrong with a run that has ended, and with its plan."""
        if row.outcome not in POSSIBLE:
            yield f"{row.id}: {row.outcome}"
        with self._database.tenant(self._tenant) as session:
            query = select(Run).where(Run.id == row.id).options(undefer(Run.plan))
            found = session.scalars(query).one().plan
        if (found is None) != (row.objective is None) or (found is None and row.outcome in WITH_PLAN):
            yield f"{row.id}: {row.outcome} and no plan, or no cost"
        if found is not None:
            verdict = check(self._programme, Plan.model_validate(found).decisions)
            self.examined += 1
            if not verdict.clean:
                yield f"{row.id}: its plan breaks {sorted(verdict.broken)}"
            if row.objective is not None and exact_text(verdict.ledger.objective) != f"{row.objective:f}":
                yield f"{row.id}: its plan costs {exact_text(verdict.ledger.objective)}, not {row.objective}"


def _lost_or_doubled(rows: list[Run], accepted: Mapping[str, str]) -> Iterator[str]:
    found = Counter(row.idempotency_key for row in rows)
    by_key = {row.idempotency_key: row for row in rows}
    for key, run in accepted.items():
        if found[key] != 1:
            yield f"{key}: {found[key]} runs"
        elif str(by_key[key].id) != run:
            yield f"{key}: {by_key[key].id} in place of {run}"
        elif by_key[key].state != "ended":
            yield f"{key}: {by_key[key].state}"
    if len(rows) != len(accepted):
        yield f"{len(rows)} runs, {len(accepted)} were accepted"

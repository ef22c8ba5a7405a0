"""A programme in which there is one thing of each kind that has an id; each is made when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from consolidate.plan.outcome import Outcome
from consolidate_api.auth.roles import Role
from consolidate_api.database.engine import Database
from consolidate_api.store import taken
from tests.api.conftest import Office
from tests.api.replanning import ready, study
from tests.api.runs import TWO_TOWNS, scenario, submitted
from tests.api.test_runs import ended, take

ALTERNATIVE = "half-the-budget"
DOCUMENT = TWO_TOWNS | {"alternatives": {ALTERNATIVE: {"patch": {"note": "with half of it"}}}}
DAY = "2008-03-31"


class World(dict[str, str]):
    """Ids by the names that paths have for them."""

    def __init__(self, office: Office, database: Database) -> None:
        super().__init__(number="1", alternative=ALTERNATIVE)
        self.office = office
        self.database = database

    def __missing__(self, kind: str) -> str:
        self[kind] = MAKERS[kind](self)
        return self[kind]


def _posted(world: World, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
    answer = world.office.ask("POST", path, Role.ADMIN, **({} if body is None else {"json": body}))
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def _run(world: World) -> str:
    run = str(submitted(world.office, world["scenario"])["id"])
    ended(world.database, world.office, run)
    return run


def _report(world: World) -> str:
    report = {"status_date": DAY, "actuals": {"steps": {"coordination": {"started": "2008-01-07"}}}}
    return str(_posted(world, f"/v1/scenarios/{world['scenario']}/reports", report)["id"])


def _proposal(world: World) -> str:
    """One that is open."""
    assert world["baseline"]
    return str(ready(world.database, world.office)["id"])


def answered(world: World) -> str:
    """A run with a question, to which it has the answer."""
    run = str(submitted(world.office, world["scenario"], question={"kind": "camels"})["id"])
    mark = take(world.database, world.office, run)
    with world.database.tenant(world.office.tenant) as session:
        taken.end(session, mark, Outcome.FEASIBLE, None, {"study": study()})
    return run


MAKERS: dict[str, Callable[[World], str]] = {
    "scenario": lambda world: scenario(world.office, DOCUMENT),
    "run": _run,
    "token": lambda world: str(_posted(world, "/v1/tokens", {"name": "somebody", "role": "viewer"})["id"]),
    "baseline": lambda world: str(_posted(world, "/v1/baselines", {"run": world["run"], "why": "agreed"})["id"]),
    "report": _report,
    "proposal": _proposal,
    "webhook": lambda world: str(
        _posted(world, "/v1/webhooks", {"url": "https://hooks.example/", "events": ["run.ended"]})["id"]
    ),
    "delivery": lambda world: str(_posted(world, f"/v1/webhooks/{world['webhook']}/test")["id"]),
}
"""How each thing that has an id is made; one that is new in a path needs its line here."""

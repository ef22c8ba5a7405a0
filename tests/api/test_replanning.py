"""A programme's year by the service: planned, adopted, slipped, planned anew by a real worker, adopted again."""

from __future__ import annotations

from typing import Any

import pytest

from consolidate.plan.files import parse_plan
from consolidate_api.auth.roles import Role
from consolidate_api.database.embedded import Addresses
from consolidate_api.settings import Settings
from tests.api.conftest import Office
from tests.api.replanning import AS_PLANNED, BASELINES, PROPOSALS, adopted, decided, making, reported, stands
from tests.api.runs import scenario, until_state, working

pytestmark = pytest.mark.slow

OPTIONS: dict[str, Any] = {"options": {"time_limit": 180, "workers": 1}}
SLIPPED: dict[str, Any] = {
    "finance/joint/install": {"started": "2008-05-12", "finished": "2008-08-29"},
    "finance/south/prepare": {"started": "2008-07-14", "finished": "2008-08-01"},
    "archive/joint/procure": {"started": "2008-07-21", "remaining_weeks": 18},
}


def replanned(office: Office, day: str, **wanted: Any) -> dict[str, Any]:
    """A proposal once its run has ended."""
    made = making(office, status_date=day, **OPTIONS, **wanted)
    run = until_state(office, made["run"], "ended")
    assert run["outcome"] == "optimal", run
    return stands(office, made)


@pytest.mark.requirement("REQ-10")
def test_a_slip_is_reported_planned_anew_adopted_and_then_nothing_changes(
    office: Office, addresses: Addresses, settings: Settings
) -> None:
    towns = scenario(office)
    first = adopted(office, towns)
    reported(office, towns, "2008-06-30", AS_PLANNED)
    reported(office, towns, "2008-07-14", {"finance/joint/install": {"started": "2008-05-12"}})
    with working(addresses, settings):
        told = replanned(office, "2008-07-14")
        assert (told["state"], told["document"]["same"], told["document"]["moves"]) == ("open", True, [])
        reported(office, towns, "2008-09-01", SLIPPED)
        found = replanned(office, "2008-09-01")
        document = found["document"]
        assert (found["state"], document["same"], document["adopted"]) == ("open", False, "kept")
        assert [(one["step"], one["end_weeks"]) for one in document["happened"]] == [("finance/joint/install", 4)]
        moved = {one["step"]: one for one in document["moves"]}
        assert moved["finance/north/cutover"]["root"] == ["finance/north/connect", "finance/joint/install"]
        report = office.ask("GET", f"{PROPOSALS}/{found['id']}/report", Role.VIEWER).text
        assert "finance, joint: install (ends 4 weeks later)" in report
        assert office.ask("GET", f"{BASELINES}/current").json() == first
        made = decided(office, found, "adopt").json()
        assert stands(office, told)["state"] == "superseded"
        plan = office.ask("GET", f"{BASELINES}/{made['id']}/plan").json()
        placed = parse_plan(plan).decisions.step("finance/north/cutover")
        assert placed is not None
        assert placed.start.isoformat() == moved["finance/north/cutover"]["now"]
        again = replanned(office, "2008-09-01")
        assert (again["baseline"], again["document"]["same"]) == (made["id"], True)
        assert (again["document"]["moves"], again["document"]["happened"]) == ([], [])

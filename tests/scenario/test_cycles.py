"""Work that waits for itself, with the members of each circle."""

from __future__ import annotations

from consolidate.scenario.references.cycles import circles
from tests.scenario import Json, faults_of, only_fault, places, two_towns


def shown(patch: Json) -> str:
    return str(only_fault(patch))


def test_no_circle() -> None:
    assert list(circles({"a": {"b", "c"}, "b": {"c"}, "c": set()})) == []


def test_circles_start_where_sorting_does_and_run_in_waiting_order() -> None:
    assert list(circles({"c": {"a"}, "a": {"b"}, "b": {"c"}})) == [("a", "b", "c")]
    assert list(circles({"x": {"x"}, "b": {"a"}, "a": {"b"}})) == [("a", "b"), ("x",)]


def test_inside_a_template() -> None:
    patch = {"templates": {"full": {"prepare": {"after": ["cutover"]}, "convert": {"after": ["joint/install"]}}}}
    assert shown(patch) == (
        "templates.full.cutover.after: full/cutover → full/train → full/prepare → full/cutover – "
        "no circle; each of these waits for the next"
    )


def test_of_domains_that_need_each_other() -> None:
    patch = {"domains": {"finance": {"needs": ["archive"]}}}
    found = places(patch)
    assert found
    assert set(found) <= {"domains.archive", "domains.finance"}


def test_of_a_domain_that_needs_itself() -> None:
    assert set(places({"domains": {"archive": {"needs": ["archive"]}}})) == {"domains.archive"}


def test_through_a_measure_and_a_gate() -> None:
    patch = {"measures": {"coordination": {"after": ["finance/joint/extend"]}}}
    assert "coordination → finance/joint/extend → coordination" in shown(patch)


def test_through_a_milestone_that_lists_what_waits_for_it() -> None:
    patch = {"templates": {"joint": {"install": {"after": ["procure", "extend", "M6"]}}}}
    found = places(patch)
    assert found
    assert all(place.startswith(("domains.", "milestones.")) for place in found)


def test_a_milestone_may_gate_the_install_when_it_lists_the_steps_before_it() -> None:
    patch = {
        "milestones": {"M1": {"due": "2008-12-31", "complete": ["finance/joint/extend"]}},
        "domains": {"finance": {"templates": {"joint": {"install": {"after": ["procure", "extend", "M1"]}}}}},
    }
    assert places(patch) == []


def test_a_step_of_one_municipality_waits_for_another_domain() -> None:
    circle = {
        "measures": {"study": {"weeks": 2, "after": ["finance/south/cutover"]}},
        "domains": {"finance": {"templates": {"full": {"prepare": {"after": ["study"]}}}}},
    }
    found = faults_of(two_towns(circle))
    assert found
    assert all("finance/full/cutover" in fault.value and "study" in fault.value for fault in found)
    fine = {
        "measures": {"study": {"weeks": 2, "after": ["finance/south/cutover"]}},
        "domains": {"archive": {"after": ["study"]}},
    }
    assert places(fine) == []


def test_what_only_some_targets_would_close_is_no_fault() -> None:
    patch = {
        "measures": {"study": {"weeks": 2, "after": ["finance/north/cutover"]}},
        "templates": {"light": {"connect": {"after": ["joint/install", "study"]}}},
    }
    assert places(patch) == []

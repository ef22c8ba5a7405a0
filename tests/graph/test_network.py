"""Questions to the graph: what blocks what, critical path, float, order of milestones, cycles, overview, export."""

import xml.etree.ElementTree as ET
from pathlib import Path

import networkx as nx
import pytest

from consolidate.errors import UnknownName
from consolidate.graph.export import dot, graphml
from consolidate.graph.network import Network, network_of, network_of_plan
from consolidate.graph.overview import overview
from consolidate.graph.paths import Holds, blocked_by, blocks, critical_path, cycles, milestone_order
from consolidate.plan.document import Plan
from consolidate.programme.programme import Programme
from consolidate.programme.schedule import Schedule
from consolidate.programme.steps import STAYS
from consolidate.scenario.read import read_scenario
from tests import ROOT
from tests.graph.small import SECOND, Json, first_options, programme

SCENARIOS = ROOT / "scenarios"


def two_towns() -> Programme:
    return Programme(read_scenario(SCENARIOS / "two-towns.json"))


def two_towns_plan() -> Network:
    text = Path(SCENARIOS / "two-towns.plan.json").read_text(encoding="utf-8")
    return network_of_plan(Schedule(two_towns(), Plan.model_validate_json(text).decisions))


def test_the_optimal_plan_of_two_towns_lies_inside_its_windows() -> None:
    network = two_towns_plan()
    steps = [fact for fact in network.facts.values() if fact.weeks]
    assert len(steps) == 21
    for fact in steps:
        assert fact.planned is not None
        assert fact.earliest <= fact.planned[0] <= fact.latest, fact
    assert network.fact("M6").planned == (37, 37)


def test_what_a_thing_blocks_and_waits_for() -> None:
    network = network_of(two_towns())
    blocked = {fact.id for fact in blocks(network, "finance/joint/install")}
    assert {"finance/north/cutover", "finance", "M6", "archive/joint/install", "archive"} <= blocked
    assert "archive/joint/procure" not in blocked
    assert "coordination" in {fact.id for fact in blocked_by(network, "archive/joint/procure")}
    assert [fact.id for fact in blocked_by(network, "coordination")] == []
    assert {fact.earliest for fact in blocks(network, "coordination")} == {
        fact.earliest for fact in network.facts.values() if fact.id != "coordination"
    }


def test_an_unknown_name_is_refused_by_name() -> None:
    with pytest.raises(UnknownName, match="finanse"):
        blocks(network_of(two_towns()), "finanse")


def test_float_is_what_a_step_can_slip() -> None:
    found = network_of(programme({"milestones": {"M": {"due": "2024-02-02", "complete": ["ledger"]}}})).facts
    assert found["ledger/joint/install"].slack == 2  # reached in week 3, due by the end of week 4
    assert found["M"].slack == 2
    assert found["ledger/ash/decommission"].slack == 36


@pytest.mark.requirement("REQ-50")
def test_the_critical_path_says_what_keeps_a_milestone_from_being_earlier() -> None:
    links = critical_path(network_of(two_towns()), "M6")
    assert [link.id for link in links] == [
        "coordination", "finance/joint/extend", "finance/joint/install", "finance/south/convert",
        "finance/south/cutover", "finance", "M6",
    ]  # fmt: skip
    assert [link.end for link in links] == [8, 18, 30, 36, 37, 37, 37]
    assert links[0].holds is Holds.START
    assert {link.holds for link in links[1:]} == {Holds.WAIT}


def test_the_critical_path_tells_dates_lags_and_the_calendar() -> None:
    lagged = {"templates": {"full": {"cutover": {"after": [{"step": "joint/install", "lag": 4}]}}}}
    dated = {"templates": {"joint": {"install": {"not_before": "2024-02-05"}}}}
    frozen = {"blackouts": {"freeze": {"from": "2024-03-18", "to": "2024-03-29"}}}  # weeks 11 and 12
    links = critical_path(network_of(programme(lagged, dated, frozen)), "ledger")
    assert [(link.start, link.end, link.lag, link.holds) for link in links[:2]] == [
        (5, 7, 0, Holds.DATE),
        (13, 14, 4, Holds.CALENDAR),
    ]


def test_without_a_target_the_path_leads_to_what_ends_last() -> None:
    assert critical_path(network_of(two_towns()))[-1].id == "archive/north/decommission"


def test_what_waits_for_a_domain_that_stays_never_happens() -> None:
    subject = programme(SECOND, {"domains": {"archive": {"required": False}, "ledger": {"after": ["archive"]}}})
    network = Network(subject, {**first_options(subject), "archive": STAYS})
    assert network.fact("ledger").never
    assert network.fact("ledger/ash/cutover").never
    assert critical_path(network, "ledger") == ()


def milestones() -> Json:
    return {
        "measures": {"long": {"weeks": 20}, "short": {"weeks": 1}},
        "milestones": {
            "A": {"due": "2024-09-01", "complete": ["short"], "after": ["B"]},
            "B": {"due": "2024-09-01", "complete": ["long"]},
            "C": {"due": "2024-09-01", "complete": ["ledger"]},
        },
    }


def test_milestones_follow_those_they_wait_for_then_the_earliest() -> None:
    order = milestone_order(network_of(programme(milestones())))
    assert [fact.id for fact in order] == ["C", "B", "A"]
    assert [fact.earliest for fact in order] == [3, 20, 20]


@pytest.mark.requirement("REQ-19")
@pytest.mark.requirement("REQ-44")
def test_a_gate_may_be_a_measure_a_domain_or_a_milestone() -> None:
    gates = {"ledger": {"after": ["C", "long"]}, "archive": {"after": ["ledger"]}}
    patch = {"milestones": {"C": {"complete": ["short"]}, "A": None, "B": None}}
    network = network_of(programme(milestones(), patch, SECOND, {"domains": gates}))
    assert network.fact("ledger/joint/install").earliest == 20
    assert network.fact("archive/joint/install").earliest == 23
    chain = [fact.id for fact in blocked_by(network, "archive/joint/install") if "/" not in fact.id]
    assert chain == ["long", "short", "C", "ledger"]


def test_cycles_are_told_with_their_members_in_order() -> None:
    subject = programme(SECOND)
    ring = {"ledger": ("archive",), "archive": ("ledger",)}
    domains = {name: subject.scenario.domains[name].model_copy(update={"after": after}) for name, after in ring.items()}
    looped = Programme(subject.scenario.model_copy(update={"domains": domains}))
    (members,) = cycles(network_of(looped))
    assert members[0] == min(members)
    assert {"ledger", "archive", "ledger/joint/install", "archive/joint/install"} <= set(members)
    assert cycles(network_of(subject)) == ()


def test_a_milestone_may_list_an_early_step_of_a_domain_that_waits_for_it() -> None:
    talks = {"talk": {"weeks": 3}, "install": {"after": ["talk", "M"]}}
    milestone = {"M": {"due": "2024-03-01", "complete": ["ledger/joint/talk"]}}
    network = network_of(programme({"templates": {"joint": talks}, "milestones": milestone}))
    assert cycles(network) == ()
    assert network.fact("ledger/joint/install").earliest == 3
    drawn = overview(network).graph
    assert drawn.has_edge("ledger", "M")
    assert drawn.has_edge("M", "ledger")


def test_the_overview_draws_domains_measures_and_milestones_together() -> None:
    found = overview(network_of(two_towns()))
    assert list(found.wholes) == ["coordination", "finance", "M6", "archive"]
    assert set(found.graph.edges()) == {
        ("coordination", "finance"), ("coordination", "archive"), ("finance", "archive"), ("finance", "M6"),
    }  # fmt: skip
    finance = found.wholes["finance"]
    assert (finance.start, finance.end, finance.steps) == (8, 37, 10)


@pytest.mark.parametrize("drawn_together", [True, False])
def test_graphml_can_be_read_back(drawn_together: bool) -> None:
    network = two_towns_plan()
    text = graphml(network, overview(network) if drawn_together else None)
    assert ET.fromstring(text).tag.endswith("graphml")
    read = nx.parse_graphml(text)
    node = read.nodes["M6"]
    assert (node["kind"], node["float"]) == ("milestone", 67)
    if not drawn_together:
        cutover = read.nodes["finance/south/cutover"]
        assert (cutover["weeks"], cutover["domain"], cutover["municipality"]) == (1, "finance", "south")
        assert cutover["earliest"] == "2008-09-15"
        assert read.edges["finance/south/train", "finance/south/cutover"]["within"] == 6


def test_dot_has_each_node_and_each_wait_once() -> None:
    network = network_of(two_towns())
    text = dot(network, overview(network))
    assert text.startswith("strict digraph")
    for wait in ("coordination -> finance", "coordination -> archive", "finance -> archive", "finance -> M6"):
        assert text.count(f"{wait};") == 1
    assert text.count("->") == 4
    assert "M6 [kind=milestone" in text
    assert '"finance/south/train" -> "finance/south/cutover" [within=6];' in dot(network)

"""The whole report: its parts in order, in Markdown and on the terminal, with bound and gap in plain words."""

import io
from typing import Any

import pytest
from rich.console import Console

from consolidate.analysis.blocks import Bullets, Heading, Paragraph, Plot, table
from consolidate.analysis.markdown import escaped, markdown
from consolidate.analysis.proof import gap_text, outcome_text
from consolidate.analysis.report import blocks_of, report_of
from consolidate.analysis.subject import subject_of
from consolidate.analysis.terminal import pieces, print_blocks
from consolidate.plan.document import Run
from consolidate.plan.outcome import Outcome
from consolidate.scenario.read import parse_scenario
from tests.analysis.example import documents, empty_plan, subject, with_run

FEASIBLE = {
    "outcome": "feasible",
    "objective": "6708449.69100",
    "bound": "4808449.69100",
    "bound_by": "relaxation",
    "gap": {"amount": 1_900_000, "percent_of_gross": 27.04, "percent_of_investment": 53.85},
    "seconds": 60.0,
    "seed": 1,
    "limits": {"seconds": 60},
}

SECTIONS = [
    "## What it costs",
    "## Budgets by payer and year",
    "## Milestones",
    "## Order of implementation",
    "## Decisions needed by date",
    "## What each municipality pays, gains and changes",
    "## Camels, babies and workplaces",
    "## Domains and those they serve",
    "## Goals",
    "## Benefits",
    "## Is the whole better than today?",
    "## Cost and benefit",
    "## Investment and gain over time",
    "## How far from the best",
]


@pytest.mark.requirement("REQ-51")
def test_the_coordination_plan_has_its_parts_in_order() -> None:
    text = markdown(blocks_of(subject()))
    assert text.startswith("# Coordination plan: Two towns, two systems\n")
    assert [line for line in text.splitlines() if line.startswith("## ")] == SECTIONS


def test_the_first_page_tells_cost_gain_gap_and_assumptions() -> None:
    text = markdown(blocks_of(with_run(FEASIBLE)))
    page = text[: text.index("## Budgets")]
    assert "No plan can be more than 1.9 million better" in page
    assert "the plan rests on 2 inputs marked so" in page
    assert "The one-off investment is 3,528,000" in page
    assert page.index("North is better off by") < page.index("south is better off by")
    assert "2 of 2 domains get one common system." in page


@pytest.mark.requirement("REQ-41")
def test_progress_is_told_by_domains_and_milestones() -> None:
    text = markdown(blocks_of(subject()))
    assert "2 of 2 domains get one common system." in text
    assert "1 of 1 milestone is reached by its date." in text


def test_figures_come_before_sentences() -> None:
    report = report_of(subject())
    assert report.summary.objective == report.subject.ledger.objective
    assert len(report.parties) == 2
    assert report.curve.points[0].year == 2008


@pytest.mark.parametrize(
    ("run", "text"),
    [
        (None, "It was not made by a run"),
        ({"outcome": "optimal"}, "No plan is better."),
        ({"outcome": "feasible"}, "Nothing is proven yet"),
        ({"outcome": "feasible", "gap": {"amount": 640_000}}, "No plan can be more than 640,000 better."),
        (FEASIBLE, "(53.9 % of its one-off investment, 27 % of its gross cost)"),
    ],
)
def test_the_gap_is_told_in_plain_words(run: dict[str, Any] | None, text: str) -> None:
    assert text in gap_text(None if run is None else Run.model_validate(run))


def test_what_a_run_proved_of_another_plan_or_scenario_is_not_told() -> None:
    scenario, plan = documents()
    proven = {"outcome": "optimal"}
    for run, mark in ((proven | {"objective": "1.00000"}, {}), (proven, {"hash": "sha256:0"})):
        text = markdown(blocks_of(subject(scenario, plan | {"run": run, "scenario": mark})))
        assert text.count("Plan or scenario have changed since the run") == 2
        assert "No plan is better" not in text
    assert "No plan is better" in markdown(blocks_of(subject(scenario, plan | {"run": proven, "scenario": {}})))


def test_every_outcome_has_its_own_words() -> None:
    assert len({outcome_text(outcome) for outcome in Outcome}) == len(Outcome)


def test_a_run_without_a_plan_says_why() -> None:
    scenario, _plan = documents()
    run = {"outcome": "infeasible", "note": "Money is short."}
    text = markdown(blocks_of(subject_of(parse_scenario(scenario), empty_plan(run))))
    assert "There is no plan: the hard demands cannot all be met" in text
    assert "Money is short." in text
    assert "## " not in text
    assert "There is no plan." in markdown(blocks_of(subject_of(parse_scenario(scenario), empty_plan())))


def test_a_plan_that_breaks_rules_says_so_first() -> None:
    scenario, plan = documents()
    plan["decisions"]["steps"]["archive/joint/install"] = "2008-12-01"
    text = markdown(blocks_of(subject(scenario, plan)))
    page = text[: text.index("## What it costs")]
    assert "This is not a valid plan. It breaks rules:" in page


def test_a_domain_that_stays_is_listed_as_such() -> None:
    scenario, plan = documents()
    scenario["domains"]["archive"]["required"] = False
    plan["decisions"]["targets"]["archive"] = {"stays": True}
    plan["decisions"]["steps"] = {
        step: start for step, start in plan["decisions"]["steps"].items() if not step.startswith("archive/")
    }
    plan["decisions"]["contracts"] = {}
    text = markdown(blocks_of(subject(scenario, plan)))
    assert "Nothing changes, each municipality keeps what it has:\n\n- archive" in text
    assert "1 of 2 domains get one common system." in text


def test_markdown_keeps_texts_of_documents_as_they_are() -> None:
    assert escaped("a|b *c* <d> [e]\nf") == r"a\|b \*c\* \<d> \[e] f"
    assert escaped("# no heading") == r"\# no heading"
    assert escaped("\x1b[2Jx") == r"\[2Jx"
    shown = markdown((table(("a", "b"), [("1", "2"), ("s", "3")], right=(1,), sums=1),))
    assert shown == "| a | b |\n| --- | ---: |\n| 1 | 2 |\n| **s** | **3** |\n"


def test_the_terminal_shows_the_same_blocks() -> None:
    stream = io.StringIO()
    console = Console(file=stream, width=80, markup=True)
    blocks = (Heading(2, "H[red]"), Paragraph("p\x1b[2J"), Bullets(("one", "two")), Plot(("█ █",)))
    print_blocks(console, (*blocks, table(("a", "b"), [("1", "[b]2")])))
    text = stream.getvalue()
    assert "H[red]" in text
    assert "\x1b[2J" not in text
    assert "• two" in text
    assert "█ █" in text
    assert "[b]2" in text


def test_wide_tables_are_split_and_figures_never_broken() -> None:
    wide = table(("name", *(f"column {n}" for n in range(9))), [("a", *["1,234,567"] * 9)], right=range(1, 10))
    assert list(pieces(wide, 200)) == [tuple(range(10))]
    assert list(pieces(wide, 40)) == [(0, 1, 2, 3), (0, 4, 5, 6), (0, 7, 8, 9)]
    stream = io.StringIO()
    print_blocks(Console(file=stream, width=40), [wide])
    assert stream.getvalue().count("1,234,567") == 9


def test_the_whole_report_prints_on_a_narrow_terminal() -> None:
    stream = io.StringIO()
    print_blocks(Console(file=stream, width=60), blocks_of(with_run(FEASIBLE)))
    assert "Coordination plan" in stream.getvalue()

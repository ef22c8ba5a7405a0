import pytest

from consolidate.analysis.gantt import Bar, Mark, Row, View, chart_lines, gantt, only, scale_of
from consolidate.analysis.subject import Subject
from consolidate.errors import UnknownName
from tests.analysis.example import subject


@pytest.fixture(scope="module")
def rich() -> Subject:
    return subject()


def labels(rows: tuple[Row, ...]) -> list[str]:
    return ["  " * row.indent + row.label for row in rows]


def test_rows_stand_for_domains_municipalities_or_steps(rich: Subject) -> None:
    assert labels(gantt(rich)) == ["Coordination plan", "finance", "archive", "M6 All run joint finance"]
    by_municipality = labels(gantt(rich, View.MUNICIPALITIES))
    assert by_municipality[1:4] == ["North", "  finance", "  archive"]
    assert len(gantt(rich, View.STEPS)) == 2 + 20


def test_filters_leave_only_what_is_named(rich: Subject) -> None:
    chosen = only(rich, ["archive"], ["north"])
    assert labels(gantt(rich, View.STEPS, chosen))[0] == "archive, North: prepare"
    assert len(gantt(rich, View.STEPS, chosen)) == 5


@pytest.mark.parametrize(("domains", "municipalities"), [(["nonesuch"], []), ([], ["nonesuch"])])
def test_an_unknown_name_is_told(rich: Subject, domains: list[str], municipalities: list[str]) -> None:
    with pytest.raises(UnknownName, match="nonesuch"):
        only(rich, domains, municipalities)


def test_a_cell_shows_what_matters_most(rich: Subject) -> None:
    rows = (Row("a", (Bar(Mark.LOCAL, 0, 4), Bar(Mark.CUTOVER, 1, 2), Bar(Mark.JOINT, 0, 1))),)
    line = chart_lines(rows, rich.programme.timeline, 80)[2]
    assert line == "a █●██"


def test_the_chart_is_scaled_to_its_width(rich: Subject) -> None:
    rows = gantt(rich)
    for width in (40, 60, 200):
        lines = chart_lines(rows, rich.programme.timeline, width)
        assert max(len(line) for line in lines) <= width
    assert scale_of(rows, 200).weeks_per_cell == 1
    assert scale_of(rows, 20).weeks_per_cell == 4


def test_years_head_the_chart_and_milestones_are_marked(rich: Subject) -> None:
    lines = chart_lines(gantt(rich), rich.programme.timeline, 120)
    assert lines[0].split() == ["2008", "2009"]
    milestone = next(line for line in lines if line.startswith("M6"))
    assert milestone.index("◆") < milestone.index("◇")
    assert lines[-1].endswith("one place: 1 week")


def test_an_empty_plan_is_drawn_empty(rich: Subject) -> None:
    assert chart_lines((), rich.programme.timeline, 80)[0].strip() == str(rich.programme.timeline.monday.year)

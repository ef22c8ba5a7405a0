"""What is shown of results: tables, plots, the page, and the places in documents."""

from __future__ import annotations

import base64
import json
import re
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from benchmarks.__main__ import main
from benchmarks.cases import Task
from benchmarks.documents import DOCUMENTS, PLACE
from benchmarks.figures import Row
from benchmarks.page import write_page
from benchmarks.results import Results, literature_file
from benchmarks.table import Table
from benchmarks.tasks import GROUPS, planned

from benchmarks import apart, figures, profiling, sections
from tests.benchmarks.made import results

SETS = [
    {"name": "PSPLIB-J60", "files": 10, "mean_gap": 0.1, "peer_mean_gap": 0.2},
    {"name": "J90", "files": 10, "mean_gap": None, "peer_mean_gap": 0.7},
]


@pytest.fixture
def full(tmp_path: Path) -> Results:
    """A result of everything that the suite measures."""
    more = {
        "programme_seconds": 1.0,
        "layout_seconds": 2.0,
        "pass_seconds": 0.01,
        "rooms": {"bound": 3, "solve": 1},
        "functions": {"f (bound/a.py)": 4},
    }
    found = results(tmp_path / "bench.json", *((task, more) for task in planned(tuple(GROUPS), 2, 2)))
    literature_file(found.file, "pyjobshop").write_text(json.dumps({"sets": SETS}), encoding="utf-8")
    literature_file(found.file, "plain").write_text(json.dumps({"sets": SETS[:1]}), encoding="utf-8")
    return found


# --- tables -------------------------------------------------------------------------------------------


def test_a_table_in_both_forms() -> None:
    table = Table(("a", "b"), [("x<y", "1")])
    assert table.markdown() == "| a | b |\n| --- | --: |\n| x<y | 1 |\n"
    assert '<th scope="row">x&lt;y</th><td class="number">1</td>' in table.html()


@pytest.mark.parametrize(
    ("measured", "must", "aim", "says"),
    [
        (3.0, 5.5, 3, "aim"),
        (5.5, 5.5, 3, "must"),
        (5.6, 5.5, 3, "**not the must**"),
        (9.0, None, 8, "not the aim"),
        (9.0, None, None, "measured"),
        (None, 5.5, 3, "–"),
    ],
)
def test_a_figure_says_what_was_reached(
    measured: float | None, must: float | None, aim: float | None, says: str
) -> None:
    assert Row("gap", "%", must, aim, measured).reached() == says


def test_figures_have_medians_spans_and_how_many_runs_found_a_plan(tmp_path: Path) -> None:
    gaps = {1: 4.0, 2: 6.0, 3: 5.0}
    tasks = [(Task("knps-2007", seed=seed), {"gap_percent_of_gross": gap}) for seed, gap in gaps.items()]
    rows = figures.table(results(tmp_path / "bench.json", *tasks)).rows
    assert rows[0] == (
        *("knps-2007: gap of gross at 60 s", "5.5 %", "3 %", "5.00 %", "4.00 to 6.00", "50.0", "3 of 3", "must"),
    )
    assert rows[1][3:] == ("–", "–", "–", "–", "–")
    assert Row("two-towns: proven", "s", 10, 2, None, runs=3).cells()[3:] == (
        *("none", "–", "–", "0 of 3", "**not the must**"),
    )


def test_instances_from_the_literature_stand_beside_each_peer(full: Results) -> None:
    assert sections.literature(full).table.rows == [
        ("PSPLIB-J60", "10", "0.10", "0.20", "0.20"),
        ("J90", "10", "–", "0.70", "–"),
    ]
    assert figures.table(full).rows[-2][1:4] == ("0.2 %", "0.12 %", "0.10 %")


def test_growth_is_fitted() -> None:
    assert sections.exponent([(10, 5), (20, 20), (40, 80)]) == pytest.approx(2)
    assert sections.exponent([(10, 5), (20, 0), (40, 80)]) is None


def test_gaps_over_time_are_those_of_the_moment(full: Results) -> None:
    table = sections.over_time(full).table
    assert table.rows[0] == ("knps-2007", "1", "25.00", "10.00", "5.00")
    assert table.rows[2] == ("knps-2007", "15", "10.00", "0.00", "0.00")


def test_a_part_is_worth_what_is_lost_without_it(tmp_path: Path) -> None:
    without: dict[str, Any] = {"objective": 1050.0, "bound": 880.0, "gap_percent_of_gross": 17.0}
    kept = results(tmp_path / "bench.json", (Task("S3"), {}), (Task("S3", "search without guidance"), without))
    assert sections.ablation(kept).table.rows == [
        ("S3", "whole", "1 of 1", "10.00", "0.00", "0.00"),
        ("S3", "without guidance", "1 of 1", "17.00", "5.00", "2.00"),
    ]


def test_the_best_plan_and_bound_of_a_case_may_come_from_different_runs(tmp_path: Path) -> None:
    kept = results(
        tmp_path / "bench.json",
        (Task("S1"), {"bound": None}),
        (Task("S1", "model"), {"objective": None, "bound": 950.0}),
        (Task("merger"), {"bound": 999.5}),
    )
    assert sections.proven(kept).table.rows == [
        ("merger", "1,000", "1,000", "proven best"),
        ("S1", "1,000", "950", "5.00 %"),
    ]


# --- plots and the page -------------------------------------------------------------------------------


class Reader(HTMLParser):
    """What a page refers to, and the texts that stand for its images."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.images: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attributes}
        self.tags.append(tag)
        self.links += [found[name] for name in ("src", "href") if name in found]
        if tag == "img":
            self.images.append((found["alt"], found["src"]))


def test_the_page_needs_no_other_file_and_has_a_table_beside_each_plot(full: Results, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    write_page(page, full)
    read = Reader()
    read.feed(page.read_text(encoding="utf-8"))
    assert [link for link in read.links if not link.startswith(("#", "data:image/svg+xml;base64,"))] == []
    assert len(read.images) == 6
    assert all(alt for alt, _source in read.images)
    assert read.tags.count("table") == read.tags.count("section") == 8
    assert not {"script", "link"} & set(read.tags)
    for _alt, source in read.images:
        ElementTree.fromstring(base64.b64decode(source.partition(",")[2]))


@pytest.mark.slow
def test_the_same_results_give_the_same_page(full: Results, tmp_path: Path) -> None:
    pages = [tmp_path / "one.html", tmp_path / "two.html"]
    for page in pages:
        write_page(page, full)
    assert pages[0].read_bytes() == pages[1].read_bytes()


def test_a_page_of_little_is_a_page_too(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    write_page(page, results(tmp_path / "bench.json", (Task("S1", "first", 0), {"objective": None})))
    text = page.read_text(encoding="utf-8")
    assert "first pass" in text
    assert "0 of 1" in text


# --- documents ----------------------------------------------------------------------------------------


@pytest.mark.slow
def test_documents_are_filled_between_their_marks(full: Results, tmp_path: Path) -> None:
    document, plots = tmp_path / "note.md", tmp_path / "plots"
    document.write_text(
        "before\n<!-- measured: growth -->\nold\n<!-- end of growth -->\nafter\n"
        "<!-- measured: nothing -->\nkept\n<!-- end of nothing -->\n"
    )
    call = ["docs", str(document), "--plots", str(plots), "--results", str(full.file)]
    main(call)
    text = document.read_text(encoding="utf-8")
    assert text.startswith("before\n<!-- measured: growth -->\nGenerated")
    assert "old" not in text
    assert "](plots/growth.svg)" in text
    assert (plots / "growth.svg").exists()
    assert text.endswith("after\n<!-- measured: nothing -->\nkept\n<!-- end of nothing -->\n")
    main(call)
    assert document.read_text(encoding="utf-8") == text


def test_sections_that_are_not_named_stay_as_they_are(full: Results, tmp_path: Path) -> None:
    document = tmp_path / "note.md"
    marks = [f"<!-- measured: {name} -->\nold {name}\n<!-- end of {name} -->\n" for name in ("growth", "proven")]
    document.write_text("".join(marks))
    main(["docs", str(document), "--plots", str(tmp_path), "--results", str(full.file), "--sections", "proven"])
    text = document.read_text(encoding="utf-8")
    assert "old growth" in text
    assert "old proven" not in text


def test_one_section_can_be_printed(full: Results, capsys: pytest.CaptureFixture[str]) -> None:
    main(["docs", "--print", "proven", "--results", str(full.file)])
    assert capsys.readouterr().out.startswith("| scenario | a plan costs |")


@pytest.mark.parametrize("more", [[], ["--print", "nothing"], ["--sections", "proven", "nothing"]])
def test_without_results_or_section_it_ends_with_2(tmp_path: Path, more: list[str]) -> None:
    file = tmp_path / "bench.json"
    if more:
        results(file, (Task("S1"), {}))
    with pytest.raises(SystemExit, match="2"):
        main(["docs", "--results", str(file), *more])


def test_every_place_in_the_documents_is_a_section(full: Results) -> None:
    names = {section.name for section in sections.sections(full)}
    found = [place["name"] for file in DOCUMENTS for place in PLACE.finditer(file.read_text(encoding="utf-8"))]
    marks = [mark for file in DOCUMENTS for mark in re.findall("<!-- measured: ", file.read_text(encoding="utf-8"))]
    assert set(found) == names
    assert len(found) == len(marks)


# --- profile ------------------------------------------------------------------------------------------


def test_a_sample_counts_for_the_last_function_of_this_program() -> None:
    stacks = [
        "<module> (benchmarks/measure.py:9);run (consolidate/solve/run.py:41);step (numpy/core.py:3) 5",
        "run (consolidate/solve/run.py:41);A.solve (consolidate/bound/closure.py:7);max (ortools/flow.py:1) 2",
        "run (consolidate/solve/run.py:43) 1",
        "wait (threading.py:3) 9",
    ]
    rooms, functions = profiling.shares(stacks)
    assert rooms == {"solve": 6, "bound": 2}
    assert functions == {"run (solve/run.py)": 6, "A.solve (bound/closure.py)": 2}


def test_a_profile_has_rooms_then_functions_by_their_share(full: Results) -> None:
    assert sections.profiles(full).table.rows[:3] == [
        ("knps-2007", "60", "bound", "75.0"),
        ("knps-2007", "60", "solve", "25.0"),
        ("knps-2007", "60", "f (bound/a.py)", "100.0"),
    ]


def test_a_profile_that_fails_is_a_result_too(monkeypatch: pytest.MonkeyPatch) -> None:
    apart.program()
    ended = subprocess.CompletedProcess([], 1, stdout="", stderr="not allowed\n")
    monkeypatch.setattr(subprocess, "run", lambda call, **_options: ended)
    found = profiling.profiled(Task("S1", "profile"))
    assert (found["outcome"], found["reason"]) == ("failed", "not allowed")
    monkeypatch.setattr(profiling, "warm_up", lambda: None)
    with pytest.raises(SystemExit, match="not allowed"):
        main(["profile", "S1", "--time-limit", "3"])

"""`consolidate report`: the coordination plan."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from consolidate.analysis.blocks import Block, Paragraph
from consolidate.analysis.markdown import markdown
from consolidate.analysis.names import Names
from consolidate.analysis.report import blocks_of
from consolidate.analysis.subject import subject_of
from consolidate.analysis.terminal import print_blocks
from consolidate.cli.arguments import AlternativeName, OutputFile, PlanFile, ScenarioFile
from consolidate.cli.console import out, print_text, say, writable
from consolidate.cli.documents import read_both
from consolidate.files import write_whole
from consolidate.scenario.document import Scenario
from consolidate.scenario.identity import scenario_hash
from consolidate.study.files import read_study
from consolidate.study.table import study_blocks
from consolidate.text import _

Studies = Annotated[
    list[Path] | None,
    typer.Option("--study", metavar="FILE", help=_("Tell also what came of a study, as its command wrote it.")),
]


def report(
    scenario: ScenarioFile,
    plan: PlanFile,
    study: Studies = None,
    output: OutputFile = None,
    alternative: AlternativeName = None,
) -> None:
    """Print the coordination plan; as Markdown into a file, or where the output is no terminal."""
    if output is not None:
        writable(output)
    document, made = read_both(scenario, plan, alternative)
    blocks = (*blocks_of(subject_of(document, made)), *_studies(study or [], document))
    if output is not None:
        write_whole(output, markdown(blocks))
        say(_("{file}: written").format(file=output))
    elif out().is_terminal:
        print_blocks(out(), blocks)
    else:
        print_text(markdown(blocks))


def _studies(files: list[Path], scenario: Scenario) -> Iterator[Block]:
    """What came of studies; of one about another version of the scenario that is said first."""
    for file in files:
        study = read_study(file)
        yield from study_blocks(study, Names(scenario))
        if study.scenario.hash != scenario_hash(scenario):
            yield Paragraph(_("This study was made of another version of the scenario; its figures need not hold now."))

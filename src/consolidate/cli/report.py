"""`consolidate report`: the coordination plan."""

from __future__ import annotations

from consolidate.analysis.markdown import markdown
from consolidate.analysis.report import blocks_of
from consolidate.analysis.subject import subject_of
from consolidate.analysis.terminal import print_blocks
from consolidate.cli.arguments import AlternativeName, OutputFile, PlanFile, ScenarioFile
from consolidate.cli.console import out, print_text, say, writable
from consolidate.cli.documents import read_both
from consolidate.files import write_whole
from consolidate.text import _


def report(
    scenario: ScenarioFile, plan: PlanFile, output: OutputFile = None, alternative: AlternativeName = None
) -> None:
    """Print the coordination plan; as Markdown into a file, or where the output is no terminal."""
    if output is not None:
        writable(output)
    blocks = tuple(blocks_of(subject_of(*read_both(scenario, plan, alternative))))
    if output is not None:
        write_whole(output, markdown(blocks))
        say(_("{file}: written").format(file=output))
    elif out().is_terminal:
        print_blocks(out(), blocks)
    else:
        print_text(markdown(blocks))

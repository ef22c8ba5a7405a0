"""``python -m benchmarks docs``: put what was measured into the documents, so that no figure is copied by hand.

Between ``<!-- measured: NAME -->`` and ``<!-- end of NAME -->`` stand the text, the plot and the table of a section;
plots go to ``docs/performance/``. A section without results is left as it was.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.cases import ROOT
from benchmarks.results import Results
from benchmarks.sections import Section, sections
from benchmarks.suite import RESULTS
from consolidate.files import write_whole

DOCUMENTS = (ROOT / "docs" / "performance.md", ROOT / "README.md")
PLOTS = ROOT / "docs" / "performance"
PLACE = re.compile(r"(?P<begin><!-- measured: (?P<name>[a-z-]+) -->\n).*?(?P<end><!-- end of (?P=name) -->)", re.DOTALL)


def parser() -> argparse.ArgumentParser:
    """The command line."""
    found = argparse.ArgumentParser(
        prog="python -m benchmarks docs", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    found.add_argument("files", nargs="*", type=Path, default=DOCUMENTS, metavar="FILE", help="documents to fill")
    found.add_argument("--plots", type=Path, default=PLOTS, metavar="FOLDER")
    found.add_argument("--results", type=Path, default=RESULTS, metavar="FILE")
    found.add_argument("--workers", type=int, default=2)
    found.add_argument("--sections", nargs="+", metavar="NAME", help="these alone; the others stay as they are")
    found.add_argument("--print", dest="shown", metavar="NAME", help="print one section, and change nothing")
    return found


def documents(arguments: Sequence[str] | None = None) -> None:
    """Read the command line, fill the documents."""
    options = parser().parse_args(arguments)
    if not options.results.exists():
        parser().error(f"{options.results}: no results; measure first")
    shown = {one.name: one for one in sections(Results(options.results, options.workers))}
    for name in (*(options.sections or ()), *([options.shown] if options.shown else ())):
        if name not in shown:
            parser().error(f"{name}: none of {', '.join(shown)}")
    if options.shown is not None:
        print(shown[options.shown].table.markdown(), end="")
        return
    wanted = {name: shown[name] for name in options.sections or shown}
    for file in options.files:
        fill(file, wanted, options.plots)


def fill(file: Path, shown: Mapping[str, Section], plots: Path) -> None:
    """Put sections into the places of a document, their plots into a folder."""

    def filled(place: re.Match[str]) -> str:
        section = shown.get(place["name"])
        return place[0] if section is None else place["begin"] + markdown(section, file, plots) + place["end"]

    text = file.read_text(encoding="utf-8")
    write_whole(file, PLACE.sub(filled, text))


def markdown(section: Section, file: Path, plots: Path) -> str:
    """A section as Markdown for a document; its plot is written beside."""
    parts = [section.text]
    if section.plot is not None:
        plots.mkdir(parents=True, exist_ok=True)
        target = plots / f"{section.name}.svg"
        write_whole(target, section.plot)
        parts.append(f"![{section.alt}]({target.resolve().relative_to(file.resolve().parent).as_posix()})")
    return "\n\n".join([*parts, section.table.markdown()])

"""What the terminal shows while a run is under way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from consolidate.analysis import words
from consolidate.solve.limits import Progress
from consolidate.text import _


class Board:
    """The latest state of a run; written by the run's thread, read by the terminal's."""

    def __init__(self) -> None:
        self.state: Progress | None = None
        self.stopping = False

    def update(self, state: Progress) -> None:
        """Take in a new state."""
        self.state = state

    def stop(self) -> None:
        """Say that the run has been asked to end."""
        self.stopping = True

    def table(self, seconds: float, limit: float) -> Table:
        """Time, best cost, bound, gap, and what found the plan."""
        grid = Table.grid(padding=(0, 2))
        best = self.state.best if self.state else None
        bound = self.state.bound if self.state else None
        found_by = self.state.found_by if self.state else ""
        time = _("{seconds} of {limit} s").format(seconds=f"{seconds:.0f}", limit=f"{limit:g}")
        rows = [(_("time"), time), (_("best cost"), _money(best)), (_("no plan is below"), _money(bound))]
        rows += [(_("gap"), _gap(best, bound)), (_("last step forward"), found_by or words.dash())]
        for title, value in rows:
            grid.add_row(Text(title, style="bold"), Text(value))
        if self.stopping:
            grid.add_row("", Text(_("ending with the best plan so far; once more leaves at once"), style="yellow"))
        return grid


def _money(fine: int | None) -> str:
    return words.dash() if fine is None else words.fine_money(fine)


def _gap(best: int | None, bound: int | None) -> str:
    return words.dash() if best is None or bound is None else words.fine_money(max(0, best - bound))


@contextmanager
def live(console: Console) -> Iterator[Live | None]:
    """A part of the terminal that is drawn anew; nothing where there is no terminal."""
    if not console.is_terminal:
        yield None
        return
    with Live(console=console, auto_refresh=False, transient=True) as drawn:
        yield drawn

"""What the terminal shows while a run is under way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TypeVar

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from consolidate.analysis import words
from consolidate.cli.console import err
from consolidate.cli.running import Background, interrupts
from consolidate.solve.limits import Progress
from consolidate.text import _

Result = TypeVar("Result")


class Stoppable:
    """Something under way that may be asked to end."""

    stopping = False

    def stop(self) -> None:
        """Say that it has been asked to end."""
        self.stopping = True


class Board(Stoppable):
    """The latest state of a run; written by the run's thread, read by the terminal's."""

    def __init__(self) -> None:
        self.state: Progress | None = None

    def update(self, state: Progress) -> None:
        """Take in a new state."""
        self.state = state

    def table(self, seconds: float, limit: float) -> Table:
        """Time, best cost, bound, gap, and what found the plan."""
        best = self.state.best if self.state else None
        bound = self.state.bound if self.state else None
        found_by = self.state.found_by if self.state else ""
        rows = [(_("time"), time_text(seconds, limit)), (_("best cost"), _money(best))]
        rows += [(_("no plan is below"), _money(bound)), (_("gap"), _gap(best, bound))]
        rows.append((_("last step forward"), found_by or words.dash()))
        return grid(rows, _("ending with the best plan so far; once more leaves at once") if self.stopping else "")


class NearBoard(Stoppable):
    """What is known while plans near one are looked at: the time, and how much cheaper a plan was met."""

    def __init__(self, cost: int) -> None:
        self.given = self.cost = cost

    def update(self, cost: int) -> None:
        """Take in a cheaper plan."""
        self.cost = cost

    def table(self, seconds: float, limit: float) -> Table:
        """Time, cost, and what has been saved."""
        rows = [(_("time"), time_text(seconds, limit)), (_("cost of the plan"), _money(self.cost))]
        if self.cost < self.given:
            rows.append((_("cheaper by"), _money(self.given - self.cost)))
        return grid(rows, _("ending with what is known; once more leaves at once") if self.stopping else "")


def grid(rows: list[tuple[str, str]], ending: str) -> Table:
    """Titles and values; below them what is said of a stop that was asked for."""
    grid = Table.grid(padding=(0, 2))
    for title, value in rows:
        grid.add_row(Text(title, style="bold"), Text(value))
    if ending:
        grid.add_row("", Text(ending, style="yellow"))
    return grid


def time_text(seconds: float, limit: float) -> str:
    """How much of the time has gone."""
    return _("{seconds} of {limit} s").format(seconds=f"{seconds:.0f}", limit=f"{limit:g}")


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


def followed(work: Callable[[], Result], end: Callable[[], None], table: Callable[[float], Table]) -> Result:
    """Work in the background until it ends, a table of it drawn by its seconds; an interrupt asks it to end."""
    began = monotonic()
    with interrupts(end), live(err()) as drawn:
        running = Background(work)
        for _tick in running.ticks():
            if drawn is not None:
                drawn.update(table(monotonic() - began), refresh=True)
        return running.result()

"""The bound climbs in a process of its own, since minimum cuts hold the interpreter's lock while they are found.

Sent to it: the task, then the cost of each better plan; its end is the end of what it reads. Sent back: each bound with
its multipliers, and what the answers of the relaxation would do. Both ways go pickled objects of this program's own.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from queue import SimpleQueue
from typing import BinaryIO, NamedTuple

from consolidate.bound.ascent import Ascent, Guide
from consolidate.bound.certificate import carried
from consolidate.bound.proof import Proof
from consolidate.bound.relaxation import Relaxation
from consolidate.plan.proof import ProofDocument
from consolidate.programme.programme import Programme
from consolidate.programme.steps import Option
from consolidate.scenario.document import Scenario

PROGRAM = "from consolidate.solve.climb import serve; serve()"


@dataclass(frozen=True)
class Climbed:
    """How far a climb has come; without a proof where the relaxation shows that there is no plan.

    ``last``: no finer time is left to go on to.
    """

    proof: Proof | None
    guide: Guide | None
    last: bool


Listener = Callable[[Climbed], None]


class ClimbTask(NamedTuple):
    """What is to be climbed: a programme under options, and the prices from which to begin, where some are known."""

    programme: Programme
    options: Mapping[str, tuple[Option, ...]]
    prices: ProofDocument | None = None


def climb(
    task: ClimbTask,
    target: Callable[[], int | None],
    over: Callable[[Ascent], bool],
    heard: Listener,
) -> None:
    """Climb in this process until it is over."""
    relaxation = Relaxation(task.programme, task.options)
    if relaxation.infeasible:
        heard(Climbed(None, None, last=True))
        return
    ascent = Ascent(relaxation, None if task.prices is None else carried(relaxation, task.prices))
    ascent.run(
        target, lambda: over(ascent), lambda: heard(Climbed(ascent.proof(), ascent.guide(), last=not ascent.buckets))
    )


class Climber:
    """A climb in a process of its own; ``listen`` hears it until it ends, ``stop`` ends it."""

    def __init__(
        self, scenario: Scenario, options: Mapping[str, tuple[Option, ...]], prices: ProofDocument | None = None
    ) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            process_group=0,  # Ctrl-C is for the run, which then ends the climb
        )
        self._told: int | None = None
        self._letters: SimpleQueue[object] = SimpleQueue()
        self._sender = threading.Thread(target=self._send, daemon=True)
        self._sender.start()
        self._letters.put((scenario, dict(options), prices))

    def _send(self) -> None:
        """Send what is to be sent until ``None``: the first letter waits until the process has begun to read."""
        assert self.process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            while (letter := self._letters.get()) is not None:
                pickle.dump(letter, self.process.stdin)
                self.process.stdin.flush()

    def aim(self, target: int) -> None:
        """Tell of a better plan."""
        if target != self._told:
            self._told = target
            self._letters.put(target)

    def listen(self, heard: Listener) -> None:
        """Hear until the climb ends."""
        assert self.process.stdout is not None
        with contextlib.suppress(EOFError, pickle.UnpicklingError, ValueError):
            while True:
                heard(pickle.load(self.process.stdout))

    def stop(self) -> None:
        """End the climb at once."""
        self.process.kill()
        self.process.wait()
        self._letters.put(None)
        self._sender.join()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()


class _Orders:
    """What the climbing process is told: the newest target; it leaves when there is nobody to tell it more."""

    def __init__(self, source: BinaryIO) -> None:
        self.source = source
        self.target: int | None = None
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        with contextlib.suppress(EOFError, pickle.UnpicklingError):
            while True:
                self.target = pickle.load(self.source)
        os._exit(0)


def serve() -> None:
    """The climbing process."""
    source, sink = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints by accident must not come between the objects
    scenario, options, prices = pickle.load(source)
    orders = _Orders(source)

    def heard(climbed: Climbed) -> None:
        try:
            pickle.dump(climbed, sink)
            sink.flush()
        except BrokenPipeError:  # nobody listens any more
            os._exit(0)

    climb(ClimbTask(Programme(scenario), options, prices), lambda: orders.target, lambda _ascent: False, heard)

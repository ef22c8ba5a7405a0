"""The worker's side of a child process: its task in, its news out, and why it ended if it did not end well."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from consolidate.text import _
from consolidate_api.jobs.letters import News, Task
from consolidate_api.logs import marks

PROGRAM = "consolidate_api.jobs.child"
SETTINGS = {"MALLOC_ARENA_MAX": "2"}
"""Threads would else each reserve a part of the address space, which counts as memory used."""
NO_MEMORY = ("MemoryError", "bad_alloc", "Cannot allocate memory", "failed to map segment", "can't start new thread")
"""What a process says that has run out of memory, as far as it still can say something."""
TAIL = 4000


class Child:
    """A process that solves one task; it is gone when the ``with`` block ends.

    ``last``: the letter with which it has ended, once it has come. ``peak_megabytes``: the most address space that it
    has had, as far as that was looked at.
    """

    def __init__(self, task: Task) -> None:
        self._task = task
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 (closed by __exit__)
        self._process = subprocess.Popen(
            [sys.executable, "-m", PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=os.environ | SETTINGS | marks(),
            process_group=0,  # Ctrl-C is for the worker, which then ends the run; no session, as in `Role.begun`
        )
        os.setpriority(os.PRIO_PROCESS, self._process.pid, os.getpriority(os.PRIO_PROCESS, 0) + task.nice)
        self._lock = threading.Lock()
        self.last: News | None = None
        self._news: News | None = None
        self._killed = False
        self.peak_megabytes = 0
        self._reader = threading.Thread(target=self._read, daemon=True)

    def __enter__(self) -> Self:
        self._reader.start()
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # it is gone already, which is told when it is asked for
            self._process.stdin.write(self._task.line())
            self._process.stdin.flush()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        self._reader.join()
        self._process.wait()
        self.stop()
        assert self._process.stdout is not None
        self._process.stdout.close()
        self._errors.close()

    def ended(self, seconds: float) -> bool:
        """Whether it has ended, after waiting for that at most some seconds."""
        self._measure()
        self._reader.join(seconds)
        if self._reader.is_alive():
            return False
        self._process.wait()
        return True

    def news(self) -> News | None:
        """What it has said since this was last asked: the newest figures, with the newest plan."""
        with self._lock:
            news, self._news = self._news, None
        return news

    def stop(self) -> None:
        """Let it stop with the best plan so far."""
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()

    def kill(self) -> None:
        """End it at once."""
        self._killed = True
        self._process.kill()

    def why(self) -> str:
        """Why it ended without a word."""
        if self.lacked_memory():
            return no_memory(self._task.megabytes)
        code = self._process.returncode
        if code == -signal.SIGKILL and self._killed:
            return _("The process that solved it did not end, and was killed.")
        if code == -signal.SIGKILL:
            return _("The process that solved it was killed by others; the machine may have run out of memory.")
        if code < 0:
            return _("The process that solved it was ended by {signal}.").format(signal=_signal_name(-code))
        return _("The process that solved it ended with code {code}.").format(code=code)

    def lacked_memory(self) -> bool:
        """Whether the last it said was about memory."""
        return any(mark in self.last_words() for mark in NO_MEMORY)

    def last_words(self) -> str:
        """The end of what it wrote to standard error: for the log, and for nobody outside."""
        size = self._errors.seek(0, os.SEEK_END)
        self._errors.seek(max(0, size - TAIL))
        return self._errors.read().decode(errors="replace")

    def _measure(self) -> None:
        """Look how much address space it has had, where the system tells that."""
        with contextlib.suppress(OSError):
            told = Path(f"/proc/{self._process.pid}/status").read_text(encoding="utf-8")
            sizes = [line.split()[1] for line in told.splitlines() if line.startswith("VmPeak:")]
            self.peak_megabytes = max([self.peak_megabytes, *(int(size) // 1024 for size in sizes)])

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            with contextlib.suppress(ValueError):  # the half line of a process that was killed
                self._hear(News.model_validate_json(line))

    def _hear(self, news: News) -> None:
        with self._lock:
            self.last = news if news.last else None
            new = {name: getattr(news, name) for name in news.model_dump(exclude_defaults=True)}
            self._news = news if self._news is None else self._news.model_copy(update=new)


def no_memory(megabytes: int) -> str:
    """The reason of a run that needed more than it may use."""
    told = _("It ran out of memory: a run may use {megabytes} MB of address space here.")
    return told.format(megabytes=f"{megabytes:,}")


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)

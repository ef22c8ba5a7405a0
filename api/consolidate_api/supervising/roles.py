"""The roles of the service, each a process of its own that is started again when it has died.

A role ends when its standard input does, as solving processes do. The other end of that pipe is held by the supervisor
alone, so that the system closes it however the supervisor ends, killed or not. (`PR_SET_PDEATHSIG` is Linux's alone,
means the thread that began the process, and comes too late for a supervisor that died before it was set.)
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass

import structlog

from consolidate_api.supervising.pauses import Pauses

PROGRAM = "consolidate_api.working"

_log = structlog.stdlib.get_logger("consolidate.supervisor")


@dataclass(frozen=True)
class Role:
    """What a process is to be: the command that it is begun with, and the open files that it is handed."""

    name: str
    arguments: tuple[str, ...] = ()
    files: tuple[int, ...] = ()

    def begun(self, environment: Mapping[str, str], log: int) -> subprocess.Popen[bytes]:
        """A new process in this role, in a group of its own, since Ctrl-C is for the supervisor; ``log``: a file.

        Not in a session of its own: Linux shares the processor out among sessions first (``sched_autogroup_enabled``),
        and how far a process steps back counts within its session alone.
        """
        return subprocess.Popen(
            [sys.executable, "-P", "-m", PROGRAM, self.name, "--supervised", *self.arguments],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            env=environment,
            pass_fds=self.files,
            process_group=0,
        )


class KeptRole:
    """A role that is kept going; ``due``: when it is to be started, by `time.monotonic`, None while it is there."""

    def __init__(self, role: Role, environment: Mapping[str, str], log: int) -> None:
        self.role = role
        self._environment, self._log = environment, log
        self._pauses = Pauses()
        self._process: subprocess.Popen[bytes] | None = None
        self._began = 0.0
        self.due: float | None = 0.0

    def tend(self, now: float) -> None:
        """See whether it has died, and start it where that is due."""
        if self._process is not None and not self.alive():
            self._told(now)
        if self.due is not None and self.due <= now:
            self._process, self._began, self.due = self.role.begun(self._environment, self._log), time.monotonic(), None
            _log.info("started", role=self.role.name, process=self._process.pid)

    def alive(self) -> bool:
        """Whether there is a process, and it has not ended."""
        return self._process is not None and self._process.poll() is None

    def send(self, number: signal.Signals) -> None:
        """Send it a signal, if it is there."""
        if self._process is not None:
            self._process.send_signal(number)

    def wait(self) -> None:
        """Wait until it has ended."""
        if self._process is not None:
            self._process.wait()
            self._release(self._process)

    def _told(self, now: float) -> None:
        """Say that it has died, and when it is started again."""
        assert self._process is not None
        pause = self._pauses.after(now)
        why = _why(self._process.returncode)
        _log.warning("died", role=self.role.name, why=why, lived=round(now - self._began, 1), again_after=pause)
        self._release(self._process)
        self._process, self.due = None, now + pause

    @staticmethod
    def _release(process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None
        process.stdin.close()


def _why(code: int) -> str:
    if code >= 0:
        return f"code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"

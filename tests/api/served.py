"""The service as a program of its own, for tests that start it as people do."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import httpx2 as httpx

from consolidate.cli import codes

SIDE_BY_SIDE = {"CONSOLIDATE_RUN_NICE": "0"}
"""Other tests run beside: a run that stepped back for them would find next to nothing in its time."""


@contextmanager
def own_folder() -> Iterator[Path]:
    """A data folder of its own, which the user of PostgreSQL may enter."""
    above = Path(tempfile.mkdtemp(prefix="consolidate-"))
    above.chmod(0o711)
    try:
        yield above / "data"
    finally:
        shutil.rmtree(above)


def program(folder: Path, *arguments: str, said: int | IO[str], **settings: str) -> subprocess.Popen[str]:
    """A command under way, with these settings alone; what it says beside its results goes to ``said``."""
    heed = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"  # else as whoever began the tests
    code = f"{heed}; import sys; from consolidate.cli import main; sys.argv[0] = 'consolidate'; main()"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CONSOLIDATE_")}
    environment |= {"CONSOLIDATE_DATA_DIR": str(folder)} | SIDE_BY_SIDE | settings
    call = [sys.executable, "-c", code, *arguments]
    return subprocess.Popen(call, env=environment, stdout=subprocess.PIPE, stderr=said, text=True)


def ended(folder: Path, *arguments: str, **settings: str) -> tuple[int, str, str]:
    """How a command ended, what it printed, and what it said beside that."""
    started = program(folder, *arguments, said=subprocess.PIPE, **settings)
    out, err = started.communicate(timeout=300)
    return started.returncode, out, err


@dataclass(frozen=True)
class Served:
    """A service that takes requests; ``secret`` is that of its first admin, at its first start."""

    process: subprocess.Popen[str]
    address: str
    secret: str
    log: Path

    def said(self, event: str) -> list[dict[str, Any]]:
        """The lines of its log about an event, those of its roles too."""
        lines = self.log.read_text(encoding="utf-8").splitlines()
        return [line for line in map(json.loads, lines) if line["event"] == event]

    def ask(self, method: str, path: str, secret: str | None = None, **given: Any) -> httpx.Response:
        """Ask with a token: the first admin's, unless another is given; with none where there is none."""
        shown = self.secret if secret is None else secret
        headers = {"Authorization": f"Bearer {shown}"} if shown else {}
        return httpx.request(method, self.address + path, headers=headers, timeout=60, **given)


@contextmanager
def served(
    folder: Path,
    end: signal.Signals = signal.SIGTERM,
    *,
    more: tuple[str, ...] = (),
    calm: bool = True,
    **settings: str,
) -> Iterator[Served]:
    """The service while it runs; it must end in order, and where it was ``calm`` without an error in its log."""
    with (
        tempfile.NamedTemporaryFile("w+", encoding="utf-8", suffix=".log") as log,
        program(folder, "serve", "--port", "0", "--no-browser", *more, said=log.file, **settings) as process,
    ):
        try:
            yield _ready(process, Path(log.name))
        finally:
            process.send_signal(end)
            process.wait(timeout=300)
            said = Path(log.name).read_text(encoding="utf-8")
        killed = end is signal.SIGKILL
        assert process.returncode == (-signal.SIGKILL if killed else codes.OK), said
        assert not calm or '"level": "error"' not in said


def _ready(process: subprocess.Popen[str], log: Path) -> Served:
    """The service once it takes requests: it says so, after the secret of its first admin if it has just made one."""
    assert process.stdout is not None
    told: list[str] = []
    for line in iter(process.stdout.readline, ""):
        told.append(line.split()[-1])
        if line.startswith("Ready at "):
            return Served(process, told[-1], told[0] if len(told) > 1 else "", log)
    raise AssertionError(told)

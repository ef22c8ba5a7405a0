"""What tests of commands share: a way to run one in this process, and documents in a folder of their own."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from consolidate.cli.app import run
from tests.analysis.example import documents


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)


Command = Callable[..., Ended]


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    def called(*arguments: str | Path) -> Ended:
        capsys.readouterr()
        code = run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.out + captured.err
        return Ended(code, captured.out, captured.err)

    return called


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """The rich example as files: scenario and plan."""
    paths = tmp_path / "scenario.json", tmp_path / "plan.json"
    for path, document in zip(paths, documents(), strict=True):
        path.write_text(json.dumps(document), encoding="utf-8")
    return paths

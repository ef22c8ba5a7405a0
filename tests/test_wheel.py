"""The built wheel plans in a clean environment, where nothing but its core packages is installed."""

import subprocess
import sys
from pathlib import Path

import pytest

import consolidate
from tests import ROOT

TWO_TOWNS = ROOT / "scenarios" / "two-towns.json"

pytestmark = pytest.mark.slow


def run(*command: str | Path, cwd: Path) -> str:
    """What the command prints; a failed one fails the test with all that it said."""
    done = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an environment `env` that holds the wheel and what it depends on."""
    home = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", home, ROOT, cwd=home)
    (wheel,) = home.glob("*.whl")
    run(sys.executable, "-m", "venv", "env", cwd=home)
    install = ("-m", "pip", "install", "--quiet", "--constraint", ROOT / "constraints.txt")
    run("env/bin/python", *install, wheel, cwd=home)
    return home


def test_the_wheel_tells_its_version(home: Path) -> None:
    assert consolidate.__version__ in run("env/bin/consolidate", "--version", cwd=home)


def test_the_wheel_brings_its_types_and_its_licence(home: Path) -> None:
    (package,) = home.glob("env/lib/python*/site-packages/consolidate")
    assert (package / "py.typed").is_file()
    (licences,) = package.parent.glob("consolidate-*.dist-info/licenses")
    assert {path.name for path in licences.iterdir()} == {"LICENSE", "NOTICE", "THIRD-PARTY-NOTICES.md"}


def test_the_wheel_plans_and_checks(home: Path) -> None:
    limits = ("--time-limit", "20", "--workers", "1")
    run("env/bin/consolidate", "plan", TWO_TOWNS, "-o", "plan.json", *limits, cwd=home)
    run("env/bin/consolidate", "check", TWO_TOWNS, "plan.json", cwd=home)


def test_the_wheel_says_what_the_service_needs(home: Path) -> None:
    call = ["env/bin/consolidate", "serve"]
    ended = subprocess.run(call, cwd=home, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (2, "`serve` needs more packages: install `consolidate[service]`\n")


def test_the_wheel_holds_the_service_with_its_migrations(home: Path) -> None:
    (package,) = home.glob("env/lib/python*/site-packages/consolidate_api")
    names = {path.name for path in (package / "database" / "migrations").rglob("*.py")}
    sources = (ROOT / "api" / "consolidate_api" / "database" / "migrations").rglob("*.py")
    assert names == {path.name for path in sources} >= {"env.py", "0001_first.py"}

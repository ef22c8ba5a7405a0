"""The container's steps are README's, and README's are carried out here on a copy of the project."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests import ROOT
from tests.test_project import tracked_files


def readme_steps() -> list[str]:
    """The commands of README's section on a set-up without make, in order."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = re.search(r"^## Without make\n+```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert block is not None
    return block.group(1).splitlines()


def dockerfile() -> list[tuple[str, str]]:
    """Instructions and their arguments, comments left out."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    lines = [line for line in text.replace("\\\n", "").splitlines() if line and not line.startswith("#")]
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines)]


def compiling(text: str) -> list[list[str]]:
    """The plans that a text makes so that all is compiled: what is planned, for how long."""
    return [list(found) for found in re.findall(r"plan (scenarios/\S+) .*?--time-limit (\d+)", text)]


def container_steps() -> list[str]:
    """What the container runs once the project is copied into it, but for compiling; what it starts with, last."""
    instructions = dockerfile()
    words = [word for word, _ in instructions]
    after = instructions[words.index("COPY") + 1 :]
    start = [part for word, rest in after if word in ("ENTRYPOINT", "CMD") for part in json.loads(rest)]
    return [*(rest for word, rest in after if word == "RUN" and not compiling(rest)), " ".join(start)]


def test_the_container_takes_the_steps_of_the_readme() -> None:
    assert container_steps() == readme_steps()


def test_the_container_compiles_what_make_compiles() -> None:
    made, contained = ((ROOT / name).read_text(encoding="utf-8") for name in ("Makefile", "Dockerfile"))
    assert compiling(made) == compiling(contained) != []


def test_the_container_is_slim_and_runs_as_nobody_special() -> None:
    instructions = dockerfile()
    assert re.fullmatch(r"python:3\.\d+-slim", dict(instructions)["FROM"])
    words = [word for word, _ in instructions]
    assert words.index("USER") < words.index("COPY")
    assert dict(instructions)["USER"] != "root"


def test_the_readme_names_both_commands() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in ("run", "test"):
        assert re.search(rf"^make {target}\b", text, re.MULTILINE)
        assert re.search(rf"^{target}:", targets, re.MULTILINE)


@pytest.mark.slow
def test_the_steps_of_the_readme_work(tmp_path: Path) -> None:
    for path in tracked_files():
        copy = tmp_path / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, copy)
    for step in readme_steps():
        done = subprocess.run(step, shell=True, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{step}\n{done.stdout}\n{done.stderr}"
    assert "plan" in done.stdout

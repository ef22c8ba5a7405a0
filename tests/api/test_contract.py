"""The OpenAPI document is kept by the service: Schemathesis asks whatever the document allows, and what it does not.

With a token and without: no answer is a server's error, none is undocumented, and none has another form than is told.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.served import Served, own_folder, served
from tests.api.test_scenarios import SMALL

pytestmark = pytest.mark.slow

# A document that keeps to its schema may still be at fault in its references: 422 is a right answer to it. All single
# changes to a whole scenario document would take hours, and are what tests of the library are for.
SETTINGS = """
continue-on-failure = true

[parameters]
"path.scenario" = "{scenario}"
"path.number" = 1
"query.parent" = 1

[checks.positive_data_acceptance]
expected-statuses = ["2xx", "3xx", 401, 403, 404, 409, 422, 429]

[[operations]]
include-name = ["POST /v1/scenarios", "POST /v1/scenarios/{{scenario}}/versions"]
phases.coverage.enabled = false
"""


@pytest.fixture(scope="module")
def service() -> Iterator[Served]:
    """A service that never tires."""
    with own_folder() as folder, served(folder, CONSOLIDATE_REQUESTS_PER_MINUTE="1000000") as running:
        yield running


@pytest.mark.parametrize("known", [True, False], ids=["with a token", "without"])
def test_whatever_is_asked_the_answer_is_as_documented(service: Served, known: bool, tmp_path: Path) -> None:
    made = service.ask("POST", "/v1/scenarios", json=SMALL).json()
    settings = tmp_path / "schemathesis.toml"
    settings.write_text(SETTINGS.format(scenario=made["scenario"]), encoding="utf-8")
    header = ("-H", f"Authorization: Bearer {service.secret}") if known else ()
    place = f"{service.address}/openapi.json"
    options = ("--checks", "all", "--max-examples", "15", "--no-color", "--seed", "1", *header)
    call = (str(Path(sys.executable).with_name("st")), "--config-file", str(settings), "run", place, *options)
    told = subprocess.run(call, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=590)
    assert told.returncode == 0, told.stdout + told.stderr

"""The OpenAPI document is kept by the service: Schemathesis asks whatever the document allows, and what it does not.

With a token and without: no answer is a server's error, none is undocumented, and none has another form than is told.
There is one thing of each kind, so that what is asked of it is answered.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from starlette.testclient import TestClient

from consolidate_api.app import create_app
from consolidate_api.auth.roles import Role
from consolidate_api.database.engine import Database
from consolidate_api.settings import Settings
from consolidate_api.sockets import address_of, listening
from tests.api.conftest import new_office
from tests.api.operations import KINDS
from tests.api.world import World

pytestmark = [pytest.mark.slow, pytest.mark.timeout(2400)]

TIRELESS = Settings(requests_per_minute=10**6)

# A document that keeps to its schema may still be at fault in its references: 422 is a right answer to it. All single
# changes to a whole scenario, plan or question would take hours, and are what tests of the library are for. A token
# that has ended is still shown. Who signs out in the midst of it is refused everything from then on.
SETTINGS = """
continue-on-failure = true

[parameters]
{parameters}
"query.parent" = 1
"query.from" = 1
"query.to" = 1

[checks.positive_data_acceptance]
expected-statuses = ["2xx", "3xx", 401, 403, 404, 409, 422, 429]

[[operations]]
include-name = ["POST /v1/scenarios", "POST /v1/scenarios/{{scenario}}/versions", "POST /v1/runs"]
phases.coverage.enabled = false

[[operations]]
include-name = ["GET /v1/tokens/{{token}}", "DELETE /v1/tokens/{{token}}"]
checks.use_after_free.enabled = false
"""
STAY = """
[[operations]]
include-name = "POST /v1/sign-out"
enabled = false
"""
"""For whoever shows a token, since nothing could be asked with it afterwards; `test_tokens.py` signs out."""


@dataclass(frozen=True)
class Asked:
    """A service on a port, the secret of an admin, and ids of what there is."""

    address: str
    secret: str
    world: World


@pytest.fixture
def service(database: Database) -> Iterator[Asked]:
    """A service that never tires and solves nothing."""
    app = create_app(TIRELESS, database)
    with listening("127.0.0.1", 0) as open_socket, TestClient(create_app(TIRELESS, database)) as client:
        office = new_office(client, database)
        world = World(office, database)
        for kind in sorted(KINDS):
            assert world[kind]
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [open_socket]})
        thread.start()
        yield Asked(address_of(open_socket), office.secrets[Role.ADMIN], world)
        server.should_exit = True
        thread.join()


@pytest.mark.parametrize(("known", "examples"), [(True, 8), (False, 3)], ids=["with a token", "without"])
def test_whatever_is_asked_the_answer_is_as_documented(
    service: Asked, known: bool, examples: int, tmp_path: Path
) -> None:
    """Without a token nearly all is refused before it is looked at, so fewer examples of each operation do."""
    numbers = {"number"}
    lines = [f'"path.{kind}" = {id_ if kind in numbers else repr(id_)}' for kind, id_ in sorted(service.world.items())]
    settings = tmp_path / "schemathesis.toml"
    settings.write_text(SETTINGS.format(parameters="\n".join(lines)) + STAY * known, encoding="utf-8")
    header = ("-H", f"Authorization: Bearer {service.secret}") if known else ()
    place = f"{service.address}/openapi.json"
    options = ("--checks", "all", "--max-examples", str(examples), "--no-color", "--seed", "1", *header)
    call = (str(Path(sys.executable).with_name("st")), "--config-file", str(settings), "run", place, *options)
    told = subprocess.run(call, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=2300)
    assert told.returncode == 0, told.stdout + told.stderr

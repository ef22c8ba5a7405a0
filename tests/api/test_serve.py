"""The service as it is started on a machine: one command, one line with the address, a clean end."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from consolidate.cli import codes
from consolidate_api.database.embedded import Addresses
from tests.api.served import Served, ended, own_folder, served
from tests.api.test_scenarios import SMALL

pytestmark = pytest.mark.slow


@pytest.fixture
def folder() -> Iterator[Path]:
    with own_folder() as found:
        yield found


def names(running: Served, secret: str) -> list[str]:
    """The names of all scenarios that a token shows."""
    return [one["name"] for one in running.ask("GET", "/v1/scenarios", secret).json()["items"]]


def test_the_first_start_gives_a_token_and_the_next_one_keeps_all(folder: Path) -> None:
    with served(folder) as first:
        made = first.ask("POST", "/v1/scenarios", json=SMALL)
        assert made.status_code == 201
        assert "server" not in made.headers
        code, _out, said = ended(folder, "serve", "--port", "0")
        assert (code, said) == (codes.BAD_INPUT, f"{folder}: the service runs already in this data folder\n")
        code, secret, _said = ended(folder, "token", "--name", "council", "--role", "viewer")
        assert code == codes.OK
        assert names(first, secret.strip()) == [SMALL["name"]]
    assert not (folder / "postgres" / "postmaster.pid").exists()
    with served(folder, signal.SIGINT) as second:
        assert second.secret == ""
        assert names(second, first.secret) == [SMALL["name"]]
    code, other, _said = ended(folder, "token", "--name", "x", "--role", "admin", "--programme", "another")
    assert code == codes.OK
    with served(folder) as third:
        assert names(third, other.strip()) == []


def test_a_server_of_ones_own_is_used_as_a_weak_role(folder: Path, addresses: Addresses) -> None:
    assert addresses.owner is not None
    with served(folder, CONSOLIDATE_DATABASE_URL=addresses.app) as running:
        assert running.ask("GET", "/ready").status_code == 200
    assert not folder.exists()
    code, _out, said = ended(folder, "serve", "--port", "0", CONSOLIDATE_DATABASE_URL=addresses.owner)
    assert code == codes.BAD_INPUT
    assert "a role that is no superuser" in said
    assert addresses.owner.split(":")[2].split("@")[0] not in said


def test_a_port_that_is_taken_is_told(folder: Path) -> None:
    with served(folder) as running:
        port = running.address.rsplit(":", 1)[1]
        code, _out, said = ended(folder.with_name("other"), "serve", "--port", port)
    assert code == codes.FAILED
    assert said.startswith("Failed: Address already in use")


def test_settings_that_cannot_be_used_are_told_before_anything_starts(folder: Path) -> None:
    code, _out, said = ended(folder, "serve", CONSOLIDATE_TOKEN_DAYS="many", CONSOLIDATE_DATABASE_URL="x")
    assert code == codes.BAD_INPUT
    assert "CONSOLIDATE_DATABASE_URL" in said
    assert "CONSOLIDATE_TOKEN_DAYS" in said
    assert not folder.exists()


def test_migrating_by_hand_says_that_it_is_done(folder: Path, addresses: Addresses) -> None:
    assert addresses.owner is not None
    both = {"CONSOLIDATE_DATABASE_URL": addresses.app, "CONSOLIDATE_OWNER_URL": addresses.owner}
    assert ended(folder, "migrate", **both)[:2] == (codes.OK, "The tables are up to date.\n")

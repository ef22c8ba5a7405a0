"""The composed service: the three roles beside a PostgreSQL, as weak as they can be, and commands that there are."""

from __future__ import annotations

import os
import re
import tomllib
from typing import Any

import pytest

from consolidate_api.database.embedded import APP, DATABASE, OWNER
from tests import ROOT

yaml: Any = pytest.importorskip("yaml")

COMPOSED: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSED["services"]
ROLES = ("web", "worker", "scheduler")
OWN = ("migrate", *ROLES)


def commands() -> dict[str, str]:
    """The commands that the service adds, by name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found: dict[str, str] = project["project"]["entry-points"]["consolidate.commands"]
    return found


def kept_in() -> str:
    """The folder of the image that compiled parts are kept in."""
    said = re.search(r"^ENV NUMBA_CACHE_DIR=(\S+)$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    assert said is not None
    return said[1]


def test_it_is_made_of_the_roles_and_a_postgresql() -> None:
    assert set(SERVICES) == {"postgres", *OWN}
    assert {name: SERVICES[name]["command"][0] for name in OWN} == {name: name for name in OWN}
    assert set(OWN) <= set(commands())


@pytest.mark.parametrize("name", OWN)
def test_each_is_as_weak_as_it_can_be(name: str) -> None:
    one = SERVICES[name]
    assert one["read_only"] is True
    assert one["tmpfs"] == ["/tmp"]
    assert one["volumes"] == [f"compiled:{kept_in()}"]
    assert one["cap_drop"] == ["ALL"]
    assert one["security_opt"] == ["no-new-privileges:true"]
    assert one["init"] is True
    assert "user" not in one  # that of the image, which is not root


@pytest.mark.parametrize("name", ROLES)
def test_each_role_is_kept_going_as_the_application(name: str) -> None:
    one = SERVICES[name]
    assert one["restart"] == "unless-stopped"
    assert one["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert one["environment"]["CONSOLIDATE_DATABASE_URL"].startswith(f"postgresql://{APP}:")
    assert one["environment"]["CONSOLIDATE_DATABASE_URL"].endswith(f"@postgres/{DATABASE}")
    assert "CONSOLIDATE_OWNER_URL" not in one["environment"]


def test_only_who_migrates_is_the_owner_of_the_tables() -> None:
    assert SERVICES["migrate"]["environment"]["CONSOLIDATE_OWNER_URL"].startswith(f"postgresql://{OWNER}:")
    script = (ROOT / "deploy" / "roles.sh").read_text(encoding="utf-8")
    assert os.access(ROOT / "deploy" / "roles.sh", os.X_OK)
    assert re.findall(r"CREATE ROLE (\w+) (.*) :'", script) == [(OWNER, "LOGIN PASSWORD"), (APP, "LOGIN PASSWORD")]
    assert f"CREATE DATABASE {DATABASE} OWNER {OWNER};" in script


def test_what_can_be_asked_is_asked_whether_it_works() -> None:
    port = SERVICES["web"]["command"][-1]
    assert f"http://127.0.0.1:{port}/ready" in SERVICES["web"]["healthcheck"]["test"][-1]
    assert SERVICES["postgres"]["healthcheck"]["test"][1] == "pg_isready"
    assert SERVICES["web"]["ports"] == [f"127.0.0.1:{port}:{port}"]


def test_no_password_stands_in_it_or_goes_into_the_image() -> None:
    text = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    assert re.findall(r"postgresql://\w+:(?!\$\{)", text) == []
    for name in (".gitignore", ".dockerignore"):
        assert ".env" in (ROOT / name).read_text(encoding="utf-8").replace("/.env", ".env").splitlines()

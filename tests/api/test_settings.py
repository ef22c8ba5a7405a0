"""Settings: read from the environment, every fault at once, and no password told."""

from __future__ import annotations

from pathlib import Path

import pytest

from consolidate.errors import FaultyDocument
from consolidate_api.settings import read_settings

SECRET = "postgresql://app:hunter2@db.example/consolidate"


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATA_DIR", "DATABASE_URL", "OWNER_URL"):
        monkeypatch.delenv(f"CONSOLIDATE_{name}", raising=False)


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONSOLIDATE_DATA_DIR", "/srv/plans")
    monkeypatch.setenv("CONSOLIDATE_DATABASE_URL", SECRET)
    settings = read_settings(token_days=7)
    assert (settings.data_dir, settings.token_days) == (Path("/srv/plans"), 7)
    assert settings.database_url is not None
    assert settings.database_url.get_secret_value() == SECRET
    assert "hunter2" not in repr(settings)


def test_sites_are_a_list_of_origins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONSOLIDATE_CORS_ORIGINS", "https://plans.example.org, http://localhost:3000,")
    assert read_settings().cors_origins == ("https://plans.example.org", "http://localhost:3000")
    for wrong in ("*", "null", "https://plans.example.org/", "https://Plans.example.org", "plans.example.org"):
        monkeypatch.setenv("CONSOLIDATE_CORS_ORIGINS", wrong)
        with pytest.raises(FaultyDocument, match="CONSOLIDATE_CORS_ORIGINS"):
            read_settings()


def test_every_fault_is_told_at_once_and_no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONSOLIDATE_DATABASE_URL", "mysql://app:hunter2@db.example/consolidate")
    monkeypatch.setenv("CONSOLIDATE_OWNER_URL", "hunter2")
    monkeypatch.setenv("CONSOLIDATE_TOKEN_DAYS", "4000")
    monkeypatch.setenv("CONSOLIDATE_MAX_BODY_BYTES", "many")
    with pytest.raises(FaultyDocument) as error:
        read_settings()
    names = ["DATABASE_URL", "MAX_BODY_BYTES", "OWNER_URL", "TOKEN_DAYS"]
    assert [fault.path for fault in error.value.faults] == [f"CONSOLIDATE_{name}" for name in names]
    assert "hunter2" not in str(error.value)
    assert "“4000”" in str(error.value)

"""What is set for signing in is whole and safe, or nothing starts."""

from __future__ import annotations

import json

import pytest

from consolidate.errors import FaultyDocument
from consolidate_api.auth.roles import Role
from consolidate_api.settings import read_settings
from consolidate_api.sign_in_settings import Share

WHOLE = {
    "OIDC_ISSUER": "https://provider.example/realm/",
    "OIDC_CLIENT_ID": "consolidate",
    "OIDC_CLIENT_SECRET": "hunter2",
    "OIDC_GROUPS": json.dumps({"it/planners": {"programme": "Two towns", "role": "planner"}}),
    "PUBLIC_URL": "https://plans.example",
}


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*WHOLE, "OIDC_SCOPES"):
        monkeypatch.delenv(f"CONSOLIDATE_{name}", raising=False)


def put(monkeypatch: pytest.MonkeyPatch, **changed: str) -> None:
    for name, value in {**WHOLE, **changed}.items():
        monkeypatch.setenv(f"CONSOLIDATE_{name}", value)


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    put(monkeypatch, OIDC_SCOPES=" openid  groups ")
    settings = read_settings()
    assert settings.oidc_issuer == WHOLE["OIDC_ISSUER"]
    assert settings.oidc_groups == {"it/planners": Share(programme="Two towns", role=Role.PLANNER)}
    assert settings.oidc_scopes == "openid groups"
    assert "hunter2" not in repr(settings)


def test_what_is_needed_with_a_provider_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONSOLIDATE_OIDC_ISSUER", WHOLE["OIDC_ISSUER"])
    with pytest.raises(FaultyDocument) as error:
        read_settings()
    needed = ["OIDC_CLIENT_ID", "OIDC_GROUPS", "PUBLIC_URL"]
    assert [fault.path for fault in error.value.faults] == [f"CONSOLIDATE_{name}" for name in needed]


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("OIDC_ISSUER", "http://provider.example", "just as the provider writes it"),
        ("OIDC_ISSUER", "https://user:hunter2@provider.example", "just as the provider writes it"),
        ("OIDC_ISSUER", "https://provider.example?x=1", "just as the provider writes it"),
        ("OIDC_ISSUER", "provider", "just as the provider writes it"),
        ("OIDC_SCOPES", "email", "`openid` among them"),
        ("OIDC_GROUPS", "planners", "JSON such as"),
        ("OIDC_GROUPS", '{"a": {"programme": "x", "role": "king"}}', "OIDC_GROUPS"),
        ("OIDC_GROUPS", '{"a": {"programme": "x"}}', "OIDC_GROUPS"),
        ("OIDC_GROUPS", '{"a": {"programme": "x", "role": "viewer", "more": 1}}', "OIDC_GROUPS"),
        ("OIDC_GROUPS", "{}", "needed where people sign in"),
        ("OIDC_CLIENT_SECRET", "", "OIDC_CLIENT_SECRET"),
        ("PUBLIC_URL", "http://plans.example", "https where people sign in"),
    ],
)
def test_what_is_not_safe_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str) -> None:
    put(monkeypatch, **{name: value})
    with pytest.raises(FaultyDocument, match=told):
        read_settings()


@pytest.mark.parametrize("address", ["http://localhost:9000", "http://127.0.0.1:9000", "http://[::1]:9000"])
def test_on_this_machine_http_will_do(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    put(monkeypatch, OIDC_ISSUER=address, PUBLIC_URL=address)
    assert read_settings().oidc_issuer == address

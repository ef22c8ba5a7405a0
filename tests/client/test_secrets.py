"""The token goes nowhere that it need not: not in clear to others, not into texts, logs or errors."""

from __future__ import annotations

import logging

import pytest

from consolidate.client import Client, ClientError, ServerProblem, Unreachable, Unusable
from tests.client.failing import answer, drop, scripted

SECRET = "consolidate_very-secret-indeed"
ALIVE = answer(200, {"status": "alive", "version": "1"})


@pytest.mark.parametrize(
    "url",
    [
        *("http://localhost:8020", "http://127.0.0.1:1", "http://127.1.2.3", "http://[::1]:8020", "http://a.localhost"),
        *("https://plans.example.org", "https://plans.example.org/consolidate/", "HTTP://LOCALHOST"),
    ],
)
def test_a_token_may_go_to_this_machine_and_anywhere_by_https(url: str) -> None:
    Client(url, SECRET).close()


@pytest.mark.parametrize(
    "url",
    ["http://plans.example.org", "http://10.0.0.1:8020", "http://localhost.example.org", "http://[2001:db8::1]/"],
)
def test_a_token_goes_to_no_other_machine_in_clear_unless_that_is_allowed(url: str) -> None:
    with pytest.raises(Unusable, match="could read the token"):
        Client(url, SECRET)
    Client(url, SECRET, allow_clear=True).close()
    Client(url).close()


@pytest.mark.parametrize(
    "url",
    [
        *("", "localhost:8020", "ftp://localhost", "http://", "//localhost", "/v1", "http://local host"),
        *("http://user:password@localhost", "http://localhost/?token=x", "http://localhost/#x", "http://localhost:x"),
    ],
)
def test_what_is_no_address_is_refused_and_a_password_not_repeated(url: str) -> None:
    with pytest.raises(Unusable) as refused:
        Client(url, SECRET)
    assert "password@" not in str(refused.value)


@pytest.mark.parametrize("token", ["", " ", "two words", "line\nbreak", "ø", "x" * 5000])
def test_what_is_no_token_is_refused_and_not_repeated(token: str) -> None:
    with pytest.raises(Unusable) as refused:
        Client("http://localhost", token)
    assert token.strip() == "" or token not in str(refused.value)


def texts_of(error: BaseException) -> str:
    """All that anybody prints of an error, and of those behind it."""
    found = []
    here: BaseException | None = error
    while here is not None:
        found.append(f"{here} {here!r} {here.args} {vars(here)}")
        here = here.__cause__ or (None if here.__suppress_context__ else here.__context__)
    return " ".join(found)


def test_the_token_is_shown_to_the_service_and_to_nobody_else(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    problem = {"type": "about:blank", "title": "Unauthorized", "status": 401, "detail": "this needs a token"}
    steps = (ALIVE, answer(401, problem), drop, answer(200, "<html>", "text/html"))
    with scripted(*steps) as server, Client(server.url, SECRET, patience=0) as client:
        client.health()
        assert server.asked[0].headers["Authorization"] == f"Bearer {SECRET}"
        errors = []
        for _time in range(3):
            with pytest.raises(ClientError) as said:
                client.health()
            errors.append(said.value)
        assert [type(error) for error in errors[:2]] == [ServerProblem, Unreachable]
        told = " ".join([repr(client), str(client), *map(texts_of, errors), caplog.text])
        told += " ".join(str(vars(record)) for record in caplog.records)
    assert SECRET not in told
    assert repr(client) == f"Client('{client.url}')"


def test_a_redirect_is_not_followed_with_the_token() -> None:
    with scripted() as other, scripted(answer(302, "", Location=f"{other.url}/health")) as server:
        with Client(server.url, SECRET) as client, pytest.raises(ServerProblem) as said:
            client.health()
        assert said.value.status == 302
        assert other.asked == []


def test_proxies_of_the_environment_see_no_request_in_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    with scripted() as proxy, scripted(ALIVE) as server:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("http_proxy", proxy.url)
        with Client(server.url, SECRET) as client:
            assert client.health().status == "alive"
        assert proxy.asked == []


def test_a_new_token_is_given_once_and_not_by_its_text() -> None:
    given = {
        "id": "7b1d0c3e-5a0e-4a57-9d0e-0a2f3f1f6a11",
        "name": "n",
        "role": "viewer",
        "prefix": "consolidate_ver",
        "revoked_at": None,
        "secret": SECRET,
        "created_at": "2027-01-01T00:00:00Z",
        "expires_at": "2027-02-01T00:00:00Z",
    }
    with scripted(answer(201, given)) as server, Client(server.url, SECRET) as client:
        token = client.tokens.give("n", "viewer")
    assert token.secret == SECRET
    assert SECRET not in repr(token) + str(token)

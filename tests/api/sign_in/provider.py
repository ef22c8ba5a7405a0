"""The real provider, started and ended by tests, and somebody at a browser who signs in there."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

import httpx2 as httpx
from starlette.testclient import TestClient

from consolidate_api.oidc.provider import CALLBACK
from tests import ROOT
from tests.api.sign_in.asking import PUBLIC, SECRET
from tests.api.sign_in.crooked import CLIENT, key

PASSWORD = "of everybody in these tests"
PEOPLE = {"ann": ["planners", "staff"], "bob": ["staff"]}
CLIENTS = {CLIENT: SECRET, f"{CLIENT}-public": None}


@contextmanager
def providing(folder: Path, kid: str = "first", port: int = 0) -> Iterator[str]:
    """The provider while it runs, with the same people for the same folder; its issuer."""
    task = {
        "database": str(folder / "provider.sqlite3"),
        "key": key(kid).as_pem(private=True).decode(),
        "people": PEOPLE,
        "password": PASSWORD,
        "clients": CLIENTS,
        "callback": PUBLIC + CALLBACK,
        "port": port,
    }
    call = [sys.executable, "-m", "tests.api.sign_in.provider_program", json.dumps(task)]
    log = folder / "provider.log"
    with (
        log.open("a", encoding="utf-8") as said,
        subprocess.Popen(call, cwd=ROOT, stdout=subprocess.PIPE, stderr=said, text=True) as process,
    ):
        try:
            assert process.stdout is not None
            told = process.stdout.readline().strip()
            assert told, log.read_text(encoding="utf-8")
            yield f"http://127.0.0.1:{told}"
        finally:
            process.kill()


@dataclass(frozen=True)
class Browser:
    """Somebody at a browser: what it keeps of the service, and what of the provider."""

    service: TestClient
    outside: httpx.Client

    def begin(self) -> str:
        """Begin to sign in; the address at the provider."""
        answer = self.service.get("/v1/sign-in", follow_redirects=False)
        assert answer.status_code == 303, answer.text
        return answer.headers["Location"]

    def signed_in(self, address: str, name: str) -> str:
        """Sign in at the provider; the address to which it sends the browser back."""
        answer = self.outside.get(address)
        while True:
            place = answer.headers.get("Location")
            if place is None:
                answer = self._filled_in(answer, name)
            elif place.startswith(PUBLIC):
                return place
            else:
                answer = self.outside.get(urljoin(str(answer.url), place))

    def _filled_in(self, page: httpx.Response, name: str) -> httpx.Response:
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
        assert found, page.text
        form = {"username": name, "password": PASSWORD, "csrfmiddlewaretoken": found[1]}
        answer = self.outside.post(page.url, data=form)
        assert answer.status_code == 302, answer.text
        return answer


@contextmanager
def browsing(service: TestClient) -> Iterator[Browser]:
    """A browser that knows nobody yet."""
    with httpx.Client(timeout=60) as outside:
        yield Browser(service, outside)

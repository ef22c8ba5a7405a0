"""The token, kept where nothing prints it."""

from __future__ import annotations

import re
from collections.abc import Generator

import httpx2

from consolidate.client.errors import Unusable
from consolidate.text import _

_FORM = re.compile(r"[\x21-\x7e]{1,4096}")


class Bearer(httpx2.Auth):
    """Shows a token with each request; its own text says only that there is one."""

    def __init__(self, secret: str) -> None:
        if not _FORM.fullmatch(secret):
            raise Unusable(_("a token is one line of visible characters, without spaces"))
        self.__header = f"Bearer {secret}"

    def auth_flow(self, request: httpx2.Request) -> Generator[httpx2.Request, httpx2.Response, None]:
        """Put the token into the request."""
        request.headers["Authorization"] = self.__header
        yield request

    def __repr__(self) -> str:
        return "Bearer(…)"

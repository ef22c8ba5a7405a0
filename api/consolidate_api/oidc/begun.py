"""A sign-in that has begun: kept by the browser in which it did, signed, for some minutes."""

from __future__ import annotations

import hashlib
import secrets
import time

from authlib.common.security import generate_token
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from pydantic import BaseModel, ConfigDict

from consolidate.text import _
from consolidate_api.oidc.errors import SignInLost

LIFE_SECONDS = 600
ALGORITHM = "HS256"
KEY_BYTES = 32


class Begun(BaseModel):
    """What must come back as it was sent, and the programme that was asked for.

    ``state`` comes back with the browser, ``nonce`` in the ID token; ``verifier`` proves to the provider that whoever
    brings the code is who began.
    """

    model_config = ConfigDict(frozen=True)

    state: str
    nonce: str
    verifier: str
    programme: str | None = None


def new(programme: str | None) -> Begun:
    """A sign-in that nobody can guess."""
    return Begun(state=generate_token(32), nonce=generate_token(32), verifier=generate_token(64), programme=programme)


class Seal:
    """Signs what a browser keeps, so that it can bring back only what it was given, and only for some minutes.

    All web processes that have the same ``secret`` have the same key. Without one each has a key of its own.
    """

    def __init__(self, secret: str | None, purpose: str) -> None:
        self._key = OctKey.import_key(_key(secret, purpose))

    def close(self, begun: Begun) -> str:
        """What the browser keeps."""
        claims = begun.model_dump() | {"exp": int(time.time()) + LIFE_SECONDS}
        return jwt.encode({"alg": ALGORITHM}, claims, self._key)

    def open(self, kept: str | None) -> Begun:
        """What the browser was given.

        Raises:
            SignInLost: it brings nothing, something else, or brings it too late.
        """
        try:
            claims = jwt.decode(kept or "", self._key, algorithms=[ALGORITHM]).claims
            jwt.JWTClaimsRegistry(exp={"essential": True}).validate(claims)
            return Begun.model_validate(claims)
        except (JoseError, ValueError):
            raise lost() from None


def lost() -> SignInLost:
    """What somebody reads whose answer belongs to no sign-in of theirs."""
    return SignInLost(_("this browser has begun no such sign-in, or too long ago; begin again at /v1/sign-in"))


def _key(secret: str | None, purpose: str) -> bytes:
    """A key from a secret, slowly made: whoever sees what it signs shall not guess a weak secret from it."""
    if secret is None:
        return secrets.token_bytes(KEY_BYTES)
    return hashlib.scrypt(secret.encode(), salt=purpose.encode(), n=2**14, r=8, p=1, dklen=KEY_BYTES)

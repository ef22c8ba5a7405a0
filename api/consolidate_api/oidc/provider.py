"""The provider as one of its clients asks it: where people sign in, and who it was that has."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from ssl import SSLContext
from threading import BoundedSemaphore
from typing import Annotated, Any

import httpx2 as httpx
import structlog
from authlib.common.security import is_secure_transport
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import BadSignatureError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from pydantic import AfterValidator, BaseModel, ConfigDict

from consolidate.text import _
from consolidate_api.oidc.begun import Begun, Seal, new
from consolidate_api.oidc.errors import NotVerified, ProviderAway
from consolidate_api.oidc.kept import Kept
from consolidate_api.oidc.membership import Claims, groups_in
from consolidate_api.settings import Settings

CALLBACK = "/v1/sign-in/callback"
WELL_KNOWN = "/.well-known/openid-configuration"
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Only those whose keys the provider alone has: no secret that it shares with others, and never none."""
SKEW_SECONDS = 60
"""How much the provider's clock may differ from ours."""
ANSWER_SECONDS = 5.0
MOST_AT_ONCE = 8
"""How many may wait for the provider at once, so that it cannot hold up all threads of the service."""
WORN_OUT = "invalid_grant"
"""What a provider says of a code that is not valid, or no longer."""

_log = structlog.stdlib.get_logger("consolidate.sign-in")


def _secure(address: str) -> str:
    if not is_secure_transport(address):
        raise ValueError(address)
    return address


Endpoint = Annotated[str, AfterValidator(_secure)]


class Metadata(BaseModel):
    """What the provider tells of itself, as far as it is needed here."""

    model_config = ConfigDict(frozen=True)

    issuer: str
    authorization_endpoint: Endpoint
    token_endpoint: Endpoint
    jwks_uri: Endpoint
    userinfo_endpoint: Endpoint | None = None
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)


class Provider:
    """The provider that the settings name; to be used by all threads of a web process."""

    def __init__(self, settings: Settings, issuer: str, public_url: str) -> None:
        secret = settings.oidc_client_secret
        self.issuer = issuer
        self.secure = public_url.startswith("https://")
        self._settings = settings
        self._secret = None if secret is None else secret.get_secret_value()
        self._callback = public_url + CALLBACK
        cookie = settings.oidc_cookie_secret
        shared = self._secret if cookie is None else cookie.get_secret_value()
        self.seal = Seal(shared, f"sign-in {issuer} {settings.oidc_client_id}")
        self._metadata = Kept(self._fetch_metadata)
        self._keys = Kept(self._fetch_keys)
        self._turns = BoundedSemaphore(MOST_AT_ONCE)

    def begin(self, programme: str | None) -> tuple[str, Begun]:
        """Where to send a browser to sign in, and what it must keep until it comes back.

        Raises:
            ProviderAway: the provider does not say where.
        """
        begun = new(programme)
        with self._turn():
            metadata = self._metadata.get()
            with self._client(metadata) as client:
                address, _state = client.create_authorization_url(
                    metadata.authorization_endpoint,
                    state=begun.state,
                    nonce=begun.nonce,
                    code_verifier=begun.verifier,
                )
        return str(address), begun

    def finish(self, begun: Begun, code: str) -> Claims:
        """What the provider says of who has signed in, for the code with which their browser came back.

        Raises:
            NotVerified: the code is not valid, or what the provider gives for it proves nothing.
            ProviderAway: the provider does not answer, or does not know us.
        """
        with self._turn():
            metadata = self._metadata.get()
            given = self._exchanged(metadata, begun, code)
            claims = self._verified(given, begun.nonce)
            return self._with_groups(claims, metadata, given)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._turns.acquire(blocking=False):
            raise ProviderAway(_("too many sign in at once; try again soon"))
        try:
            yield
        finally:
            self._turns.release()

    def _client(self, metadata: Metadata) -> OAuth2Client:
        """A client for one exchange; it remembers what it was given, so no two may share one."""
        methods = metadata.token_endpoint_auth_methods_supported
        posted = "client_secret_basic" not in methods and "client_secret_post" in methods
        known = "client_secret_post" if posted else "client_secret_basic"
        return OAuth2Client(
            client_id=self._settings.oidc_client_id,
            client_secret=self._secret,
            token_endpoint_auth_method="none" if self._secret is None else known,
            scope=self._settings.oidc_scopes,
            redirect_uri=self._callback,
            code_challenge_method="S256",
            timeout=ANSWER_SECONDS,
            verify=_trusted(),
        )

    def _exchanged(self, metadata: Metadata, begun: Begun, code: str) -> dict[str, Any]:
        """The provider's tokens for a code."""
        try:
            with self._client(metadata) as client:
                given: dict[str, Any] = client.fetch_token(
                    metadata.token_endpoint,
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=begun.verifier,
                )
        except OAuthError as error:
            _log.warning("code refused", error=error.error)
            if error.error == WORN_OUT:
                raise _unproven() from None
            raise ProviderAway(_("the provider does not take us for its client; the log has its word")) from None
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise _away(error, metadata.token_endpoint) from None
        return given

    def _verified(self, given: dict[str, Any], nonce: str) -> Claims:
        """The claims of an ID token that is the provider's, for us, for this sign-in, and still valid."""
        try:
            token = self._decoded(str(given["id_token"]))
            claims = CodeIDToken(
                token.claims,
                token.header,
                {
                    "iss": {"essential": True, "value": self.issuer},
                    "aud": {"essential": True, "value": self._settings.oidc_client_id},
                },
                {
                    "nonce": nonce,
                    "client_id": self._settings.oidc_client_id,
                    "access_token": given.get("access_token"),
                },
            )
            claims.validate(leeway=SKEW_SECONDS)
        except JoseError as error:
            _log.warning("not verified", reason=str(error))
            raise _unproven() from None
        except (KeyError, TypeError, ValueError) as error:  # it cannot be read at all
            _log.warning("not verified", reason=type(error).__name__)
            raise _unproven() from None
        return dict(claims)

    def _decoded(self, text: str) -> jwt.Token:
        """A token whose signature is the provider's; its keys are fetched anew where none of those known fits."""
        registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
        try:
            return jwt.decode(text, self._keys.get(), registry=registry)
        except (InvalidKeyIdError, BadSignatureError):
            return jwt.decode(text, self._keys.get(oldest=0), registry=registry)

    def _with_groups(self, claims: Claims, metadata: Metadata, given: dict[str, Any]) -> Claims:
        """The claims, with those of the userinfo endpoint where the ID token does not tell the groups."""
        address, token = metadata.userinfo_endpoint, given.get("access_token")
        if groups_in(claims, self._settings.oidc_groups_claim) is not None or address is None or not token:
            return claims
        told = _fetched(address, {"Authorization": f"Bearer {token}"})
        if not isinstance(told, dict) or told.get("sub") != claims["sub"]:
            _log.warning("not verified", reason="userinfo of somebody else")
            raise _unproven()
        return told | claims

    def _fetch_metadata(self) -> Metadata:
        address = self.issuer.rstrip("/") + WELL_KNOWN
        try:
            found = Metadata.model_validate(_fetched(address))
        except ValueError as error:
            raise _away(error, address) from None
        if found.issuer != self.issuer:
            _log.error("provider.other", issuer=found.issuer)
            raise ProviderAway(_("the provider calls itself by another name than the settings do; the log has it"))
        return found

    def _fetch_keys(self) -> KeySet:
        address = self._metadata.get().jwks_uri
        try:
            return KeySet.import_key_set(_fetched(address))
        except (JoseError, KeyError, TypeError, ValueError) as error:
            raise _away(error, address) from None


def provider_of(settings: Settings) -> Provider | None:
    """The provider of the settings; None where nobody signs in."""
    if settings.oidc_issuer is None or settings.public_url is None:
        return None
    return Provider(settings, settings.oidc_issuer, settings.public_url)


def _fetched(address: str, headers: dict[str, str] | None = None) -> Any:
    """A document of the provider.

    Raises:
        ProviderAway: it gives none.
    """
    try:
        answer = httpx.get(address, headers=headers, timeout=ANSWER_SECONDS, verify=_trusted())
        return answer.raise_for_status().json()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise _away(error, address) from None


@cache
def _trusted() -> SSLContext:
    """Whose certificates count: those that the system trusts; read once, since that takes long."""
    return httpx.create_ssl_context()


def _away(error: Exception, address: str) -> ProviderAway:
    """What somebody reads while the provider does not answer as it should; the log says what was asked."""
    _log.warning("provider.away", address=address, reason=type(error).__name__)
    return ProviderAway(_("the provider does not answer; try again soon"))


def _unproven() -> NotVerified:
    return NotVerified(_("the provider's answer does not prove who you are; begin again at /v1/sign-in"))

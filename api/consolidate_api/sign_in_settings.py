"""What can be set for signing in: which OpenID provider, and what the groups that it tells may do."""

from __future__ import annotations

import json
from typing import Annotated
from urllib.parse import urlsplit

from authlib.common.security import is_secure_transport
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, StringConstraints
from pydantic_settings import NoDecode

from consolidate.errors import Fault
from consolidate.text import _
from consolidate_api.auth.roles import Role

MOST_SESSION_HOURS = 7 * 24


class Share(BaseModel):
    """What somebody of a group may do, and in which programme; with ``create`` it is made if there is none yet."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    programme: Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
    role: Role
    create: bool = False


def _issuer(address: str) -> str:
    allowed = _("an address https://provider, just as the provider writes it; http only on this machine")
    if not is_secure_transport(address) or not address.isprintable() or " " in address:
        raise ValueError(allowed)
    parts = urlsplit(address)
    if parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError(allowed)
    return address


def _scopes(text: str) -> str:
    if "openid" not in text.split():
        raise ValueError(_("scopes parted by spaces, `openid` among them"))
    return " ".join(text.split())


def _document(value: object) -> object:
    """What a text of JSON says; what is no text stays as it is."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise ValueError(_('JSON such as {"planners": {"programme": "Two towns", "role": "planner"}}')) from None


class SignInSettings(BaseModel):
    """Settings of signing in.

    ``oidc_issuer``: the provider, as it names itself; without one nobody signs in, and admins give out all tokens.
    ``oidc_client_id``, ``oidc_client_secret``: as whom it knows the service; a public client has no secret.
    ``oidc_cookie_secret``: signs what a browser keeps while somebody signs in, in place of the client's secret; all web
    processes need the same.
    ``oidc_scopes``: what it is asked for. ``oidc_groups_claim``: where it tells somebody's groups; a name with points
    leads into claims that hold others. ``oidc_groups``: what each group may do (`Share`), by its name there; who is in
    none of them does not come in. ``oidc_session_hours``: how long the token lives that somebody gets.
    """

    model_config = ConfigDict(frozen=True)

    oidc_issuer: Annotated[str, AfterValidator(_issuer)] | None = None
    oidc_client_id: Annotated[str, Field(min_length=1, max_length=500)] | None = None
    oidc_client_secret: Annotated[SecretStr, Field(min_length=1)] | None = None
    oidc_cookie_secret: Annotated[SecretStr, Field(min_length=20)] | None = None
    oidc_scopes: Annotated[str, AfterValidator(_scopes)] = "openid email"
    oidc_groups_claim: Annotated[str, Field(min_length=1, max_length=200)] = "groups"
    oidc_groups: Annotated[dict[str, Share], NoDecode, BeforeValidator(_document)] = {}
    oidc_session_hours: Annotated[int, Field(ge=1, le=MOST_SESSION_HOURS)] = 12


def lacking(settings: SignInSettings, public_url: str | None) -> list[Fault]:
    """What must be set too where there is a provider, by the names of the settings."""
    if settings.oidc_issuer is None:
        return []
    needed = {"oidc_client_id": settings.oidc_client_id, "oidc_groups": settings.oidc_groups, "public_url": public_url}
    faults = [Fault(name, "", _("needed where people sign in")) for name, value in needed.items() if not value]
    if public_url and not is_secure_transport(public_url):
        faults.append(Fault("public_url", "", _("https where people sign in; http only on this machine")))
    return faults

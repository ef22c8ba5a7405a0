"""Signing in: to the provider and back, and a token for as long as a day's work; who it is that asks; signing out."""

from __future__ import annotations

import math
import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse

from consolidate.answers.administration import Myself, TokenGiven, TokenShown
from consolidate.text import _
from consolidate_api.auth.caller import Caller
from consolidate_api.oidc.begun import LIFE_SECONDS, Begun, lost
from consolidate_api.oidc.errors import NotAdmitted
from consolidate_api.oidc.membership import Claims, person_of, share_of
from consolidate_api.oidc.provider import Provider
from consolidate_api.problems import Problem, problems
from consolidate_api.routes.access import Viewer
from consolidate_api.routes.shown import Name
from consolidate_api.service import Service, ServiceOf
from consolidate_api.store import programmes, tokens

router = APIRouter(prefix="/v1", tags=["sign-in"], responses=problems(400, 401, 403, 404, 422, 429, 503))

COOKIE = "consolidate-sign-in"
TO_PROVIDER: dict[int | str, dict[str, Any]] = {
    303: {
        "description": "On to the provider; a cookie lets this browser, and no other, come back.",
        "headers": {"Location": {"schema": {"type": "string", "format": "uri"}}},
    }
}

Wanted = Annotated[Name | None, Query(description="Which programme, for those who belong to several.")]
State = Annotated[str, Query(max_length=200)]
Code = Annotated[str | None, Query(max_length=4000)]
Error = Annotated[str | None, Query(pattern=r"^[a-z_]{1,60}$", description="Why the provider has signed nobody in.")]
Issuer = Annotated[str | None, Query(alias="iss", max_length=2000, description="Who the provider is (RFC 9207).")]


class SignedIn(TokenGiven):
    """The token of somebody who has signed in; its secret is shown this once."""

    programme: str


def _provider(request: Request, service: ServiceOf) -> Provider:
    """The provider, for somebody who does not ask too often.

    Raises:
        Problem: 404 where nobody signs in, 429 where too many do from one address.
    """
    if service.provider is None:
        raise Problem(404, _("nobody signs in here: an admin gives out tokens"))
    most = service.settings.requests_per_minute
    address = request.client.host if request.client else ""
    if wait := math.ceil(service.pace.wait(("sign-in", address), most)):
        told = _("at most {most} requests a minute").format(most=most)
        raise Problem(429, told, kind="too-many-requests", headers={"Retry-After": str(wait)})
    return service.provider


ProviderOf = Annotated[Provider, Depends(_provider)]


@router.get("/sign-in", status_code=303, response_class=Response, responses=TO_PROVIDER)
def begin(provider: ProviderOf, programme: Wanted = None) -> Response:
    """Go and sign in with the provider of one's organisation."""
    address, begun = provider.begin(programme)
    response = RedirectResponse(address, 303)
    response.set_cookie(
        _cookie(provider),
        provider.seal.close(begun),
        max_age=LIFE_SECONDS,
        secure=provider.secure,
        httponly=True,
        samesite="lax",
    )
    return response


@router.get("/sign-in/callback")
def finish(  # noqa: PLR0913, PLR0917 (each part of the query is an argument)
    request: Request,
    response: Response,
    service: ServiceOf,
    provider: ProviderOf,
    state: State,
    code: Code = None,
    error: Error = None,
    issuer: Issuer = None,
) -> SignedIn:
    """Come back from the provider, and get a token."""
    begun = provider.seal.open(request.cookies.get(_cookie(provider)))
    if not secrets.compare_digest(begun.state.encode(), state.encode()) or issuer not in {None, provider.issuer}:
        raise lost()
    if error is not None:
        raise NotAdmitted(_("the provider has not signed you in: {error}").format(error=error))
    if code is None:
        raise lost()
    caller, signed_in = _admitted(service, begun, provider.finish(begun, code))
    request.state.caller = caller
    response.delete_cookie(_cookie(provider), secure=provider.secure, httponly=True, samesite="lax")
    return signed_in


@router.get("/whoami")
def whoami(caller: Viewer, service: ServiceOf) -> Myself:
    """Who the token says that one is."""
    with service.database.tenant(caller.tenant) as session:
        token, programme = tokens.own(session, caller)
    return Myself(name=caller.name, programme=programme.name, role=caller.role, expires_at=token.expires_at)


@router.post("/sign-out", status_code=204)
def sign_out(caller: Viewer, service: ServiceOf) -> None:
    """Sign out: the token that one shows ends at once, and no other.

    It is all the same whether it came of signing in or from an admin. Nobody is signed out at the provider.
    """
    with service.database.tenant(caller.tenant) as session:
        tokens.give_up(session, caller)


def _admitted(service: Service, begun: Begun, claims: Claims) -> tuple[Caller, SignedIn]:
    """Let somebody in as far as the settings say.

    Raises:
        NotAdmitted: they do not say that this person may come in.
    """
    person = person_of(claims)
    share = share_of(claims, service.settings, begun.programme)
    tenant = programmes.found_or_made(service.database, share.programme, make=share.create)
    if tenant is None:
        told = _("the programme “{name}” is not there yet: an operator can make it")
        raise NotAdmitted(told.format(name=share.programme))
    with service.database.tenant(tenant) as session:
        token, secret = tokens.sign_in(session, tenant, person, share.role, service.settings.oidc_session_hours)
    shown = TokenShown.model_validate(token).model_dump()
    caller = Caller(tenant, token.name, share.role, token.id, token.prefix)
    return caller, SignedIn(**shown, secret=secret, programme=share.programme)


def _cookie(provider: Provider) -> str:
    """The name of the cookie; where there is HTTPS no other host of the domain may set one of this name."""
    return f"__Host-{COOKIE}" if provider.secure else COOKIE

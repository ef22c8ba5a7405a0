"""Who may use a route: arguments that let a request in, or refuse it before anything else of it is read."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from consolidate.text import _
from consolidate_api.auth.caller import Caller
from consolidate_api.auth.roles import Role
from consolidate_api.problems import CHALLENGE, Problem
from consolidate_api.service import Service, ServiceOf
from consolidate_api.store import tokens

_bearer = HTTPBearer(auto_error=False, scheme_name="token", description="A token, of an admin or of signing in.")


def _caller(
    request: Request,
    service: ServiceOf,
    shown: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Caller:
    """Who asks, if they may ask now.

    Raises:
        Problem: 401 without a token that is valid, 429 where it has been used too often.
    """
    if shown is None:
        raise Problem(401, _("this needs a token"), headers={"WWW-Authenticate": CHALLENGE})
    caller = tokens.known(service.database, shown.credentials)
    if caller is None:
        invalid = {"WWW-Authenticate": f'{CHALLENGE}, error="invalid_token"'}
        raise Problem(401, _("this token is not known, or no longer"), headers=invalid)
    request.state.caller = caller
    _keep_pace(service, caller)
    return caller


def _keep_pace(service: Service, caller: Caller) -> None:
    most = service.limits(caller).requests_per_minute
    wait = math.ceil(service.pace.wait(caller.token, most))
    if wait:
        told = _("at most {most} requests a minute").format(most=most)
        raise Problem(429, told, kind="too-many-requests", headers={"Retry-After": str(wait)})


def _at_least(needed: Role) -> Callable[[Caller], Awaitable[Caller]]:
    """An argument of a route that needs a role; it waits for nothing, and takes no thread."""

    async def allowed(caller: Annotated[Caller, Depends(_caller)]) -> Caller:
        if not caller.role.covers(needed):
            told = _("this needs the role {needed}; the token has {role}")
            raise Problem(403, told.format(needed=needed, role=caller.role))
        return caller

    return allowed


# The OpenAPI document names the role of each route, as what its security asks for.
Viewer = Annotated[Caller, Security(_at_least(Role.VIEWER), scopes=[Role.VIEWER])]
Planner = Annotated[Caller, Security(_at_least(Role.PLANNER), scopes=[Role.PLANNER])]
Approver = Annotated[Caller, Security(_at_least(Role.APPROVER), scopes=[Role.APPROVER])]
Admin = Annotated[Caller, Security(_at_least(Role.ADMIN), scopes=[Role.ADMIN])]

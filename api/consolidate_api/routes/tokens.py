"""Tokens: an admin gives them out, sees which there are, and ends them."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from consolidate.answers.administration import TokenGiven, TokenShown
from consolidate.answers.base import PageOf
from consolidate_api.auth.roles import Role
from consolidate_api.bodies import JsonBody, json_body, parsed
from consolidate_api.problems import problems
from consolidate_api.routes.access import Admin
from consolidate_api.routes.shown import Cursor, Name, Size, page_of
from consolidate_api.service import ServiceOf
from consolidate_api.settings import MOST_TOKEN_DAYS
from consolidate_api.store import tokens
from consolidate_api.store.pages import Wanted

router = APIRouter(prefix="/v1/tokens", tags=["tokens"], responses=problems(401, 403, 422, 429, 503))

Sort = Annotated[Literal["created", "-created"], Query(description="`-`: the newest first.")]
Valid = Annotated[bool | None, Query(description="Only those that still work, or only those that do not.")]


class NewToken(BaseModel):
    """For whom a token is, what they may do, and for how many days."""

    model_config = ConfigDict(extra="forbid")

    name: Name = Field(examples=["nightly job"])
    role: Role
    days: Annotated[int, Field(strict=True, ge=1, le=MOST_TOKEN_DAYS, examples=[90])] | None = None


@router.post("", status_code=201, responses=problems(413, 415), openapi_extra=json_body(NewToken.model_json_schema()))
def give(caller: Admin, service: ServiceOf, raw: JsonBody, response: Response) -> TokenGiven:
    """Give out a token."""
    wanted = parsed(raw, NewToken)
    days = wanted.days or service.settings.token_days
    with service.database.tenant(caller.tenant) as session:
        token, secret = tokens.give(session, caller, wanted.name, wanted.role, days)
    response.headers["Location"] = f"/v1/tokens/{token.id}"
    return TokenGiven(**TokenShown.model_validate(token).model_dump(), secret=secret)


@router.get("")
def listed(
    caller: Admin,
    service: ServiceOf,
    role: Role | None = None,
    valid: Valid = None,
    sort: Sort = "-created",
    cursor: Cursor = None,
    size: Size = 50,
) -> PageOf[TokenShown]:
    """The tokens of the programme, those that have ended too."""
    with service.database.tenant(caller.tenant) as session:
        return page_of(TokenShown, tokens.listed(session, Wanted(sort, cursor, size), role, valid))


@router.get("/{token:uuid}", responses=problems(404))
def read(caller: Admin, service: ServiceOf, token: UUID) -> TokenShown:
    """One token, without its secret."""
    with service.database.tenant(caller.tenant) as session:
        return TokenShown.model_validate(tokens.token(session, token))


@router.delete("/{token:uuid}", status_code=204, responses=problems(404))
def revoke(caller: Admin, service: ServiceOf, token: UUID) -> None:
    """End a token at once."""
    with service.database.tenant(caller.tenant) as session:
        tokens.revoke(session, caller, token)

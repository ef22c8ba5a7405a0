"""From what a provider says of somebody to who they are here, and what they may do: only what the settings say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from consolidate.text import _
from consolidate_api.oidc.errors import NotAdmitted, NotVerified
from consolidate_api.sign_in_settings import Share, SignInSettings

SUBJECT = re.compile(r"[\x20-\x7e]{1,255}")
"""As OpenID Connect bounds the claim `sub`."""
NAME = re.compile(r"[^\x00-\x20\x7f]{1,200}")

Claims = dict[str, Any]


@dataclass(frozen=True)
class Person:
    """Somebody whom the provider has signed in.

    ``name`` stands beside what they change; ``sub`` and ``issuer`` say who that was, even when the name is another's.
    """

    name: str
    sub: str
    issuer: str


def person_of(claims: Claims) -> Person:
    """Who it is: by e-mail address, unless the provider says that it may not be theirs.

    Raises:
        NotVerified: the provider names nobody.
    """
    sub, email = claims.get("sub"), claims.get("email")
    if not isinstance(sub, str) or not SUBJECT.fullmatch(sub):
        raise NotVerified(_("the provider has named nobody"))
    sound = isinstance(email, str) and NAME.fullmatch(email) and claims.get("email_verified") is not False
    return Person(str(email) if sound else sub, sub, str(claims["iss"]))


def share_of(claims: Claims, settings: SignInSettings, programme: str | None) -> Share:
    """What somebody may do by their groups, in the programme that they have asked for or the only one.

    Raises:
        NotAdmitted: nobody has said that they may do anything, or it is not clear in which programme.
    """
    groups = groups_in(claims, settings.oidc_groups_claim)
    if groups is None:
        told = _("the provider has not told your groups: its answer has no claim “{claim}”")
        raise NotAdmitted(told.format(claim=settings.oidc_groups_claim))
    shares = _by_programme(settings.oidc_groups, groups)
    if not shares:
        raise NotAdmitted(_("none of your groups at the provider may do anything here"))
    wanted = programme or (next(iter(shares)) if len(shares) == 1 else None)
    if wanted not in shares:
        told = _("sign in to a programme of yours: /v1/sign-in?programme=NAME, with one of: {names}")
        raise NotAdmitted(told.format(names=", ".join(sorted(shares))))
    return shares[wanted]


def groups_in(claims: Claims, name: str) -> list[str] | None:
    """The groups that a claim tells; None where there is no such claim.

    A name with points leads into claims that hold others, unless a claim has just that name.
    """
    value: Any = claims
    for part in (name,) if name in claims else name.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    if isinstance(value, str):
        return [value]
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else None


def _by_programme(mapping: Mapping[str, Share], groups: Iterable[str]) -> dict[str, Share]:
    """What all groups together give in each programme: the mightiest role counts."""
    found: dict[str, Share] = {}
    for share in (mapping[group] for group in groups if group in mapping):
        other = found.get(share.programme, share)
        mightier = share if share.role.covers(other.role) else other
        found[share.programme] = mightier.model_copy(update={"create": share.create or other.create})
    return found

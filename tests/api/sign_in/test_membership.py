"""From groups at the provider to a programme and a role here: what is not said in the settings is not given."""

from __future__ import annotations

from typing import Any

import pytest

from consolidate_api.auth.roles import Role
from consolidate_api.oidc.errors import NotAdmitted, NotVerified
from consolidate_api.oidc.membership import groups_in, person_of, share_of
from consolidate_api.sign_in_settings import Share, SignInSettings

ISSUER = "https://provider.example"
MAPPING = {
    "readers": Share(programme="north", role=Role.VIEWER),
    "planners": Share(programme="north", role=Role.PLANNER),
    "builders": Share(programme="north", role=Role.VIEWER, create=True),
    "south": Share(programme="south", role=Role.ADMIN),
}
SETTINGS = SignInSettings(oidc_groups=MAPPING)


def share(groups: Any, programme: str | None = None) -> tuple[str, Role, bool]:
    found = share_of({"groups": groups}, SETTINGS, programme)
    return found.programme, found.role, found.create


def test_a_group_gives_what_the_settings_say() -> None:
    assert share(["readers", "unknown"]) == ("north", Role.VIEWER, False)
    assert share("planners") == ("north", Role.PLANNER, False)


@pytest.mark.parametrize("groups", [["readers", "planners", "builders"], ["builders", "planners", "readers"]])
def test_of_several_groups_in_a_programme_the_mightiest_role_counts(groups: list[str]) -> None:
    assert share(groups) == ("north", Role.PLANNER, True)


@pytest.mark.parametrize("groups", [[], ["unknown"], ["Planners"], ["planners "], [1, None, {}], ""])
def test_who_is_in_no_group_of_the_settings_does_not_come_in(groups: Any) -> None:
    with pytest.raises(NotAdmitted, match="none of your groups"):
        share(groups)


@pytest.mark.parametrize("claims", [{}, {"groups": None}, {"groups": 1}, {"groups": {"planners": True}}])
def test_where_no_groups_are_told_nobody_comes_in(claims: dict[str, Any]) -> None:
    with pytest.raises(NotAdmitted, match="has no claim “groups”"):
        share_of(claims, SETTINGS, None)


def test_who_belongs_to_several_programmes_says_which() -> None:
    both = ["south", "readers"]
    with pytest.raises(NotAdmitted, match="one of: north, south"):
        share(both)
    assert share(both, "south") == ("south", Role.ADMIN, False)
    with pytest.raises(NotAdmitted, match=r"one of: north$"):
        share(["readers"], "south")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("groups", ["a"]),
        ("realm.roles", ["b"]),
        ("https://north.example/groups", ["c"]),
        ("realm.none", None),
        ("groups.roles", None),
        ("none", None),
    ],
)
def test_groups_are_found_where_the_settings_say(name: str, found: list[str] | None) -> None:
    claims = {"groups": ["a"], "realm": {"roles": ["b"]}, "https://north.example/groups": ["c"]}
    assert groups_in(claims, name) == found


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        ({"email": "ann@north.example"}, "ann@north.example"),
        ({"email": "ann@north.example", "email_verified": True}, "ann@north.example"),
        ({"email": "ann@north.example", "email_verified": False}, "12"),
        ({"email": "a\nb@north.example"}, "12"),
        ({"email": "a" * 201}, "12"),
        ({"email": 7}, "12"),
        ({}, "12"),
    ],
)
def test_people_are_known_by_their_address_if_it_is_theirs(claims: dict[str, Any], name: str) -> None:
    person = person_of({"iss": ISSUER, "sub": "12", **claims})
    assert (person.name, person.sub, person.issuer) == (name, "12", ISSUER)


@pytest.mark.parametrize("sub", [None, "", "a\0b", "ø", "a" * 256, 12])
def test_nobody_is_somebody_without_a_sound_subject(sub: Any) -> None:
    with pytest.raises(NotVerified):
        person_of({"iss": ISSUER, "sub": sub})

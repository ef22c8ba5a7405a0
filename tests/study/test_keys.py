"""Cost keys from text, and in the place of a scenario's own."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from consolidate.errors import UnknownName
from consolidate.ledger.book import Ledger, ledger_of
from consolidate.ledger.entries import Entry, EntryKind
from consolidate.programme.programme import Programme
from consolidate.programme.schedule import Schedule
from consolidate.scenario.document import Scenario
from consolidate.scenario.money import Key
from consolidate.scenario.read import parse_scenario
from consolidate.study.keys import keys_in_use, read_key, read_keys, shared_by, shares_running
from tests.scenarios import BASE, decisions, patched

KEYS: dict[str, Any] = {
    "keys": {"heads": {"inhabitants": 100}, "one": {"given": {"ash": 100}}, "two": {"equal": 1}, "rest": {"users": 1}},
    "sharing": {"joint_one_off": {"paid_by": "programme", "key": "heads"}},
    "measures": {"talks": {"weeks": 1, "cost": 900}, "plan": {"weeks": 1, "cost": 300, "key": "two"}},
    "domains": {
        "finance": {
            "key": "one",
            "running_key": "rest",
            "candidates": {"alfa": {"joint_cost": 1000, "running_per_user": 365, "running_fixed": 730}},
        }
    },
}
STARTS = {"talks": 0, "plan": 0}


def scenario(patch: dict[str, Any] | None = None) -> Scenario:
    return parse_scenario(patched(patched(BASE, KEYS), patch or {}))


def ledger(of: Scenario) -> Ledger:
    return ledger_of(Schedule(Programme(of), decisions(STARTS)))


def borne(of: Scenario, kind: EntryKind, on: str | None = None) -> dict[str, int]:
    """By bearer: what entries of a kind add up to, of one step where it is named."""
    found: dict[str, int] = {}
    for entry in ledger(of).entries:
        if entry.kind is kind and on in (None, entry.of):
            found[entry.bearer] = found.get(entry.bearer, 0) + entry.amount
    return found


def yearly(of: Scenario) -> dict[str, list[int]]:
    """By bearer: yearly amounts of new running cost, own use or key's share first, then the fixed part's share."""
    found: dict[str, list[int]] = {}
    for entry in ledger(of).entries:
        if entry.kind is EntryKind.RUNNING_NEW:
            found.setdefault(entry.bearer, []).append(entry.yearly)
    return found


def test_a_text_names_sizes_and_weights() -> None:
    assert read_key("equal=50,inhabitants=50", scenario()) == Key(equal=Decimal(50), inhabitants=Decimal(50))
    given = read_key(" given.ash = 62.5 , given.birch=37.5, users=1 ", scenario())
    assert given == Key(users=Decimal(1), given={"ash": Decimal("62.5"), "birch": Decimal("37.5")})
    assert list(read_keys(["users=1", "equal=1", "users=1"], scenario())) == ["users=1", "equal=1"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "equal=…, inhabitants=…, employees=…, pcs=…, users=…, given.<municipality>=…"),
        ("heads", "“heads” – fields of a key with their weights, parted by commas"),
        ("equal=50,", "fields of a key with their weights"),
        ("size=50", "“size=50” – fields of a key with their weights"),
        ("name=mine", "“name=mine” – fields of a key"),
        ("given=50", "“given=50” – fields of a key"),
        ("equal.ash=50", "“equal.ash=50” – fields of a key"),
        ("given.oak=50", "“oak” – one of the municipalities: ash, birch"),
        ("given.=50", "“” – one of the municipalities: ash, birch"),
        ("equal=half", "“equal=half” – a number"),
        ("equal=nan", "“equal=nan” – a number"),
        ("equal=Infinity", "“equal=Infinity” – a number"),
        ("equal=-1", "“equal” – at least 0"),
        ("given.ash=1001", "“given.ash” – at most 1000"),
        ("equal=1,users=0.00001", "“users” – at most 4 decimals"),
        ("equal=1,equal=2", "“equal=2” – each field once"),
        ("given.ash=1,given.ash=1", "“given.ash=1” – each field once"),
        ("equal=0,given.ash=0", "– a key with at least one weight above 0"),
        ("employees=1", "“employees” – a size that the scenario states for every municipality, but not for ash, birch"),
    ],
)
def test_what_is_wrong_in_a_text_is_told_with_what_is_allowed(text: str, told: str) -> None:
    with pytest.raises(UnknownName) as error:
        read_key(text, scenario())
    assert told in str(error.value)
    assert str(error.value).startswith(f"key “{text}”: ")


def test_a_size_is_known_once_every_municipality_states_it() -> None:
    one = scenario({"municipalities": {"ash": {"pcs": 3}}})
    with pytest.raises(UnknownName, match="but not for birch"):
        read_key("pcs=1", one)
    assert read_key("pcs=1", scenario({"municipalities": {"ash": {"pcs": 3}, "birch": {"pcs": 0}}})).pcs == 1
    assert read_key("pcs=0,equal=1", one).equal == 1


def test_many_municipalities_are_not_all_named() -> None:
    towns = {f"town{place:02}": {"inhabitants": 1} for place in range(20)}
    with pytest.raises(UnknownName, match=r"ash, birch, town00, .*, town05, …"):
        read_key("given.oak=1", scenario({"municipalities": towns, "domains": {"finance": {"participants": ["ash"]}}}))


def test_keys_in_use_are_those_of_measures_domains_and_running_cost() -> None:
    assert keys_in_use(scenario()) == ("two", "heads", "one", "rest")
    by_key = scenario({"sharing": {"running": {"key": "two"}}, "measures": None})
    assert keys_in_use(by_key) == ("one", "two", "rest")
    bare = parse_scenario(BASE)
    assert keys_in_use(bare) == ("equal",)


def test_running_cost_is_shared_where_it_has_a_key_or_a_fixed_part() -> None:
    assert shares_running(scenario())
    own_use = {"domains": {"finance": {"candidates": {"alfa": {"running_fixed": 0}}}}}
    assert not shares_running(scenario(own_use))
    assert shares_running(scenario({**own_use, "sharing": {"running": {"key": "two"}}}))


def test_one_key_takes_the_place_of_all() -> None:
    # heads 3:1, one all to ash, two half and half, rest 30:10 users
    own = scenario()
    assert borne(own, EntryKind.JOINT_ONE_OFF) == {"ash": 675 + 150 + 1000, "birch": 225 + 150}
    assert yearly(own) == {"ash": [30 * 365, 548], "birch": [10 * 365, 182]}  # 730 by 3:1 is 547.5 and 182.5
    equal = shared_by(own, "two", {})
    assert borne(equal, EntryKind.JOINT_ONE_OFF) == {"ash": 1100, "birch": 1100}
    assert yearly(equal) == {"ash": [30 * 365, 365], "birch": [10 * 365, 365]}  # own use stays with its user


def test_running_cost_by_key_is_shared_by_the_one_key_too() -> None:
    by_key = scenario({"sharing": {"running": {"key": "rest"}}})
    assert yearly(shared_by(by_key, "two", {})) == {"ash": [20 * 365, 365], "birch": [20 * 365, 365]}


def test_one_off_cost_alone_leaves_running_cost_as_it_is() -> None:
    by_key = scenario({"sharing": {"running": {"key": "one"}}})
    for own in (by_key, scenario({"domains": {"finance": {"running_key": None}}})):
        alone = shared_by(own, "two", {}, running=False)
        assert borne(alone, EntryKind.JOINT_ONE_OFF) == {"ash": 1100, "birch": 1100}
        assert yearly(alone) == yearly(own)


def test_an_added_key_shares_as_it_says() -> None:
    text = "given.ash=10,given.birch=90"
    added = shared_by(scenario(), text, {text: read_key(text, scenario())})
    assert borne(added, EntryKind.JOINT_ONE_OFF, "finance/joint/install") == {"ash": 100, "birch": 900}


def test_a_key_moves_nothing_but_shares() -> None:
    def rest(of: Scenario) -> list[Entry]:
        moved = (EntryKind.JOINT_ONE_OFF, EntryKind.RUNNING_NEW)
        return [entry for entry in ledger(of).entries if entry.kind not in moved]

    own = scenario({"budgets": {"programme": {"grants": {"2007": 5000}}}})
    other = shared_by(own, "two", {})
    assert rest(own) == rest(other)
    assert sum(borne(own, EntryKind.JOINT_ONE_OFF).values()) == sum(borne(other, EntryKind.JOINT_ONE_OFF).values())
    assert sum(sum(parts) for parts in yearly(own).values()) == sum(sum(parts) for parts in yearly(other).values())
    assert other.sharing.joint_one_off.paid_by == own.sharing.joint_one_off.paid_by

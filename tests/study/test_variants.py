"""Scenarios with something changed: nothing else is, and what comes out is judged as any document is."""

from __future__ import annotations

import pytest

from consolidate.errors import FaultyDocument
from consolidate.programme.programme import Programme
from consolidate.scenario.identity import scenario_hash
from consolidate.study.variants import varied, without_party
from tests.solve.searching import shipped


@pytest.mark.parametrize("name", ["two-towns", "merger", "knps/knps-core", "knps/knps-2007"])
def test_a_patch_that_says_nothing_changes_nothing(name: str) -> None:
    assert scenario_hash(varied(shipped(name), {})) == scenario_hash(shipped(name))


def test_who_stays_out_keeps_what_it_has() -> None:
    scenario = without_party(shipped("two-towns"), "archive", "north", ("north", "south"))
    programme = Programme(scenario)
    assert programme.participants("archive") == ("south",)
    assert ("archive", "north") in programme.outside
    assert scenario.domains["finance"] == shipped("two-towns").domains["finance"]


def test_a_variant_that_makes_no_sense_is_faulty() -> None:
    with pytest.raises(FaultyDocument):
        without_party(shipped("two-towns"), "archive", "north", ("north",))
    with pytest.raises(FaultyDocument):
        varied(shipped("two-towns"), {"domains": {"archive": {"needs": ["nothing"]}}})

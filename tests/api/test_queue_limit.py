"""How many runs of a programme may wait: exactly so many, however many submit at the same moment."""

from __future__ import annotations

import threading
from uuid import UUID

import pytest

from consolidate_api.auth.caller import operator
from consolidate_api.database.engine import Database
from consolidate_api.store import runs
from consolidate_api.store.turns import take_turn
from tests.api.conftest import Office, new_office
from tests.api.runs import PLACE, scenario
from tests.api.test_runs import asked

AT_ONCE = 12


def test_of_many_at_once_so_many_are_accepted_as_may_wait(office: Office, database: Database) -> None:
    small = new_office(office.client, database, limits={"max_waiting_runs": 5})
    towns, codes, start = scenario(small), list[int](), threading.Barrier(AT_ONCE)

    def ask() -> None:
        start.wait()
        codes.append(asked(small, towns).status_code)

    threads = [threading.Thread(target=ask) for _time in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [201] * 5 + [429] * (AT_ONCE - 5)
    assert len(small.ask("GET", PLACE).json()["items"]) == 5


def test_those_that_are_not_written_yet_count_too(office: Office, database: Database) -> None:
    wish = runs.Wish(UUID(scenario(office)), None, None, {}, 0)
    full = list[bool]()

    def second() -> None:
        try:
            with database.tenant(office.tenant) as session:
                runs.submit(session, operator(office.tenant), wish, 1)
        except runs.Full:
            full.append(True)

    other = threading.Thread(target=second)
    with database.tenant(office.tenant) as session:
        runs.submit(session, operator(office.tenant), wish, 1)
        other.start()
        other.join(1)
        assert other.is_alive(), "it waits for the first, which may yet be taken back"
    other.join()
    assert full == [True]


def test_programmes_do_not_wait_for_each_other(office: Office, database: Database) -> None:
    other = new_office(office.client, database)
    wish = runs.Wish(UUID(scenario(other)), None, None, {}, 0)
    with database.tenant(office.tenant) as session:
        take_turn(session, office.tenant, runs.TURN)
        with database.tenant(other.tenant) as second:
            assert runs.submit(second, operator(other.tenant), wish, 1)[1]


def test_whoever_is_refused_leaves_nothing(office: Office, database: Database) -> None:
    wish = runs.Wish(UUID(scenario(office)), None, None, {}, 0)
    with pytest.raises(runs.Full), database.tenant(office.tenant) as session:
        runs.submit(session, operator(office.tenant), wish, 0)
    assert office.ask("GET", PLACE).json()["items"] == []

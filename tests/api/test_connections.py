"""Connections that wait for their next use: one that has lain idle is asked first whether it is still there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from consolidate_api.database import engine
from consolidate_api.database.away import AWAY
from consolidate_api.database.embedded import Addresses
from consolidate_api.database.engine import Database


@pytest.fixture
def own(addresses: Addresses) -> Iterator[Database]:
    opened = Database(addresses.app, connections=1)
    yield opened
    opened.close()


def number(database: Database) -> int:
    """The number of the server's process behind the connection."""
    with database.nobody() as session:
        return int(session.scalar(text("SELECT pg_backend_pid()")) or 0)


def ended(database: Database, process: int) -> None:
    with database.nobody() as session:
        session.execute(text("SELECT pg_terminate_backend(:process, 10000)"), {"process": process})


def test_a_connection_is_used_again(own: Database) -> None:
    assert number(own) == number(own)


def test_one_that_has_lain_idle_is_made_anew_where_it_is_gone(
    own: Database, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "IDLE_SECONDS", 0.0)
    before = number(own)
    ended(database, before)
    assert number(own) != before


def test_whoever_takes_one_that_was_in_use_just_now_is_told_and_the_next_one_is_not(
    own: Database, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "IDLE_SECONDS", 1000.0)
    before = number(own)
    ended(database, before)
    with pytest.raises(AWAY):
        number(own)
    assert number(own) != before

"""The tables' documentation is current, and names only what a scenario has."""

from __future__ import annotations

import pytest

from consolidate.exchange.columns import Table
from consolidate.exchange.tabledoc import tables_page
from consolidate.exchange.tables import TABLES
from tests import ROOT


def test_the_page_of_tables_is_current() -> None:
    assert (ROOT / "docs" / "tables.md").read_text(encoding="utf-8") == tables_page()


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_tables_are_well_formed(table: Table) -> None:
    names = [column.name for column in table.columns]
    assert len(set(names)) == len(names)
    assert set(table.key) <= set(names)
    assert all(table.by_name[name].required for name in table.key)
    assert all(column.doc for column in table.columns)

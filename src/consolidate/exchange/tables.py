"""All documented tables, in the order in which a planner fills them in."""

from __future__ import annotations

from consolidate.exchange.columns import Table
from consolidate.exchange.tables_actuals import ACTUALS
from consolidate.exchange.tables_aims import AIMS
from consolidate.exchange.tables_people import PARTIES, PROGRAMME, SETTINGS
from consolidate.exchange.tables_work import WORK

TABLES: tuple[Table, ...] = (*PARTIES, *WORK, *AIMS, *ACTUALS)

__all__ = ["ACTUALS", "PROGRAMME", "SETTINGS", "TABLES"]

"""Budgets, cost-sharing keys, and how common cost is shared."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import model_validator

from consolidate.scenario.base import Amount, Doc, FreePercent, Id, Percent, Soft, Weight, YearKey
from consolidate.text import _

Payer = Literal["programme", "shares"]


class Budget(Soft):
    """Money that may be spent up to each year's end; price per unit of money over it."""

    grants: dict[YearKey, Amount] = {}
    carry_over_percent: Percent = Decimal(100)
    reserve_percent: Percent = Decimal(0)


class Key(Doc):
    """A mix of measures of size, each with a weight; ``given`` names percentages outright."""

    equal: Weight = Decimal(0)
    inhabitants: Weight = Decimal(0)
    employees: Weight = Decimal(0)
    pcs: Weight = Decimal(0)
    users: Weight = Decimal(0)
    given: dict[Id, FreePercent] = {}

    @model_validator(mode="after")
    def _weighs_something(self) -> Key:
        if not any((self.equal, self.inhabitants, self.employees, self.pcs, self.users, *self.given.values())):
            raise ValueError(_("a key with at least one weight above 0"))
        return self


class JointOneOff(Doc):
    """Who pays joint one-off cost, and by which key it is attributed."""

    paid_by: Payer = "programme"
    key: Id = "equal"


class RunningByKey(Doc):
    """Running cost of joint products shared by a key instead of by own use."""

    key: Id


class Sharing(Doc):
    """How common cost is shared unless a measure or domain says otherwise."""

    joint_one_off: JointOneOff = JointOneOff()
    running: Literal["own_use"] | RunningByKey = "own_use"
